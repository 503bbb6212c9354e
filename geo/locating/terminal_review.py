"""A person's word on candidates, line by line: at a terminal or through a pipe."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TextIO

from geo.faults.fault import escape_unprintable
from geo.locating.acceptance import METHODS, AcceptanceOptions, AcceptanceRefusedError
from geo.locating.candidates import MAX_TEXT_LENGTH, REJECTED, Candidate
from geo.locating.locate_session import (
    LocateSession,
    located_message,
    noted_message,
    rejected_message,
)
from geo.locating.source_agreement import estimate_radius_m
from geo.locating.targets import GeocodingTarget
from geo.terminal import fault_report

if TYPE_CHECKING:
    from geo.formats.geojson import Json

HELP = (
    "a N [METHOD] [METRES]  accept N; METHOD is dataset, village, subdistrict, described, hand\n"
    "r N … | r all          reject      n N TEXT  note      s  next place      q  end\n"
)
MAX_SHOWN_CANDIDATES = 9
"""Candidates of a place that are shown; of more the best."""


@dataclass
class TerminalReview:
    """A review of the candidates of some places."""

    session: LocateSession
    word: AcceptanceOptions
    answers: TextIO
    out: TextIO
    accepted: int = 0
    rejected: int = 0

    def review_places(self, wanted: Sequence[GeocodingTarget]) -> None:
        """Go through the places that have candidates nobody has decided on; stop at `q`."""
        held = {each.place for each in self.session.held if each.verdict != REJECTED}
        waiting = [each for each in wanted if each.id in held]
        found = fault_report.format_count(len(waiting), "place")
        self.out.write(f"{found} to review.\n{HELP if waiting else ''}")
        for each in waiting:
            if not self._review_place(each):
                return

    def _list_undecided(self, wanted: GeocodingTarget) -> list[Candidate]:
        return [c for c in self.session.candidates_of(wanted.id) if c.verdict != REJECTED][
            :MAX_SHOWN_CANDIDATES
        ]

    def _review_place(self, wanted: GeocodingTarget) -> bool:
        """Review one place; return whether to go on."""
        shown = self._list_undecided(wanted)
        self.out.write("\n".join([*describe_candidates(wanted, shown)]) + "\n")
        while True:
            self.out.write("> ")
            self.out.flush()
            line = self.answers.readline()
            words = line.split()
            if not line or words[:1] == ["q"]:
                self.out.write("\n")
                return False
            if words[:1] == ["s"]:
                return True
            try:
                if words and self._run_order(wanted, shown, words):
                    return True
            except AcceptanceRefusedError as refused:
                self.out.write(f"Not accepted: {escape_unprintable(str(refused))}\n")
            except (LookupError, ValueError):
                self.out.write(HELP)

    def _run_order(self, wanted: GeocodingTarget, shown: list[Candidate], words: list[str]) -> bool:
        """Do what a line says; return whether the place is settled."""
        order, *rest = words
        if order == "a":
            self._accept_candidate(wanted, _pick_candidate(shown, rest[0]), rest[1:])
            return True
        if order == "r":
            chosen = (
                shown if rest == ["all"] else [_pick_candidate(shown, number) for number in rest]
            )
            for each in chosen:
                shown[shown.index(each)] = self.session.record_decision(each, verdict=REJECTED)
            self.rejected += len(chosen)
            self.session.save_changes({}, rejected_message(wanted.id))
            return all(each.verdict == REJECTED for each in shown)
        if order == "n" and len(rest) > 1:
            each, note = _pick_candidate(shown, rest[0]), " ".join(rest[1:])
            if len(note) > MAX_TEXT_LENGTH:
                self.out.write(
                    f"A note has at most {MAX_TEXT_LENGTH} characters; nothing was noted.\n"
                )
                return False
            shown[shown.index(each)] = self.session.record_decision(each, note=note)
            self.session.save_changes({}, noted_message(wanted.id))
            return False
        raise ValueError

    def _accept_candidate(
        self, wanted: GeocodingTarget, each: Candidate, said: Sequence[str]
    ) -> None:
        word = self.word
        for part in said:
            if part in METHODS:
                word = replace(word, located_by=part)
            else:
                word = replace(word, radius_m=_parse_metres(part))
        before = [*self.session.held]
        made: Mapping[str, tuple[GeocodingTarget, Json]] = {
            wanted.id: (wanted, self.session.accept_candidate(wanted, each, word))
        }
        try:
            self.session.save_changes(made, located_message(each))
        except BaseException:
            self.session.held = before
            raise
        self.accepted += 1
        radius = made[wanted.id][1]["properties"]["uncertainty_m"]
        self.out.write(f"{wanted.id}: located, radius {radius:,} m.\n")
        if note := wanted.feature.properties.get("note"):
            self.out.write(f"Its note stays; does it still hold? {escape_unprintable(str(note))}\n")


def _pick_candidate(shown: Sequence[Candidate], text: str) -> Candidate:
    number = int(text)
    if number < 1:
        raise IndexError
    return shown[number - 1]


def _parse_metres(text: str) -> float:
    metres = float(text)
    if not 0 < metres < float("inf"):
        raise ValueError
    return metres


def describe_candidates(wanted: GeocodingTarget, shown: Sequence[Candidate]) -> Iterator[str]:
    """Yield what a person must see of a place and its candidates."""
    yield f"\n{escape_unprintable(wanted.title)} ({wanted.id})"
    for number, each in enumerate(shown, 1):
        where = f"{each.wgs84_lat:.5f}, {each.wgs84_lon:.5f}"
        yield escape_unprintable(
            f"  {number}  {each.score:>4.0f}  {each.name or '(no name)'}  {each.kind}  {where}  "
            f"{each.service} {each.record}"
        )
        yield f"     {escape_unprintable('; '.join(_describe_candidate(each, shown)))}"


def _describe_candidate(each: Candidate, shown: Sequence[Candidate]) -> Iterator[str]:
    if each.marks:
        yield f"AGAINST {each.marks.replace(';', ', ')}"
    if each.outside_m:
        yield f"{each.outside_m:,.0f} m outside the district"
    if each.part_of_m is not None:
        yield f"{each.part_of_m:,.0f} m from what it lies in"
    if each.apart_m is not None:
        yield f"{each.apart_m:,.0f} m from {each.apart_from}"
    yield f"radius would be {estimate_radius_m(each, shown):,} m"
    yield each.parts
    if not each.licence:
        yield "only to look at"
    if each.verdict:
        yield each.verdict
    if each.note:
        yield f"note: {each.note}"
