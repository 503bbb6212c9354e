"""Accepting: planted wrong answers, of which none may ever become a position without a person."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from geo.edits import saving
from geo.locating import candidates, locate_session
from geo.locating.acceptance import AcceptanceOptions
from geo.locating.candidates import REJECTED, Candidate
from geo.locating.scoring import score_candidates
from geo.locating.source_agreement import Agreement, find_agreement
from geo.locating.targets import MapContext, list_targets
from geo.locating.terminal_review import TerminalReview
from geo.spatial import datum
from tests.importing import LAYER, works
from tests.locate import (
    QUARRY,
    TRUE,
    china,
    found,
    gives,
    instance,
    locate,
    placed,
    quarry,
    serving,
)  # fmt: skip
from tests.support import contents, fill_once
from tests.test_locate_gazetteers import geonames, pbf

LON, LAT = TRUE
NEAR = LON + 0.0013, LAT + 0.0007
"""Some 140 m away: as another survey has it."""
FAR = LON - 0.04, LAT + 0.02
"""Some 4 km away, still in the district."""
CENTRE = (119.2, 36.15)
AROUND = MapContext(
    (119.0, 36.0, 119.4, 36.3), "moorland", box(119.1, 36.1, 119.3, 36.2), 500, CENTRE,
    frozenset({"Moorland"}), {}, {}, {}, frozenset(),
)  # fmt: skip
OSM, GEO = "nominatim", "CN.txt"


def agreed(*given: Candidate, within_m: float = 500, around: MapContext = AROUND) -> Agreement:
    held = score_candidates(given, around)
    return find_agreement([each for each in held if each.place == QUARRY], within_m)


def test_two_independent_sources_that_agree_are_accepted() -> None:
    result = agreed(found(OSM, *TRUE), found(GEO, *NEAR))
    assert result.chosen
    assert result.other
    assert (result.chosen.service, result.other.service) == (OSM, GEO)


def shifted(lon: float, lat: float) -> tuple[float, float]:
    return datum.from_wgs84(lon, lat, "GCJ-02")


PLANTED: dict[str, Sequence[Candidate]] = {
    "one source alone": [found(OSM, *TRUE)],
    "two services with one origin": [found(OSM, *TRUE), found("photon", *NEAR)],
    "the very same point, so one copied": [found(OSM, *TRUE), found(GEO, *TRUE)],
    "copied by its own word": [found(OSM, *TRUE, marks="copied"), found(GEO, *NEAR)],
    "one origin written in two ways": [
        found(OSM, *TRUE), found("list.csv", *NEAR, origin="osm"),
    ],
    "an unknown origin": [found(OSM, *TRUE), found("list.csv", *NEAR, origin="")],
    "only to look at": [found(OSM, *TRUE), found("amap", *NEAR, licence="")],
    "both outside the district": [found(OSM, 119.35, 36.15), found(GEO, 119.351, 36.151)],
    "another province": [found(OSM, 117.0, 30.0), found(GEO, 117.001, 30.001)],
    "the middle of the district": [found(OSM, 119.2001, 36.1501), found(GEO, 119.2004, 36.1502)],
    "the district itself": [
        found(OSM, *TRUE, name="Moorland", like="alias"),
        found(GEO, *NEAR, name="Moorland", like="alias"),
    ],
    "an administrative boundary": [
        found(OSM, *TRUE, kind="boundary/administrative"), found(GEO, *NEAR, kind="P.PPLA3"),
    ],
    "round numbers": [found(OSM, 119.22, 36.16), found(GEO, 119.2211, 36.1611)],
    "whole minutes": [found(OSM, 119.23333, 36.16667), found(GEO, 119.2341, 36.1671)],
    "other names": [found(OSM, *TRUE, like="none"), found(GEO, *NEAR, like="none")],
    "names without their ending": [found(OSM, *TRUE, like="stem"), found(GEO, *NEAR, like="stem")],
    "names that sound alike": [found(OSM, *TRUE), found(GEO, *NEAR, like="pinyin")],
    "too far apart": [found(OSM, *TRUE), found(GEO, *FAR)],
    "rejected before": [found(OSM, *TRUE, verdict=REJECTED), found(GEO, *NEAR)],
    "a third of that name elsewhere in the district": [
        found(OSM, *TRUE), found(GEO, *NEAR), found(OSM, *FAR),
    ],
    "one that may only be looked at says otherwise": [
        found(OSM, *TRUE), found(GEO, *NEAR), found("amap", *FAR, licence=""),
    ],
    "another with its ending elsewhere": [
        found(OSM, *TRUE), found(GEO, *NEAR), found(OSM, *FAR, like="stem"),
    ],
    "unconverted GCJ-02 agrees within a kilometre": [
        found(OSM, *TRUE), found(GEO, *shifted(*TRUE)),
    ],
    "one record for two places": [
        found(OSM, *TRUE), found(GEO, *NEAR), found(OSM, *TRUE, place="other"),
    ],
    "one point for three places": [
        found(OSM, *TRUE, record="a"), found(GEO, *NEAR),
        found(OSM, *TRUE, place="b", record="b"), found(OSM, *TRUE, place="c", record="c"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_answer_is_not_accepted(planted: str) -> None:
    result = agreed(*PLANTED[planted], within_m=2000)
    assert result.chosen is None
    assert result.why


def test_far_from_what_it_is_part_of_is_not_accepted() -> None:
    park = box(119.101, 36.101, 119.102, 36.102)
    around = replace(AROUND, drawn={"park": park}, within={QUARRY: ("park",)})
    held = score_candidates([found(OSM, *TRUE), found(GEO, *NEAR)], around)
    assert find_agreement(held, 500).chosen is None


degrees = st.tuples(st.floats(118.9, 119.5), st.floats(35.9, 36.4))
answers = st.builds(
    lambda service, place, like, kind, licence, verdict: found(
        service, *place, like=like, kind=kind, licence=licence, verdict=verdict
    ),
    st.sampled_from([OSM, "photon", GEO, "amap", "survey"]),
    degrees | st.sampled_from([TRUE, NEAR, FAR, CENTRE, shifted(*TRUE)]),
    st.sampled_from(["name", "alias", "stem", "pinyin", "none"]),
    st.sampled_from(["place/hamlet", "boundary/administrative", "P.PPLA", "区县"]),
    st.sampled_from(["ODbL 1.0", ""]),
    st.sampled_from(["", REJECTED]),
)


good = st.sampled_from([[found(OSM, *TRUE), found(GEO, *NEAR)], [found(OSM, *TRUE)], []])


@given(good, st.lists(answers, max_size=6), st.floats(1, 5000))
def test_whatever_is_accepted_has_a_witness_and_nobody_against_it(
    sound: list[Candidate], others: list[Candidate], within_m: float
) -> None:
    given = [*sound, *others]
    result = agreed(*given, within_m=within_m)
    chosen, other = result.chosen, result.other
    if not chosen or not other:
        return
    assert {chosen.origin, other.origin} not in ({"OpenStreetMap"}, {"GeoNames"})
    for each in (chosen, other):
        assert each.licence
        assert not each.marks
        assert each.verdict != REJECTED
        assert 119.1 <= each.wgs84_lon <= 119.3
        assert 36.1 <= each.wgs84_lat <= 36.2
    here = chosen.wgs84_lon, chosen.wgs84_lat
    for each in given:
        inside = 119.1 <= each.lon <= 119.3 and 36.1 <= each.lat <= 36.2
        if inside and each.like in {"name", "alias", "stem"} and each.verdict != REJECTED:
            assert datum.distance_m(each.lon, each.lat, *here) <= min(within_m, 2000)


@given(st.lists(degrees, min_size=1, max_size=3), st.floats(1, 2000))
def test_wrong_answers_of_one_origin_are_never_accepted(
    wrong: list[tuple[float, float]], within_m: float
) -> None:
    services = (OSM, "photon", OSM)
    given = [found(name, *place) for name, place in zip(services, wrong, strict=False)]
    assert agreed(*given, within_m=within_m).chosen is None


@given(degrees, degrees)
def test_the_right_answer_beside_a_wrong_one_is_accepted_or_none_is(
    wrong: tuple[float, float], also: tuple[float, float]
) -> None:
    result = agreed(found(OSM, *TRUE), found(GEO, *NEAR), found(OSM, *wrong), found(GEO, *also))
    if result.chosen:
        here = result.chosen.wgs84_lon, result.chosen.wgs84_lat
        assert datum.distance_m(*here, *TRUE) < 2 * 500


# the whole way, from files to the layer

DAY = "2026-11-26"


def both(tmp_path: Path) -> tuple[str, ...]:
    """Return options for two gazetteers that agree on the quarry."""
    one = pbf(tmp_path / "area.osm.pbf", ({"name": "Old quarry", "place": "hamlet"}, *TRUE))
    other = geonames(tmp_path / "CN.txt", ("Old quarry", "", *NEAR))
    return "--gazetteer", str(one), "--gazetteer", str(other), "--checked-on", DAY


def test_agreement_writes_a_position_with_all_it_must_say(tmp_path: Path) -> None:
    data = china(tmp_path)
    assert locate(data, *both(tmp_path), "--accept-agreeing", "300") == 0
    place = quarry(data)
    assert place.geometry == {"type": "Point", "coordinates": [*TRUE]}
    assert placed(place.properties) == {
        "located_by": "dataset",
        "location_source": "OpenStreetMap (area.osm.pbf), node/1; "
        "borne out by GeoNames (CN.txt), geonames.org/1",
        "location_licence": "ODbL 1.0",
        "source_datum": "WGS84",
        "uncertainty_m": 300,
        "checked_on": DAY,
    }
    assert place.properties["note"]
    verdicts = {each.service: each.verdict for each in candidates.read_candidates(data)}
    assert verdicts == {"area.osm.pbf": "accepted", "CN.txt": ""}


def county_with_both(tmp_path: Path) -> Path:
    """Return content for whose quarry both were found already."""
    fill_once(tmp_path, "agreeing", find_both)
    return tmp_path / "county"


def find_both(folder: Path) -> None:
    assert locate(china(folder), *both(folder)) == 0


def accept_agreeing(data: Path) -> int:
    return locate(data, "--accept-agreeing", "300", "--checked-on", DAY)


def test_an_accepted_position_is_undone_like_any_edit(tmp_path: Path) -> None:
    data = county_with_both(tmp_path)
    before = (data / LAYER).read_bytes()
    accept_agreeing(data)
    assert (data / LAYER).read_bytes() != before
    assert saving.undo_edit(data)
    assert (data / LAYER).read_bytes() == before
    assert {each.verdict for each in candidates.read_candidates(data)} == {""}


def test_a_better_position_stays_unless_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = china(tmp_path)
    mill = ("--place", "upper-ferry-mill", "--accept-agreeing", "300")
    one = pbf(tmp_path / "a.osm.pbf", ({"name": "Upper Ferry mill", "place": "hamlet"}, *TRUE))
    other = geonames(tmp_path / "CN.txt", ("Upper Ferry mill", "", *NEAR))
    files = "--gazetteer", str(one), "--gazetteer", str(other)
    before = (data / LAYER).read_bytes()
    assert locate(data, *mill, *files) == 0
    assert (data / LAYER).read_bytes() == before
    assert "the radius would grow from 120 to 300 m" in capsys.readouterr().out
    assert locate(data, *mill, "--lower") == 0
    assert works(data)["upper-ferry-mill"].properties["uncertainty_m"] == 300


def test_without_an_outline_nothing_is_accepted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = county_with_both(tmp_path)
    path = data / "map.toml"
    text = path.read_text(encoding="utf-8")
    text = text.replace('subject = "moorland"', 'subject = "chapel-path"')
    path.write_text(text, encoding="utf-8")
    accept_agreeing(data)
    assert "no outline" in capsys.readouterr().out
    assert quarry(data).geometry is None


def reviewed(data: Path, lines: str, day: str = DAY, *, lower: bool = False) -> str:
    """Review what waits with some answers; return what was shown."""
    desk = locate_session.begin_session(data)
    out = io.StringIO()
    review = TerminalReview(
        desk, AcceptanceOptions(day, allow_downgrade=lower), io.StringIO(lines), out
    )
    review.review_places(list_targets(desk.raw, [], None))
    return out.getvalue()


def waiting(tmp_path: Path, *more: tuple[str, str, float, float]) -> Path:
    if more:
        look_for_quarry(tmp_path, *more)
    else:
        fill_once(tmp_path, "candidates", look_for_quarry)
    return tmp_path / "county"


def look_for_quarry(folder: Path, *more: tuple[str, str, float, float]) -> None:
    file = geonames(folder / "CN.txt", ("Old quarry", "", *TRUE), *more)
    assert locate(china(folder), "--gazetteer", str(file)) == 0


def test_a_person_accepts_through_a_pipe(tmp_path: Path) -> None:
    data = waiting(tmp_path)
    shown = reviewed(data, "a 1\n")
    assert "Old quarry" in shown
    assert "name +50 in-district +25" in shown
    properties = quarry(data).properties
    assert properties["uncertainty_m"] == 2000  # nobody agrees: twice what GeoNames has at least
    assert properties["located_by"] == "dataset"


def test_a_person_says_method_and_radius(tmp_path: Path) -> None:
    data = waiting(tmp_path)
    reviewed(data, "a 1 village 3000\n")
    properties = quarry(data).properties
    assert (properties["located_by"], properties["uncertainty_m"]) == ("village", 3000)


def test_what_was_rejected_stays_rejected(tmp_path: Path) -> None:
    data = waiting(tmp_path)
    reviewed(data, "r 1\n")
    locate(data, "--gazetteer", str(tmp_path / "CN.txt"))
    assert candidates.read_candidates(data)[0].verdict == REJECTED
    assert reviewed(data, "a 1\n").startswith("0 places to review")
    assert quarry(data).geometry is None


def test_a_note_is_kept(tmp_path: Path) -> None:
    data = waiting(tmp_path)
    reviewed(data, "n 1 the pit by the pond\nq\n")
    locate(data, "--gazetteer", str(tmp_path / "CN.txt"))
    assert candidates.read_candidates(data)[0].note == "the pit by the pond"


NO_ANSWERS = (
    "", "q\n", "s\n", "a\n", "a 0\n", "a 9\n", "a -1\n", "x\n", "a 1 nan\n", "a 1 -5\n",
    "a 1 everywhere\n", "r\nq\n", "\n",
)  # fmt: skip


def test_what_is_no_answer_changes_nothing(tmp_path: Path) -> None:
    data = waiting(tmp_path)
    before = contents(data)
    for lines in NO_ANSWERS:
        reviewed(data, lines)
        assert contents(data) == before, lines


def test_a_layer_that_changed_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    data = waiting(tmp_path)
    desk = locate_session.begin_session(data)
    path = data / LAYER
    path.write_text(path.read_text(encoding="utf-8").replace("Chapel", "Church"), encoding="utf-8")
    before = path.read_bytes()
    review = TerminalReview(
        desk, AcceptanceOptions("2026-11-26"), io.StringIO("a 1\n"), io.StringIO()
    )
    with pytest.raises(Exception, match="nobody else may change it meanwhile"):
        review.review_places(list_targets(desk.raw, [], None))
    assert path.read_bytes() == before


def test_what_may_only_be_looked_at_cannot_be_accepted(tmp_path: Path) -> None:
    data = china(tmp_path)
    desk = locate_session.begin_session(data)
    desk.held = [found("amap", *TRUE, licence="")]
    out = io.StringIO()
    TerminalReview(
        desk, AcceptanceOptions("2026-11-26"), io.StringIO("a 1\nq\n"), out
    ).review_places(list_targets(desk.raw, [], None))
    assert "only to look at" in out.getvalue()
    assert quarry(data).geometry is None


DAMAGED: dict[str, tuple[str, Callable[[str], str]]] = {
    "verdict": ("verdict", lambda text: text.replace(",,\n", ",perhaps,\n")),
    "number": ("lat", lambda text: text.replace("36.1511", "north")),
    "range": ("lat", lambda text: text.replace("36.1511", "136.1511")),
    "endless": ("lon", lambda text: text.replace("119.2111", "nan")),
    "score": ("score", lambda text: text.replace(",75,", ",1e999,")),
    "likeness": (
        "like",
        lambda text: text.replace(",name,", ",alike,").replace("alike,kind", "name,kind"),
    ),
    "datum": ("datum", lambda text: text.replace(",WGS84,", ",Mars,")),
    "twice": ("one line only", lambda text: text + text.split("\n")[1] + "\n"),
    "header": ("place", lambda text: text.replace("place,", "where,", 1)),
    "quotes": ("CSV", lambda text: text + '"'),
}


@pytest.mark.parametrize("how", DAMAGED)
def test_a_damaged_file_of_candidates_is_told_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    data = waiting(tmp_path)
    word, damage = DAMAGED[how]
    path = data / candidates.CANDIDATES_FILE
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")
    before = contents(data)
    assert locate(data, "--gazetteer", str(tmp_path / "CN.txt")) == 1
    told = capsys.readouterr().err
    assert word in told
    assert candidates.CANDIDATES_FILE in told
    assert contents(data) == before


def test_what_a_spreadsheet_of_another_country_saved_is_read(tmp_path: Path) -> None:
    data = waiting(tmp_path)
    path, before = data / candidates.CANDIDATES_FILE, candidates.read_candidates(data)
    rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    number = re.compile(r"\d+\.\d+")
    lines = [
        ";".join(cell.replace(".", ",") if number.fullmatch(cell) else cell for cell in row)
        for row in rows
    ]
    path.write_text("\ufeff" + "\r\n".join(lines) + "\r\n", encoding="utf-8", newline="")
    assert candidates.read_candidates(data) == before


def test_a_note_that_is_a_formula_is_none_in_the_file(tmp_path: Path) -> None:
    data = waiting(tmp_path)
    reviewed(data, "n 1 =HYPERLINK(1)\nq\n")
    assert candidates.read_candidates(data)[0].note == "'=HYPERLINK(1)"


def test_a_note_that_is_too_long_is_not_cut(tmp_path: Path) -> None:
    data = waiting(tmp_path)
    before = contents(data)
    assert "at most 200 characters" in reviewed(data, f"n 1 {'x' * 201}\nq\n")
    assert contents(data) == before


def test_what_was_accepted_is_accepted_again_with_another_radius(tmp_path: Path) -> None:
    data = waiting(tmp_path)
    reviewed(data, "a 1\n")
    desk = locate_session.begin_session(data)
    word = AcceptanceOptions(DAY, radius_m=900)
    review = TerminalReview(desk, word, io.StringIO("a 1\n"), io.StringIO())
    review.review_places(list_targets(desk.raw, [QUARRY], None))
    assert quarry(data).properties["uncertainty_m"] == 900


@pytest.mark.parametrize("option", ["--accept-agreeing", "--worse-than"])
@pytest.mark.parametrize("value", ["-5", "0", "nan", "inf", "far"])
def test_metres_that_are_none_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, value: str
) -> None:
    data = china(tmp_path)
    with pytest.raises(SystemExit):
        locate(data, f"{option}={value}")
    assert "no number of metres above 0" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--review", "--accept-agreeing=300"])
def test_without_any_candidate_what_works_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    assert locate(china(tmp_path), option) == 0
    assert "What works:" in capsys.readouterr().out


def test_a_run_for_one_place_does_not_forget_what_others_are_part_of(tmp_path: Path) -> None:
    data = china(tmp_path)
    path = data / LAYER
    text = path.read_text(encoding="utf-8")
    old = '"name": "Old quarry",'
    text = text.replace(old, f'{old}\n        "part_of": "upper-ferry-mill",')
    path.write_text(text, encoding="utf-8")
    file = geonames(tmp_path / "CN.txt", ("Old quarry", "", *TRUE))
    locate(data, "--gazetteer", str(file))
    before = candidates.read_candidates(data)
    assert before[0].part_of_m
    locate(data, "--gazetteer", str(file), "--place", "chapel-path")
    assert candidates.read_candidates(data) == before


def test_what_may_be_kept_is_accepted_beside_what_may_only_be_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = waiting(tmp_path)
    with serving() as server:
        server.answer = lambda _: gives("tianditu", ("Old quarry", *NEAR))
        instance(monkeypatch, "tianditu", server)
        monkeypatch.setattr("sys.stdin", io.StringIO("a 2\na 1\n"))
        assert locate(data, "--service", "tianditu", "--review") == 0
    told = capsys.readouterr().out
    assert "only to look at" in told
    assert "m from tianditu" in told
    properties = quarry(data).properties
    assert properties["location_licence"] == "CC BY 4.0"
    assert properties["uncertainty_m"] == 2000  # as if nobody had been asked
    assert "tianditu" not in (data / candidates.CANDIDATES_FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize("broken", ["1191.0", '"x"', "1e400"])
def test_an_outline_that_check_refuses_is_no_outline(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], broken: str
) -> None:
    data = county_with_both(tmp_path)
    path = data / "layers" / "county.geojson"
    path.write_text(path.read_text(encoding="utf-8").replace("119.1", broken), encoding="utf-8")
    before = (data / LAYER).read_bytes()
    accept_agreeing(data)
    told = capsys.readouterr()
    assert "Traceback" not in told.err
    assert "no outline" in told.out or told.err
    assert (data / LAYER).read_bytes() == before


def test_a_candidate_outside_the_map_is_refused_and_the_review_goes_on(tmp_path: Path) -> None:
    data = waiting(tmp_path, ("Old quarry", "", 119.45, 36.2))
    shown = reviewed(data, "a 2\na 1\n")
    assert "outside the bounds" in shown
    geometry = quarry(data).geometry
    assert geometry
    assert geometry["coordinates"] == [*TRUE]
