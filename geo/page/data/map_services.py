"""Other maps that a place can be opened in: those that serve where the map is.

Chinese services draw the rest of the world thinly, and others draw China shifted against the point.
"""

from dataclasses import dataclass

from shapely import Point, Polygon

from geo.spatial.datum_shift import Bounds

CHINESE_SERVICES = Polygon([
    (73.5, 39.4), (75.0, 37.0), (78.5, 34.5), (79.0, 32.0), (81.5, 30.2), (86.0, 28.1),
    (91.7, 27.8), (97.3, 28.2), (98.5, 25.8), (97.6, 24.0), (99.2, 22.1), (101.5, 21.2),
    (105.3, 23.2), (106.8, 22.0), (108.0, 21.5), (108.3, 18.0), (110.8, 18.0), (114.3, 22.0),
    (118.1, 24.2), (120.2, 25.8), (122.6, 29.8), (122.3, 31.3), (121.0, 33.5), (121.0, 36.0),
    (123.0, 37.3), (121.5, 38.5), (124.3, 39.9), (126.6, 41.6), (130.7, 42.4), (131.2, 44.8),
    (135.0, 48.4), (127.6, 50.2), (123.3, 53.6), (119.9, 52.4), (116.6, 49.9), (115.6, 47.7),
    (119.6, 46.8), (111.9, 45.0), (109.5, 42.4), (105.0, 41.6), (96.4, 42.8), (91.0, 45.2),
    (88.0, 49.2), (85.5, 48.2), (82.3, 45.2), (80.2, 42.1), (76.5, 40.4),
])  # fmt: skip
"""Roughly where the maps of Chinese services are full; for choosing links, and for nothing else."""


@dataclass(frozen=True)
class MapService:
    """A service and the address at which it shows a point of WGS 84."""

    id: str
    """Its name in the page's words: `ways.ID`."""
    address: str
    """With `{lat}`, `{lon}` and `{name}` for the page to fill in."""
    chinese: bool | None = None
    """Whether it serves in `CHINESE_SERVICES` or elsewhere; `None`: everywhere."""


SERVICES = (
    MapService("osm", "https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=15/{lat}/{lon}"),
    MapService(
        "amap",
        "https://uri.amap.com/marker?position={lon},{lat}&name={name}&coordinate=wgs84",
        chinese=True,
    ),
    MapService(
        "baidu",
        "https://api.map.baidu.com/marker?location={lat},{lon}&coord_type=wgs84&title={name}"
        "&content={name}&output=html",
        chinese=True,
    ),
    MapService(
        "google", "https://www.google.com/maps/search/?api=1&query={lat},{lon}", chinese=False
    ),
    MapService("apple", "https://maps.apple.com/?ll={lat},{lon}&q={name}", chinese=False),
    MapService("geo", "geo:{lat},{lon}"),
)
"""In the order in which they are offered."""


def list_services(bounds: Bounds) -> dict[str, str]:
    """Return the addresses of the services that serve in the middle of a map, by their ids."""
    west, south, east, north = bounds
    chinese = CHINESE_SERVICES.contains(Point((west + east) / 2, (south + north) / 2))
    return {each.id: each.address for each in SERVICES if each.chinese in (None, chinese)}
