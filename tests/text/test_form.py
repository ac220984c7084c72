"""The canonical form and its digest."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.text import canonical, digest


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", "\n"),
        ("a", "a\n"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd\n"),
        ("a\u2029b", "a\n\nb\n"),
        ("\ufeffa\n\n\n", "a\n"),
        ("\n\na", "a\n"),
        ("12 High Street  \nTown", "12 High Street  \nTown\n"),
        ("a\n   \n\t\nb", "a\n\n\nb\n"),
        ("e\u0301", "\u00e9\n"),
        ("a\x00b\x1bc\ud800d", "abcd\n"),
        ("    indented", "    indented\n"),
    ],
)
def test_canonical(source: str, expected: str) -> None:
    assert canonical(source) == expected


@given(st.text(st.one_of(st.characters(), st.sampled_from(" \n\r\t\ufeff\u2028\x00\u0301"))))
def test_canonical_is_its_own_canonical_form(source: str) -> None:
    once = canonical(source)
    assert canonical(once) == once
    assert once.endswith("\n")
    assert not once.endswith("\n\n")
    once.encode()


def test_digest_is_sha_256_of_utf_8() -> None:
    assert digest("é") == digest(b"\xc3\xa9") == hashlib.sha256("é".encode()).hexdigest()
    assert len(digest("")) == 64
