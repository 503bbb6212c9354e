"""What one run of `locate` knows and writes: candidates and positions, through `geo.edits` only."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from geo import canonical, content, edits, files, history, project
from geo.content import Raw
from geo.errors import BadInput, Fault
from geo.geojson import Json
from geo.locate import candidates
from geo.locate.accepting import Word, accepted, said
from geo.locate.candidates import ACCEPTED, FILE, Candidate, clean
from geo.locate.scoring import scored
from geo.locate.wanted import Wanted, around
from geo.phrases import Phrase, phrase
from geo.schemas import At


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
        return candidates.of(self.held, place)

    def remember(self, found: Iterable[Candidate]) -> None:
        """Put what was found to what is known, each with its distances, marks and score."""
        self.held = scored(candidates.merged(self.held, found), around(self.raw))

    def decide(
        self, each: Candidate, *, verdict: str | None = None, note: str | None = None
    ) -> Candidate:
        """Note what a person says of a candidate; `None` leaves what was said."""
        made = replace(
            each,
            verdict=each.verdict if verdict is None else verdict,
            note=each.note if note is None else clean(note),
        )
        self.held[self.held.index(each)] = made
        return made

    def accept(self, wanted: Wanted, each: Candidate, word: Word) -> Json:
        """Return the place with the position of a candidate, and note that it was accepted.

        Raise `Refused` as `accepting.accepted` does.
        """
        others = self.of(wanted.id)
        after = said(each, others, word)
        made = accepted(wanted.feature, each, after, lower=word.lower)
        for other in others:
            if other.verdict == ACCEPTED:
                self.decide(other, verdict="")
        if each.verdict == ACCEPTED:  # it has just lost that to its own new word
            each = replace(each, verdict="")
        self.decide(each, verdict=ACCEPTED)
        return made

    def save(self, made: Mapping[str, tuple[Wanted, Json]], why: Phrase) -> list[Fault]:
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
            rule, mend = (
                phrase("file.changed-meanwhile", "nobody else may change it meanwhile"),
                phrase("mend.do-again", "do it again: it then begins from what stands there"),
            )
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

        Where others are held they are scored anew without those, so that nothing of them is kept by
        way of a distance or a mark.
        """
        able = [each for each in self.held if each.licence]
        alone = able if len(able) == len(self.held) else scored(able, around(self.raw))
        kept = candidates.text(alone).encode()
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


def located(each: Candidate) -> Phrase:
    """Return what the history says of a candidate that was accepted."""
    service = each.service
    return phrase("history.located", "{id} located by {service}", id=each.place, service=service)


def rejected(ident: str) -> Phrase:
    """Return what the history says of a place whose candidates were rejected."""
    return phrase("history.rejected", "candidates of {id} rejected", id=ident)


def noted(ident: str) -> Phrase:
    """Return what the history says of a place of whose candidate something was noted."""
    return phrase("history.noted", "note on a candidate of {id}", id=ident)


def sought(ident: str) -> Phrase:
    """Return what the history says of a place that was looked for."""
    return phrase("history.sought", "candidates of {id} looked for", id=ident)
