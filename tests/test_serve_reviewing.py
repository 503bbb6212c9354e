"""Candidates over HTTP: told with reasons, decided as at the terminal, never on what nobody saw."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from geo.content import loader, map_toml
from geo.edits import saving
from geo.locating import candidates
from geo.locating.candidates import CANDIDATES_FILE, Candidate
from geo.locating.scoring import score_candidates
from geo.locating.targets import find_context
from tests.importing import LAYER
from tests.locate import QUARRY, TRUE, china, found, placed, quarry
from tests.served import Served, running
from tests.support import contents, replaced, restore_files, write_whole
from tests.test_locate_accept import FAR, GEO, NEAR, OSM
from tests.test_locate_improved import git

MILL = "upper-ferry-mill"
HERE = (
    found(OSM, *TRUE), found(GEO, *NEAR, like="alias"), found(OSM, *FAR, record="far"),
)  # fmt: skip


def put(data: Path, *given: Candidate) -> None:
    """Write candidates as a run of `locate` would leave them."""
    text = candidates.format_candidates(
        score_candidates(
            given, find_context(loader.read_project_files(map_toml.read_project(data), data))
        )
    )
    write_whole(data / CANDIDATES_FILE, text.encode())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve three candidates of the quarry."""
    data = china(tmp_path_factory.mktemp("served"))
    put(data, *HERE)
    with running(data) as served:
        yield served


@pytest.fixture(autouse=True)
def files_stay(server: Served) -> Iterator[None]:
    """Put back what a test has changed; nobody looks at the pages that are built of it."""
    before = contents(server.data)
    yield
    restore_files(server.data, before)


def told(server: Served, ident: str = QUARRY) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = server.look(f"/edit/candidates?id={ident}")["candidates"]
    return listed


def decide(
    server: Served, act: str, seen: dict[str, Any] | None = None, **more: object
) -> tuple[int, dict[str, Any]]:
    """Decide on a candidate, the best one where none is given."""
    seen = seen or told(server)[0]
    base = server.look(f"/edit/place?id={seen['place']}")["feature"]
    return server.act("/edit/decide", {"act": act, "seen": seen, "base": base, **more})


def verdicts(server: Served) -> list[str]:
    return [
        each.verdict
        for each in candidates.candidates_of_place(candidates.read_candidates(server.data), QUARRY)
    ]


def test_candidates_are_told_the_best_first_with_what_accepting_would_write(
    server: Served,
) -> None:
    best, *_, last = told(server)
    assert best["score"] > last["score"]
    assert best["parts"].startswith("name +50 in-district +25")
    assert (best["refused"], best["would"]["uncertainty_m"]) == ("", 300)
    assert last["would"]["uncertainty_m"] == 600  # nobody agrees


def test_no_more_are_told_than_asked_for_and_how_many_there_are(server: Served) -> None:
    answer = server.look(f"/edit/candidates?id={QUARRY}&most=2")
    assert (len(answer["candidates"]), answer["total"]) == (2, 3)


def test_what_a_place_is_part_of_is_named(server: Served) -> None:
    name = '"name": "Old quarry",'
    replaced(server.data, LAYER, name, f'{name}\n        "part_of": "moorland",')
    assert server.look(f"/edit/candidates?id={QUARRY}")["part_of"]["name"] == "Moorland"


def test_places_that_wait_are_listed_and_the_others_on_request(server: Served) -> None:
    put(server.data, *HERE, found(OSM, *FAR, place=MILL), found(OSM, *FAR, place="nowhere"))
    answer = server.look("/edit/waiting")
    assert [(each["id"], each["count"]) for each in answer["places"]] == [(QUARRY, 3)]
    assert (answer["lost"], answer["total"]) == (["nowhere"], 5)
    vaguer = server.look("/edit/waiting?worse_than=100")["places"]
    assert {each["id"]: each["located"] for each in vaguer} == {QUARRY: False, MILL: True}


def test_a_place_of_which_all_were_rejected_waits_no_more(server: Served) -> None:
    for each in told(server):
        assert decide(server, "reject", each)[0] == 200
    assert server.look("/edit/waiting")["places"] == []


def test_what_improved_since_the_last_revision_is_told(tmp_path: Path) -> None:
    data = china(tmp_path)
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "before")):
        git(data, *words)
    put(data, *HERE)
    with running(data) as served:
        assert served.look("/edit/improved") == {"since": []}
        assert decide(served, "accept")[0] == 200
        [told] = served.look("/edit/improved")["since"]
        assert (told["code"], told["id"]) == ("improved.located", QUARRY)
        assert told["file"].endswith(".geojson")
        assert told["args"]["before_m"] is None


def test_without_the_file_nothing_waits(server: Served) -> None:
    (server.data / CANDIDATES_FILE).unlink()
    assert server.look("/edit/waiting") == {"places": [], "lost": [], "total": 0}
    assert server.look(f"/edit/candidates?id={QUARRY}")["total"] == 0
    (server.data / CANDIDATES_FILE).touch()


def test_accepting_writes_what_the_terminal_writes_and_is_undone(server: Served) -> None:
    before = contents(server.data)
    day = server.look("/edit/form")["today"]
    status, answer = decide(server, "accept")
    assert status == 200
    place = quarry(server.data)
    assert place.geometry == {"type": "Point", "coordinates": [*TRUE]}
    assert placed(place.properties) == {
        "located_by": "dataset",
        "location_source": f"nominatim, {TRUE[0]:.6f},{TRUE[1]:.6f}",
        "location_licence": "ODbL 1.0",
        "source_datum": "WGS84",
        "uncertainty_m": 300,
        "checked_on": day,
    }
    assert answer["feature"]["properties"] == place.properties
    assert answer["history"]["undo"] == {
        "code": "history.located", "id": QUARRY, "why": f"{QUARRY} located by nominatim",
        "args": {"id": QUARRY, "service": "nominatim"},
    }  # fmt: skip
    assert verdicts(server) == ["accepted", "", ""]
    assert server.act("/edit/undo", {})[0] == 200
    assert contents(server.data) == before


def test_a_person_says_method_and_radius(server: Served) -> None:
    assert decide(server, "accept", located_by="village", radius_m=3000)[0] == 200
    properties = quarry(server.data).properties
    assert (properties["located_by"], properties["uncertainty_m"]) == ("village", 3000)


def test_another_is_accepted_in_its_place(server: Served) -> None:
    decide(server, "accept")
    assert decide(server, "accept", told(server)[1], lower=True)[0] == 200
    assert verdicts(server) == ["", "accepted", ""]


def test_what_was_accepted_is_accepted_again_with_another_radius(server: Served) -> None:
    decide(server, "accept")
    assert decide(server, "accept", radius_m=250)[0] == 200
    assert quarry(server.data).properties["uncertainty_m"] == 250


def test_rejections_and_notes_are_kept_and_taken_back(server: Served) -> None:
    layer = (server.data / LAYER).read_bytes()
    assert decide(server, "reject")[0] == 200
    assert verdicts(server)[0] == "rejected"
    assert decide(server, "note", note="the pit by the pond")[0] == 200
    assert told(server)[0]["note"] == "the pit by the pond"
    assert decide(server, "note", note="")[0] == 200
    assert decide(server, "reopen")[0] == 200
    assert (told(server)[0]["verdict"], told(server)[0]["note"]) == ("", "")
    assert (server.data / LAYER).read_bytes() == layer


@pytest.mark.parametrize("note", ["=1+1", "@SUM(A1)", 'a,b\n"c"', "\x1b[2J", "<b>"])
def test_a_note_is_no_formula_and_one_line(server: Served, note: str) -> None:
    assert decide(server, "note", note=note)[0] == 200
    kept = told(server)[0]["note"]
    assert not kept.startswith(("=", "@"))
    assert kept.isprintable()


BETTER = found(OSM, *FAR, place=MILL)
REFUSED = {
    "look-only": (found("amap", *TRUE, licence=""), "only to look at"),
    "outside": (found(OSM, 119.45, 36.2), "outside the bounds"),
    "rejected": (found(OSM, *TRUE, verdict="rejected"), "rejected"),
    "better": (BETTER, "the radius would grow from 120 to 600 m"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_is_refused_says_why_and_changes_nothing(server: Served, why: str) -> None:
    given, words = REFUSED[why]
    put(server.data, given)
    before = contents(server.data)
    [each] = told(server, given.place)
    assert each["refused"] == why
    status, answer = decide(server, "accept", each)
    assert status == 422
    assert words in answer["faults"][0]["rule"]
    assert contents(server.data) == before


def test_a_better_position_goes_where_a_person_says_so(server: Served) -> None:
    put(server.data, BETTER)
    assert decide(server, "accept", told(server, MILL)[0], lower=True)[0] == 200
    assert server.look(f"/edit/place?id={MILL}")["feature"]["properties"]["uncertainty_m"] == 600


def test_a_place_that_changed_meanwhile_is_told_with_both_versions(server: Served) -> None:
    seen, base = told(server)[0], server.look(f"/edit/place?id={QUARRY}")["feature"]
    replaced(server.data, LAYER, "Old quarry", "Quarry")
    before = contents(server.data)
    asked = {"act": "accept", "seen": seen, "base": base}
    status, answer = server.act("/edit/decide", asked)
    assert (status, answer["of"]) == (409, "")
    assert answer["theirs"]["properties"]["name"] == "Quarry"
    assert contents(server.data) == before
    assert server.act("/edit/decide", asked | {"base": answer["theirs"]})[0] == 200
    assert quarry(server.data).properties["name"] == "Quarry"


@pytest.mark.parametrize("act", ["accept", "reject", "note"])
def test_a_candidate_that_changed_meanwhile_is_told(server: Served, act: str) -> None:
    seen = told(server)[0]
    put(server.data, found(OSM, *TRUE, verdict="rejected", note="no"), *HERE[1:])
    before = contents(server.data)
    status, answer = decide(server, act, seen, note="yes")
    assert (status, answer["of"], answer["theirs"]["note"]) == (409, "candidate", "no")
    assert contents(server.data) == before


def test_a_candidate_that_is_gone_is_told(server: Served) -> None:
    seen = told(server)[0]
    put(server.data, *HERE[1:])
    assert decide(server, "accept", seen) == (409, {"theirs": None, "of": "candidate"})


BROKEN = {
    "a number": ("119.2111,36.1511,WGS84", "east,36.1511,WGS84", "lon"),
    "a verdict": (",,\n", ",perhaps,\n", "verdict"),
    "a likeness": ("place/hamlet,name", "place/hamlet,alike", "like"),
    "a datum": ("36.1511,WGS84", "36.1511,Mars", "datum"),
    "no column": ("place,service", "where,service", "place"),
    "a score beyond numbers": (",90,", ",1e999,", "score"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_file_is_told_and_kept(server: Served, how: str) -> None:
    seen = told(server)[0]
    old, new, column = BROKEN[how]
    replaced(server.data, CANDIDATES_FILE, old, new)
    before = contents(server.data)
    for status, answer in (
        server.ask("/edit/waiting"), server.ask(f"/edit/candidates?id={QUARRY}"),
    ):  # fmt: skip
        fault = json.loads(answer)["faults"][0]
        assert (status, fault["property"]) == (422, column)
        assert fault["file"].endswith(CANDIDATES_FILE)
    assert decide(server, "accept", seen)[0] == 422
    assert contents(server.data) == before


def test_a_line_that_stands_twice_is_told(server: Served) -> None:
    path = server.data / CANDIDATES_FILE
    text = path.read_text("utf-8")
    path.write_text(text + text.split("\n")[1] + "\n", "utf-8")
    status, answer = server.ask("/edit/waiting")
    assert (status, json.loads(answer)["faults"][0]["property"]) == (422, "record")


WRONG: dict[str, dict[str, object]] = {
    "no decision": {"act": "perhaps"},
    "a candidate that is none": {"seen": [1]},
    "a place that is none": {"base": "x"},
    "a method that nobody knows": {"located_by": "magic"},
    "no method at all": {"located_by": "none"},
    "no radius": {"radius_m": 0},
    "a radius without end": {"radius_m": 10**400},
    "a radius that is no number": {"radius_m": True},
    "a note without end": {"note": "x" * 201},
    "a note that is none": {"note": {}},
    "lower than what": {"lower": "yes"},
}


@pytest.mark.parametrize("how", WRONG)
def test_what_is_no_decision_is_refused(server: Served, how: str) -> None:
    before = contents(server.data)
    asked = {"act": "accept", "seen": told(server)[0], "base": None} | WRONG[how]
    assert server.ask("/edit/decide", json.dumps(asked).encode(), JSON)[0] == 400
    assert contents(server.data) == before


JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    "path",
    [
        "waiting?worse_than=x",
        "waiting?worse_than=-1",
        "waiting?worse_than=nan",
        "candidates",
        "candidates?id=a&most=x",
    ],
)
def test_a_question_that_means_nothing_is_refused(server: Served, path: str) -> None:
    assert server.ask(f"/edit/{path}")[0] == 400


def test_candidates_of_no_place_are_none(server: Served) -> None:
    put(server.data, found(OSM, *TRUE, place="nowhere"))
    assert server.look("/edit/candidates?id=nowhere")["candidates"] == []
    [gone] = candidates.read_candidates(server.data)
    asked = {"act": "reject", "seen": vars(gone), "base": None}
    status, answer = server.act("/edit/decide", asked)
    assert (status, answer["faults"][0]["property"]) == (422, "place")


@pytest.mark.parametrize(
    "headers", [{"origin": "https://example.org"}, {"sec-fetch-site": "cross-site"}], ids=str
)
def test_another_page_decides_nothing(server: Served, headers: dict[str, str]) -> None:
    before = contents(server.data)
    body = json.dumps({"act": "accept", "seen": told(server)[0], "base": None}).encode()
    assert server.ask("/edit/decide", body, {**JSON, **headers})[0] == 403
    assert contents(server.data) == before


def test_nothing_is_left_aside_by_two_who_decide_at_once(server: Served) -> None:
    every = told(server)
    with ThreadPoolExecutor() as pool:
        done = [*pool.map(lambda each: decide(server, "reject", each)[0], every)]
    assert done == [200] * len(every)
    assert verdicts(server) == ["rejected"] * len(every)
    assert saving.undo_edit(server.data)
