"""Faults as the page shows them: in English and in every language that has words for them."""

from collections.abc import Iterable
from typing import Any

from geo import i18n, phrases, tell
from geo.errors import Fault
from geo.phrases import Phrase

SENTENCES = ("where", "rule", "mend")


def members(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    """Return faults as JSON; `said` has, by language, what of each can be said in it.

    A member that is not there can be said in English only, and the page marks it as English. A
    value found is nobody's language, unless it is told in words.
    """
    tables = i18n.faults()
    return [
        {
            **tell.members(fault),
            "said": {code: _said(fault, table) for code, table in tables.items()},
        }
        for fault in faults
    ]


def _said(fault: Fault, table: dict[str, str]) -> dict[str, str]:
    texts = {name: getattr(fault, name) for name in SENTENCES}
    value = {"found": fault.found}
    if isinstance(fault.found, Phrase):
        texts, value = {**texts, **value}, {}
    spoken = {name: phrases.said(text, table) for name, text in texts.items()}
    return {**value, **{name: text for name, text in spoken.items() if text}}
