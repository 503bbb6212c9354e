"""The datum guard: what it finds, what it lets pass, and how often it is wrong in a simulation."""

import numpy as np
import pytest
from shapely.geometry import Polygon, box

from geo.spatial import datum, datum_shift
from geo.spatial.datum import Numbers

COUNTY = box(119.0, 36.7, 119.4, 37.0)
"""An invented county in China, where the datums differ."""
BOUNDS = (118.8, 36.6, 119.7, 37.4)
CHANCE = np.random.default_rng(20191126)
BEGUN = CHANCE.bit_generator.state


@pytest.fixture(autouse=True)
def the_same_chance() -> None:
    """Let each test draw the same numbers, whichever ran before it."""
    CHANCE.bit_generator.state = BEGUN


def spread(count: int, metres: float, around: Numbers | None = None) -> Numbers:
    """Return points over the county, or some that miss others by so much per axis."""
    if around is None:
        west, south, east, north = COUNTY.bounds
        return np.column_stack(
            [CHANCE.uniform(west, east, count), CHANCE.uniform(south, north, count)]
        )
    off = CHANCE.normal(0, metres, (count, 2))
    lat = np.radians(around[:, 1])
    return np.column_stack(
        [around[:, 0] + off[:, 0] / (111_320 * np.cos(lat)), around[:, 1] + off[:, 1] / 110_950]
    )


def given_in(points: Numbers, name: str) -> Numbers:
    """Return WGS 84 positions as a source in another datum gives them."""
    return np.array([datum.from_wgs84(lon, lat, name) for lon, lat in points])


def flagged(name: str, count: int, noise: float, radius: float, runs: int) -> float:
    """Return how often positions of a datum, read as WGS 84, are told to be of another one."""
    found = 0
    for _ in range(runs):
        true = spread(count, 0)
        known = spread(count, radius / datum_shift.RADIUS_TO_SIGMA, true)
        given = given_in(spread(count, noise, true), name)
        shift = datum_shift.detect_by_positions(given, "WGS84", known, np.full(count, radius))
        found += shift is not None and name in {"WGS84", shift.better}
    return found / runs


@pytest.mark.parametrize("count", [5, 30])
@pytest.mark.parametrize("noise", [10, 150, 600])
def test_right_positions_are_never_told_to_be_shifted(count: int, noise: float) -> None:
    assert flagged("WGS84", count, noise, 50, 60) == 0


@pytest.mark.parametrize(
    ("count", "noise", "least"),
    [(5, 10, 1.0), (5, 50, 0.8), (10, 50, 1.0), (10, 150, 0.6), (30, 150, 1.0)],
)
@pytest.mark.parametrize("name", ["GCJ-02", "BD-09"])
def test_shifted_positions_are_found_and_named(
    name: str, count: int, noise: float, least: float
) -> None:
    assert flagged(name, count, noise, 50, 40) >= least


def test_fewer_than_five_places_say_nothing() -> None:
    true = spread(datum_shift.MIN_PLACES - 1, 0)
    given = given_in(true, "GCJ-02")
    assert datum_shift.detect_by_positions(given, "WGS84", true, np.full(len(true), 5.0)) is None


def test_places_as_vague_as_the_shift_say_nothing() -> None:
    true = spread(40, 0)
    given = given_in(true, "GCJ-02")
    assert datum_shift.detect_by_positions(given, "WGS84", true, np.full(40, 2000.0)) is None


def test_some_wrong_matches_do_not_hide_a_shift() -> None:
    true = spread(30, 0)
    given = given_in(spread(30, 20, true), "GCJ-02")
    given[:6] = spread(6, 0)
    shift = datum_shift.detect_by_positions(given, "WGS84", true, np.full(30, 50.0))
    assert shift
    assert shift.better == "GCJ-02"
    assert 300 < shift.now_m < 700
    assert shift.then_m < 50
    assert 24 <= shift.agree <= shift.points == 30


def test_a_conversion_too_many_is_found() -> None:
    true = spread(20, 0)
    shift = datum_shift.detect_by_positions(spread(20, 20, true), "GCJ-02", true, np.full(20, 50.0))
    assert shift
    assert (shift.read_as, shift.better) == ("GCJ-02", "WGS84")


def test_another_shift_is_not_told_to_be_one_of_these() -> None:
    true = spread(30, 0)
    given = true + np.array([-0.004, -0.003])
    assert datum_shift.detect_by_positions(given, "WGS84", true, np.full(30, 50.0)) is None


def inside(area: Polygon, count: int) -> Numbers:
    """Return points of an area as a survey of it has them: as many at its edge as elsewhere."""
    west, south, east, north = area.bounds
    return np.column_stack([CHANCE.uniform(west, east, count), CHANCE.uniform(south, north, count)])


def areas(area: Polygon, count: int) -> np.ndarray:
    found = np.empty(count, "object")
    found[:] = [area] * count
    return found


PARK = box(119.05, 36.75, 119.11, 36.8)


@pytest.mark.parametrize("name", ["GCJ-02", "BD-09"])
def test_points_that_fall_out_of_their_area_are_found(name: str) -> None:
    found = 0
    for _ in range(10):
        true = inside(PARK, 300)
        shift = datum_shift.detect_by_areas(
            given_in(true, name), "WGS84", areas(PARK, len(true)), np.zeros(len(true))
        )
        found += shift is not None and shift.better == name
    assert found >= 9


@pytest.mark.parametrize("noise", [0, 100, 400])
def test_right_points_in_their_area_are_let_pass(noise: float) -> None:
    for _ in range(10):
        true = spread(300, noise, inside(PARK, 300))
        count = len(true)
        assert (
            datum_shift.detect_by_areas(true, "WGS84", areas(PARK, count), np.zeros(count)) is None
        )


def test_a_crowd_just_beyond_the_edge_is_one_witness() -> None:
    true = np.full((200, 2), (119.0501, 36.8))
    given = given_in(true, "GCJ-02") - np.array([0.0060, 0])
    assert datum_shift.detect_by_areas(given, "WGS84", areas(PARK, 200), np.zeros(200)) is None


def test_points_inside_the_outlines_own_radius_say_nothing() -> None:
    true = inside(PARK, 300)
    slack = np.full(len(true), 1500.0)
    given = given_in(true, "GCJ-02")
    assert datum_shift.detect_by_areas(given, "WGS84", areas(PARK, len(true)), slack) is None


def test_axes_exchanged_are_told_by_the_bounds() -> None:
    lon, lat = np.array([119.2, 36.9, 12.0]), np.array([36.9, 119.2, 12.0])
    assert datum_shift.mask_swapped_axes(lon, lat, BOUNDS).tolist() == [False, True, False]


def test_metres_and_zeros_are_no_degrees() -> None:
    x, y = np.array([428_000.0, 0.0, 119.2, np.nan]), np.array([4_074_000.0, 0.0, 36.9, 1.0])
    assert datum_shift.mask_metres(x, y).tolist() == [True, False, False, False]
    assert datum_shift.mask_zeros(x, y).tolist() == [False, True, False, False]


def test_the_pile_is_the_point_on_which_most_lie() -> None:
    lon, lat = np.array([119.1, 119.2, 119.1, 119.1]), np.array([36.8, 36.8, 36.8, 36.8])
    assert datum_shift.find_repeated_point(lon, lat) == (3, 119.1, 36.8)
    assert datum_shift.find_repeated_point(lon[:2], lat[:2]) is None
