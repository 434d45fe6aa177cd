"""IBANs as people type them."""

import pytest

from fees.iban import compact, grouped, is_iban, masked

RIGHT = "TR330006100519786457841326"


@pytest.mark.parametrize("typed", [RIGHT, "TR33 0006 1005 1978 6457 8413 26", "tr33-0006-1005-1978-6457-8413-26"])
def test_an_iban_is_taken_as_people_write_it(typed: str):
    assert (compact(typed), is_iban(compact(typed))) == (RIGHT, True)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "TR33000610051978645784132",  # a digit short
        "TR3300061005197864578413260",  # a digit long
        "TR330006100519786457841327",  # a digit mistyped
        "TR330006100519786457841362",  # two digits swapped
        "DE89370400440532013000",  # right, but no Turkish account
        "TR33000610051978645784132O",  # a letter for a digit
        "TR٣٣0006100519786457841326",  # digits of another script
    ],
)
def test_a_wrong_one_is_not(wrong: str):
    assert not is_iban(compact(wrong))


def test_its_owner_reads_it_in_fours_and_others_only_its_ends():
    assert grouped(RIGHT) == "TR33 0006 1005 1978 6457 8413 26"
    assert (masked(RIGHT), masked("")) == ("TR33 … 1326", "")
