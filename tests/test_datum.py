"""Datums: conversions against published pairs, round trips under a metre, metres as metres."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, box

from geo import datum

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
