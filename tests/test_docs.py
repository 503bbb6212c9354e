"""Documents: what they say of files, columns and commands is what the code does."""

import re
from typing import Any

import pytest

from geo import cli
from geo.faults import schemas
from geo.locating import candidates
from geo.locating.scoring import PENALTIES
from geo.locating.service_registry import SERVICES
from tests.support import DATA, ROOT

CONTRACT = (DATA / "README.md").read_text(encoding="utf-8")


def row(name: str, node: dict[str, Any], required: bool) -> str:  # noqa: FBT001  a cell of the row
    """Return a property as the contract's tables write it."""
    kind = " · ".join(node["enum"]) if "enum" in node else node.get("type", "")
    need = "yes" if required else ""
    return f"| `{name}` | {kind} | {need} | {node['description'].replace('|', '/')} |"


@pytest.mark.parametrize("name", ["place", "fact", "backdrop", "area"])
def test_the_contract_lists_every_property_of_a_schema(name: str) -> None:
    schema = schemas.load_schema(name)
    for key, node in schema["properties"].items():
        shared = schema.get("$defs", {}).get(node.get("$ref", "").rsplit("/", 1)[-1], {})
        expected = row(key, {**shared, **node}, key in schema["required"])
        assert expected in CONTRACT, f"data/README.md lacks: {expected}"


def test_the_contract_lists_every_table_of_the_map() -> None:
    for key, node in schemas.load_schema("map")["properties"].items():
        described = node.get("description", "")
        assert f"| `{key}` |" in CONTRACT, key
        assert described in CONTRACT, described


def test_the_readme_opens_with_a_picture_and_the_two_commands() -> None:
    opening = (ROOT / "README.md").read_text(encoding="utf-8")[:2500]
    assert "maps/preview.png" in opening
    assert "python3 build_map.py" in opening
    assert "python3 -m tests" in opening


def test_the_readme_names_every_requirement() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8").lower()
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    pinned = re.findall(r"^# (.*)\n([\w.-]+)==", text, re.MULTILINE)
    assert pinned
    for why, name in pinned:
        assert why.startswith("needed by ") or name.lower() in readme, name


@pytest.mark.parametrize("command", cli.COMMAND_HELP)
def test_the_readme_names_every_command_and_its_options(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert command == "build" or f"python3 build_map.py {command}" in readme
    with pytest.raises(SystemExit):
        cli.make_parser(command).parse_args([command, "--help"])
    for option in set(re.findall(r"--[a-z][a-z-]+", capsys.readouterr().out)) - {"--help"}:
        assert option in readme, option


def test_the_readme_lists_every_parameter_and_message_of_the_embedding() -> None:
    page = ROOT / "geo" / "page"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    script = (page / "js/shell/messages.js").read_text(encoding="utf-8")
    acts = re.search(r"const ACTS = \{(.*?)\}", script)
    assert acts
    types = re.findall(r"(\w+)(?:: \w+)?(?:,|$)", acts[1].strip())
    types += re.findall(r'postToHost\("(\w+)"', script)
    for name in types:
        assert f"| `{name}` |" in readme, name
    embed = (page / "js/shell/embed.js").read_text("utf-8")
    asked = re.findall(r'embedOption\("(\w+)"\)', script + embed)
    passed = re.search(r"const PASSED = \[(.*?)\]", (page / "host/embed.js").read_text("utf-8"))
    assert passed
    for name in {*asked, *re.findall(r'"(\w+)"', passed[1])} - {"q"}:
        assert f"`{name}`" in readme, name


def test_the_contract_lists_every_column_of_candidates() -> None:
    for column in candidates.COLUMNS:
        assert f"`{column}`" in CONTRACT, column


def test_the_readme_names_every_service_its_terms_and_its_marks() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for service in SERVICES.values():
        assert f"`{service.name}`" in readme
        assert service.terms in readme
        assert f"`{service.url_env}`" in readme
    for mark in PENALTIES:
        assert f"`{mark}`" in readme, mark
