"""What one run of `locate` knows and writes: candidates and positions, through `geo.edits` only."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from shapely.geometry import Point

from geo import canonical, content, edits, files, history, jsontext, places, project
from geo.content import Raw
from geo.errors import BadInput, Fault
from geo.geojson import Json
from geo.intake.changes import lowered
from geo.intake.draft import OF_POSITION, feature
from geo.locate import candidates
from geo.locate.agreeing import radius_m
from geo.locate.candidates import ACCEPTED, FILE, REJECTED, Candidate
from geo.locate.scoring import FOREIGN, SWAPPED, scored
from geo.locate.wanted import Wanted, around
from geo.schemas import At


class Refused(Exception):  # noqa: N818  what it is
    """Raised with the reason why a candidate may not be accepted."""


@dataclass(frozen=True)
class Word:
    """What is said in accepting a candidate."""

    day: str
    located_by: str = "dataset"
    radius_m: float | None = None
    lower: bool = False
    borne_by: Candidate | None = None


@dataclass
class Session:
    """One run over a folder."""

    data: Path
    raw: Raw
    held: list[Candidate]
    """All candidates: those of the file and those that this run has found."""
    seen: dict[str, str] = field(default_factory=dict)
    """SHA-256 of the files that may be written, as they were when they were read."""

    def of(self, place: str) -> list[Candidate]:
        """Return the candidates of a place, the best first."""
        group = [each for each in self.held if each.place == place]
        return sorted(group, key=lambda each: (-each.score, each.key))

    def decide(self, each: Candidate, verdict: str = "", note: str = "") -> Candidate:
        """Note what a person says of a candidate."""
        said = replace(each, verdict=verdict or each.verdict, note=note or each.note)
        self.held[self.held.index(each)] = said
        return said

    def accept(self, wanted: Wanted, each: Candidate, word: Word) -> Json:
        """Return the place with the position of a candidate, and note that it was accepted.

        Raise `Refused` where its terms do not allow to keep it, where it was rejected or lies
        outside the map, or where the position that is there is better.
        """
        if not each.licence:
            why = f"the terms of {each.service} do not allow to keep it: only to look at"
            raise Refused(why)
        if each.verdict == REJECTED:
            why = "it has been rejected; empty its verdict first"
            raise Refused(why)
        if {FOREIGN, SWAPPED} & {*each.marks.split(";")}:
            why = "it lies outside the bounds of map.toml, where no place may lie"
            raise Refused(why)
        said = self._said(each, word)
        drawn = Point(jsontext.number(each.wgs84_lon), jsontext.number(each.wgs84_lat))
        before = wanted.feature.properties
        was = places.to_geometry(wanted.feature.geometry)
        if not word.lower and (less := [*lowered(before, was, drawn, said)]):
            why = f"{'; '.join(less)} (--lower takes it all the same)"
            raise Refused(why)
        held = {name: value for name, value in before.items() if name not in OF_POSITION}
        made = feature({**held, **said}, drawn)
        for other in self.of(wanted.id):
            if other.verdict == ACCEPTED:
                self.held[self.held.index(other)] = replace(other, verdict="")
        self.decide(each, ACCEPTED)
        return made

    def _said(self, each: Candidate, word: Word) -> dict[str, Any]:
        others = [other for other in self.of(each.place) if other.verdict != REJECTED]
        source = f"{each.source}, {each.record}"
        if word.borne_by:
            source += f"; borne out by {word.borne_by.source}, {word.borne_by.record}"
        radius = word.radius_m or radius_m(each, others)
        return {
            "located_by": word.located_by,
            "location_source": source,
            "location_licence": each.licence,
            "source_datum": each.datum,
            "uncertainty_m": jsontext.number(radius),
            "checked_on": word.day,
        }

    def save(self, made: Mapping[str, tuple[Wanted, Json]], why: str) -> list[Fault]:
        """Write places by id and the candidates; return the warnings of `geo.edits.save`."""
        changed: dict[str, dict[str, Json]] = defaultdict(dict)
        of_layer = {layer.id: layer.file for layer in self.raw.project.layers}
        for ident, (wanted, place) in made.items():
            changed[of_layer[wanted.layer]][ident] = place
        written = {file: self._layer(file, changes) for file, changes in changed.items()}
        written |= self._candidates()
        if not written:
            return []
        edit = edits.Edit(written, {file: self.seen.get(file, "") for file in written}, why)
        try:
            warnings = edits.save(self.data, edit)
        except history.Conflict as conflict:
            rule, mend = "nobody else may change it meanwhile", "run locate again"
            faults = [At(file).fault("", "", rule, mend) for file in conflict.files]
            raise BadInput(faults) from None
        self.seen |= {file: files.digest(content) for file, content in written.items()}
        return warnings

    def _layer(self, file: str, changes: Mapping[str, Json | None]) -> bytes:
        name = f"{self.data.name}/{file}"
        text, faults = files.read_text(self.data / file, name)
        done = canonical.edited(text or "", name, changes)
        if faults or done.faults:
            raise BadInput([*faults, *done.faults])
        return done.text.encode()

    def _candidates(self) -> dict[str, bytes]:
        """Return the file of candidates, where it changes: only what may be kept stands in it.

        They are scored anew without the others, so that nothing of those is kept by way of a
        distance or a mark.
        """
        able = [each for each in self.held if each.licence]
        kept = candidates.text(scored(able, around(self.raw))).encode()
        same = files.digest(kept) == self.seen.get(FILE, "")
        nothing = not self.seen.get(FILE) and not able
        return {} if same or nothing else {FILE: kept}


def begin(data: Path) -> Session:
    """Return a session over a folder; what was found and decided before is read."""
    made_of = project.read(data)
    named = [FILE, *(layer.file for layer in made_of.layers)]
    # taken before the places are read, so that no change in between is lost
    seen = {file: history.digest_of(data, file) for file in named}
    return Session(data, content.of(made_of, data), candidates.read(data), seen)
