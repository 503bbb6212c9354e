"""Services that answer any JSON at all: read, or refused by name, never a traceback."""

import random
from typing import Any
from unittest import mock

import pytest
from geopy.exc import GeopyError
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.locating import candidates, geocoders, geocoding
from geo.locating.name_matching import Likeness
from geo.locating.rate_limit import RateLimitedClient
from geo.locating.service_registry import SERVICES
from tests.locate import TRUE, gives

BOUNDS = (119.0, 36.0, 119.4, 36.3)
leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
keyed = st.text(max_size=8)
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keyed, inner, max_size=3)
)


def replaced(whole: Any, new: Any, chance: random.Random) -> Any:  # noqa: ANN401  JSON
    """Return a JSON value with one value somewhere in it replaced."""
    if not isinstance(whole, (list, dict)) or not whole or chance.random() < 0.2:
        return new
    keys = list(whole) if isinstance(whole, dict) else list(range(len(whole)))
    key = chance.choice(keys)
    copy = dict(whole) if isinstance(whole, dict) else [*whole]
    copy[key] = replaced(whole[key], new, chance)
    return copy


def read(name: str, answer: object) -> None:
    """Read an answer as a run does, up to the candidates' text."""
    service = SERVICES[name]
    with mock.patch.object(RateLimitedClient, "get_json", return_value=answer):
        coder = geocoders.make_geocoder(service, RateLimitedClient(0), BOUNDS, "tests")
        try:
            hits = geocoders.query_service(service, coder, "quarry", BOUNDS)
        except GeopyError:
            return
    source = geocoding.CandidateSource(name, "x", "x", "x", service.datum)
    made = [geocoding.make_candidate("p", source, "", hit, Likeness.NONE) for hit in hits]
    again, faults = candidates.parse_candidates(
        candidates.format_candidates(made), "candidates.csv"
    )
    assert not faults
    assert len(again) == len(made)


@pytest.mark.parametrize("name", SERVICES)
@given(answer=values)
@settings(max_examples=60)
def test_any_json_is_read_or_refused(name: str, answer: object) -> None:
    read(name, answer)


@pytest.mark.parametrize("name", SERVICES)
@given(new=values, seed=st.integers(0, 10**6))
@settings(max_examples=150)
def test_a_good_answer_with_one_value_spoilt_is_read_or_refused(
    name: str, new: object, seed: int
) -> None:
    good = gives(name, ("Old quarry", *TRUE), ("Old quarry", *TRUE))
    read(name, replaced(good, new, random.Random(seed)))  # noqa: S311  no secret
