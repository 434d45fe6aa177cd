"""Criteria in words, in both languages."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils.translation import override

from registration.coursework.admits import admitted
from registration.rules.facts import Criterion, Grade, Section

GRADES = {letter: Grade(letter, None, True, rank) for rank, letter in enumerate(("AA", "CC", "DD", "FF"), 1)}
CATALOGUE = SimpleNamespace(
    departments={1: ("CENG", ""), 2: ("EE", "")},
    letter_of=lambda rank: next((g.letter for g in GRADES.values() if g.rank == rank), None),
)


def words(*rows: Criterion, language: str = "en") -> list[str]:
    with override(language):
        return [a.text for a in admitted(Section(1, 1, 1, 1, criteria=rows), CATALOGUE, language)]


def row(**fields) -> Criterion:
    if "surname_text" in fields:
        fields["surname_from"], _, fields["surname_to"] = fields["surname_text"].partition("–")
    return Criterion(1, **fields)


@pytest.mark.parametrize(
    ("fields", "en", "tr"),
    [
        ({}, "Everybody", "Herkes"),
        ({"department_id": 1}, "Students of CENG", "CENG öğrencileri"),
        ({"surname_text": "A–K"}, "Surnames A–K", "Soyadı A–K"),
        ({"surname_text": "L–"}, "Surnames from L", "Soyadı L ve sonrası"),
        ({"surname_text": "–K"}, "Surnames to K", "Soyadı K ve öncesi"),
        ({"year_min": 2, "year_max": 4}, "Classes 2–4", "2–4. sınıf"),
        ({"year_min": 3, "year_max": 3}, "Class 3", "3. sınıf"),
        ({"year_min": 3}, "Class 3 and above", "3. sınıf ve üstü"),
        ({"year_max": 2}, "Class 2 and below", "2. sınıf ve altı"),
        ({"year_min": 0, "year_max": 95}, "Everybody", "Herkes"),
        ({"cgpa_min": Decimal("2.00")}, "CGPA at least 2.00", "Genel ortalama en az 2,00"),
        ({"cgpa_max": Decimal("1.99")}, "CGPA at most 1.99", "Genel ortalama en çok 1,99"),
        ({"cgpa_min": Decimal("2.00"), "cgpa_max": Decimal("2.99")}, "CGPA 2.00–2.99", "Genel ortalama 2,00–2,99"),
        ({"cgpa_min": Decimal("0.00"), "cgpa_max": Decimal("4.00")}, "Everybody", "Herkes"),
        ({"grade_from": 3, "grade_to": 4}, "Last grade in this course DD to FF", "Bu dersten son notu DD–FF"),
        ({"grade_from": 4, "grade_to": 4}, "Last grade in this course FF", "Bu dersten son notu FF"),
        ({"grade_from": 3}, "Last grade in this course DD or worse", "Bu dersten son notu DD ya da daha düşük"),
        ({"grade_to": 2}, "Last grade in this course CC or better", "Bu dersten son notu CC ya da daha yüksek"),
        (
            {"department_id": 1, "surname_text": "A–K", "year_min": 2, "year_max": 4, "cgpa_min": Decimal("2.00")},
            "Students of CENG; surnames A–K; classes 2–4; CGPA at least 2.00",
            "CENG öğrencileri; soyadı A–K; 2–4. sınıf; genel ortalama en az 2,00",
        ),
    ],
)
def test_a_row_in_words(fields: dict, en: str, tr: str):
    assert (words(row(**fields)), words(row(**fields), language="tr")) == ([en], [tr])


def test_rows_that_differ_by_department_alone_are_one():
    alike = [row(department_id=d, surname_text="A–K") for d in (2, 1, 2)]

    assert words(*alike, row(department_id=1, surname_text="L–Z")) == [
        "Students of CENG, EE; surnames A–K",
        "Students of CENG; surnames L–Z",
    ]


def test_a_row_with_a_quota_stands_by_itself():
    assert words(row(department_id=1, quota=7), row(department_id=2)) == ["Students of CENG", "Students of EE"]


def test_a_row_of_every_department_takes_the_narrower_ones_with_it():
    assert words(row(department_id=1, year_min=2), row(year_min=2)) == ["Class 2 and above"]


def test_the_row_that_admits_is_marked():
    rows = (row(department_id=1), Criterion(9, year_min=2))
    found = admitted(Section(1, 1, 1, 1, criteria=rows), CATALOGUE, "en", mine=rows[1])

    assert [a.mine for a in found] == [False, True]
