"""The services themselves: geopy's geocoders where it has them, adapters of the same shape else."""

import math
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderParseError,
    GeocoderQuotaExceeded,
    GeocoderServiceError,
)
from geopy.geocoders import BaiduV3, Nominatim, Photon
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from geo.faults.fault import format_value
from geo.locating.geocoder_adapters import MAX_HITS, AMap, Tianditu
from geo.locating.rate_limit import RateLimitedClient, make_adapter_class
from geo.locating.service_registry import Service
from geo.spatial import datum
from geo.spatial.datum_shift import Bounds

MAX_HITS_TAKEN = 20
"""Hits of one answer that are taken; what a service gives beyond is no help to anybody."""
PERMANENT_REFUSALS = (
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderQuotaExceeded,
)
"""Refusals after which further questions are refused as well."""
HALF = 2


@dataclass(frozen=True)
class Hit:
    """One thing that a service gives."""

    name: str
    kind: str
    address: str
    record: str
    lon: float
    lat: float
    extent_m: float = 0.0


def make_geocoder(
    service: Service, manners: RateLimitedClient, bounds: Bounds, agent: str
) -> Geocoder:
    """Return the geocoder of a service."""
    parts = urlsplit(service.address)
    where = {"domain": f"{parts.netloc}{parts.path}".strip("/"), "scheme": parts.scheme}
    given = {
        "adapter_factory": make_adapter_class(manners),
        "user_agent": agent or "build_map.py locate",
    }
    if service.name == "nominatim":
        return Nominatim(**where, **given)
    if service.name == "photon":
        return Photon(**where, **given)
    if service.name == "tianditu":
        return Tianditu(service.address, service.key, bounds, **given)
    if service.name == "amap":
        return AMap(service.address, service.key, **given)
    made = BaiduV3(service.key, **given)
    made.api = f"{service.address}{made.api_path}"
    return made


def query_service(service: Service, coder: Geocoder, query: str, bounds: Bounds) -> list[Hit]:
    """Return what a service gives; raise geopy's errors, also for an answer of another form."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # geopy warns of a latitude that it then refuses
            return [*_valid_hits(service, _call_geocoder(service, coder, query, bounds))]
    except GeocoderServiceError:
        raise
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        why = f"{type(error).__name__}: {format_value(str(error))}"
        told = f"its answer has another form than it documents ({why})"
        raise GeocoderParseError(told) from None


def _call_geocoder(service: Service, coder: Geocoder, query: str, bounds: Bounds) -> list[Location]:
    """Ask as each service wants to be told where the map lies."""
    west, south, east, north = bounds
    if service.name == "nominatim":
        box = [(south, west), (north, east)]
        found = coder.geocode(query, exactly_one=False, limit=MAX_HITS, viewbox=box)
    elif service.name == "photon":
        middle = ((south + north) / HALF, (west + east) / HALF)
        found = coder.geocode(query, exactly_one=False, limit=MAX_HITS, location_bias=middle)
    elif service.name == "baidu":  # geopy's reads a single answer only
        one = coder.geocode(query)
        found = [one] if one else []
    else:
        found = coder.geocode(query)
    return found or []


def _valid_hits(service: Service, found: list[Location]) -> Iterator[Hit]:
    """Yield hits with positions that a map can have."""
    for location in found[:MAX_HITS_TAKEN]:
        lon, lat = location.longitude, location.latitude
        if (
            math.isfinite(lon + lat)
            and abs(lon) <= datum.MAX_LON_LAT[0]
            and abs(lat) <= datum.MAX_LON_LAT[1]
        ):
            yield HIT_PARSERS[service.name](location.raw, location.address, lon, lat)


def _parse_nominatim(raw: Mapping[str, Any], address: str, lon: float, lat: float) -> Hit:
    kind = f"{raw.get('class') or raw.get('category') or ''}/{raw.get('type', '')}"
    name = raw.get("name") or address.split(",", maxsplit=1)[0]
    record = f"{raw.get('osm_type', '')}/{raw.get('osm_id', '')}"
    return Hit(name, kind, address, record, lon, lat, _half_diagonal_m(raw.get("boundingbox")))


def _parse_photon(raw: Mapping[str, Any], address: str, lon: float, lat: float) -> Hit:
    held = raw["properties"]
    kinds = {"N": "node", "W": "way", "R": "relation"}
    record = f"{kinds.get(held.get('osm_type'), '')}/{held.get('osm_id', '')}"
    kind = f"{held.get('osm_key', '')}/{held.get('osm_value', '')}"
    west, north, east, south = held.get("extent") or (lon, lat, lon, lat)
    extent = _half_diagonal_m((south, north, west, east))
    return Hit(held.get("name") or "", kind, address, record, lon, lat, extent)


def _half_diagonal_m(box: Any) -> float:  # noqa: ANN401  four numbers or texts, or nothing
    """Return half the diagonal, in metres, of south, north, west, east; 0 for what is no box."""
    if not box:
        return 0.0
    south, north, west, east = (float(edge) for edge in box)
    half = datum.distance_m(west, south, east, north) / HALF
    return half if math.isfinite(half) else 0.0


def _parse_amap(raw: Mapping[str, Any], address: str, lon: float, lat: float) -> Hit:
    parts = (raw.get(each) for each in ("pname", "cityname", "adname", "address"))
    whole = "".join(part for part in parts if isinstance(part, str))
    return Hit(address, str(raw.get("type") or ""), whole, str(raw.get("id", "")), lon, lat)


def _parse_tianditu(raw: Mapping[str, Any], address: str, lon: float, lat: float) -> Hit:
    ident = str(raw.get("hotPointID") or "")
    return Hit(address, str(raw.get("typeName") or ""), str(raw.get("address")), ident, lon, lat)


def _parse_baidu(raw: Mapping[str, Any], address: str | None, lon: float, lat: float) -> Hit:
    """Return what Baidu's geocoder gives: a position and its level, no name and no id."""
    radius = {100: 20.0, 90: 50.0, 80: 150.0, 70: 300.0}.get(int(raw.get("confidence") or 0), 0.0)
    return Hit("", str(address or ""), "", f"{lon:.6f},{lat:.6f}", lon, lat, radius)


HIT_PARSERS = {
    "nominatim": _parse_nominatim,
    "photon": _parse_photon,
    "amap": _parse_amap,
    "tianditu": _parse_tianditu,
    "baidu": _parse_baidu,
}
