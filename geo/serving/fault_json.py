"""Faults as the page shows them: in English and in every language that has words for them."""

from collections.abc import Iterable

from geo.faults import translation
from geo.faults.fault import Fault
from geo.faults.translation import Phrase
from geo.formats.geojson import Json
from geo.terminal import fault_report
from geo.text import page_strings

TRANSLATED_MEMBERS = ("where", "rule", "mend")
OFFERS = {"mend.make-layer": "layers"}
"""What a press of a button can mend, as `/edit/` names it, by the code of the hint."""


def faults_as_json(faults: Iterable[Fault]) -> list[Json]:
    """Return faults as JSON; `said` has, by language, what of each can be said in it.

    A member that is not there can be said in English only, and the page marks it as English. A
    value found is nobody's language, unless it is told in words. `offer` is what a button can mend.
    """
    tables = page_strings.load_fault_patterns()
    return [
        {
            **fault_report.fault_members(fault),
            "offer": OFFERS.get(fault.mend.code, "") if isinstance(fault.mend, Phrase) else "",
            "said": {code: _translate_fault(fault, table) for code, table in tables.items()},
        }
        for fault in faults
    ]


def _translate_fault(fault: Fault, table: dict[str, str]) -> dict[str, str]:
    texts = {name: getattr(fault, name) for name in TRANSLATED_MEMBERS}
    value = {"found": fault.found}
    if isinstance(fault.found, Phrase):
        texts, value = {**texts, **value}, {}
    spoken = {name: translation.translate(text, table) for name, text in texts.items()}
    return {**value, **{name: text for name, text in spoken.items() if text}}
