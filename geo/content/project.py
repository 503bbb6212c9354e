"""What one map is made of, as typed values: the whole of `map.toml` (read by `map_toml`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from geo.text.page_strings import Text

MAP_TOML = "map.toml"
KEY_PLACEHOLDER = "{key}"
"""Where a key belongs in the address of a tile service."""


@dataclass(frozen=True)
class Term:
    """An id with its name per language: a topic of facts or a kind of place."""

    id: str
    name: Text
    symbol: str = ""
    """Name of a pictogram, of a kind that has one."""


@dataclass(frozen=True)
class Layer:
    """One layer of places: a file and how its markers look."""

    id: str
    file: str
    name: Text
    glyph: str
    colour: str
    table: str = ""
    """The table that holds the places, in a GeoPackage of several."""
    symbol: str = ""
    """Name of the pictogram that stands in the markers; the glyph where there is none."""


@dataclass(frozen=True)
class Source:
    """A text that facts cite; its file is present or not, its hash and length are known."""

    id: str
    title: Text
    sha256: str
    length: int
    file: str = ""
    published: str = ""
    url: str = ""
    lang: str = ""
    """Language of the text; the map's first where it is not said."""
    show: str = "quotes"
    """How much of the text readers may see: `whole`, `quotes` of what facts cite, or `none`."""
    note: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Dataset:
    """Where positions or the backdrop come from, for the credits."""

    name: str
    licence: str
    used_for: Text
    url: str = ""


@dataclass(frozen=True)
class Stop:
    """One stop of the short story: words about some places, with the facts that bear them out."""

    title: Text
    words: Text
    places: tuple[str, ...]
    view: str = ""
    """Zoom/latitude/longitude; empty where the map stands at the places."""
    figures: tuple[str, ...] = ()


@dataclass(frozen=True)
class BackdropLayer:
    """One file of the backdrop and the role that says how it is drawn."""

    file: str
    role: str


@dataclass(frozen=True)
class Tiles:
    """A tile service as `map.toml` names it; `tile_keys` puts a key into its address."""

    id: str
    name: Text
    url: str
    attribution: str
    datum: str
    max_zoom: int = 18
    key: str = field(default="", repr=False)
    """The key that stands in `map.toml` itself."""
    key_env: str = ""
    """Name of the environment variable that holds the key."""

    @property
    def is_complete(self) -> bool:
        """Whether its address can be asked as it stands."""
        return KEY_PLACEHOLDER not in self.url


@dataclass(frozen=True)
class Project:
    """The whole of `map.toml`."""

    id: str
    languages: tuple[str, ...]
    title: Text
    summary: Text
    bounds: tuple[float, float, float, float]
    """West, south, east, north in degrees."""
    subject: str
    checked_on: str
    layers: tuple[Layer, ...]
    topics: tuple[Term, ...]
    kinds: tuple[Term, ...]
    sources: tuple[Source, ...]
    datasets: tuple[Dataset, ...]
    backdrop: tuple[BackdropLayer, ...]
    backdrop_note: Text
    tiles: tuple[Tiles, ...]
    areas: str
    """File of the reference areas; empty where there are none."""
    folder_above: int
    """Places above which the page's data are files in a folder beside it."""
    contact: Mapping[str, str] = field(default_factory=dict)
    """How readers reach the editors: `mail`, `issues`, either or none."""
    licence: Mapping[str, str] = field(default_factory=dict)
    """Of the map's own words: `name`, `url`; empty where none is stated."""
    stops: tuple[Stop, ...] = ()
    """The short story, in order."""
    keys: tuple[str, ...] = ()
    """Which keys stand in addresses of `tiles`: names of variables or places in `map.toml`."""

    @property
    def offered_tiles(self) -> tuple[Tiles, ...]:
        """The tile services that a page can offer: those that lack a key are left out."""
        return tuple(each for each in self.tiles if each.is_complete)
