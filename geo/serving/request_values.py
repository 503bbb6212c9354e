"""What keeps a value that a browser sent from being a place or a fact at all."""

from geo.faults.fault import Fault, format_value
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.formats.geojson import Json

FEATURE_MEMBERS: dict[str, tuple[type, ...]] = {
    "properties": (dict,),
    "geometry": (dict, type(None)),
}
"""Parts of a place that the rules on its content rely on, and what they may be."""


def feature_faults(ident: str, wanted: Json | None, name: str) -> list[Fault]:
    """Return the parts of the wanted form of a place that make it no feature."""
    if wanted is None:
        return []
    at = Location(name, 0, f"({ident})", ident)
    rule, mend = (phrase("value.not-object"), phrase("mend.send-feature"))
    return [
        at.make_fault(part, format_value(wanted.get(part)), rule, mend)
        for part, kinds in FEATURE_MEMBERS.items()
        if not isinstance(wanted.get(part), kinds)
    ]


def cell_faults(ident: str, wanted: Json | None, name: str) -> list[Fault]:
    """Return the cells of the wanted form of a fact that are no text."""
    at = Location(name, 0, f"({ident})", ident)
    return [
        at.make_fault(key, format_value(cell), phrase("fact.cell-not-text"), phrase("mend.quote"))
        for key, cell in (wanted or {}).items()
        if not isinstance(cell, str)
    ]
