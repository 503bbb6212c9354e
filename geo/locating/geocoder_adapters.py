"""What asks each service: geopy's geocoders where it has them, our own of the same shape else."""

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias
from urllib.parse import urlencode, urlsplit

from geopy.exc import GeocoderAuthenticationFailure, GeocoderQuotaExceeded, GeocoderServiceError
from geopy.geocoders import BaiduV3, Nominatim, Photon
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from geo.locating.service import Hit, Service
from geo.spatial import datum
from geo.spatial.datum_shift import Bounds

MAX_HITS = 10
"""Hits that are asked for."""
AMAP_KEY_CODES = frozenset(range(10001, 10003)) | frozenset(range(10005, 10014))
AMAP_QUOTA_CODES = frozenset({10003, 10004, 10014, 10019, 10020, 10021, 10029, 10044, 10045})
HALF = 2

Answer: TypeAlias = Mapping[str, Any]
"""What a service answers, or one thing in it: whatever JSON holds."""


class NominatimGeocoder(Nominatim):  # type: ignore[misc]
    """Nominatim, which is given the map's bounds."""

    def __init__(self, service: Service, bounds: Bounds, /, **given: object) -> None:
        """Keep where it is asked."""
        super().__init__(**_split_address(service), **given)
        west, south, east, north = bounds
        self._box = [(south, west), (north, east)]

    def find_locations(self, query: str) -> list[Location]:
        """Return what the service finds, in the map before elsewhere."""
        asked = {"exactly_one": False, "limit": MAX_HITS, "viewbox": self._box}
        return self.geocode(query, **asked) or []

    def parse_hit(self, raw: Answer, address: str, lon: float, lat: float) -> Hit:
        """Return a hit; its box stands for its size."""
        kind = f"{raw.get('class') or raw.get('category') or ''}/{raw.get('type', '')}"
        name = raw.get("name") or address.split(",", maxsplit=1)[0]
        record = f"{raw.get('osm_type', '')}/{raw.get('osm_id', '')}"
        return Hit(name, kind, address, record, lon, lat, _half_diagonal_m(raw.get("boundingbox")))


class PhotonGeocoder(Photon):  # type: ignore[misc]
    """Photon, which is given the middle of the map."""

    def __init__(self, service: Service, bounds: Bounds, /, **given: object) -> None:
        """Keep where it is asked."""
        super().__init__(**_split_address(service), **given)
        west, south, east, north = bounds
        self._middle = ((south + north) / HALF, (west + east) / HALF)

    def find_locations(self, query: str) -> list[Location]:
        """Return what the service finds, near the map before elsewhere."""
        asked = {"exactly_one": False, "limit": MAX_HITS, "location_bias": self._middle}
        return self.geocode(query, **asked) or []

    def parse_hit(self, raw: Answer, address: str, lon: float, lat: float) -> Hit:
        """Return a hit; its extent stands for its size."""
        held = raw["properties"]
        kinds = {"N": "node", "W": "way", "R": "relation"}
        record = f"{kinds.get(held.get('osm_type'), '')}/{held.get('osm_id', '')}"
        kind = f"{held.get('osm_key', '')}/{held.get('osm_value', '')}"
        west, north, east, south = held.get("extent") or (lon, lat, lon, lat)
        extent = _half_diagonal_m((south, north, west, east))
        return Hit(held.get("name") or "", kind, address, record, lon, lat, extent)


class TiandituGeocoder(Geocoder):  # type: ignore[misc]
    """The place search of Tianditu (its web service API, `v2/search`), in CGCS2000."""

    def __init__(self, service: Service, bounds: Bounds, /, **given: object) -> None:
        """Keep where it is asked."""
        super().__init__(**given)
        self._url, self._key, self._bounds = service.address, service.key, bounds

    def find_locations(self, query: str) -> list[Location]:
        """Return what the service finds around the map."""
        asked = {
            "keyWord": query, "level": 12, "queryType": 1, "start": 0, "count": MAX_HITS,
            "mapBound": ",".join(f"{degree:.5f}" for degree in self._bounds),
        }  # fmt: skip
        post = json.dumps(asked, ensure_ascii=False)
        given = urlencode({"postStr": post, "type": "query", "tk": self._key})
        found = self._call_geocoder(f"{self._url}/v2/search?{given}", self._parse_answer)
        return found or []

    def _parse_answer(self, answer: Answer) -> list[Location]:
        status = answer.get("status")
        code = status.get("infocode") if isinstance(status, dict) else answer.get("code", status)
        if code not in (1000, "1000"):
            told = status.get("cndesc", "") if isinstance(status, dict) else answer.get("msg", "")
            _raise_refusal(str(told), quota="配额" in str(told) or "次数" in str(told))
        found = []
        for poi in answer.get("pois") or []:
            lon, lat = (float(part) for part in str(poi["lonlat"]).replace(" ", ",").split(","))
            found.append(Location(poi["name"], (lat, lon), poi))
        return found

    def parse_hit(self, raw: Mapping[str, object], address: str, lon: float, lat: float) -> Hit:
        """Return a hit."""
        kind, where = str(raw.get("typeName") or ""), str(raw.get("address"))
        return Hit(address, kind, where, str(raw.get("hotPointID") or ""), lon, lat)


class AMapGeocoder(Geocoder):  # type: ignore[misc]
    """The place search of AMap (`v3/place/text`), in GCJ-02."""

    def __init__(self, service: Service, _bounds: Bounds, /, **given: object) -> None:
        """Keep where it is asked."""
        super().__init__(**given)
        self._url, self._key = service.address, service.key

    def find_locations(self, query: str) -> list[Location]:
        """Return what the service finds."""
        asked = {
            "keywords": query,
            "offset": MAX_HITS,
            "page": 1,
            "output": "JSON",
            "key": self._key,
        }
        url = f"{self._url}/v3/place/text?{urlencode(asked)}"
        return self._call_geocoder(url, self._parse_answer) or []

    def _parse_answer(self, answer: Answer) -> list[Location]:
        if str(answer["status"]) != "1":
            code = int(answer.get("infocode") or 0)
            _raise_refusal(
                str(answer.get("info", code)),
                quota=code in AMAP_QUOTA_CODES,
                key=code in AMAP_KEY_CODES,
            )
        found = []
        for poi in answer["pois"]:
            if not isinstance(poi["location"], str):  # an empty list: it has no position
                continue
            lon, lat = (float(part) for part in poi["location"].split(","))
            found.append(Location(poi["name"], (lat, lon), poi))
        return found

    def parse_hit(self, raw: Mapping[str, object], address: str, lon: float, lat: float) -> Hit:
        """Return a hit with its whole address."""
        parts = (raw.get(each) for each in ("pname", "cityname", "adname", "address"))
        whole = "".join(part for part in parts if isinstance(part, str))
        return Hit(address, str(raw.get("type") or ""), whole, str(raw.get("id", "")), lon, lat)


class BaiduGeocoder(BaiduV3):  # type: ignore[misc]
    """Baidu's geocoder, in BD-09: a position and its level, no name and no id."""

    def __init__(self, service: Service, _bounds: Bounds, /, **given: object) -> None:
        """Keep where it is asked."""
        super().__init__(service.key, **given)
        self.api = f"{service.address}{self.api_path}"

    def find_locations(self, query: str) -> list[Location]:
        """Return the one thing that the service finds: geopy's reads a single answer only."""
        one = self.geocode(query)
        return [one] if one else []

    def parse_hit(self, raw: Answer, address: str, lon: float, lat: float) -> Hit:
        """Return a hit; the service's confidence stands for its size."""
        sizes = {100: 20.0, 90: 50.0, 80: 150.0, 70: 300.0}
        radius = sizes.get(int(raw.get("confidence") or 0), 0.0)
        return Hit("", str(address or ""), "", f"{lon:.6f},{lat:.6f}", lon, lat, radius)


def _split_address(service: Service) -> dict[str, str]:
    """Return an address in the parts that geopy takes."""
    parts = urlsplit(service.address)
    return {"domain": f"{parts.netloc}{parts.path}".strip("/"), "scheme": parts.scheme}


def _half_diagonal_m(box: Iterable[float | str] | None) -> float:
    """Return half the diagonal, in metres, of south, north, west, east; 0 for what is no box."""
    if not box:
        return 0.0
    south, north, west, east = (float(edge) for edge in box)
    half = datum.distance_m(west, south, east, north) / HALF
    return half if math.isfinite(half) else 0.0


def _raise_refusal(told: str, *, quota: bool = False, key: bool = False) -> None:
    """Raise what a refusal is, which these services send with status 200."""
    told = f"it refuses: {told[:100]}"
    if quota:
        raise GeocoderQuotaExceeded(told)
    if key or "key" in told.lower() or "密钥" in told:
        raise GeocoderAuthenticationFailure(told)
    raise GeocoderServiceError(told)
