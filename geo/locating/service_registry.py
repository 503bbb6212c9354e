"""The services that can be asked: whose data they give, in which datum, and what may be kept of it.

What the terms do not clearly allow to keep is only looked at: it is shown in the run that asked
and written to no file, neither the cache nor the candidates. A maintainer who has the provider's
permission says so with `--permitted`, and that permission is then the licence.
"""

import os
from dataclasses import dataclass

ODBL = "ODbL 1.0"
OSM = "OpenStreetMap"
GEONAMES = "GeoNames"


@dataclass(frozen=True)
class Service:
    """One service as it is asked."""

    name: str
    title: str
    origin: str
    """Whose data it gives: two services with one origin copy each other and never agree."""
    datum: str
    licence: str
    """Licence of its results; empty where its terms do not allow to keep them."""
    terms: str
    """Address of the terms."""
    url: str
    """Public address; another one from the environment, as `url_env` says."""
    interval_s: float
    """Seconds between two requests to the public address."""
    key_env: str = ""
    max_queries: int = 1000
    """Queries of one run beyond which the public address is not the place to ask."""

    @property
    def url_env(self) -> str:
        """Name of the environment variable with the address of an instance of one's own."""
        return f"{self.name.upper()}_URL"

    @property
    def address(self) -> str:
        """Address that is asked."""
        return os.environ.get(self.url_env, "").strip() or self.url

    @property
    def is_own_instance(self) -> bool:
        """Whether it is an instance of one's own, for which public limits do not hold."""
        return self.address != self.url

    @property
    def key(self) -> str:
        """The key, from the environment only."""
        return os.environ.get(self.key_env, "").strip() if self.key_env else ""


SERVICES = {
    each.name: each
    for each in (
        Service(
            "nominatim", "Nominatim", OSM, "WGS84", ODBL,
            "https://operations.osmfoundation.org/policies/nominatim/",
            "https://nominatim.openstreetmap.org", 1.0, max_queries=200,
        ),
        Service(
            "photon", "Photon", OSM, "WGS84", ODBL, "https://photon.komoot.io/",
            "https://photon.komoot.io", 1.0, max_queries=200,
        ),
        Service(
            "tianditu", "Tianditu", "Tianditu", "CGCS2000", "",
            "http://lbs.tianditu.gov.cn/home.html", "https://api.tianditu.gov.cn", 0.5,
            "TIANDITU_KEY",
        ),
        Service(
            "amap", "AMap", "AMap", "GCJ-02", "", "https://lbs.amap.com/home/terms/",
            "https://restapi.amap.com", 0.5, "AMAP_KEY",
        ),
        Service(
            "baidu", "Baidu", "Baidu", "BD-09", "",
            "https://lbsyun.baidu.com/index.php?title=open/law", "https://api.map.baidu.com", 0.5,
            "BAIDU_KEY",
        ),
    )
}  # fmt: skip
"""By the word of `--service`. The addresses of terms were not reachable when this was written; the
three with a key are therefore taken at their strictest, until a maintainer says otherwise."""
