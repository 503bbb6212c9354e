"""The words of `words.toml`, split, and the values that the contract gives."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

STATES = ("open", "building", "planned", "designated", "unknown")
METHODS = ("dataset", "intersection", "village", "subdistrict", "described", "hand")
DONE = ("done", "under-way", "planned", "signed", "aim")

Term = tuple[str, str, str]
"""An id with its Chinese and its English name."""

_TOLD = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Layer:
    """A layer of the invented country."""

    id: str
    name: tuple[str, str]
    glyph: str
    colour: str
    share: float
    """Of all places."""
    lines: float
    """Share of the layer's places that are lines."""
    areas: float
    kinds: tuple[Term, Term]


TIMES, NOUNS, VERBS, QUALITIES = (
    _TOLD[key].split() for key in ("times", "nouns", "verbs", "qualities")
)
DOES, WHAT, HOW = (_TOLD[key].split() for key in ("does", "what", "how"))
WHEN = [" ".join(words.split()) for words in _TOLD["when"].split(",")]
SYLLABLES = dict(pair.split(":") for pair in _TOLD["syllables"].split())
TOPICS: list[Term] = [(ident, zh, en) for ident, zh, en in _TOLD["topics"]]
UNITS: list[Term] = [(zh, en, measure) for zh, en, measure in _TOLD["units"]]
LAYERS = [Layer(**layer) for layer in _TOLD["layers"]]
