"""Schemas: sound, described, and their findings said so that they can be mended."""

import jsonschema_rs
import pytest

from geo.faults import schemas
from geo.faults.schemas import Location

NAMES = ("place", "fact", "map", "backdrop")


@pytest.mark.parametrize("name", NAMES)
def test_each_schema_is_sound(name: str) -> None:
    jsonschema_rs.meta.validate(schemas.load_schema(name))


@pytest.mark.parametrize("name", NAMES)
def test_each_schema_is_closed_and_each_property_described(name: str) -> None:
    schema = schemas.load_schema(name)
    assert schema["additionalProperties"] is False
    for key, node in schema["properties"].items():
        shared = schema.get("$defs", {}).get(node.get("$ref", "").rsplit("/", 1)[-1], {})
        assert node.get("description") or shared.get("description"), key


def test_an_unknown_property_is_told_with_the_nearest_known() -> None:
    given = {
        "id": "a",
        "name": "A",
        "kind": "k",
        "state": "open",
        "located_by": "none",
        "nmae": "x",
    }
    (fault,) = schemas.find_violations("place", given, Location("f"))
    assert (fault.property, fault.mend) == ("nmae", "did you mean “name”?")


def test_a_sound_instance_has_no_faults() -> None:
    given = {"id": "a", "name": "A", "kind": "k", "state": "open", "located_by": "none"}
    assert schemas.find_violations("place", given, Location("f")) == []
