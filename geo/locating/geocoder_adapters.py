"""Geocoders of geopy's shape for the services that geopy does not have: Tianditu and AMap."""

import json
from typing import Any
from urllib.parse import urlencode

from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderQuotaExceeded,
    GeocoderServiceError,
)
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from geo.spatial.datum_shift import Bounds

MAX_HITS = 10
"""Hits that are asked for."""
AMAP_KEY_CODES = frozenset(range(10001, 10003)) | frozenset(range(10005, 10014))
AMAP_QUOTA_CODES = frozenset({10003, 10004, 10014, 10019, 10020, 10021, 10029, 10044, 10045})


class Tianditu(Geocoder):  # type: ignore[misc]
    """The place search of Tianditu (its web service API, `v2/search`), in CGCS2000."""

    def __init__(self, url: str, key: str, bounds: Bounds, **given: Any) -> None:  # noqa: ANN401
        """Keep where it is asked."""
        super().__init__(**given)
        self._url, self._key, self._bounds = url, key, bounds

    def geocode(self, query: str) -> list[Location] | None:
        """Return what the service finds around the map."""
        asked = {
            "keyWord": query, "level": 12, "queryType": 1, "start": 0, "count": MAX_HITS,
            "mapBound": ",".join(f"{degree:.5f}" for degree in self._bounds),
        }  # fmt: skip
        post = json.dumps(asked, ensure_ascii=False)
        given = urlencode({"postStr": post, "type": "query", "tk": self._key})
        found: list[Location] | None = self._call_geocoder(
            f"{self._url}/v2/search?{given}", self._parse_answer
        )
        return found

    def _parse_answer(self, answer: Any) -> list[Location]:  # noqa: ANN401  any JSON value
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


class AMap(Geocoder):  # type: ignore[misc]
    """The place search of AMap (`v3/place/text`), in GCJ-02."""

    def __init__(self, url: str, key: str, **given: Any) -> None:  # noqa: ANN401
        """Keep where it is asked."""
        super().__init__(**given)
        self._url, self._key = url, key

    def geocode(self, query: str) -> list[Location] | None:
        """Return what the service finds."""
        asked = {
            "keywords": query,
            "offset": MAX_HITS,
            "page": 1,
            "output": "JSON",
            "key": self._key,
        }
        found: list[Location] | None = self._call_geocoder(
            f"{self._url}/v3/place/text?{urlencode(asked)}", self._parse_answer
        )
        return found

    def _parse_answer(self, answer: Any) -> list[Location]:  # noqa: ANN401  any JSON value
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


def _raise_refusal(told: str, *, quota: bool = False, key: bool = False) -> None:
    """Raise what a refusal is, which these services send with status 200."""
    told = f"it refuses: {told[:100]}"
    if quota:
        raise GeocoderQuotaExceeded(told)
    if key or "key" in told.lower() or "密钥" in told:
        raise GeocoderAuthenticationFailure(told)
    raise GeocoderServiceError(told)
