"""Signatures of blocks: a text's own terms are never taken for absent."""

import pyarrow as pa
import pytest

from geo.page.data.ngram_filter import (
    FILTER_BITS,
    HAN_RANGES,
    LATIN_RANGES,
    NGRAM_SIZES,
    BloomFilters,
    _ngram_bits,
    slice_filters,
)


def signature(text: str) -> bytes:
    return BloomFilters().make_filter({"facts": {"text:zh": pa.array([None, text])}})


def held(made: bytes, term: str) -> bool:
    units = BloomFilters().normalise_text(term).astype("u4")
    bits = [int(bit) for ranges, size in NGRAM_SIZES for bit in _ngram_bits(units, ranges, size)]
    return all(made[bit >> 3] & (1 << (bit & 7)) for bit in bits)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("高铁潍坊北站", "濰坊北站"),
        ("Wéifāng North", "weifang"),
        ("ＷＥＩＦＡＮＧ", "weifang"),
        ("产值19.8亿元，种植小麦", "亿元种植"),
        ("约¾公顷 of Upperferry", "upperferry"),
        ("𝐖𝐞𝐢𝐟𝐚𝐧𝐠", "weifang"),
        ("鱮鱼养殖场", "鱼养殖"),
    ],
)
def test_a_term_of_the_text_is_held(text: str, term: str) -> None:
    assert held(signature(text), term)


def test_a_term_of_another_text_is_not() -> None:
    made = signature("高铁潍坊北站")
    assert not held(made, "农业示范园")
    assert not held(made, "upperferry")


def test_every_signature_is_as_long() -> None:
    assert (
        len(signature("北站")) == len(BloomFilters().make_filter({"facts": {}})) == FILTER_BITS // 8
    )
    assert tuple(ranges for ranges, _ in NGRAM_SIZES) == (HAN_RANGES, LATIN_RANGES)


def test_slices_hold_the_same_bits_of_every_signature() -> None:
    whole = [signature("高铁潍坊北站"), signature("农业示范园")]
    parts = list(slice_filters(b"".join(whole), 4))
    wide = FILTER_BITS // 8 // 4
    joined = [b"".join(part[b * wide : (b + 1) * wide] for part in parts) for b in range(2)]
    assert joined == whole
