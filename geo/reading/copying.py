"""Whether words are a source's own: statements of a map are not."""

MAX_COPIED_WORDS, MAX_COPIED_CHARACTERS = 9, 15
"""So many in a row are copied, where words stand apart and where they do not; names are shorter."""


def is_copied(statement: str, text: str, *, blanks: bool) -> bool:
    """Return whether a statement has a long run of an article's own words."""
    if blanks:
        units, joined, glue = statement.lower().split(), " ".join(text.lower().split()), " "
    else:
        units, joined, glue = [*"".join(statement.split())], "".join(text.split()), ""
    length = MAX_COPIED_WORDS if blanks else MAX_COPIED_CHARACTERS
    starts = range(len(units) - length + 1)
    return any(glue.join(units[at : at + length]) in joined for at in starts)
