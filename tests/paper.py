"""The text of what Chromium prints, glyph by glyph in the order in which it is drawn.

`extract_text` of pypdf, which reads any PDF, takes ten times as long for the same.
"""

import io
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from pypdf import PdfReader

SHOWN = re.compile(rb"/(\S+) [\d.]+ Tf|<([\dA-Fa-f]*)> Tj|/(\S+) Do")
"""A font is taken up, glyphs are shown in it, a part that stands elsewhere is drawn."""
MAPPED = re.compile(r"<(\w+)> <(\w+)>(?: <(\w+)>)?\n")
"""A glyph and its text, or the first and the last of several glyphs and the text of the first."""


class Paper:
    """Printed pages; fonts are read once for all of them."""

    def __init__(self, raw: bytes) -> None:
        """Read where the pages are, not yet what they say."""
        self.reader = PdfReader(io.BytesIO(raw))
        self._fonts: dict[int, tuple[int, dict[str, str]]] = {}

    @cached_property
    def texts(self) -> list[str]:
        """The text of each page."""
        return [self.read_text(number) for number in range(len(self.reader.pages))]

    def read_text(self, number: int) -> str:
        """Return the text of one page, which are counted from 0."""
        page = self.reader.pages[number]
        content = page.get_contents()
        return "".join(self._read_glyphs(content.get_data() if content is not None else b"", page))

    def _read_glyphs(self, content: bytes, holder: Any) -> Iterator[str]:  # noqa: ANN401  pypdf's own mappings
        """Yield the text of each glyph that is shown; a font or a part that is missing fails."""
        resources = holder["/Resources"]
        width, told = 0, dict[str, str]()
        for font, glyphs, part in SHOWN.findall(content):
            if font:
                width, told = self._read_font(resources["/Font"].raw_get(f"/{font.decode()}"))
            elif part:
                drawn = resources["/XObject"][f"/{part.decode()}"]
                if drawn["/Subtype"] == "/Form":
                    yield from self._read_glyphs(drawn.get_data(), drawn)
            else:
                shown = glyphs.decode().upper()
                yield from (
                    told.get(shown[at : at + width], "") for at in range(0, len(shown), width)
                )

    def _read_font(self, reference: Any) -> tuple[int, dict[str, str]]:  # noqa: ANN401
        """Return how many digits a glyph has, and what each says."""
        if reference.idnum not in self._fonts:
            font = reference.get_object()
            width = 4 if font["/Subtype"] == "/Type0" else 2
            self._fonts[reference.idnum] = width, _read_map(font["/ToUnicode"].get_data().decode())
        return self._fonts[reference.idnum]


def _read_map(text: str) -> dict[str, str]:
    """Return the text of each glyph of a font."""
    told = {}
    for first, last, start in MAPPED.findall(text.partition("endcodespacerange")[2]):
        to = start or last
        for more in range(int(last, 16) - int(first, 16) + 1 if start else 1):
            code = f"{int(first, 16) + more:0{len(first)}X}"
            said = f"{int(to, 16) + more:0{len(to)}x}"
            told[code] = bytes.fromhex(said).decode("utf-16-be")
    return told
