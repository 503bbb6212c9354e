"""Which place of a map each row of a file means: by id, then by name, then by alias."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from geo.content.places import is_name_column
from geo.importing.place_ids import make_slug
from geo.page.data import search_tables

ALIASES = "aliases"


class MatchedBy(StrEnum):
    """What a row and a place have in common."""

    ID = "id"
    NAME = "name"
    ALIAS = "alias"


@dataclass(frozen=True)
class Match:
    """What a row means: a place that is there, a new one (neither), or nothing that is clear."""

    place: str = ""
    """Id of the place in the layer."""
    by: MatchedBy | None = None
    unclear: str = ""
    """Why the row is left."""


@dataclass(frozen=True)
class KnownPlaces:
    """Places that are there, as rows are compared with them."""

    layer: frozenset[str]
    """Ids of the layer that is imported into."""
    elsewhere: Mapping[str, str]
    """Layer by id, of all other places."""
    names: Mapping[str, frozenset[str]]
    """Ids in the layer by folded name in any language."""
    aliases: Mapping[str, frozenset[str]]
    others: Mapping[str, str]
    """Id of a place in another layer by folded name."""


def index_known_places(
    layer: str, layers: Mapping[str, Iterable[Mapping[str, object]]]
) -> KnownPlaces:
    """Return what is known of all places; `layers` has the properties of each one's places."""
    elsewhere: dict[str, str] = {}
    others: dict[str, str] = {}
    index = _NameIndex()
    for name, places in layers.items():
        for given in places:
            ident = given.get("id")
            if isinstance(ident, str) and name == layer:
                index.add_place(ident, given)
            elif isinstance(ident, str):
                elsewhere[ident] = name
                others |= dict.fromkeys(_list_names(given), ident)
    folded = _normalised_by_text([*others, *index.list_texts()])
    return KnownPlaces(
        frozenset(index.ids),
        elsewhere,
        _ids_by_text(index.names, folded),
        _ids_by_text(index.aliases, folded),
        {folded[text]: ident for text, ident in others.items()},
    )


@dataclass
class _NameIndex:
    """Names and aliases of a layer's places as they stand."""

    ids: list[str] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)
    aliases: list[tuple[str, str]] = field(default_factory=list)

    def add_place(self, ident: str, given: Mapping[str, object]) -> None:
        self.ids.append(ident)
        self.names += [(text, ident) for text in _list_names(given)]
        self.aliases += [(text, ident) for text in split_aliases(given.get(ALIASES))]

    def list_texts(self) -> list[str]:
        return [text for text, _ in (*self.names, *self.aliases)]


def _list_names(given: Mapping[str, object]) -> list[str]:
    """Return the names of a place in all languages."""
    named = (v for key, v in given.items() if is_name_column(key))
    return [text for text in named if isinstance(text, str)]


def split_aliases(aliases: object) -> list[str]:
    """Return aliases that stand in one text."""
    given = aliases if isinstance(aliases, str) else ""
    return [alias.strip() for alias in given.replace("；", ";").split(";") if alias.strip()]


def _ids_by_text(
    pairs: list[tuple[str, str]], folded: Mapping[str, str]
) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for text, ident in pairs:
        found[folded[text]].add(ident)
    return {text: frozenset(idents) for text, idents in found.items()}


def normalise_names(texts: Sequence[str]) -> list[str]:
    """Return texts without what does not tell names apart: case, width, blanks, 繁 and 简."""
    plain = ["".join(unicodedata.normalize("NFKC", text).casefold().split()) for text in texts]
    return search_tables.to_simplified(plain)


def _normalised_by_text(texts: Sequence[str]) -> dict[str, str]:
    distinct = list(dict.fromkeys(texts))
    return dict(zip(distinct, normalise_names(distinct), strict=True)) if distinct else {}


def match_rows(rows: Sequence[Mapping[str, object]], known: KnownPlaces) -> list[Match]:
    """Return what each row means; rows that mean one place together are all unclear.

    A row has `id`, `name` and `aliases`, as far as the file gives them.
    """
    texts = [text for row in rows for text in (row.get("name"), *split_aliases(row.get(ALIASES)))]
    folded = _normalised_by_text([text for text in texts if isinstance(text, str)])
    found = [_match_row(row, known, folded) for row in rows]
    meant = Counter(match.place for match in found if match.place)
    fresh = Counter(_new_place_key(row, folded) for row in rows)
    return [
        _refuse_shared(match, row, meant, fresh, folded)
        for match, row in zip(found, rows, strict=True)
    ]


def _new_place_key(row: Mapping[str, object], folded: Mapping[str, str]) -> str:
    """Return what makes a new row one place: its own id, else its name; empty without both."""
    name = folded.get(str(row.get("name", "")), "")
    return make_slug(str(row.get("id", ""))) or (f"name {name}" if name else "")


def _match_row(row: Mapping[str, object], known: KnownPlaces, folded: Mapping[str, str]) -> Match:
    """Return what one row means by itself."""
    ident = make_slug(str(row.get("id", "")))
    if ident in known.elsewhere:
        rule = f"{ident} is a place of the layer {known.elsewhere[ident]}: import it there"
        return Match(unclear=rule)
    name = folded.get(str(row.get("name", "")), "")
    if ident in known.layer:
        return Match(ident, MatchedBy.ID)
    aliases = [folded[alias] for alias in split_aliases(row.get(ALIASES))]
    by_alias = known.aliases.get(name, frozenset()).union(
        *(held.get(alias, ()) for alias in aliases for held in (known.names, known.aliases))
    )
    for by, places in (
        (MatchedBy.NAME, known.names.get(name, frozenset())),
        (MatchedBy.ALIAS, by_alias),
    ):
        if len(places) == 1:
            return Match(next(iter(places)), by)
        if places:
            rule = f"it fits {len(places)} places by {by} ({', '.join(sorted(places)[:3])})"
            return Match(unclear=f"{rule}: give the row the id of the one that is meant")
    if name in known.others and not ident:
        other = known.others[name]
        rule = f"{other} of the layer {known.elsewhere[other]} has this name"
        return Match(unclear=f"{rule}: import it there, or give the row an id of its own")
    return Match()


def _refuse_shared(
    match: Match, row: Mapping[str, object], meant: Counter[str], fresh: Counter[str],
    folded: Mapping[str, str],
) -> Match:  # fmt: skip
    """Return a match that no other row shares."""
    if match.place and meant[match.place] > 1:
        rule = f"{meant[match.place]} rows mean {match.place}"
        return Match(unclear=f"{rule}: leave one, or give each the id of its own place")
    own = _new_place_key(row, folded)
    if own and not match.place and not match.unclear and (count := fresh[own]) > 1:
        if ident := make_slug(str(row.get("id", ""))):
            return Match(unclear=f"{count} rows have the id {ident}: leave one, or correct the id")
        aside = (
            "case, width and 繁/简"
            if search_tables.HAN_RUN.search(str(row.get("name")))
            else "case and blanks"
        )
        rule = f"{count} rows have this name ({aside} aside)"
        return Match(unclear=f"{rule}: leave one, or give each an id")
    return match
