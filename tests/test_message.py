"""A reader's message: read as a candidate that waits for a person, or told why it is none."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from geo import cli
from geo.locating import candidates
from tests.support import contents, county

SAID = """Good morning,

map: moorland
place: old-quarry
point: 50.12345, 8.20001
datum: WGS84
licence: CC0 1.0
source: I live beside it
words: =the gate is on the north side
"""


def bring(data: Path, text: str, name: str = "mail.txt", *options: str) -> int:
    file = data.parent / name
    file.write_text(text, encoding="utf-8")
    return cli.main(["import", str(file), "--data", str(data), *options])


def test_a_message_waits_as_a_candidate_and_moves_nothing(tmp_path: Path) -> None:
    data = county(tmp_path)
    before = contents(data)
    assert bring(data, SAID) == 0
    after = contents(data)
    assert {file for file in after if after[file] != before.get(file)} == {
        candidates.CANDIDATES_FILE
    }
    (each,) = candidates.read_candidates(data)
    assert (each.place, each.service, each.verdict) == ("old-quarry", "message", "")
    assert (each.wgs84_lat, each.wgs84_lon) == (50.12345, 8.20001)
    assert (each.source, each.licence) == ("I live beside it", "CC0 1.0")
    assert each.note == "'=the gate is on the north side"
    assert "other-name" not in each.marks


def test_the_same_message_twice_is_one_candidate(tmp_path: Path) -> None:
    data = county(tmp_path)
    bring(data, SAID)
    once = contents(data)
    bring(data, SAID)
    assert contents(data) == once


def test_a_mail_is_read_by_its_words_and_an_answer_by_those_on_top(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["Subject"] = "place: upper-ferry-mill"
    quoted = "\n".join(f"> {line}" for line in SAID.splitlines())
    mail.set_content(f"point: 50.2, 8.3\n\n{quoted} 采石场\n", cte="quoted-printable")
    data = county(tmp_path)
    assert bring(data, mail.as_string(), "mail.eml") == 0
    (each,) = candidates.read_candidates(data)
    assert (each.place, each.wgs84_lat, each.wgs84_lon) == ("old-quarry", 50.2, 8.3)
    assert each.note.endswith("采石场")


def test_a_mail_whose_words_are_not_encoded_keeps_them(tmp_path: Path) -> None:
    head = "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8"
    body = SAID.replace("I live beside it", "住在附近")
    data = county(tmp_path)
    mail = f"{head}\nContent-Transfer-Encoding: 8bit\n\n{body}"
    assert bring(data, mail, "mail.eml") == 0
    (each,) = candidates.read_candidates(data)
    assert each.source == "住在附近"


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    data = county(tmp_path)
    before = contents(data)
    assert bring(data, SAID, "mail.txt", "--dry-run") == 0
    assert contents(data) == before


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("map: moorland", "map: other", "a message is for this map (moorland)"),
        ("place: old-quarry", "place: gone", "names a place of the map"),
        ("place: old-quarry", "", "names a place of the map"),
        ("50.12345, 8.20001", "somewhere", "a candidate needs a point"),
        ("50.12345, 8.20001", "95.1, 8.2", "a candidate needs a point"),
        ("datum: WGS84", "datum: GCJ-02", "says its datum and licence"),
        ("licence: CC0 1.0", "", "says its datum and licence"),
    ],
)
def test_what_is_no_candidate_is_told_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, told: str
) -> None:
    data = county(tmp_path)
    before = contents(data)
    assert old in SAID
    assert bring(data, SAID.replace(old, new)) == 1
    assert told in capsys.readouterr().err
    assert contents(data) == before


def test_any_other_file_needs_a_layer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = county(tmp_path)
    assert cli.main(["import", str(tmp_path / "places.csv"), "--data", str(data)]) == 2
    assert "--layer" in capsys.readouterr().err
