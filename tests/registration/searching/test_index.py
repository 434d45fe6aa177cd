"""Which words find which sections, and in what order; without a database."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from registration.rules.facts import Catalogue, Course, Section
from registration.rules.policy import Policy
from registration.searching.index import Index, index_of, words_of

COURSES = {
    # numeric code: code, Turkish and English name, instructors by section
    "2360119": ("MATH119", "Analitik Geometri ve Analiz", "Calculus with Analytic Geometry", ["A. Yılmaz", "B. Kaya"]),
    "2360120": ("MATH120", "Çok Değişkenli Analiz", "Calculus of Functions", ["B. Kaya"]),
    "5710119": ("CENG119", "Matematiğe Giriş", "Introduction to Mathematics", ["C. Ilgaz"]),
    "5710213": ("CENG213", "Veri Yapıları", "Data Structures", ["A. Yılmaz; D. Öğüş"]),
    "8000101": ("ISP101", "Isparta Tarihi", "", ["İ. Işık"]),
}
DEPARTMENTS = {"236": (1, "MATH", "236 math matematik"), "571": (2, "CENG", "571 ceng bilgisayar muhendisligi")}


def catalogue() -> Catalogue:
    courses, by_course, number = {}, {}, 0
    for id_, (numeric, (code, name, name_en, taught)) in enumerate(COURSES.items(), 1):
        department = DEPARTMENTS.get(numeric[:3], (3,))[0]
        courses[id_] = Course(id_, numeric, code, name, Decimal(3), Decimal(5), "bachelor", department, name_en=name_en)
        made = [Section(number + n, id_, n, number + n, instructors=who) for n, who in enumerate(taught, 1)]
        by_course[id_], number = tuple(made), number + len(taught)
    return Catalogue(
        term_id=1,
        term_code="20252",
        revision=1,
        courses=courses,
        sections={s.id: s for group in by_course.values() for s in group},
        curricula={},
        grades={},
        windows=(),
        departments={id_: (prefix, key) for id_, prefix, key in DEPARTMENTS.values()} | {3: ("ISP", "800 isp")},
        policy=Policy((), {}),
        by_course=by_course,
    )


TERM = catalogue()


def found(query: str) -> list[str]:
    return [f"{TERM.courses[s.course_id].code}/{s.number}" for s in Index(TERM).find(query)]


@pytest.mark.parametrize(
    ("query", "sections"),
    [
        ("math119", ["MATH119/1", "MATH119/2"]),
        ("math 119", ["MATH119/1", "MATH119/2", "CENG119/1"]),  # of mathematics
        ("2360119", ["MATH119/1", "MATH119/2"]),
        ("119", ["MATH119/1", "MATH119/2", "CENG119/1"]),
        ("236", ["MATH119/1", "MATH119/2", "MATH120/1"]),
        ("yapı", ["CENG213/1"]),
        ("structures data", ["CENG213/1"]),
        ("bilgisayar", ["CENG119/1", "CENG213/1"]),
        ("apılar", []),
        ("math 999", []),
        ("...", []),
    ],
)
def test_a_word_finds_what_begins_with_it(query: str, sections: list[str]):
    assert found(query) == sections


@pytest.mark.parametrize(
    ("query", "sections"),
    [
        # the code begins so, then the name, then a word inside it, then the department's
        ("mat", ["MATH119/1", "MATH119/2", "MATH120/1", "CENG119/1"]),
        ("matematik", ["MATH119/1", "MATH119/2", "MATH120/1"]),
        ("matematiğe", ["CENG119/1"]),
        ("calculus", ["MATH119/1", "MATH119/2", "MATH120/1"]),
        ("an", ["MATH119/1", "MATH119/2", "MATH120/1"]),
        ("c", ["CENG119/1", "CENG213/1", "MATH119/1", "MATH119/2", "MATH120/1"]),
    ],
)
def test_the_better_match_comes_first(query: str, sections: list[str]):
    assert found(query) == sections


@pytest.mark.parametrize(
    ("query", "sections"),
    [
        ("yılmaz", ["MATH119/1", "CENG213/1"]),
        ("kaya math119", ["MATH119/2"]),
        ("öğüş veri", ["CENG213/1"]),
        ("yılmaz kaya", []),
    ],
)
def test_an_instructor_finds_the_own_sections_alone(query: str, sections: list[str]):
    assert found(query) == sections


@pytest.mark.parametrize("query", ["ISPARTA", "Isparta", "İsparta", "ısparta", "isparta", "I\u0307sparta"])
def test_capitals_and_the_turkish_i_make_no_difference(query: str):
    assert found(query) == ["ISP101/1"]


@pytest.mark.parametrize("query", ["İŞIK", "Işık", "isik", "I. IŞIK", "İ. Is\u0327ık"])
def test_names_are_found_with_and_without_their_signs(query: str):
    assert found(query) == ["ISP101/1"]


@pytest.mark.parametrize(
    ("text", "words"),
    [("ISTANBUL", ["istanbul"]), ("İstanbul", ["istanbul"]), ("Résumé-C++ 2", ["resume", "c", "2"]), ("", [])],
)
def test_words_are_folded(text: str, words: list[str]):
    assert words_of(text) == words


def test_nothing_asked_is_everything():
    assert len(found("")) == 6


def test_an_index_lives_as_long_as_its_catalogue():
    first, newer = catalogue(), replace(catalogue(), revision=2)

    assert index_of(first) is index_of(first)
    assert index_of(newer) is not index_of(first)
