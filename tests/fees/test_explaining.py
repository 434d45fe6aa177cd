"""What is said of each step, in both languages, and that no code goes without."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest
from django.utils.translation import override

from fees.assessing import stored
from fees.explaining import TEXTS, explain, ground_names, missing_text, sentence
from fees.models import Ground

from .computing.build import KOU, OMU, case, computed, course, ground

COMPUTING = Path(__file__).resolve().parents[2] / "fees" / "computing"


def codes() -> set[str]:
    """Every code of a step that the computation can make: the literal beside Step( or by(ground, …)."""
    found = set()
    for path in COMPUTING.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Step", "by"):
                code = node.args[node.func.id == "by"]
                found |= {code.value} if isinstance(code, ast.Constant) else {ast.unparse(code)}
    return found


def test_every_code_has_both_languages_and_no_other_does():
    assert codes() - {"code"} | {"by_hand"} == TEXTS.keys()  # `code` is what by() passes on


def test_both_languages_say_the_same_figures():
    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    assert [code for code, (tr, en) in TEXTS.items() if not tr or not en or tr == en or fields(tr) != fields(en)] == []


@pytest.fixture
def grounds(db) -> None:
    Ground.objects.create(code="by_ratio", name="Engelli", name_en="Disability", effect="by_ratio")
    Ground.objects.create(code="exempt", name="Şehit çocuğu", name_en="Child of a martyr", effect="exempt")
    Ground.objects.create(code="none", name="Af", effect="none")


def spoken(assessment, language: str) -> list[str]:
    kept = stored(assessment)
    return [sentence(c["line"], c["steps"], language=language) for c in kept["charges"]]


def test_a_line_is_said_from_its_basis_to_its_sum(grounds):
    found = computed(case("evening", 3, ground("by_ratio", "40.00"), foreign_language=True))
    with override("tr"):
        assert spoken(found, "tr") == [
            "Öğrenim ücreti: İkinci öğretim: her dönem öğrenim ücreti (OMU-74, KOU-101)"
            " → Dönemlik 1.000,00 TL (karar D2)"
            " → ×1,50 yabancı dilde öğretim (OMU-115) = 1.500,00 TL"
            " → −%40 indirim: Engelli (R; No 7) = 900,00 TL"
        ]
    assert spoken(found, "en") == [
        "Tuition (öğrenim ücreti): Evening education: tuition each term (OMU-74, KOU-101)"
        " → 1,000.00 TL a term (decision D2)"
        " → ×1.50 taught in a foreign language (OMU-115) = 1,500.00 TL"
        " → −40% discount: Disability (R; No 7) = 900.00 TL"
    ]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "tr",
            [
                "3. yarıyıl, normal öğrenim süresi 8 yarıyıl: katkı payı alınmaz (OMU-63, OMU-64)",
                "Yıllık uzaktan öğretim ücreti 1.529,00 TL ÷ 60 AKTS (karar D9) = 25,48 TL"
                " → ×2,5 AKTS (KOU-114, KOU-116) = 63,70 TL",
                "Yalnızca uzaktan verilen ders için ek ücret alınmaz (OMU-56, KOU-115)",
                "5,00 TL (karar D12)",
                "50,00 TL (karar D13) → ×2 tek ders sınavı (KOU-89) = 100,00 TL",
            ],
        ),
        (
            "en",
            [
                "Semester 3 of 8 within normal duration: no contribution (OMU-63, OMU-64)",
                "Distance tuition of a year 1,529.00 TL ÷ 60 ECTS (decision D9) = 25.48 TL"
                " → ×2.5 ECTS (KOU-114, KOU-116) = 63.70 TL",
                "A course given by distance alone costs nothing more (OMU-56, KOU-115)",
                "5.00 TL (decision D12)",
                "50.00 TL (decision D13) → ×2 single-course exams (KOU-89) = 100.00 TL",
            ],
        ),
    ],
)
def test_courses_and_exams_are_said_with_their_figures(grounds, language, said):
    chosen = (course(1, "2.50"), course(2, only=True))
    found = computed(case(courses=chosen, exams=2, exams_before=1), KOU)
    assert [re.sub(r"^.*?: (?=\S)", "", s, count=1) for s in spoken(found, language)] == said


def test_a_sum_of_a_year_says_what_falls_to_the_term(grounds):
    (line,) = spoken(computed(case(admission="international")), "tr")
    assert line.endswith("→ Yıllık 3.000,00 TL (karar D5) = 1.500,00 TL")


def test_an_account_is_said_in_the_language_of_the_page(grounds):
    kept = stored(computed(case("evening", 3, ground("exempt"), ground("none"))))
    shown = {}
    for language in ("tr", "en"):
        with override(language):
            shown[language] = [(s.text, s.rule, s.document, str(s.amount)) for s in explain(kept["steps"])]
    assert shown == {
        "tr": [("Af: ücreti değiştirmez", "R", "No 7", "None"), ("Muaf: Şehit çocuğu", "R", "No 7", "0.00")],
        "en": [
            ("Af: does not change the fee", "R", "No 7", "None"),
            ("Exempt: Child of a martyr", "R", "No 7", "0.00"),
        ],
    }


def test_names_are_read_once_for_many_lines_and_not_where_none_is_said(grounds, django_assert_num_queries):
    kept = stored(computed(case("evening", 3, ground("by_ratio", "40"), courses=(course(),)), OMU))
    with django_assert_num_queries(1):
        names = ground_names("tr")
        for charge in kept["charges"]:
            explain(charge["steps"], charge["line"], grounds=names, language="tr")
    with django_assert_num_queries(0):
        explain(kept["charges"][1]["steps"], "course", language="tr")


def test_a_ground_that_is_gone_is_said_by_its_code(db):
    (said,) = explain(stored(computed(case("evening", 3, ground("exempt", code="old"))))["steps"], language="en")
    assert said.text == "Exempt: old"


def test_a_missing_tariff_is_said():
    missing = {"line": "contribution", "year": 2025, "course_id": None}
    assert missing_text(missing, "tr") == (
        "Katkı payı: 2025-2026 için tarife yok, bu yüzden hiçbir ücret tahakkuk ettirilmedi"
    )
    assert missing_text(missing, "en").endswith(": there is no tariff for 2025-2026, so nothing was charged")
