"""Datums: conversions against published pairs, round trips under a metre, metres as metres."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_utm_crs_info
from shapely.geometry import LineString, MultiPolygon, Point, box

from geo.spatial import datum

CHINA_LON = st.floats(75, 134)
CHINA_LAT = st.floats(20, 53)


@pytest.mark.parametrize("name", ["GCJ-02", "BD-09"])
@given(lon=CHINA_LON, lat=CHINA_LAT)
def test_a_round_trip_stays_within_a_metre(name: str, lon: float, lat: float) -> None:
    there = datum.from_wgs84(lon, lat, name)
    assert datum.distance_m(lon, lat, *datum.to_wgs84(*there, name)) < 1


@given(lon=st.floats(118, 120), lat=st.floats(36, 38))
def test_gcj_02_shifts_by_some_hundred_metres_here(lon: float, lat: float) -> None:
    assert 300 < datum.distance_m(lon, lat, *datum.from_wgs84(lon, lat, "GCJ-02")) < 700


@pytest.mark.parametrize("name", ["WGS84", "CGCS2000"])
def test_equal_datums_move_nothing(name: str) -> None:
    assert datum.to_wgs84(119.2, 36.8, name) == (119.2, 36.8)


def test_an_unknown_datum_is_refused() -> None:
    with pytest.raises(ValueError, match="Beijing 54"):
        datum.to_wgs84(119.2, 36.8, "Beijing 54")


def test_outside_china_nothing_is_shifted() -> None:
    assert datum.from_wgs84(8.2, 50.1, "GCJ-02") == (8.2, 50.1)


def test_a_degree_of_latitude_is_about_111_km() -> None:
    assert datum.distance_m(119, 36, 119, 37) == pytest.approx(110_960, rel=1e-3)
    assert datum.length_km(LineString([(119, 36), (119, 37)])) == pytest.approx(110.96, rel=1e-3)


def test_area_of_a_degree_square() -> None:
    assert datum.area_km2(box(119, 36, 120, 37)) == pytest.approx(9941, rel=1e-2)


def test_the_zone_is_the_one_that_holds_the_place() -> None:
    assert datum.metric_crs(119.2, 36.8).to_epsg() == 32650


@pytest.mark.parametrize("lat", [-79, -3, 41, 62, 83])
@pytest.mark.parametrize("lon", [-179, -75, 3, 9, 119, 179])
def test_the_zone_is_the_one_that_proj_finds(lon: int, lat: int) -> None:
    here = AreaOfInterest(lon, lat, lon, lat)
    (found,) = query_utm_crs_info(datum_name="WGS 84", area_of_interest=here)
    assert datum.metric_crs(lon, lat).to_epsg() == int(found.code)


@pytest.mark.parametrize(("lat", "code"), [(88, 32661), (-88, 32761)])
def test_near_a_pole_the_zone_is_the_polar_one(lat: float, code: int) -> None:
    assert datum.metric_crs(10, lat).to_epsg() == code


@pytest.mark.parametrize(
    ("east", "north", "word"),
    [(0, 1, "north"), (1, 1, "north-east"), (1, 0, "east"), (1, -1, "south-east"),
     (0, -1, "south"), (-1, -1, "south-west"), (-1, 0, "west"), (-1, 1, "north-west")],
)  # fmt: skip
def test_a_movement_has_metres_and_a_word_for_its_direction(
    east: int, north: int, word: str
) -> None:
    metres, azimuth = datum.distance_and_azimuth(119, 36, 119 + east * 0.00111, 36 + north * 0.0009)
    assert 99 < metres < 142
    assert datum.compass_direction(azimuth) == word


@given(azimuth=st.floats(0, 360))
def test_every_direction_has_a_word(azimuth: float) -> None:
    assert datum.compass_direction(azimuth) in datum.COMPASS_DIRECTIONS


def test_a_movement_beyond_the_degrees_has_no_metres() -> None:
    assert math.isnan(datum.distance_and_azimuth(119, 36, 40_500_000, 4_100_000)[0])


def test_the_largest_displacement_is_that_of_the_farthest_vertex() -> None:
    line = LineString([(119, 36), (119.1, 36), (119.2, 36)])
    bent = LineString([(119, 36), (119.1, 36.01), (119.2, 36)])
    assert datum.displacement_m(line, bent) == pytest.approx(1110, rel=1e-2)
    assert datum.displacement_m(bent, line) == pytest.approx(1110, rel=1e-2)


def test_a_vertex_more_on_the_same_line_displaces_nothing() -> None:
    area = box(119, 36, 119.001, 36.001)
    finer = area.segmentize(0.0001)
    assert datum.displacement_m(area, finer) < 0.01


def test_a_part_that_is_gone_displaces_as_far_as_it_lay() -> None:
    one, other = box(119, 36, 119.01, 36.01), box(119.1, 36, 119.11, 36.01)
    both = MultiPolygon([one, other])
    assert datum.displacement_m(both, one) == pytest.approx(9000, rel=0.02)


@given(lon=st.floats(-180, 180), lat=st.floats(-90, 90))
def test_around_a_position_it_is_the_origin(lon: float, lat: float) -> None:
    flat = datum.project_geometry(
        Point(lon, lat), datum.WGS84, datum.local_equal_area_crs(lon, lat)
    )
    assert abs(flat.x) < 1e-3
    assert abs(flat.y) < 1e-3


@pytest.mark.parametrize(
    ("code", "close"),
    [(4258, True), (25832, True), (4269, True), (6668, True), (7844, True), (4284, False),
     (4214, False), (31467, False)],
)  # fmt: skip
def test_datums_of_the_same_frame_are_known_to_be_close(code: int, *, close: bool) -> None:
    assert datum.is_close_datum(CRS(code)) is close
