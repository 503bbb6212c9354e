"""The services that can be asked: an entry for each, with the class that asks it.

`--service`, the buttons of `serve`, what `locate` says of itself and the tests read this table.
"""

from geo.locating.geocoder_adapters import (
    AMapGeocoder,
    BaiduGeocoder,
    NominatimGeocoder,
    PhotonGeocoder,
    TiandituGeocoder,
)
from geo.locating.service import ODBL, OSM, Service

SERVICES = {
    each.name: each
    for each in (
        Service(
            "nominatim", "Nominatim", OSM, "WGS84", ODBL,
            "https://operations.osmfoundation.org/policies/nominatim/",
            "https://nominatim.openstreetmap.org", 1.0, NominatimGeocoder, max_queries=200,
        ),
        Service(
            "photon", "Photon", OSM, "WGS84", ODBL, "https://photon.komoot.io/",
            "https://photon.komoot.io", 1.0, PhotonGeocoder, max_queries=200,
        ),
        Service(
            "tianditu", "Tianditu", "Tianditu", "CGCS2000", "",
            "http://lbs.tianditu.gov.cn/home.html", "https://api.tianditu.gov.cn", 0.5,
            TiandituGeocoder, "TIANDITU_KEY",
        ),
        Service(
            "amap", "AMap", "AMap", "GCJ-02", "", "https://lbs.amap.com/home/terms/",
            "https://restapi.amap.com", 0.5, AMapGeocoder, "AMAP_KEY",
        ),
        Service(
            "baidu", "Baidu", "Baidu", "BD-09", "",
            "https://lbsyun.baidu.com/index.php?title=open/law", "https://api.map.baidu.com", 0.5,
            BaiduGeocoder, "BAIDU_KEY",
        ),
    )
}  # fmt: skip
"""By the word of `--service`. The addresses of terms were not reachable when this was written; the
three with a key are therefore taken at their strictest, until a maintainer says otherwise."""
