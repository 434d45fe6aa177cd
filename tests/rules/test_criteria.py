"""CRITERIA_*: rows are alternatives, bounds are inclusive, surnames stand in the Turkish alphabet."""

from __future__ import annotations

import pytest

from registration.rules import criteria

from .build import CENG, EE, MATH, PHYS, codes, criterion, found, judge, policy, programme, row, section, student, term


def admits(*rows, mine=None, **fields):
    """Whether a section with these criterion rows is open to a student, by the codes of what is in the way."""
    return codes(student(mine=mine or {}, **fields), term(section(11, criteria=rows)), add=[11])


@pytest.mark.row("METU-58")
def test_a_section_without_criteria_is_open_to_all():
    assert admits() == []
    assert admits(criterion(year_max=1)) == ["CRITERIA_CLASS"]


@pytest.mark.parametrize(
    ("surname", "span", "fits"),
    [
        ("Kaya", "A–K", True),
        ("Kılıç", "A–K", True),
        ("Küçük", "A–K", True),
        ("Lale", "A–K", False),
        ("Kaya", "A–KA", True),
        ("Kaya", "AA–KZ", True),
        ("Kurt", "A–KA", False),
        ("Abacı", "AB–KZ", True),
        ("Aaron", "AB–KZ", False),
        ("Cüce", "A–C", True),
        ("Çelik", "A–C", False),  # Ç is a letter of its own, after C
        ("Çelik", "Ç–D", True),
        ("Cüce", "Ç–D", False),
        ("Demir", "Ç–D", True),
        ("Gül", "Ğ–H", False),
        ("Ğ", "Ğ–H", True),
        ("Hız", "Ğ–H", True),
        ("Ilgaz", "A–I", True),
        ("İnce", "A–I", False),  # I before İ
        ("İnce", "İ–J", True),
        ("Ilgaz", "İ–J", False),
        ("ınce", "A–I", True),  # as typed in lower case
        ("ince", "A–I", False),
        ("Okur", "A–O", True),
        ("Öz", "A–O", False),
        ("Öz", "ÖA–ZZ", True),
        ("Okur", "ÖA–ZZ", False),
        ("Pala", "ÖA–ZZ", True),
        ("Sarı", "A–S", True),
        ("Şahin", "A–S", False),
        ("Şahin", "Ş–Z", True),
        ("Tan", "Ş–Z", True),
        ("Uçar", "Ü–Z", False),
        ("Ünal", "Ü–Z", True),
        ("Veli", "Ü–Z", True),
        ("Qadir", "P–R", True),  # Q after P, W after V, X after W
        ("Qadir", "A–P", False),
        ("Wagner", "V–X", True),
        ("Wagner", "A–V", False),
        ("Xenakis", "W–X", True),
        ("Xenakis", "Y–Z", False),
        ("Zor", "A–Z", True),
        ("Ülkü Öz", "Ü–Ü", True),
        ("Akın", "–K", True),  # an empty bound is open
        ("Veli", "–K", False),
        ("Veli", "L–", True),
        ("Akın", "L–", False),
    ],
)
@pytest.mark.row("METU-58")
def test_surname_ranges_are_prefixes_in_the_turkish_alphabet(surname, span, fits):
    assert admits(criterion(surname=span), surname=surname) == ([] if fits else ["CRITERIA_SURNAME"])


@pytest.mark.parametrize(
    ("cgpa", "span", "fits"),
    [
        ("1.99", ("2.00", None), False),
        ("2.00", ("2.00", None), True),
        ("2.49", (None, "2.49"), True),
        ("2.50", (None, "2.49"), False),
        ("2.49", ("2.50", "4.00"), False),
        ("2.50", ("2.50", "4.00"), True),
        ("4.00", ("2.50", "4.00"), True),
        (None, ("0.00", "4.00"), True),  # the open span of the real screen admits who has no CGPA yet
        (None, ("0.01", None), False),
        (None, (None, None), True),
    ],
)
@pytest.mark.row("METU-58")
def test_cgpa_bounds_are_inclusive(cgpa, span, fits):
    assert admits(criterion(cgpa=span), mine={"cgpa": cgpa}) == ([] if fits else ["CRITERIA_CGPA"])


@pytest.mark.parametrize(
    ("class_year", "span", "fits"),
    [
        (1, (2, 3), False),
        (2, (2, 3), True),
        (3, (2, 3), True),
        (4, (2, 3), False),
        (4, (3, None), True),
        (0, (None, 1), True),
    ],
)
@pytest.mark.row("METU-58")
def test_class_bounds_are_inclusive(class_year, span, fits):
    bounds = criterion(year_min=span[0], year_max=span[1])
    mine = {"class_year": class_year}
    assert admits(bounds, mine=mine) == ([] if fits else ["CRITERIA_CLASS"])


@pytest.mark.parametrize(
    ("grade", "span", "fits"),
    [
        ("DC", "DC–FF", True),
        ("FF", "DC–FF", True),
        ("CC", "DC–FF", False),
        ("NA", "DC–FF", False),
        (None, "DC–FF", False),  # who never took the course has no earlier grade
        ("AA", "–CC", True),
        ("DC", "–CC", False),
        (None, "–CC", False),
        ("FD", "FD–", True),
        ("DD", "FD–", False),
        (None, "FD–", False),
        (None, "–", True),
        ("FF", "–", True),
    ],
)
@pytest.mark.row("METU-58")
def test_the_earlier_grade_lies_between_the_best_and_the_worst(grade, span, fits):
    took = {1: grade} if grade else {}
    assert admits(criterion(grade=span), took=took) == ([] if fits else ["CRITERIA_GRADE"])


@pytest.mark.parametrize(("department", "fits"), [(CENG, True), (EE, False)])
@pytest.mark.row("METU-58")
def test_the_department_the_section_is_given_to(department, fits):
    row_ = criterion(department_id=CENG)
    assert admits(row_, mine={"department_id": department}) == ([] if fits else ["CRITERIA_DEPARTMENT"])


@pytest.mark.row("METU-58")
def test_the_departments_of_all_rows_are_named_in_order():
    rows = [criterion(id=n, department_id=d, year_min=4) for n, d in enumerate((EE, MATH, EE, CENG))]
    foreign = student(mine={"department_id": PHYS})
    assert found(foreign, term(section(11, criteria=rows)), add=[11]) == [
        ("CRITERIA_DEPARTMENT", {"admits": ["CENG", "EE", "MATH"], "mine": "PHYS"})
    ]


@pytest.mark.row("METU-58")
def test_rows_are_alternatives_and_the_nearest_is_named():
    rows = (criterion(department_id=EE, surname="A–K", year_min=4), criterion(id=2, department_id=CENG, surname="A–K"))
    assert admits(*rows, surname="Kaya") == []
    assert admits(*rows, surname="Yılmaz") == ["CRITERIA_SURNAME"]
    assert admits(*rows, surname="Kaya", mine={"department_id": EE}) == []
    assert admits(*rows, surname="Kaya", mine={"department_id": EE, "class_year": 3}) == ["CRITERIA_CLASS"]


@pytest.mark.row("METU-58")
def test_everything_the_nearest_row_asks_for_is_named_with_the_students_own_figures():
    rows = (
        criterion(department_id=EE, surname="L–Z", cgpa=("3.50", None), year_min=1, year_max=2, grade="DC–FF"),
        criterion(id=2, department_id=EE, surname="A–K", cgpa=("3.50", None), year_min=1, year_max=2, grade="DC–FF"),
    )
    assert found(student(surname="Ak", took={1: "BB"}), term(section(11, criteria=rows)), add=[11]) == [
        ("CRITERIA_DEPARTMENT", {"admits": ["EE"], "mine": "CENG"}),
        ("CRITERIA_CGPA", {"admits": ["3.50–", "3.50–"], "mine": "2.20"}),
        ("CRITERIA_CLASS", {"admits": ["1–2", "1–2"], "mine": 4}),
        ("CRITERIA_GRADE", {"admits": ["DC–FF", "DC–FF"], "mine": "BB"}),
    ]


@pytest.mark.parametrize(
    ("bounds", "shown"),
    [
        ({"cgpa": (None, "2.00")}, ("CRITERIA_CGPA", {"admits": ["–2.00"], "mine": "2.20"})),
        ({"year_max": 3}, ("CRITERIA_CLASS", {"admits": ["–3"], "mine": 4})),
        ({"grade": "–CC"}, ("CRITERIA_GRADE", {"admits": ["–CC"], "mine": "DC"})),
        ({"grade": "DD–"}, ("CRITERIA_GRADE", {"admits": ["DD–"], "mine": "DC"})),
    ],
)
@pytest.mark.row("METU-58")
def test_an_open_bound_is_shown_open(bounds, shown):
    asked = term(section(11, criteria=[criterion(**bounds)]))
    assert found(student(took={1: "DC"}), asked, add=[11]) == [shown]


@pytest.mark.row("METU-58")
def test_a_surname_is_told_the_ranges_of_its_own_department():
    rows = (
        criterion(department_id=CENG, surname="A–K"),
        criterion(id=2, department_id=EE, surname="L–Z"),
        criterion(id=3, surname="L–S"),
    )
    refused = found(student(surname="Şen"), term(section(11, criteria=rows)), add=[11])
    assert refused == [("CRITERIA_SURNAME", {"admits": ["A–K", "L–S"]})]


@pytest.mark.row("METU-58")
def test_a_second_programme_may_be_the_one_that_fits():
    both = (programme(), programme(id=2, department_id=EE, class_year=2, cgpa="3.00", is_primary=False))
    only_ee = section(11, criteria=[criterion(department_id=EE, year_max=2, cgpa=("3.00", None))])
    assert codes(student(programmes=both), term(only_ee), add=[11]) == []
    assert codes(student(programmes=both[:1]), term(only_ee), add=[11]) == [
        "CRITERIA_DEPARTMENT",
        "CRITERIA_CGPA",
        "CRITERIA_CLASS",
    ]


@pytest.mark.row("METU-58")
def test_the_figures_are_those_of_the_programme_that_comes_nearest():
    both = (programme(), programme(id=2, department_id=EE, class_year=2, cgpa="3.00", is_primary=False))
    only_ee = section(11, criteria=[criterion(department_id=EE, year_min=4, cgpa=("3.00", None))])
    refused = found(student(programmes=both), term(only_ee), add=[11])
    assert refused == [("CRITERIA_CLASS", {"admits": ["4–"], "mine": 2})]


@pytest.mark.row("METU-58")
def test_each_section_of_a_change_is_judged_and_named():
    closed = [criterion(department_id=EE)]
    both = term(section(11, criteria=closed), section(21, criteria=closed), section(31))
    findings = judge(student(), both, add=[31, 21, 11]).findings
    assert [(f.code, f.course_id, f.section_id) for f in findings] == [
        ("CRITERIA_DEPARTMENT", 1, 11),
        ("CRITERIA_DEPARTMENT", 2, 21),
    ]


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        ({"add": [12], "drop": [11]}, ["CRITERIA_DEPARTMENT"]),  # a change of section enters a section as well
        ({"drop": [12]}, []),
        ({"add": [51]}, []),  # what is held is not judged again
        ({"add": [11], "drop": [12]}, []),
        ({}, []),
    ],
)
@pytest.mark.row("METU-58")
def test_only_sections_that_are_entered_are_judged(edit, expected):
    closed = term(section(12, criteria=[criterion(department_id=EE)]))
    held = student(11 if 11 in edit.get("drop", ()) else 12, 21, 31, 41)
    assert codes(held, closed, **edit) == expected


@pytest.mark.parametrize(("action", "accepted"), [("refuse", False), ("warn", True), ("off", True)])
@pytest.mark.row("METU-58")
def test_policy_says_how_criteria_count(action, accepted):
    closed = term(section(11, criteria=[criterion(year_max=1)]), rows=policy(row("CRITERIA", action)))
    verdict = judge(student(), closed, add=[11])
    assert [f.code for f in verdict.findings] == ([] if action == "off" else ["CRITERIA_CLASS"])
    assert verdict.accepted == accepted


@pytest.mark.parametrize("rows", [1, 124])
def test_each_row_of_a_section_is_judged_once_in_an_add(rows, monkeypatch):
    """CRITERIA and CAPACITY_FULL both ask how the section stands to the student."""
    judged = []
    whole = criteria.failing
    monkeypatch.setattr(criteria, "failing", lambda c, *rest: judged.append(c) or whole(c, *rest))
    assert admits(*(criterion(id=n, year_max=1) for n in range(rows))) == ["CRITERIA_CLASS"]
    assert len(judged) == rows


@pytest.mark.row("METU-58")
def test_a_section_without_rows_is_open_unless_policy_closes_it():
    closed = policy(row("CRITERIA", "refuse", params={"without_rows": "closed"}))
    rows = section(11, criteria=[criterion(department_id=CENG)])
    assert found(student(), add=[11]) == []
    assert found(student(), term(rows=closed), add=[11]) == [("CRITERIA_NONE", {})]
    assert found(student(), term(rows, rows=closed), add=[11]) == []
    assert found(student(12), term(rows, rows=closed), add=[11], drop=[12]) == []
    assert found(student(11), term(rows, rows=closed), add=[12], drop=[11]) == [("CRITERIA_NONE", {})]
    assert found(student(11, 21, 31, 41), term(rows=closed), drop=[11]) == []
