"""A person's word on candidates, line by line: at a terminal or through a pipe."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TextIO

from geo import tell
from geo.errors import printable
from geo.locate.accepting import METHODS, Refused, Word
from geo.locate.agreeing import radius_m
from geo.locate.candidates import LONGEST, REJECTED, Candidate
from geo.locate.session import Session, located, noted, rejected
from geo.locate.wanted import Wanted

if TYPE_CHECKING:
    from geo.geojson import Json

HELP = (
    "a N [METHOD] [METRES]  accept N; METHOD is dataset, village, subdistrict, described, hand\n"
    "r N … | r all          reject      n N TEXT  note      s  next place      q  end\n"
)
MOST = 9
"""Candidates of a place that are shown; of more the best."""


@dataclass
class Review:
    """A review of the candidates of some places."""

    session: Session
    word: Word
    answers: TextIO
    out: TextIO
    accepted: int = 0
    rejected: int = 0

    def run(self, wanted: Sequence[Wanted]) -> None:
        """Go through the places that have candidates nobody has decided on; stop at `q`."""
        held = {each.place for each in self.session.held if each.verdict != REJECTED}
        waiting = [each for each in wanted if each.id in held]
        found = tell.number(len(waiting), "place")
        self.out.write(f"{found} to review.\n{HELP if waiting else ''}")
        for each in waiting:
            if not self._place(each):
                return

    def _open(self, wanted: Wanted) -> list[Candidate]:
        return [c for c in self.session.of(wanted.id) if c.verdict != REJECTED][:MOST]

    def _place(self, wanted: Wanted) -> bool:
        """Review one place; return whether to go on."""
        shown = self._open(wanted)
        self.out.write("\n".join([*told(wanted, shown)]) + "\n")
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
                if words and self._done(wanted, shown, words):
                    return True
            except Refused as refused:
                self.out.write(f"Not accepted: {printable(str(refused))}\n")
            except (LookupError, ValueError):
                self.out.write(HELP)

    def _done(self, wanted: Wanted, shown: list[Candidate], words: list[str]) -> bool:
        """Do what a line says; return whether the place is settled."""
        order, *rest = words
        if order == "a":
            self._accept(wanted, _numbered(shown, rest[0]), rest[1:])
            return True
        if order == "r":
            chosen = shown if rest == ["all"] else [_numbered(shown, number) for number in rest]
            for each in chosen:
                shown[shown.index(each)] = self.session.decide(each, verdict=REJECTED)
            self.rejected += len(chosen)
            self.session.save({}, rejected(wanted.id))
            return all(each.verdict == REJECTED for each in shown)
        if order == "n" and len(rest) > 1:
            each, note = _numbered(shown, rest[0]), " ".join(rest[1:])
            if len(note) > LONGEST:
                self.out.write(f"A note has at most {LONGEST} characters; nothing was noted.\n")
                return False
            shown[shown.index(each)] = self.session.decide(each, note=note)
            self.session.save({}, noted(wanted.id))
            return False
        raise ValueError

    def _accept(self, wanted: Wanted, each: Candidate, said: Sequence[str]) -> None:
        word = self.word
        for part in said:
            if part in METHODS:
                word = replace(word, located_by=part)
            else:
                word = replace(word, radius_m=_metres(part))
        before = [*self.session.held]
        made: Mapping[str, tuple[Wanted, Json]] = {
            wanted.id: (wanted, self.session.accept(wanted, each, word))
        }
        try:
            self.session.save(made, located(each))
        except BaseException:
            self.session.held = before
            raise
        self.accepted += 1
        radius = made[wanted.id][1]["properties"]["uncertainty_m"]
        self.out.write(f"{wanted.id}: located, radius {radius:,} m.\n")
        if note := wanted.feature.properties.get("note"):
            self.out.write(f"Its note stays; does it still hold? {printable(str(note))}\n")


def _numbered(shown: Sequence[Candidate], text: str) -> Candidate:
    number = int(text)
    if number < 1:
        raise IndexError
    return shown[number - 1]


def _metres(text: str) -> float:
    metres = float(text)
    if not 0 < metres < float("inf"):
        raise ValueError
    return metres


def told(wanted: Wanted, shown: Sequence[Candidate]) -> Iterator[str]:
    """Yield what a person must see of a place and its candidates."""
    yield f"\n{printable(wanted.title)} ({wanted.id})"
    for number, each in enumerate(shown, 1):
        where = f"{each.wgs84_lat:.5f}, {each.wgs84_lon:.5f}"
        yield printable(
            f"  {number}  {each.score:>4.0f}  {each.name or '(no name)'}  {each.kind}  {where}  "
            f"{each.service} {each.record}"
        )
        yield f"     {printable('; '.join(_reasons(each, shown)))}"


def _reasons(each: Candidate, shown: Sequence[Candidate]) -> Iterator[str]:
    if each.marks:
        yield f"AGAINST {each.marks.replace(';', ', ')}"
    if each.outside_m:
        yield f"{each.outside_m:,.0f} m outside the district"
    if each.part_of_m is not None:
        yield f"{each.part_of_m:,.0f} m from what it lies in"
    if each.apart_m is not None:
        yield f"{each.apart_m:,.0f} m from {each.apart_from}"
    yield f"radius would be {radius_m(each, shown):,} m"
    yield each.parts
    if not each.licence:
        yield "only to look at"
    if each.verdict:
        yield each.verdict
    if each.note:
        yield f"note: {each.note}"
