"""Averages and what follows from them, by hand-made records on Kocaeli's letters."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from registration.rules import record
from registration.rules.facts import Grade
from registration.rules.record import Entry, TermEnd
from registration.rules.settings import HonourBand, Standing

POINTS = {
    "AA": "4.0",
    "BA": "3.5",
    "BB": "3.0",
    "CB": "2.5",
    "CC": "2.0",
    "DC": "1.5",
    "DD": "1.0",
    "FD": "0.5",
    "FF": "0",
}
SCALE = {
    letter: Grade(letter, Decimal(points), letter[0] != "F", rank, conditional=letter in ("DC", "DD"))
    for rank, (letter, points) in enumerate(POINTS.items(), 1)
} | {"S": Grade("S", None, True, 20), "U": Grade("U", None, False, 21)}
STANDING = Standing()
KOU = Standing(
    conditional="semester",
    low_gpa_fails=True,
    honours=(
        HonourBand("honour", Decimal("3.00"), Decimal("3.50")),
        HonourBand("high_honour", Decimal("3.51"), Decimal("4.00")),
    ),
)


def entries(*texts: str) -> list[Entry]:
    """From "20251 7 AA 3", with the ECTS after the credit and "ni" or "single" behind it where a test needs them."""
    made = []
    for number, text in enumerate(texts, 1):
        term, course, letter, credit, *rest = text.split()
        ects = Decimal(next((x for x in rest if x.isdecimal()), "5"))
        made.append(Entry(number, int(course), term, letter, Decimal(credit), ects, "ni" in rest, "", "single" in rest))
    return made


def ends(*texts: str, p: Standing = STANDING, same: dict[int, int] | None = None) -> list[tuple[str, str, str]]:
    found = record.term_ends(entries(*texts), SCALE, p, same or {})
    return [(end.term_code, str(end.gpa), str(end.cgpa)) for end in found]


def averages(*gpas: str | None) -> list[TermEnd]:
    """Terms with these averages, which are those of all terms as well."""
    terms = [f"{2020 + n // 2}{1 + n % 2}" for n in range(len(gpas))]
    return [TermEnd(t, *[Decimal(g) if g else None] * 2) for t, g in zip(terms, gpas, strict=True)]


# averages


def test_the_average_is_weighed_by_credit():
    assert ends("20251 1 AA 3", "20251 2 CC 4", "20251 3 FF 2") == [("20251", "2.22", "2.22")]


@pytest.mark.parametrize(
    ("credits", "expected"),
    [(("1", "1"), "3.75"), (("3", "1"), "3.88"), (("1", "3"), "3.63")],  # 3.875 and 3.625 go up
)
def test_a_half_is_rounded_up(credits, expected):
    assert ends(f"20251 1 AA {credits[0]}", f"20251 2 BA {credits[1]}") == [("20251", expected, expected)]


def test_it_may_be_weighed_by_ects():
    rows = ("20251 1 AA 3 2", "20251 2 CC 3 8")
    assert ends(*rows) == [("20251", "3.00", "3.00")]
    assert ends(*rows, p=Standing(weight="ects")) == [("20251", "2.40", "2.40")]


def test_all_terms_make_the_average_and_the_term_its_own():
    assert ends("20251 1 AA 3", "20252 2 CC 3") == [("20251", "4.00", "4.00"), ("20252", "2.00", "3.00")]


@pytest.mark.parametrize(("repeats", "then"), [("last", "1.00"), ("best", "3.00")])
def test_of_a_repeated_course_the_last_or_the_best_counts(repeats, then):
    rows = ("20251 1 BB 3", "20252 1 DD 3")
    assert ends(*rows, p=Standing(repeats=repeats)) == [("20251", "3.00", "3.00"), ("20252", "1.00", then)]


def test_a_repeat_may_have_another_credit():
    assert ends("20251 1 FF 4", "20251 2 AA 4", "20252 1 BB 2")[-1] == ("20252", "3.00", "3.67")


def test_an_equivalent_or_replacing_course_repeats_the_other():
    rows = ("20251 1 FF 3", "20252 7 BB 3")
    assert ends(*rows)[-1] == ("20252", "3.00", "1.50")
    assert ends(*rows, same={7: 1})[-1] == ("20252", "3.00", "3.00")


@pytest.mark.parametrize("row", ["20251 2 FF 3 ni", "20251 2 S 3", "20251 2 U 3", "20251 2 FF 0"])
def test_what_bears_no_average_is_left_out(row):
    assert ends("20251 1 BB 3", row) == [("20251", "3.00", "3.00")]


def test_a_term_without_an_average_keeps_that_of_all_terms():
    assert ends("20251 1 BB 3", "20252 2 S 0") == [("20251", "3.00", "3.00"), ("20252", "None", "3.00")]
    assert ends("20251 2 S 0") == [("20251", "None", "None")]


# probation


@pytest.mark.parametrize(
    ("cgpas", "expected"),
    [
        ((), False),
        (("1.99",), False),
        (("1.99", "1.99"), True),
        (("1.99", "2.00"), False),
        (("1.50", "1.99", "2.00"), False),
        (("2.00", "1.99"), False),
        (("2.00", "1.99", "1.90"), True),
        (("1.99", None, "1.90"), True),  # a term without grades decides nothing
        (("1.99", None), False),
    ],
)
def test_probation_is_two_term_ends_below(cgpas, expected):
    assert record.on_probation(averages(*cgpas), STANDING) is expected


def test_probation_by_other_figures():
    assert record.on_probation(averages("1.79"), Standing(probation_terms=1, probation_below=Decimal("1.80")))
    assert not record.on_probation(averages("1.80"), Standing(probation_terms=1, probation_below=Decimal("1.80")))
    assert not record.on_probation(averages("1.00"), Standing(probation_terms=0))


# conditional letters: the state table


@pytest.mark.parametrize(
    ("gpas", "states"),
    [
        (("2.00",), ["passed"]),
        (("1.99",), ["conditional"]),
        (("1.70", "2.00"), ["passed", "passed"]),
        (("1.70", "1.99"), ["must_repeat", "must_repeat"]),
        (("2.00", "1.99"), ["passed", "conditional"]),
        (("2.00", "1.99", "2.00"), ["passed", "passed", "passed"]),
        (("2.00", "1.80", "1.95"), ["passed", "must_repeat", "must_repeat"]),
        (("1.80", "1.95", "2.50"), ["must_repeat", "must_repeat", "passed"]),
    ],
)
def test_what_becomes_of_a_conditional_letter(gpas, states):
    assert list(record.conditional_terms(averages(*gpas), KOU).values()) == states


def test_a_term_without_an_average_is_passed_over():
    assert record.conditional_terms(averages("1.80", None, "1.95"), KOU) == {
        "20201": "must_repeat",
        "20211": "must_repeat",
    }


def outcomes(*texts: str, p: Standing = KOU, entry_year: int = 2017) -> list[str]:
    rows = entries(*texts)
    return list(record.outcomes(rows, record.term_ends(rows, SCALE, p), SCALE, p, entry_year).values())


def test_only_conditional_letters_get_an_outcome():
    assert outcomes("20171 1 DD 3", "20171 2 CC 3", "20171 3 FF 3", "20171 4 DC 3 ni") == ["conditional", "", "", ""]


def test_no_rule_no_outcome():
    assert outcomes("20171 1 DD 3", p=STANDING) == [""]


@pytest.mark.parametrize(("entry_year", "expected"), [(2018, ["conditional"]), (2019, [""])])
def test_the_rule_may_end_with_entrants_of_a_year(entry_year, expected):
    """Kocaeli abolished it for entrants from 2019-2020."""
    assert outcomes("20191 1 DD 3", p=replace(KOU, conditional_entry_to=2018), entry_year=entry_year) == expected


def test_a_single_course_exam_passes_unconditionally():
    assert outcomes("20171 1 DD 3 single", "20171 2 DD 3") == ["passed", "conditional"]
    assert outcomes("20171 1 FD 3 single") == [""]


# letters that fail


@pytest.mark.parametrize(
    ("letter", "gpa", "low_gpa_fails", "expected"),
    [
        ("DD", "1.99", True, True),
        ("DD", "2.00", True, False),
        ("DD", "1.99", False, False),
        ("CC", "1.00", True, False),
        ("FD", "4.00", True, True),
    ],
)
def test_conditional_letters_fail_with_a_low_average(letter, gpa, low_gpa_fails, expected):
    assert record.fails(SCALE[letter], Decimal(gpa), replace(KOU, low_gpa_fails=low_gpa_fails)) is expected


# honours


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("AA AA", "high_honour"),
        ("BB BB", "honour"),
        ("BA BA", "honour"),
        ("CB BB", ""),
    ],
)
def test_honours_of_a_year(letters, expected):
    first, second = letters.split()
    rows = entries(f"20171 1 {first} 3 30", f"20172 2 {second} 3 30")
    assert record.honour(rows, SCALE, KOU) == expected


@pytest.mark.parametrize(
    ("credits", "average", "expected"),
    [((2, 198), "3.51", "high_honour"), ((1, 124), "3.50", "honour")],  # 3.505 goes up, 3.504 does not
)
def test_honours_are_told_by_the_rounded_average(credits, average, expected):
    rows = entries(f"20171 1 AA {credits[0]} 30", f"20172 2 BA {credits[1]} 30")
    exact = sum(SCALE[e.letter].points * e.credit for e in rows) / sum(e.credit for e in rows)
    assert exact in (Decimal("3.505"), Decimal("3.504"))
    assert record.term_ends(rows, SCALE, KOU)[-1].cgpa == Decimal(average)
    assert record.honour(rows, SCALE, KOU) == expected


@pytest.mark.parametrize(("loads", "expected"), [((30, 30), "honour"), ((29, 31), ""), ((30, 29), "")])
def test_honours_ask_for_the_normal_load_of_each_term(loads, expected):
    rows = entries(f"20171 1 BB 3 {loads[0]}", f"20172 2 BB 3 {loads[1]}")
    assert record.honour(rows, SCALE, KOU) == expected


def test_a_year_that_is_not_over_leaves_the_honour_of_the_last_one():
    year = ("20171 1 BB 3 30", "20172 2 BB 3 30")
    assert record.honour(entries(*year, "20181 3 FF 3 30"), SCALE, KOU) == "honour"
    assert record.honour(entries(*year, "20181 3 FF 3 30", "20182 4 FF 3 30"), SCALE, KOU) == ""
    assert record.honour(entries("20171 1 BB 3 30"), SCALE, KOU) == ""
    assert record.honour(entries(*year, "20172 7 BB 3 30 ni"), SCALE, KOU) == "honour"


def test_honours_of_a_term_and_of_nobody():
    rows = entries("20171 1 FF 3 30", "20172 2 BB 3 30")
    assert record.honour(rows, SCALE, replace(KOU, honour_period="term")) == "honour"
    assert record.honour(rows, SCALE, KOU) == ""
    assert record.honour(rows, SCALE, STANDING) == ""
    assert record.honour([], SCALE, KOU) == ""


# terms


@pytest.mark.parametrize(
    ("entry", "now", "expected"),
    [
        ("20221", "20221", 1),
        ("20221", "20242", 6),
        ("20222", "20231", 2),
        ("20221", "20223", 2),  # a summer school is no term
        ("20251", "20242", 0),
        ("", "20242", None),
        ("20221", "", None),
        ("2022F", "20242", None),
    ],
)
def test_terms_elapsed(entry, now, expected):
    assert record.elapsed(entry, now) == expected


@pytest.mark.parametrize(
    ("leave", "expected"),
    [((), 6), (("20231",), 5), (("20231", "20231"), 5), (("20213", "20202", "20251", "20233"), 6)],
)
def test_terms_on_leave_do_not_count(leave, expected):
    assert record.terms_used("20221", "20242", leave) == expected


@pytest.mark.parametrize(
    ("semester", "normal", "expected"), [(1, 8, 1), (2, 8, 1), (3, 8, 2), (8, 8, 4), (11, 8, 4), (3, 3, 2), (5, 3, 2)]
)
def test_the_class_follows_from_the_semester(semester, normal, expected):
    assert record.class_year(semester, normal) == expected
