"""How a reader handles each sort of page: ours by its address and roles, a peer's by its map."""

from playwright.sync_api import Locator, Page

View = tuple[float, float, float]
"""Latitude, longitude, zoom."""


class Ours:
    """Our page: told where to look by its address, as any link does."""

    popup = "[role=dialog]"
    lift = 0
    """Pixels above its position at which a marker is clicked."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def home(self) -> View:
        zoom, lat, lng = self.page.evaluate("() => location.hash")[1:].split("&")[0].split("/")
        return float(lat), float(lng), float(zoom)

    def view(self, lat: float, lng: float, zoom: float) -> None:
        self.page.evaluate("to => { location.hash = to }", f"{zoom}/{lat}/{lng}")

    def close(self) -> None:
        self.page.keyboard.press("Escape")

    def switch(self, layer: int) -> Locator:
        return self.page.get_by_role("switch").nth(layer)

    def search(self) -> Locator | None:
        return self.page.get_by_role("combobox").first


class Peer:
    """A page of a peer, whose Leaflet map anyone can reach by a script."""

    popup = ".leaflet-popup-content"

    def __init__(self, page: Page, lift: int) -> None:
        self.page = page
        self.lift = lift

    def home(self) -> View:
        lat, lng, zoom = self.page.evaluate("() => bench.home()")
        return lat, lng, zoom

    def view(self, lat: float, lng: float, zoom: float) -> None:
        self.page.evaluate("([lat, lng, zoom]) => { bench.view(lat, lng, zoom) }", [lat, lng, zoom])

    def close(self) -> None:
        self.page.evaluate("() => { bench.close() }")

    def switch(self, layer: int) -> Locator:
        return self.page.locator(".leaflet-control-layers-overlays input").nth(layer)

    def search(self) -> None:
        """Return nothing: the peers have no search over names and facts."""


def acting(page: Page, kind: str) -> Ours | Peer:
    """Return the way to handle a page: `ours`, a peer with `pins`, or one with `circles`."""
    return Ours(page) if kind == "ours" else Peer(page, 12 if kind == "pins" else 0)
