"""What is told of the invented places: names, states, certainties, and facts of some 60 letters."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tests.bench import words

FACTS = (0.6, 0.3, 0.1)
"""Shares of places with one, two and three facts."""
RADII = (60.0, 1200.0, 6000.0)
"""Typical radii of certain, less certain and uncertain positions."""
CHUNK = 200_000
"""Rows whose text is put together at once: bounds the memory."""
SPAN = 40
"""Characters of the source that a fact is cited from."""

Numbers = NDArray[np.int64]
Texts = NDArray[np.object_]


def places(chance: np.random.Generator, layer: Numbers, located: NDArray[np.bool_]) -> pd.DataFrame:
    """Return a row per place with the properties of the contract, and the id of its layer."""
    count = len(layer)
    zh, en, slug = _names(chance, layer, count)
    radius = np.array(RADII)[chance.choice(3, count, p=(0.6, 0.3, 0.1))]
    radius = (radius * chance.uniform(0.5, 1.5, count)).round()
    rows = pd.DataFrame(
        {
            "id": [f"{stem}-{number}" for number, stem in enumerate(slug, 1)],
            "name": zh,
            "name_en": en,
            "aliases": _some(chance, 0.1, [f"老{name}" for name in zh]),
            "kind": _kinds(0)[np.arange(count) % 2, layer],
            "state": _pick(chance, words.STATES, count),
            "located_by": np.where(located, _pick(chance, words.METHODS, count), "none"),
            "location_source": _where(located, "invented for the benchmark"),
            "location_licence": _where(located, "MIT"),
            "source_datum": _where(located, "WGS84"),
            "uncertainty_m": np.where(located, radius, np.nan),
            "checked_on": "2026-11-23",
            "note": _some(chance, 0.05, ["位置由两份资料对照得出"] * count),
        }
    )
    rows["note_en"] = _where(rows["note"].notna().to_numpy(), "Position compared in two sources")
    rows["layer"] = np.array([each.id for each in words.LAYERS], dtype=object)[layer]
    return rows


def facts(chance: np.random.Generator, ids: Texts) -> pd.DataFrame:
    """Return the table of facts: one to three a place, each with its citation."""
    place = np.repeat(np.arange(len(ids)), 1 + chance.choice(3, len(ids), p=FACTS))
    count = len(place)
    number = np.arange(count)
    unit = chance.integers(0, len(words.UNITS), count)
    figure = (chance.lognormal(3.5, 1.2, count) + 1).round(1)
    figure = np.where(np.char.equal(_units(2)[unit].astype(str), "count"), figure.round(), figure)
    printed = np.array([f"{value:g}" for value in figure], dtype=object)
    return pd.DataFrame(
        {
            "id": [f"{chr(65 + each // 10**6)}{each % 10**6:06d}" for each in number],
            "place": ids[place],
            "topic": _pick(chance, [topic[0] for topic in words.TOPICS], count),
            "zh": _chinese(chance, printed, unit),
            "en": _english(chance, printed, unit),
            "measure": _units(2)[unit],
            "value": printed,
            "unit": _units(0)[unit],
            "unit_en": _units(1)[unit],
            "bound": _pick(chance, ("exact", "about", "over"), count),
            "period": chance.integers(2015, 2020, count).astype(str),
            "state": _pick(chance, words.DONE, count),
            "source": "report",
            "start": number * SPAN,
            "end": number * SPAN + SPAN,
        }
    )


def length(facts: pd.DataFrame) -> int:
    """Return how long a text has to be that all facts are cited from."""
    return max(int(facts["end"].max()), SPAN)


def _names(chance: np.random.Generator, layer: Numbers, count: int) -> tuple[Texts, Texts, Texts]:
    """Return Chinese names, English ones, and what ids are made of."""
    hanzi = np.array(list(words.SYLLABLES), dtype=object)
    sound = np.array(list(words.SYLLABLES.values()), dtype=object)
    first, second = chance.integers(0, len(hanzi), (2, count))
    kind = np.arange(count) % 2
    zh = hanzi[first] + hanzi[second] + _kinds(1)[kind, layer]
    stem = sound[first] + sound[second]
    en = np.array([text.capitalize() for text in stem], dtype=object)
    en = en + " " + _kinds(2)[kind, layer]
    return zh, en, np.array([text.replace("ü", "u") for text in stem], dtype=object)


def _kinds(part: int) -> Texts:
    """Return ids, Chinese or English names of the kinds, first and second of each layer."""
    return np.array(
        [[each.kinds[turn][part] for each in words.LAYERS] for turn in (0, 1)], dtype=object
    )


def _units(part: int) -> Texts:
    return np.array([unit[part] for unit in words.UNITS], dtype=object)


def _chinese(chance: np.random.Generator, figure: Texts, unit: Numbers) -> Texts:
    """Return statements of some 60 characters; words at random, so that they pack as real ones."""
    count = len(figure)

    def clause(*kinds: Sequence[str]) -> list[Texts]:
        return [_pick(chance, kind, count) for kind in kinds]

    noun, verb, quality = words.NOUNS, words.VERBS, words.QUALITIES
    name = list(words.SYLLABLES)
    return _joined(
        [
            *clause(words.TIMES, name, name), _same("镇", count),
            *clause(quality, noun, verb, noun),
            figure, _units(0)[unit], _same("，", count),
            *clause(verb, noun, verb, name, name, noun, noun), _same("，", count),
            *clause(quality, noun, verb, noun, verb, name, name), _same("村", count),
            _same("，", count), *clause(verb, quality, noun, name, name, noun, verb, noun),
        ]
    )  # fmt: skip


def _english(chance: np.random.Generator, figure: Texts, unit: Numbers) -> Texts:
    count = len(figure)
    sounds = list(words.SYLLABLES.values())
    name = _pick(chance, [each.capitalize() for each in sounds], count) + _pick(
        chance, sounds, count
    )
    parts = [
        _pick(chance, words.DOES, count), _pick(chance, words.HOW, count),
        _pick(chance, words.WHAT, count), _same("of", count), name, _same("and", count),
        _pick(chance, words.WHAT, count), figure, _units(1)[unit],
        _pick(chance, words.WHEN, count),
    ]  # fmt: skip
    return _joined(parts, " ")


def _joined(parts: Sequence[Texts], between: str = "") -> Texts:
    """Return the parts of each row as one text, some rows at a time."""
    texts = np.empty(len(parts[0]), dtype=object)
    for start in range(0, len(texts), CHUNK):
        rows = slice(start, start + CHUNK)
        texts[rows] = [
            between.join(row) for row in zip(*(part[rows] for part in parts), strict=True)
        ]
    return texts


def _pick(chance: np.random.Generator, among: Sequence[str], count: int) -> Texts:
    return np.array(among, dtype=object)[chance.integers(0, len(among), count)]


def _same(text: str, count: int) -> Texts:
    return np.full(count, text, dtype=object)


def _some(chance: np.random.Generator, share: float, texts: Sequence[str]) -> Texts:
    """Return a share of the texts, none for the others."""
    chosen = np.array(texts, dtype=object)
    chosen[chance.random(len(chosen)) >= share] = None
    return chosen


def _where(holds: NDArray[np.bool_], text: str) -> Texts:
    """Return a text where something holds, none elsewhere."""
    told: Texts = np.array([None, text], dtype=object)[holds.astype(int)]
    return told
