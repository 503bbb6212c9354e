"""Templates of pages: one environment of Jinja for each folder of them."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined


@cache
def make_template_environment(package: str, folder: str) -> Environment:
    """Return the templates of a folder, in which every value is escaped and none may be missing."""
    return Environment(
        loader=PackageLoader(package, folder), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
