"""Documents: what they say of files, columns and commands is what the code does."""

import re
from typing import Any

import pytest

from geo import cli
from geo.faults import schemas
from geo.locating import candidates
from geo.locating.scoring import PENALTIES
from geo.locating.service import Service
from geo.locating.service_registry import SERVICES
from geo.outputs.export_registry import EXPORTS
from tests.support import DATA, ROOT

CONTRACT = (DATA / "README.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS, IMPORT, LOCATE, EMBED, READ = (
    (ROOT / "geo" / room / "README.md").read_text(encoding="utf-8")
    for room in ("commands", "importing", "locating", "page/host", "reading")
)
MAX_README_LINES = 150
PAGES = [
    path.relative_to(ROOT).as_posix()
    for path in sorted(ROOT.rglob("*.md"))
    if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
]


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
    opening = README[:2500]
    assert "maps/preview.png" in opening
    assert "python3 build_map.py" in opening
    assert "python3 -m tests" in opening


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= MAX_README_LINES


@pytest.mark.parametrize("page", PAGES)
def test_every_link_between_pages_leads_to_a_file_and_a_heading(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        file = ((ROOT / page).parent / path).resolve() if path else ROOT / page
        assert file.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            anchors = {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}
            assert anchor in anchors, target


def test_the_readme_names_every_requirement() -> None:
    readme = README.lower()
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    pinned = re.findall(r"^# (.*)\n([\w.-]+)==", text, re.MULTILINE)
    assert pinned
    for why, name in pinned:
        assert why.startswith("needed by ") or name.lower() in readme, name


@pytest.mark.parametrize("command", cli.COMMAND_HELP)
def test_every_command_and_its_options_are_described(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command == "build" or f"python3 build_map.py {command}" in README
    with pytest.raises(SystemExit):
        cli.make_parser(command).parse_args([command, "--help"])
    for option in set(re.findall(r"--[a-z][a-z-]+", capsys.readouterr().out)) - {"--help"}:
        assert option in COMMANDS + IMPORT + LOCATE + READ, option


def test_the_page_for_hosts_lists_every_parameter_and_message_of_the_embedding() -> None:
    page = ROOT / "geo" / "page"
    script = (page / "js/shell/messages.js").read_text(encoding="utf-8")
    acts = re.search(r"const ACTS = \{(.*?)\}", script)
    assert acts
    types = re.findall(r"(\w+)(?:: \w+)?(?:,|$)", acts[1].strip())
    types += re.findall(r'postToHost\("(\w+)"', script)
    for name in types:
        assert f"| `{name}` |" in EMBED, name
    embed = (page / "js/shell/embed.js").read_text("utf-8")
    asked = re.findall(r'embedOption\("(\w+)"\)', script + embed)
    passed = re.search(r"const PASSED = \[(.*?)\]", (page / "host/embed.js").read_text("utf-8"))
    assert passed
    for name in {*asked, *re.findall(r'"(\w+)"', passed[1])} - {"q"}:
        assert f"`{name}`" in EMBED, name


def test_the_contract_lists_every_column_of_candidates() -> None:
    for column in candidates.COLUMNS:
        assert f"`{column}`" in CONTRACT, column


def service_row(service: Service) -> str:
    """Return the pattern of a service's row in the table, behind its name."""
    origin = "its own" if service.origin == service.title else service.origin
    datum = service.datum.replace("WGS84", "WGS 84")
    needs = "a key" if service.key_env else "`--user-agent`, or your own instance"
    kept = f"may be kept, {service.licence}" if service.licence else "viewing only"
    link = rf"\(\[\w+\]\({re.escape(service.terms)}\)\)"
    cells = [re.escape(cell) for cell in (f"{origin}, {datum}", needs, kept)]
    return rf"{link} \| {' [|] '.join(cells)}\b.*\|"


def test_every_file_for_reuse_is_described() -> None:
    told = (ROOT / "maps/README.md").read_text(encoding="utf-8")
    for each in EXPORTS:
        assert f"`{each.file_name('hanting')}`" in told


def test_every_service_its_terms_and_marks_are_described() -> None:
    rows = dict(re.findall(r"^\| `([a-z]+)` (\(\[.*\|)$", LOCATE, re.MULTILINE))
    assert [*rows] == [*SERVICES], "the table has the services of the registry, in its order"
    for service in SERVICES.values():
        assert re.fullmatch(service_row(service), rows[service.name]), service_row(service)
        assert f"`{service.url_env}`" in COMMANDS
        assert f"`{service.key_env}`" in COMMANDS or not service.key_env
    for mark in PENALTIES:
        assert f"`{mark}`" in LOCATE, mark
