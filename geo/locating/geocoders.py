"""Asking a service, whichever it is: its geocoder is made, its answer is read or refused."""

import math
import warnings
from collections.abc import Iterator

from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderParseError,
    GeocoderQuotaExceeded,
    GeocoderServiceError,
)

from geo.faults.fault import format_value
from geo.locating.rate_limit import RateLimitedClient, make_adapter_class
from geo.locating.service import Hit, Service, ServiceGeocoder
from geo.spatial import datum
from geo.spatial.datum_shift import Bounds

MAX_HITS_TAKEN = 20
"""Hits of one answer that are taken; what a service gives beyond is no help to anybody."""
PERMANENT_REFUSALS = (
    GeocoderAuthenticationFailure, GeocoderInsufficientPrivileges, GeocoderQuotaExceeded,
)  # fmt: skip
"""Refusals after which further questions are refused as well."""


def make_geocoder(
    service: Service, manners: RateLimitedClient, bounds: Bounds, agent: str
) -> ServiceGeocoder:
    """Return the geocoder of a service."""
    given = {
        "adapter_factory": make_adapter_class(manners),
        "user_agent": agent or "build_map.py locate",
    }
    return service.geocoder(service, bounds, **given)


def query_service(coder: ServiceGeocoder, query: str) -> list[Hit]:
    """Return what a service gives; raise geopy's errors, also for an answer of another form."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # geopy warns of a latitude that it then refuses
            return [*_valid_hits(coder, query)]
    except GeocoderServiceError:
        raise
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        why = f"{type(error).__name__}: {format_value(str(error))}"
        told = f"its answer has another form than it documents ({why})"
        raise GeocoderParseError(told) from None


def _valid_hits(coder: ServiceGeocoder, query: str) -> Iterator[Hit]:
    """Yield hits with positions that a map can have."""
    for location in coder.find_locations(query)[:MAX_HITS_TAKEN]:
        lon, lat = location.longitude, location.latitude
        if (
            math.isfinite(lon + lat)
            and abs(lon) <= datum.MAX_LON_LAT[0]
            and abs(lat) <= datum.MAX_LON_LAT[1]
        ):
            yield coder.parse_hit(location.raw, location.address, lon, lat)
