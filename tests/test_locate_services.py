"""Services on loopback that speak their documented protocols, well and badly."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from geo.edits import history_entry
from geo.formats.geojson import Feature
from geo.locating import candidates, geocoding, rate_limit
from geo.locating.geocoding import GeocodingRequest, GeocodingResult
from geo.locating.name_matching import NameMatcher, PlaceNames
from geo.locating.service import Service
from geo.locating.service_registry import SERVICES
from geo.locating.targets import GeocodingTarget
from geo.spatial import datum
from tests.importing import LAYER
from tests.locate import (
    AGENT,
    KEY,
    KEYED,
    PROTOCOLS,
    TRUE,
    Server,
    china,
    gives,
    instance,
    locate,
    serving,
    unasked,
)  # fmt: skip
from tests.support import contents

EVERY = [*SERVICES]
Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch


@pytest.fixture(autouse=True)
def alone(monkeypatch: Patch) -> None:
    """Let nothing but the test's own server be asked, and nobody wait."""
    unasked(monkeypatch)
    monkeypatch.setattr(rate_limit, "RETRY_PAUSE_S", 0.01)


def asked(patch: Patch, data: Path, name: str, server: Server, *options: str) -> int:
    instance(patch, name, server)
    return locate(data, "--service", name, *options)


@pytest.mark.parametrize("name", EVERY)
def test_a_hit_becomes_a_candidate_in_wgs84(
    tmp_path: Path, monkeypatch: Patch, capsys: Capture, name: str
) -> None:
    data = china(tmp_path)
    with serving() as server:
        server.answer = lambda _: gives(name, ("Old quarry", *TRUE))
        assert asked(monkeypatch, data, name, server, "--permitted", f"{name}=ours") == 0
    each = candidates.read_candidates(data)[0]
    assert datum.distance_m(each.wgs84_lon, each.wgs84_lat, *TRUE) < 1
    assert (each.datum, each.service, each.licence) == (SERVICES[name].datum, name, "ours")
    told = capsys.readouterr().out
    assert "1 with candidates" in told


@pytest.mark.parametrize("name", EVERY)
def test_nothing_found_is_no_failure(
    tmp_path: Path, monkeypatch: Patch, capsys: Capture, name: str
) -> None:
    data = china(tmp_path)
    before = contents(data)
    with serving() as server:
        server.answer = lambda _: gives(name)
        assert asked(monkeypatch, data, name, server) == 0
    assert contents(data) == before
    assert "0 with candidates" in capsys.readouterr().out


@pytest.mark.parametrize("name", KEYED)
def test_what_may_not_be_kept_is_shown_and_stands_in_no_file(
    tmp_path: Path, monkeypatch: Patch, capsys: Capture, name: str
) -> None:
    data = china(tmp_path)
    before = contents(data)
    with serving() as server:
        server.answer = lambda _: gives(name, ("Old quarry", *TRUE))
        assert asked(monkeypatch, data, name, server, "--place", "old-quarry") == 0
    assert contents(data) == before
    assert not (data / history_entry.CACHE_FOLDER).exists()
    assert "1 only to look at" in capsys.readouterr().out


QUOTA = {
    "nominatim": 429,
    "photon": 429,
    "tianditu": {"status": {"cndesc": "访问次数超过配额", "infocode": 2001}},
    "amap": {"status": "0", "info": "USER_DAILY_QUERY_OVER_LIMIT", "infocode": "10044"},
    "baidu": {"status": 302, "message": "天配额超限，限制访问"},
}
REFUSED = {
    "nominatim": {"error": "Internal failure"},
    "photon": {"message": "missing search term"},
    "tianditu": {"code": 300001, "msg": "非法Key", "resolve": "请检查"},
    "amap": {"status": "0", "info": "INVALID_USER_KEY", "infocode": "10001"},
    "baidu": {"status": 200, "message": "APP不存在"},
}
HTML = b"<!DOCTYPE html><html><body>Please log in to the hotel</body></html>"
BAD: dict[str, Callable[[str], object]] = {
    "quota": lambda name: QUOTA[name],
    "error-with-200": lambda name: REFUSED[name],
    "html": lambda _: HTML,
    "half": lambda _: b'{"status": "1", "pois": [',
    "nothing": lambda _: b"",
    "other-schema": lambda _: {"status": "1", "pois": 7, "features": "x", "result": [1]},
    "list-of-numbers": lambda _: [1, 2],
    "text": lambda _: "quota",
    "server-error": lambda _: 500,
    "gone": lambda _: 404,
    "elsewhere": lambda _: 302,
    "huge": lambda _: b'["' + b"x" * (rate_limit.MAX_ANSWER_BYTES + 10) + b'"]',
    "deep": lambda _: b"[" * 100_000,
    "key-echoed": lambda _: b"<h1>bad key " + KEY.encode() + b"</h1>",
}


def look(
    patch: Patch, folder: Path, name: str, server: Server, patience: float = 15
) -> GeocodingResult:
    """Ask a service for the quarry as a run does, without the folder around it."""
    instance(patch, name, server)
    named = PlaceNames(("Old quarry",), ())
    feature = Feature(LAYER, 1, {"id": "old-quarry"}, None)
    wanted = GeocodingTarget("old-quarry", "works", named, feature, ("Old quarry",))
    asking = GeocodingRequest(
        folder, (119.0, 36.0, 119.4, 36.3), "tests", {name: "ours"},
        partial(rate_limit.RateLimitedClient, patience_s=patience),
    )  # fmt: skip
    return geocoding.geocode_places(
        SERVICES[name], [wanted], asking, NameMatcher({"old-quarry": named})
    )


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("name", EVERY)
def test_a_bad_answer_is_named_and_gives_nothing(
    tmp_path: Path, monkeypatch: Patch, name: str, bad: str
) -> None:
    with serving() as server:
        server.answer = lambda _: BAD[bad](name)
        found = look(monkeypatch, tmp_path, name, server)
    assert found.messages[0].startswith(f"{SERVICES[name].title}, old-quarry: ")
    assert not found.candidates
    assert name not in KEYED or KEY not in "".join(found.messages)
    assert not [*tmp_path.rglob("*.json")]


@pytest.mark.parametrize("name", KEYED)  # the others say it for a moment only, with status 429
def test_a_quota_that_is_used_up_ends_the_questions(
    tmp_path: Path, monkeypatch: Patch, name: str
) -> None:
    with serving() as server:
        server.answer = lambda _: QUOTA[name]
        found = look(monkeypatch, tmp_path, name, server)
    assert found.messages[-1].endswith("not asked any more in this run")


@pytest.mark.parametrize("way", ["hangs", "drips"])
def test_a_service_that_hangs_does_not_hold_the_run(
    tmp_path: Path, monkeypatch: Patch, way: str
) -> None:
    with serving() as server:
        setattr(server, way, True)
        server.answer = lambda _: gives("nominatim", ("Old quarry", *TRUE))
        found = look(monkeypatch, tmp_path, "nominatim", server, patience=0.2)
    assert "answer within 0.2 s" in found.messages[0]


@pytest.mark.parametrize("name", EVERY)
def test_swapped_coordinates_are_named(tmp_path: Path, monkeypatch: Patch, name: str) -> None:
    with serving() as server:
        server.answer = lambda _: PROTOCOLS[name]([("Old quarry", TRUE[1], TRUE[0])])
        found = look(monkeypatch, tmp_path, name, server)
    assert "another form than it documents" in found.messages[0]
    assert "Latitude" in found.messages[0]


def test_the_next_place_goes_on_after_a_failure(
    tmp_path: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    data = china(tmp_path)

    def answer(given: dict[str, str]) -> object:
        whole = "quarry" not in given["q"].casefold() and "北" not in given["q"]
        return gives("nominatim", ("Upper Ferry mill", *TRUE)) if whole else HTML

    with serving() as server:
        server.answer = answer
        options = ("--place", "old-quarry", "--place", "upper-ferry-mill")
        assert asked(monkeypatch, data, "nominatim", server, *options) == 0
    assert "a page of HTML" in capsys.readouterr().out
    assert {each.place for each in candidates.read_candidates(data)} == {"upper-ferry-mill"}


def test_a_failing_server_is_asked_again_and_then_answers(
    tmp_path: Path, monkeypatch: Patch
) -> None:
    data = china(tmp_path)
    with serving() as server:
        server.answer = lambda _: (
            503 if len(server.asked) < 3 else gives("photon", ("Old quarry", *TRUE))
        )
        assert asked(monkeypatch, data, "photon", server) == 0
    assert candidates.read_candidates(data)


def test_swapped_coordinates_that_could_be_real_are_marked(
    tmp_path: Path, monkeypatch: Patch
) -> None:
    data = china(tmp_path)
    toml = data / "map.toml"
    text = toml.read_text(encoding="utf-8").replace(
        "[119.0, 36.0, 119.4, 36.3]", "[8, 36, 120, 50]"
    )
    toml.write_text(text, encoding="utf-8")
    with serving() as server:
        server.answer = lambda _: gives("nominatim", ("Old quarry", 37.0, 9.0))
        assert asked(monkeypatch, data, "nominatim", server) == 0
    assert "swapped" in candidates.read_candidates(data)[0].marks


def test_a_thousand_hits_are_cut_to_the_best(tmp_path: Path, monkeypatch: Patch) -> None:
    data = china(tmp_path)
    many = [(f"Quarry {n}", 119.2 + n / 9000, 36.15) for n in range(1000)]
    with serving() as server:
        server.answer = lambda _: gives("nominatim", *many)
        assert asked(monkeypatch, data, "nominatim", server) == 0
    assert len(candidates.read_candidates(data)) <= geocoding.MAX_PER_SOURCE


def test_hostile_texts_stay_texts(tmp_path: Path, monkeypatch: Patch) -> None:
    data = china(tmp_path)
    names = ["=HYPERLINK(1)", "\x1b[31mred", "a\u202eb", "x" * 100_000, 'line\nbreak\r\n,"q"']
    with serving() as server:
        server.answer = lambda _: gives("nominatim", *((name, *TRUE) for name in names))
        assert asked(monkeypatch, data, "nominatim", server) == 0
    text = (data / candidates.CANDIDATES_FILE).read_text(encoding="utf-8")
    assert all(char.isprintable() or char == "\n" for char in text)
    assert len(text) < 10_000
    assert all(not each.name.startswith("=") for each in candidates.read_candidates(data))


def _with_key(name: str, _: dict[str, str]) -> object:
    return gives(name, (f"Old quarry {KEY}", *TRUE))


def test_no_key_is_written_or_told(tmp_path: Path, monkeypatch: Patch, capsys: Capture) -> None:
    data = china(tmp_path)
    for name in KEYED:
        with serving() as server:
            server.answer = partial(_with_key, name)
            asked(monkeypatch, data, name, server, "--permitted", f"{name}=ours")
            assert any(KEY in each.values() for each in server.asked)
    for path in data.rglob("*"):
        if path.is_file():
            assert KEY.encode() not in path.read_bytes(), path
    assert KEY not in "".join(capsys.readouterr())


def test_the_same_question_is_asked_once(tmp_path: Path, monkeypatch: Patch) -> None:
    data = china(tmp_path)
    with serving() as server:
        server.answer = lambda _: gives("nominatim", ("Old quarry", *TRUE))
        asked(monkeypatch, data, "nominatim", server)
        once, first = len(server.asked), (data / candidates.CANDIDATES_FILE).read_bytes()
        asked(monkeypatch, data, "nominatim", server)
        assert len(server.asked) == once
    assert (data / candidates.CANDIDATES_FILE).read_bytes() == first


@pytest.mark.parametrize(
    "held", [b'[{"half', b"[" * 100_000, b" " * 3_000_000], ids=["half", "deep", "large"]
)
def test_a_damaged_cache_is_asked_anew(held: bytes, tmp_path: Path, monkeypatch: Patch) -> None:
    data = china(tmp_path)
    with serving() as server:
        server.answer = lambda _: gives("nominatim", ("Old quarry", *TRUE))
        asked(monkeypatch, data, "nominatim", server)
        once = len(server.asked)
        for path in (data / history_entry.CACHE_FOLDER).rglob("*.json"):
            path.write_bytes(held)
        asked(monkeypatch, data, "nominatim", server)
        assert len(server.asked) == 2 * once


def test_a_cache_that_is_a_link_out_of_the_folder_is_not_used(
    tmp_path: Path, monkeypatch: Patch
) -> None:
    data = china(tmp_path)
    (tmp_path / "theirs").mkdir()
    (data / history_entry.CACHE_FOLDER).symlink_to(tmp_path / "theirs")
    with serving() as server:
        server.answer = lambda _: gives("nominatim", ("Old quarry", *TRUE))
        asked(monkeypatch, data, "nominatim", server)
        assert server.asked
    assert [*(tmp_path / "theirs").iterdir()] == []


def test_requests_keep_their_distance() -> None:
    now = [0.0]
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        now[0] += seconds

    polite = rate_limit.RateLimitedClient(1.0, sleep=sleep, clock=lambda: now[0])
    with serving() as server:
        for number in range(3):
            polite.get_json(f"{server.url}/?q={number}", {})
    assert sum(waited) == pytest.approx(2.0)


def test_who_asks_is_told_to_the_service(tmp_path: Path, monkeypatch: Patch) -> None:
    with serving() as server:
        asked(monkeypatch, china(tmp_path), "nominatim", server, *AGENT)
        assert set(server.agents) == {AGENT[1]}


@pytest.mark.parametrize("name", ["nominatim", "photon"])
def test_the_public_ones_want_to_know_who_asks(tmp_path: Path, capsys: Capture, name: str) -> None:
    assert locate(china(tmp_path), "--service", name) == 0
    assert "--user-agent" in capsys.readouterr().out


def test_the_public_ones_are_not_asked_in_bulk() -> None:
    told = geocoding.missing_requirement(SERVICES["nominatim"], "me", 201)
    assert "bulk" in told
    assert not geocoding.missing_requirement(SERVICES["nominatim"], "me", 200)


def test_without_a_network_nothing_changes(
    tmp_path: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    data = china(tmp_path)
    before = contents(data)
    monkeypatch.setenv("NOMINATIM_URL", "http://127.0.0.1:9")
    assert locate(data, "--service", "nominatim") == 0
    assert "is there a network?" in capsys.readouterr().out
    assert contents(data) == before


def test_without_anything_it_says_what_would_work(tmp_path: Path, capsys: Capture) -> None:
    data = china(tmp_path)
    before = contents(data)
    assert locate(data) == 0
    told = capsys.readouterr().out
    for word in ("--gazetteer", "TIANDITU_KEY", "AMAP_KEY", "BAIDU_KEY", "--user-agent"):
        assert word in told
    assert contents(data) == before


def test_a_dry_run_shows_the_queries_and_asks_nobody(
    tmp_path: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    data = china(tmp_path)
    with serving() as server:
        asked(monkeypatch, data, "nominatim", server, "--dry-run")
        assert not server.asked
    told = capsys.readouterr().out
    assert "old-quarry: Old quarry, Moorland | 北辰村 | Old quarry" in told
    assert not (data / candidates.CANDIDATES_FILE).exists()
    assert (data / LAYER).exists()


def test_every_service_says_its_terms_and_origin() -> None:
    for service in SERVICES.values():
        assert isinstance(service, Service)
        assert service.terms.startswith("http")
        assert service.origin
        assert service.key_env or service.licence


@pytest.mark.parametrize("url", ["http://[::1", "example.org", "ftp://example.org", "https://x:y/"])
def test_an_address_of_ones_own_that_is_none_is_told(
    url: str, tmp_path: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    monkeypatch.setenv("NOMINATIM_URL", url)
    assert locate(china(tmp_path), "--service", "nominatim") == 0
    assert "NOMINATIM_URL must be an address" in capsys.readouterr().out


def test_a_service_that_is_not_known_is_refused(tmp_path: Path, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as refused:
        locate(china(tmp_path), "--service", "bing")
    assert refused.value.code == 2
    assert "choose from" in capsys.readouterr().err


def test_every_service_has_a_class_of_its_own() -> None:
    assert len({service.geocoder for service in SERVICES.values()}) == len(SERVICES)
