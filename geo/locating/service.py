"""One geocoding service: whose data it gives, in which datum, how it is asked, what may be kept.

What the terms do not clearly allow to keep is only looked at: it is shown in the run that asked
and written to no file, neither the cache nor the candidates. A maintainer who has the provider's
permission says so with `--permitted`, and that permission is then the licence.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from geo.spatial.datum_shift import Bounds

if TYPE_CHECKING:
    from geopy.location import Location

ODBL = "ODbL 1.0"
OSM = "OpenStreetMap"
GEONAMES = "GeoNames"


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


class ServiceGeocoder(Protocol):
    """What asks one service, and knows what its answers mean."""

    def find_locations(self, query: str) -> "list[Location]":
        """Return what the service finds around the map; raise geopy's errors."""

    def parse_hit(self, raw: Mapping[str, object], address: str, lon: float, lat: float) -> Hit:
        """Return one thing of an answer."""


class GeocoderFactory(Protocol):
    """A class of geocoders; `given` is for geopy: who asks, and the client that asks."""

    def __call__(self, service: "Service", bounds: Bounds, /, **given: object) -> ServiceGeocoder:
        """Return what asks a service around the map's bounds."""


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
    geocoder: GeocoderFactory
    """The class that asks it."""
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
