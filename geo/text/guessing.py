"""Which language a text is in, as far as its letters and commonest words say it."""

import re

HAN_SHARE = 0.2
"""Of the letters of a text: with so many Han characters it is Chinese."""
FRENCH = {"le", "la", "les", "des", "une", "est", "dans", "pour", "que", "du"}
ENGLISH = {"the", "of", "and", "to", "in", "is", "for", "that", "was", "with"}


def guess_language(text: str, languages: tuple[str, ...]) -> str:
    """Return the language that a text is in, as far as its letters and words say it."""
    letters = [each for each in text if each.isalpha()]
    han = sum("\u3400" <= each <= "\u9fff" for each in letters)
    if han > HAN_SHARE * max(len(letters), 1):
        return "zh"
    words = re.findall(r"[^\W\d_]+", text.lower())
    french, english = (sum(word in known for word in words) for known in (FRENCH, ENGLISH))
    if french == english:
        return languages[0]
    return "fr" if french > english else "en"
