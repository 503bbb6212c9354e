"""Services asked from the map: what may be kept stands in the file, the rest in no file at all."""

import json
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from geo.edits import history_entry
from geo.locating import candidates, geocoding
from geo.locating.candidates import CANDIDATES_FILE
from geo.serving.service_search import ServiceSearch
from tests.locate import KEY, QUARRY, TRUE, Server, china, found, gives, instance, serving, unasked
from tests.served import Served, running
from tests.support import contents
from tests.test_serve_reviewing import decide, put, told

Patch = pytest.MonkeyPatch


@pytest.fixture
def service() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture(autouse=True)
def alone(monkeypatch: Patch) -> None:
    unasked(monkeypatch)


def seek(served: Served, ident: str = QUARRY) -> tuple[int, dict[str, Any]]:
    return served.act("/edit/seek", {"id": ident})


def test_without_key_or_address_there_is_nobody_to_ask(tmp_path: Path) -> None:
    data = china(tmp_path)
    before = contents(data)
    with running(data) as served:
        assert served.look("/edit/form")["services"] == []
        assert seek(served)[1]["told"] == []
    assert contents(data) == before


def test_what_may_be_kept_stands_in_the_file_and_is_undone(
    tmp_path: Path, monkeypatch: Patch, service: Server
) -> None:
    data = china(tmp_path)
    instance(monkeypatch, "nominatim", service)
    service.answer = lambda _: gives("nominatim", ("Old quarry", *TRUE))
    with running(data) as served:
        [known] = served.look("/edit/form")["services"]
        assert known == {"id": "nominatim", "name": "Nominatim", "keeps": True}
        status, answer = seek(served)
        assert (status, answer["told"]) == (200, [])
        undo = answer["history"]["undo"]
        assert (undo["code"], undo["id"]) == ("history.sought", QUARRY)
        assert undo["why"] == f"candidates of {QUARRY} looked for"
        [each] = candidates.read_candidates(data)
        assert (each.place, each.service, each.licence) == (QUARRY, "nominatim", "ODbL 1.0")
        assert served.act("/edit/undo", {})[0] == 200
    assert not (data / CANDIDATES_FILE).exists()


def test_what_may_only_be_looked_at_is_told_beside_the_file_and_stands_in_none(
    tmp_path: Path, monkeypatch: Patch, service: Server
) -> None:
    data = china(tmp_path)
    put(data, found("nominatim", *TRUE))
    before = contents(data)
    instance(monkeypatch, "tianditu", service)
    service.answer = lambda _: gives("tianditu", ("Old quarry", TRUE[0] + 0.002, TRUE[1]))
    with running(data) as served:
        assert seek(served)[0] == 200
        kept, looked = sorted(told(served), key=lambda each: str(each["service"]))
        assert (looked["licence"], looked["refused"]) == ("", "look-only")
        assert kept["apart_from"] == "tianditu"  # to see, not to keep
        assert kept["would"]["uncertainty_m"] == 600  # as if nobody had been asked
        assert decide(served, "accept", looked)[0] == 422
        assert decide(served, "reject", looked)[0] == 200
        assert [each["verdict"] for each in told(served) if not each["licence"]] == ["rejected"]
        assert contents(data) == before
        assert decide(served, "accept", kept)[0] == 200
        assert {each["service"] for each in told(served)} == {"nominatim", "tianditu"}
    everything = b"".join(contents(data).values())
    assert b"tianditu" not in everything
    assert not (data / history_entry.CACHE_FOLDER).exists()


ANSWERS = {
    "html": b"<!DOCTYPE html><html>Please log in</html>",
    "quota": {"status": {"cndesc": "访问次数超过配额", "infocode": 2001}},
    "refused": {"code": 300001, "msg": f"key {KEY}", "resolve": ""},
    "another schema": {"pois": 7},
}


def always(said: object) -> Callable[[object], object]:
    """Return what gives the same answer whatever is asked."""
    return lambda _: said


def test_a_service_that_fails_is_named_without_its_key(
    tmp_path: Path, monkeypatch: Patch, service: Server
) -> None:
    data = china(tmp_path)
    before = contents(data)
    instance(monkeypatch, "tianditu", service)
    with running(data) as served:
        for how, said in ANSWERS.items():
            service.answer = always(said)
            status, answer = seek(served)
            assert status == 200, how
            assert answer["told"][0].startswith(f"Tianditu, {QUARRY}: "), how
            assert KEY not in json.dumps(answer), how
    assert contents(data) == before


def test_what_is_no_place_is_not_asked_for(
    tmp_path: Path, monkeypatch: Patch, service: Server
) -> None:
    data = china(tmp_path)
    instance(monkeypatch, "nominatim", service)
    with running(data) as served:
        status, answer = seek(served, "nowhere")
        assert (status, answer["faults"][0]["found"]) == (422, '"nowhere"')
    assert service.asked == []


def test_a_public_service_is_asked_no_more_than_a_run_may(
    tmp_path: Path, monkeypatch: Patch
) -> None:
    monkeypatch.setenv(geocoding.USER_AGENT_VARIABLE, "tests (tests@example.org)")
    monkeypatch.setattr(geocoding, "geocode_places", lambda *_: geocoding.GeocodingResult())
    seeker = ServiceSearch(china(tmp_path))
    told = [line for _ in range(101) for line in seeker.ask_services(QUARRY, nullcontext())]
    assert told
    assert all("are bulk" in line for line in told)
