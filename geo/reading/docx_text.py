"""The words of a Word document (Office Open XML, ISO 29500), paragraph by paragraph."""

import io
import zipfile
import zlib
from xml.parsers import expat

from geo.formats.archives import open_member
from geo.runtime import limits

BODY = "word/document.xml"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main "
"""The namespaces of both forms of the format."""
FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
"""The same words again, for programs that do not know a text box."""
BREAKS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
READ_ERRORS = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, LookupError, EOFError, RuntimeError,
    NotImplementedError, ValueError,
)  # fmt: skip
"""What is raised of an archive that is no Word document, or damaged."""


def extract_docx(data: bytes, name: str) -> str:
    """Return the text of a document as it stands with all changes accepted, blank lines between.

    Raise one of `READ_ERRORS` where there is none, and `InputError` where it is too large.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        limits.check_members(name, len(archive.namelist()))
        limits.check_memory(name, archive.getinfo(BODY).file_size)
        with open_member(archive, BODY) as packed:
            # the size that an archive states may be none: no more is unpacked than was allowed
            markup = packed.read(archive.getinfo(BODY).file_size)
    reader = _WordCollector()
    reader.parse_markup(markup)
    lines = (" ".join(line.split()) for line in "".join(reader.words).split("\n"))
    return "\n\n".join(line for line in lines if line)


class _WordCollector:
    """Collects the words of a document; those that were deleted stand in other elements."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.in_words = False
        self.repeated = 0

    def parse_markup(self, markup: bytes) -> None:
        """Read a whole document; raise `ExpatError` where it is no XML."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = self._start_element
        parser.EndElementHandler = self._end_element
        parser.CharacterDataHandler = self._keep_words
        parser.Parse(markup, True)  # noqa: FBT003  takes no keyword

    def _start_element(self, element: str, _: object) -> None:
        self.repeated += element == FALLBACK
        name = element.removeprefix(WORD).removeprefix(STRICT)
        self.in_words = name == "t"
        if name in BREAKS and not self.repeated:
            self.words.append(BREAKS[name])

    def _end_element(self, element: str) -> None:
        self.repeated -= element == FALLBACK
        self.in_words = False
        if element.removeprefix(WORD).removeprefix(STRICT) == "p" and not self.repeated:
            self.words.append("\n")

    def _keep_words(self, words: str) -> None:
        if self.in_words and not self.repeated:
            self.words.append(words.replace("\n", " "))


def _refuse_doctype(*_: object) -> None:
    """Raise `ValueError`: a document type could name other files."""
    raise ValueError
