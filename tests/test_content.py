"""Content: read as it stands, the backdrop sharing files with layers."""

from geo.content import loader
from tests.support import COUNTY


def test_a_layer_file_in_the_backdrop_gives_its_geometry_there() -> None:
    moorland = loader.build_content(loader.read_folder(COUNTY))
    assert [(under.role, under.name["en"]) for under in moorland.backdrop] == [
        ("outline", "Moorland"),
        ("town", "Lower Ferry"),
    ]


def test_everything_read_is_typed() -> None:
    raw = loader.read_folder(COUNTY)
    typed = loader.build_content(raw)
    assert len(typed.places) == sum(len(features) for features in raw.layers.values())
    assert len(typed.facts) == len(raw.facts)
    assert typed.articles.keys() == {"gazette"}
