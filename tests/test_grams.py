"""Signatures of blocks: a text's own terms are never taken for absent."""

import pyarrow as pa
import pytest

from geo.page.grams import BITS, HAN, LATIN, SIZES, Signatures, _hashes, sliced


def signature(text: str) -> bytes:
    return Signatures().of({"facts": {"text:zh": pa.array([None, text])}})


def held(made: bytes, term: str) -> bool:
    units = Signatures().fold(term).astype("u4")
    bits = [int(bit) for ranges, size in SIZES for bit in _hashes(units, ranges, size)]
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
    assert len(signature("北站")) == len(Signatures().of({"facts": {}})) == BITS // 8
    assert tuple(ranges for ranges, _ in SIZES) == (HAN, LATIN)


def test_slices_hold_the_same_bits_of_every_signature() -> None:
    whole = [signature("高铁潍坊北站"), signature("农业示范园")]
    parts = list(sliced(b"".join(whole), 4))
    wide = BITS // 8 // 4
    joined = [b"".join(part[b * wide : (b + 1) * wide] for part in parts) for b in range(2)]
    assert joined == whole
