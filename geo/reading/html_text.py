"""The words of an HTML page, paragraph by paragraph: what a browser shows of its article."""

import codecs
import re
from html.parser import HTMLParser

SKIPPED = frozenset({
    "script", "style", "noscript", "template", "svg", "nav", "aside", "footer", "form", "button",
    "select", "iframe", "object", "head", "title", "figure", "audio", "video",
})  # fmt: skip
"""Elements that hold none of an article's words."""
BLOCKS = frozenset({
    "address", "article", "blockquote", "dd", "div", "dl", "dt", "figcaption", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "tr",
    "ul", "br", "body",
})  # fmt: skip
"""Elements that begin a line, and end one."""
CELLS = frozenset({"td", "th"})
ROOTS = ("article", "main")
"""Where a page says which part of it is the article, that part alone is read."""
DECLARED = re.compile(rb"""<meta[^>]*?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
HEAD_BYTES = 4096


def find_charset(data: bytes) -> str:
    """Return the encoding that a page declares; UTF-8 where it declares none that is known."""
    found = DECLARED.search(data[:HEAD_BYTES])
    name = found[1].decode() if found else "utf-8"
    try:
        known = codecs.lookup(name).name
    except LookupError:
        return "utf-8"
    # what browsers take it for: pages that say GB2312 hold characters of its larger successor
    return "gb18030" if known in {"gb2312", "gbk"} else known


def extract_html(markup: str) -> str:
    """Return the text of a page, a blank line between paragraphs."""
    reader = _TextCollector()
    reader.feed(markup)
    reader.close()
    texts = (_join_paragraphs("".join(words)) for words in reader.parts.values())
    return next(filter(None, texts), "")


def _join_paragraphs(words: str) -> str:
    lines = (" ".join(line.split()) for line in words.split("\0"))
    return "\n\n".join(line for line in lines if line)


class _TextCollector(HTMLParser):
    """Collects words by the part of the page that they stand in; NUL parts paragraphs."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: dict[str, list[str]] = {root: [] for root in (*ROOTS, "page")}
        self.open = dict.fromkeys(ROOTS, 0)
        self.skipping: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Begin a paragraph, or what holds no words."""
        if tag == "body":  # a head that was never closed ends here
            self.skipping.clear()
        if tag in SKIPPED:
            self.skipping.append(tag)
        if tag in self.open:
            self.open[tag] += 1
        self._part_words(tag)

    def handle_endtag(self, tag: str) -> None:
        """End a paragraph, or what holds no words."""
        self._part_words(tag)
        if tag in self.skipping:
            del self.skipping[self.skipping.index(tag) :]
        if self.open.get(tag):
            self.open[tag] -= 1

    def handle_data(self, data: str) -> None:
        """Keep words."""
        self._keep_words(data.replace("\0", ""))

    def _part_words(self, tag: str) -> None:
        if tag in BLOCKS:
            self._keep_words("\0")
        elif tag in CELLS:
            self._keep_words(" ")

    def _keep_words(self, words: str) -> None:
        if self.skipping:
            return
        self.parts["page"].append(words)
        for root in ROOTS:
            if self.open[root]:
                self.parts[root].append(words)
