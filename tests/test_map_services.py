"""Other maps that a place can be opened in, by where the map lies."""

import pytest

from geo.page.data.map_services import SERVICES, list_services
from geo.text import page_strings

CHINESE, OTHERS = {"amap", "baidu"}, {"google", "apple"}
INSIDE = {
    "Weifang": (119.16, 36.71), "Beijing": (116.4, 39.9), "Urumqi": (87.6, 43.8),
    "Lhasa": (91.1, 29.6), "Harbin": (126.6, 45.8), "Sanya": (109.5, 18.25),
    "Kashgar": (76.0, 39.47), "Kunming": (102.7, 25.0), "Shanghai": (121.5, 31.2),
    "Xiamen": (118.1, 24.5), "Hong Kong": (114.17, 22.32),
}  # fmt: skip
OUTSIDE = {
    "Seoul": (127.0, 37.5), "Hanoi": (105.85, 21.03), "Ulaanbaatar": (106.9, 47.9),
    "Delhi": (77.2, 28.6), "Kathmandu": (85.3, 27.7), "Almaty": (76.9, 43.25),
    "Vladivostok": (131.9, 43.1), "Pyongyang": (125.75, 39.0), "Tokyo": (139.7, 35.7),
    "Cumbria": (-3.0, 54.5), "Buenos Aires": (-58.4, -34.6), "Yangon": (96.15, 16.8),
}  # fmt: skip


@pytest.mark.parametrize("town", [*INSIDE, *OUTSIDE])
def test_a_map_names_the_services_of_its_region(town: str) -> None:
    lon, lat = (INSIDE | OUTSIDE)[town]
    found = list_services((lon - 0.2, lat - 0.1, lon + 0.2, lat + 0.1)).keys()
    assert found == {"osm", "geo"} | (CHINESE if town in INSIDE else OTHERS)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_service_has_its_name_in_the_words_of_the_page(language: str) -> None:
    assert {each.id for each in SERVICES} | {"open"} == page_strings.load_strings(language).table[
        "ways"
    ].keys()
