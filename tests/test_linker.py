"""The linker: the page's modules as scripts, each in the first that needs it."""

import re
from pathlib import Path

import pytest

from geo.faults.fault import InputError
from geo.page import linker
from tests.opener import Opener
from tests.support import HERE


def modules(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        path = folder / f"{name.replace('_', '/')}.js"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


LOW = """const own = [];
export const noted = own;
export function note(what) {
  own.push(what);
}
"""
"""What the other modules of these tests import."""


def test_each_module_runs_once_before_those_that_import_it(tmp_path: Path, opened: Opener) -> None:
    root = modules(
        tmp_path,
        low=LOW,
        map_left='import { note } from "../low.js";\n\nconst own = "left";\nnote(own);\n',
        map_right=(
            'import { note as tell } from "../low.js";\n'
            'import * as low from "../low.js";\n\nconst note = "right";\ntell(note);\n'
            "export const count = () => low.noted.length;\n"
        ),
        early='import { note } from "./low.js";\n\nnote("early");\n',
        late=(
            'import {\n  count,\n} from "./map/right.js";\n'
            'import * as low from "./low.js";\n\n'
            "export const told = () => [count(), ...low.noted];\n"
        ),
    )
    scripts = linker.link_modules(root, [["early.js"], ["map/left.js", "late.js"]])
    asked = "\n".join([*scripts, "atlas.told()"])
    told = opened(HERE / "blank.html").evaluate("code => (0, eval)(code)", asked)
    assert told == [3, "early", "left", "right"]


def test_a_module_is_in_the_first_script_that_reaches_it(tmp_path: Path) -> None:
    taking = 'import { note } from "./low.js";\n\nnote("x");\n'
    root = modules(tmp_path, low=LOW, early=taking, late=taking)
    early, late = linker.link_modules(root, [["early.js"], ["late.js"]])
    assert "own.push" in early
    assert "own.push" not in late
    assert linker.link_modules(root, [["late.js"]])[0].count("own.push") == 1


def test_one_script_leaves_no_global(tmp_path: Path) -> None:
    (script,) = linker.link_modules(modules(tmp_path, low=LOW), [["low.js"]])
    assert linker.NAMESPACE not in script
    assert script.startswith("(() => {")


def test_what_a_module_exports_has_a_short_name(tmp_path: Path) -> None:
    taking = """import * as low from "./low.js";
import { noted } from "./low.js";

// who asks for low, or for (low), is told
low.note(...low.noted, low
  .noted);
export const told = noted;
"""
    (script,) = linker.link_modules(modules(tmp_path, low=LOW, it=taking), [["it.js"]])
    assert "return { a: noted, b: note };" in script
    assert "low.b(...low.a, low.a);" in script
    assert "(low, { a: noted }) =>" in script
    assert "return { told: told };" in script


def test_short_names_are_as_many_as_there_are_exports() -> None:
    text = "".join(f"export const name{k} = {k};\n" for k in range(2000))
    assert len(set(linker.shorten_exports(text).values())) == 2000


@pytest.mark.parametrize(
    ("text", "line", "found", "rule"),
    [
        ('import { h } from "./gone.js";\n', 1, "gone.js", "name a file"),
        ('import { h } from "./low.js";\n', 1, "h from low.js", "exported"),
        ('\nimport * as low from "./low.js";\nlow.gone();\n', 2, "gone from low.js", "exported"),
        ('import { self } from "./it.js";\n', 1, "it.js → it.js", "circle"),
        ('import { round } from "./round.js";\n', 2, "round.js → it.js → round.js", "circle"),
        ('import low from "./low.js";\n', 0, "import low", "imports names"),
        (
            'import * as low from "./low.js";\nuse(...low.gone);\n',
            1,
            "gone from low.js",
            "exported",
        ),
        ('import * as low from "./low.js";\nuse(1, low);\n', 1, "low", "only members"),
        ('import * as low from "./low.js";\nconst { note } = low;\n', 1, "low", "only members"),
        ("export let x = 1;\n", 0, "export let x", "exports functions"),
        ("export default 1;\n", 0, "export default", "exports functions"),
    ],
)
def test_what_cannot_be_linked_is_told_with_its_place(
    tmp_path: Path, text: str, line: int, found: str, rule: str
) -> None:
    around = '\nimport { it } from "./it.js";\nexport const round = it;\n'
    root = modules(tmp_path, low=LOW, it=f"{text}export const it = 1;\n", round=around)
    with pytest.raises(InputError) as told:
        linker.link_modules(root, [["it.js" if "round.js" not in text else "round.js"]])
    fault = next(fault for fault in told.value.faults if rule in fault.rule)
    assert found in fault.found
    assert re.fullmatch(r"geo/page/js/(it|round)\.js", fault.file)
    assert fault.position in {0, line} or "round" in found


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    root = modules(tmp_path, it='import { a } from "./a.js";\nimport { b } from "./b.js";\n')
    with pytest.raises(InputError) as told:
        linker.link_modules(root, [["it.js"]])
    assert [fault.found for fault in told.value.faults] == ["a.js", "b.js"]


def test_a_string_or_member_of_the_same_name_is_no_import(tmp_path: Path) -> None:
    text = 'import * as low from "./low.js";\n\nlow.note(t("low.gone"), x.low.gone, `low.gone`);\n'
    root = modules(tmp_path, low=LOW, it=text)
    assert linker.link_modules(root, [["it.js"]])
