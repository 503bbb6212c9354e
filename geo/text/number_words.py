"""Numbers that are written in words: eight, half a million, une douzaine, 二十三, 三分之一."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import TypeAlias

from geo.text.language import Language, load_language, match_any

MAX_VAGUE_DIGITS = 2
LONGEST_BOUND = 8
HALF_TENS, TENS = 10, 20
"""From here on a number word takes a unit after it: twenty-three."""
Span: TypeAlias = tuple[int, int, Decimal, bool]
"""Start, end, value, and whether it is a fraction."""


def find_word_numbers(text: str, language: Language) -> Iterator[Span]:
    """Yield the numbers in words."""
    yield from _in_words(text, language) if language.blanks else _in_han(text, language)


def read_numeral(tokens: Sequence[str], language: Language) -> Decimal:
    """Return the value of a numeral: 二十三 is 23, 千亿 is 10 ** 11, 二〇一九 is 2019."""
    if not language.blanks and len(tokens) > 1 and all(each in language.digits for each in tokens):
        return Decimal("".join(str(language.digits[each]) for each in tokens))
    total = section = last = Decimal(0)
    above = 0
    for token in tokens:
        if token in language.digits:
            last += language.digits[token]
        elif token in language.small:
            section += (last or 1) * language.small[token]
            last = Decimal(0)
        else:
            size = language.large[token]
            if above and size > above:
                total = (total + section + last) * size
            else:
                total += (section + last or 1) * size
            section, last, above = Decimal(0), Decimal(0), size
    return total + section + last


def _in_han(text: str, language: Language) -> Iterator[Span]:
    """Yield Chinese numerals; of a percentage in words the number, since its unit goes before."""
    signs = "".join([*language.digits, *language.small, *language.large])
    other = units_like_numbers(language)
    run = rf"(?:(?!{other})[{signs}])+"
    shares = re.compile(rf"(?P<below>[{signs}]+)分之(?P<above>{run})|一半|半|(?P<plain>{run})")
    for found in shares.finditer(text):
        vague = found["plain"] and _is_vague(found["plain"], language)
        if vague and not _is_bounded(
            text[max(0, found.start() - LONGEST_BOUND) : found.start()], found["plain"], language
        ):
            continue
        if found["plain"]:
            yield found.start(), found.end(), read_numeral(found["plain"], language), False
        elif not found["below"]:
            yield found.start(), found.end(), language.halves["半"], True
        else:
            above = read_numeral(found["above"], language)
            if found["below"] in {"百", "千"}:
                yield found.start("above"), found.end(), above, False
            elif below := read_numeral(found["below"], language):
                yield found.start(), found.end(), above / below, True


def _is_vague(numeral: str, language: Language) -> bool:
    """Return whether a numeral is no number: 两三百 is two or three hundred, 万 in 万亩 is many."""
    values = [language.digits.get(each) for each in numeral]
    if None not in values and len(values) > MAX_VAGUE_DIGITS:
        return False  # digit by digit, as of years
    follow = any(one and other for one, other in pairwise(values))
    return follow or (None not in values and len(values) > 1) or numeral in {*"百千万亿"}


def _is_bounded(before: str, numeral: str, language: Language) -> bool:
    """Return whether a word makes a limit of a vague numeral: 超过百人, but not 万亩稻田."""
    said = re.search(rf"(?:{match_any(language.before)})$", before)
    return said is not None and language.before[said[0]] != "exact" and len(numeral) == 1


def units_like_numbers(language: Language) -> str:
    """Return a pattern of the units that begin with a power of ten: 千瓦 is no thousand 瓦."""
    powers = (*language.small, *language.large)
    return match_any(tuple(each for each in language.spellings if each.startswith(powers)))


def _in_words(text: str, language: Language) -> Iterator[Span]:
    held: list[re.Match[str]] = []
    for found in _words_pattern(language.code).finditer(text):
        gap = text[held[-1].end() : found.start()] if held else ""
        word = found[0].lower()
        is_second = word in language.halves and any(
            each[0].lower() in language.halves for each in held
        )
        if held and (
            is_second or not _is_joined(_gap_words(gap), held[-1][0].lower(), word, language)
        ):
            yield _read_run(text, held, language)
            held = []
        held.append(found)
    if held:
        yield _read_run(text, held, language)


def _read_run(text: str, held: Sequence[re.Match[str]], language: Language) -> Span:
    """Return the number that a run of words is.

    Where a fraction stands in it, “and” adds (one and a half million) and its absence multiplies
    (two thirds, half a million).
    """
    tokens = [each[0].lower() for each in held]
    start, end = held[0].start(), held[-1].end()
    places = [number for number, token in enumerate(tokens) if token in language.halves]
    if not places:
        return start, end, read_numeral(tokens, language), False
    at = places[0]
    ratio, after = language.halves[tokens[at]], tokens[at + 1 :]
    if at:
        whole = read_numeral(tokens[:at], language)
        gap = _gap_words(text[held[at - 1].end() : held[at].start()])
        ratio = whole + ratio if gap & {*language.joiners} else whole * ratio
    return start, end, ratio * (read_numeral(after, language) if after else 1), True


def _gap_words(gap: str) -> set[str]:
    """Return the words between two words of a number; hyphens and blanks are none."""
    return {*gap.lower().replace("’", "'").replace("'", "' ").replace("-", " ").split()}


def _is_joined(gap: set[str], last: str, word: str, language: Language) -> bool:
    """Return whether a word goes on with the number before it, over the words between them."""
    if not gap <= {*language.joiners, *language.articles}:
        return False
    multiplied = last in language.small or last in language.large
    if gap & {*language.joiners}:
        return multiplied or word in language.halves or _is_ten(last, word, language)
    if gap:
        return word in language.large and (multiplied or last in language.halves)
    if word in language.small or word in language.large or word in language.halves:
        return True
    return multiplied or _is_ten(last, word, language)


def _is_ten(last: str, word: str, language: Language) -> bool:
    """Return whether two words are tens and ones: twenty-three, dix-sept."""
    tens, ones = language.digits.get(last, 0), language.digits.get(word, TENS)
    return tens >= TENS > ones or (tens == HALF_TENS > ones)


@cache
def _words_pattern(code: str) -> re.Pattern[str]:
    language = load_language(code)
    words = match_any({**language.digits, **language.small, **language.large, **language.halves})
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
