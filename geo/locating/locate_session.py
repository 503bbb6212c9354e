"""State of one run of `locate`; candidates and positions are written through `geo.edits.saving`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from geo import canonical
from geo.content import loader, map_toml
from geo.content.loader import RawContent
from geo.edits import history, saving
from geo.faults.fault import Fault, InputError
from geo.faults.schemas import Location
from geo.faults.translation import Phrase, phrase
from geo.formats.geojson import Json
from geo.locating import candidates
from geo.locating.acceptance import AcceptanceOptions, accept_candidate, position_properties
from geo.locating.candidates import ACCEPTED, CANDIDATES_FILE, Candidate, clean_text
from geo.locating.scoring import score_candidates
from geo.locating.targets import GeocodingTarget, find_context
from geo.runtime import files


@dataclass
class LocateSession:
    """One run over a folder."""

    data: Path
    raw: RawContent
    held: list[Candidate]
    """All candidates: those of the file and those that this run has found."""
    seen: dict[str, str] = field(default_factory=dict)
    """SHA-256 of the files that may be written, as they were when they were read."""

    def candidates_of(self, place: str) -> list[Candidate]:
        """Return the candidates of a place, the best first."""
        return candidates.candidates_of_place(self.held, place)

    def add_candidates(self, found: Iterable[Candidate]) -> None:
        """Put what was found to what is known, each with its distances, marks and score."""
        self.held = score_candidates(
            candidates.merge_candidates(self.held, found), find_context(self.raw)
        )

    def record_decision(
        self, each: Candidate, *, verdict: str | None = None, note: str | None = None
    ) -> Candidate:
        """Note what a person says of a candidate; `None` leaves what was said."""
        made = replace(
            each,
            verdict=each.verdict if verdict is None else verdict,
            note=each.note if note is None else clean_text(note),
        )
        self.held[self.held.index(each)] = made
        return made

    def accept_candidate(
        self, wanted: GeocodingTarget, each: Candidate, word: AcceptanceOptions
    ) -> Json:
        """Return the place with the position of a candidate, and note that it was accepted.

        Raise `AcceptanceRefusedError` as `acceptance.accept_candidate` does.
        """
        others = self.candidates_of(wanted.id)
        after = position_properties(each, others, word)
        made = accept_candidate(wanted.feature, each, after, lower=word.allow_downgrade)
        for other in others:
            if other.verdict == ACCEPTED:
                self.record_decision(other, verdict="")
        if each.verdict == ACCEPTED:  # it has just lost that to its own new word
            each = replace(each, verdict="")
        self.record_decision(each, verdict=ACCEPTED)
        return made

    def save_changes(
        self, made: Mapping[str, tuple[GeocodingTarget, Json]], why: Phrase
    ) -> list[Fault]:
        """Write places by id and the candidates.

        Return the warnings of `geo.edits.saving.save_edit`.
        """
        changed: dict[str, dict[str, Json]] = defaultdict(dict)
        of_layer = {layer.id: layer.file for layer in self.raw.project.layers}
        for ident, (wanted, place) in made.items():
            changed[of_layer[wanted.layer]][ident] = place
        written = {file: self._edited_layer(file, changes) for file, changes in changed.items()}
        written |= self._candidates_file()
        if not written:
            return []
        edit = saving.Edit(written, {file: self.seen.get(file, "") for file in written}, why)
        try:
            warnings = saving.save_edit(self.data, edit)
        except history.EditConflictError as conflict:
            rule, mend = phrase("file.changed-meanwhile"), phrase("mend.do-again")
            faults = [Location(file).make_fault("", "", rule, mend) for file in conflict.files]
            raise InputError(faults) from None
        self.seen |= {file: files.sha256_hex(content) for file, content in written.items()}
        return warnings

    def _edited_layer(self, file: str, changes: Mapping[str, Json | None]) -> bytes:
        name = f"{self.data.name}/{file}"
        text, faults = files.read_text(self.data / file, name)
        done = canonical.apply_layer_edits(text or "", name, changes)
        if faults or done.faults:
            raise InputError([*faults, *done.faults])
        return done.text.encode()

    def _candidates_file(self) -> dict[str, bytes]:
        """Return the file of candidates, where it changes: only what may be kept stands in it.

        Where others are held they are scored anew without those, so that nothing of them is kept by
        way of a distance or a mark.
        """
        able = [each for each in self.held if each.licence]
        alone = (
            able if len(able) == len(self.held) else score_candidates(able, find_context(self.raw))
        )
        kept = candidates.format_candidates(alone).encode()
        same = files.sha256_hex(kept) == self.seen.get(CANDIDATES_FILE, "")
        nothing = not self.seen.get(CANDIDATES_FILE) and not able
        return {} if same or nothing else {CANDIDATES_FILE: kept}


def begin_session(data: Path) -> LocateSession:
    """Return a session over a folder; what was found and decided before is read."""
    made_of = map_toml.read_project(data)
    named = [CANDIDATES_FILE, *(layer.file for layer in made_of.layers)]
    # taken before the places are read, so that no change in between is lost
    seen = {file: history.hash_file(data, file) for file in named}
    return LocateSession(
        data, loader.read_project_files(made_of, data), candidates.read_candidates(data), seen
    )


def located_message(each: Candidate) -> Phrase:
    """Return what the history says of a candidate that was accepted."""
    return phrase("history.located", id=each.place, service=each.service)


def rejected_message(ident: str) -> Phrase:
    """Return what the history says of a place whose candidates were rejected."""
    return phrase("history.rejected", id=ident)


def noted_message(ident: str) -> Phrase:
    """Return what the history says of a place of whose candidate something was noted."""
    return phrase("history.noted", id=ident)


def sought_message(ident: str) -> Phrase:
    """Return what the history says of a place that was looked for."""
    return phrase("history.sought", id=ident)
