"""Codes of papers: enough chance that nobody guesses one, read however they are typed."""

from __future__ import annotations

import math

import pytest

from registration.papers.codes import LENGTH, LETTERS, grouped, new_code, read_code

CODE = "0123ABCDVWXYZ789"


def test_a_code_has_eighty_bits_of_letters_that_nobody_mistakes():
    assert LENGTH * math.log2(len(set(LETTERS))) == 80
    assert set("ILOU") & set(LETTERS) == set()
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert {len(code) for code in codes} == {16}
    assert set().union(*codes) <= set(LETTERS)


def test_a_code_is_printed_in_groups_of_four():
    assert grouped(CODE) == "0123-ABCD-VWXY-Z789"


@pytest.mark.parametrize(
    "typed",
    [
        "0123-ABCD-VWXY-Z789",
        "0123abcdvwxyz789",
        " 0123 abcd\tvwxy z789\n",
        "o123-abcd-uwxy-z789",  # what is read as a nought and a V is meant as one
        "0l23–ABCD—VWXY.Z789",
        "0ı23abcdvwxyz789",
        "0İ23abcdvwxyz789",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str):
    assert read_code(typed) == CODE


@pytest.mark.parametrize("typed", ["", "0123", CODE + "0", CODE[:-1] + "*", "A" * 5000, CODE[:-1] + "Ç", "' OR 1=1 --"])
def test_what_can_be_no_code_is_none(typed: str):
    assert read_code(typed) == ""
