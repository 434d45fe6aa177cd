"""Every code in words: findings of real cases, rendered in both languages with their figures in them."""

from __future__ import annotations

import dataclasses
import string
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings

from registration.messages import CASES, MESSAGES, Message, render
from registration.rules import CODES
from registration.rules.facts import Line, Needed, Seat
from tests.rules.build import (
    CENG,
    EE,
    MON,
    RANK,
    course,
    criterion,
    curriculum,
    judge,
    meeting,
    policy,
    row,
    section,
    student,
    term,
)

from . import said_of_graduates, said_of_renewal
from .said_of_services import OTHERS_SAY

LANGUAGES = ("tr", "en")
CLASHING = (section(11, meeting(MON, "09:40-12:30")), section(21, meeting(MON, "10:40-11:30")))


def closed(**fields: Any):
    """A section that its only criterion row closes to the student, as a term of its own."""
    return {"catalogue": term(section(11, criteria=[criterion(**fields)])), "add": [11]}


def case(facts=None, **asked: Any):
    return facts or student(), {"catalogue": term()} | asked


PLAN = curriculum({1: {1}, 3: {3}, 5: {5}, 7: {7}})  # a course of each class
BOTH_WAYS = (course(3, is_five_i=True), section(31), section(32, delivery="distance"))
ELECTIVE = course(5, categories={CENG: frozenset({"TE", "RE"})})


def at_omu(*held: int, own: Any = (PLAN,), mine: Any = (), **asked: Any):
    """A student of the second class at OMÜ, in the third semester."""
    standing = {"class_year": 2, "semester": 3, "entry_year": 2014, "cgpa": "2.00"} | dict(mine)
    took = asked.pop("took", {})
    return student(*held, took=took, mine=standing), {"catalogue": term(*own, rows=policy(of="omu"))} | asked


def turned(code: str, action: str, *own: Any, of: str = "metu", **figures: Any):
    return term(*own, rows=policy(row(code, action, params=figures), of=of))


# code → the case that brings it, and what must be read in its text or fix in Turkish and in English
RULES_SAY = {
    "WINDOW_CLOSED": (
        case(student(at="2026-02-08 12:00"), add=[11]),
        ("09.02.2026 09:00", "13.02.2026 17:00"),
        ("09.02.2026 09:00", "13.02.2026 17:00"),
    ),
    "STAGE_NOT_OPEN": (
        case(student(at="2026-02-09 09:00", mine={"class_year": 3}), add=[11]),
        ("3. sınıf", "09.02.2026 10:00"),
        ("class 3", "09.02.2026 10:00"),
    ),
    "APPROVAL_CLOSED": (
        case(student(11, 21, 31, at="2026-02-09 09:59:59")),
        ("Danışman", "09.02.2026 10:00", "14.02.2026 00:00"),
        ("Advisor", "09.02.2026 10:00", "14.02.2026 00:00"),
    ),
    "APPROVED_LOCKED": (case(student(state="final"), add=[11]), ("danışmanınızın",), ("your advisor",)),
    "COURSE_FEE_UNPAID": (
        case(student(11, 21, 31, course_due=Decimal("101.92"))),
        "Uzaktan alınan derslerin ücreti ödenmemiştir (kalan 101,92 TL).",
        "The fee of courses taken by distance is not paid (101.92 TL due).",
    ),
    "FEE_SCHEDULE_MISSING": (
        case(student(tariff_missing=True), add=[11]),
        "Ücret tarifesi tanımlı değil; borcunuz hesaplanamadı.",
        "There is no tariff for you, so your fee could not be computed.",
    ),
    "FEE_UNPAID": (case(student(due=Decimal("1234.50")), add=[11]), ("1234,50 TL",), ("1234.50 TL",)),
    "MULTI_SCREEN": (
        case(catalogue=turned("MULTI_SCREEN", "warn"), add=[11], seen=3),
        ("Birden fazla kayıt ekranı",),
        ("More than one registration screen",),
    ),
    "LIBRARY_DEBT": (case(student(holds=frozenset({"library"})), add=[11]), ("Kütüphane borcunuz",), ("the library",)),
    "COMPULSORY_DROP": (
        case(student(11, 21, at="2026-02-24 10:00"), catalogue=term(PLAN, rows=policy(of="kou")), drop=[11]),
        ("bırakılamaz: CENG1.",),
        ("CENG1 has to be taken",),
    ),
    "COURSE_NOT_OPENED": (
        at_omu(own=(section(11, not_opened=True),), add=[11]),
        ("CENG1/1 yeterli öğrenci",),
        ("CENG1/1 is not opened",),
    ),
    "SECTION_CANCELLED": (
        case(student(), catalogue=term(section(11, cancelled=True)), add=[11]),
        ("CENG1/1 iptal edildi.", "grubuna geçiniz"),
        ("CENG1/1 was cancelled.", "another section"),
    ),
    "MODE_REQUIRED": (
        at_omu(own=BOTH_WAYS, add=[31]),
        ("CENG3 hem yüz yüze hem uzaktan", "uzaktan mı"),
        ("CENG3 is given both", "how you want"),
    ),
    "MODE_NOT_ALLOWED": (
        at_omu(own=BOTH_WAYS, mine={"level": "associate"}, add=[31]),
        ("CENG3 yalnızca uzaktan alınabilir",),
        ("CENG3 only by distance",),
    ),
    "CRITERIA_NONE": (
        case(catalogue=turned("CRITERIA", "refuse", without_rows="closed"), add=[11]),
        ("CENG1/1 henüz",),
        ("CENG1/1 is not open to any",),
    ),
    "ALREADY_REGISTERED": (case(student(12), add=[11]), ("CENG1 ", "grup 2"), ("CENG1 ", "section 2")),
    "NOT_REGISTERED": (case(student(21, 31, 41), drop=[11]), ("CENG1 listenizde yok",), ("CENG1 is not on your list",)),
    "CRITERIA_DEPARTMENT": (
        case(**closed(department_id=EE)),
        ("CENG1/1", "(CENG)", ": EE"),
        ("CENG1/1", "(CENG)", " EE"),
    ),
    "CRITERIA_SURNAME": (case(**closed(surname="A–Ğ")), ("CENG1/1", "A–Ğ"), ("CENG1/1", "A–Ğ")),
    "CRITERIA_CGPA": (
        case(**closed(cgpa=("2.50", "4.00"))),
        ("CENG1/1", "(2,20)", "2,50–4,00"),
        ("CENG1/1", "(2.20)", "2.50–4.00"),
    ),
    "CRITERIA_CLASS": (case(**closed(year_min=1, year_max=2)), ("CENG1/1", "(4)", "1–2"), ("CENG1/1", "(4)", "1–2")),
    "CRITERIA_GRADE": (
        case(student(took={1: "BB"}), **closed(grade="DC–FF")),
        ("CENG1/1", "DC–FF", "notunuz: BB"),
        ("CENG1/1", "DC–FF", "yours is BB"),
    ),
    "CAPACITY_FULL": (case(student(seats={11: Seat(30, 30)}), add=[11]), ("CENG1/1", "30/30"), ("CENG1/1", "30/30")),
    "PREREQ_MISSING": (
        case(student(took={1: "FD"}), catalogue=term(course(5, (Needed(1, RANK["DD"]), Needed(2)))), add=[51]),
        ("CENG5 ", "CENG1 ≥ DD (notunuz FD), CENG2."),
        ("CENG5 ", "CENG1 ≥ DD (your grade FD), CENG2."),
    ),
    "COREQ_MISSING": (
        case(catalogue=term(course(5, corequisites=(3, 4))), add=[51]),
        ("CENG5 şu derslerle", "CENG3, CENG4."),
        ("CENG5 is taken together", "CENG3, CENG4."),
    ),
    "PROBATION_NEW_COURSE": (
        case(student(51, 61, 71, mine={"on_probation": True, "cgpa": "1.90", "campus": "NCC"}), add=[41]),
        ("CENG4 ilk kez", "1,90", "en çok 3", "(4)"),
        ("CENG4 was never taken", "1.90", "at most 3", "(4)"),
    ),
    "CATEGORY_MISMATCH": (
        case(catalogue=term(ELECTIVE), add=[Line(51, category="NTE")]),
        ("CENG5 NTE olarak", "geçerli: RE, TE, FE."),
        ("CENG5 cannot be taken as NTE", "as RE, TE, FE."),
    ),
    "LOWER_FIRST": (
        at_omu(31, took={1: "FF"}, kind="send"),
        ("CENG1 (notunuz FF)",),
        ("CENG1 (your grade FF)",),
    ),
    "UPPER_NOT_ALLOWED": (
        at_omu(31, took={1: "FF"}, add=[51]),
        ("CENG5 üst sınıfın", "gereken dersler var: CENG1."),
        ("CENG5 is of an upper class", "come first: CENG1."),
    ),
    "LOAD_EXCEEDED": (
        case(student(11, 21, 31, 41, 51, 61), add=[71]),
        ("7 > 6 ders", "2,20"),
        ("7 > 6 courses", "2.20"),
    ),
    "LOAD_UNKNOWN": (case(student(mine={"curriculum_id": None}), add=[11]), ("Müfredat",), ("curriculum",)),
    "TIME_CONFLICT": (
        case(student(11), catalogue=term(*CLASHING), add=[21]),
        ("CENG2/1", "CENG1/1", "Pazartesi 10:40–11:30"),
        ("CENG2/1", "CENG1/1", "Monday 10:40–11:30"),
    ),
    "FIRST_TERM_LOAD_CHANGED": (
        case(student(11, 21, 31, 41, mine={"semester": 1}), catalogue=term(curriculum({1: {1, 2, 3, 4}})), drop=[11]),
        ("3 ders", "olağan 4"),
        ("3 courses", "4 usual"),
    ),
    "FEW_COURSES": (case(student(11, 21, 31), drop=[11]), ("3 dersten az", "(2)"), ("fewer than 3", "(2)")),
    "POLICY_MISSING": (
        case(catalogue=term(rows=policy(without="FEE_UNPAID")), add=[11]),
        ("“FEE_UNPAID”", "Öğrenci İşleri"),
        ("“FEE_UNPAID”", "Registrar's Office"),
    ),
    "NO_PROGRAMME": (case(student(programmes=()), add=[11]), ("programınız görünmüyor",), ("no programme of yours",)),
    "EXCUSE_REJECTED": (
        case(student(state="unregistered", excuse_rejected=True), add=[11]),
        ("Mazeretiniz kabul edilmemiştir",),
        ("excuse was not accepted",),
    ),
    **said_of_graduates.RULES_SAY,
    **said_of_renewal.RULES_SAY,
}


def stored(code: str) -> tuple[dict[str, Any], Any]:
    """A finding of this code as the ledger keeps it, and the catalogue it speaks of."""
    if code in OTHERS_SAY:
        figures = OTHERS_SAY[code][0]
        none = {"article": "", "course_id": None, "section_id": None, "waived": False}
        return {"code": code, "action": "refuse", "figures": figures} | none, term()
    (facts, asked), *_ = RULES_SAY[code]
    [finding] = judge(facts, **asked).findings
    assert finding.code == code
    return finding.stored(), asked["catalogue"]


def placeholders(text: str) -> set[str]:
    return {name for _, name, *_ in string.Formatter().parse(text) if name is not None}


def test_every_code_has_its_case_here():
    assert RULES_SAY.keys() == set(CODES)
    assert RULES_SAY.keys() | OTHERS_SAY.keys() == MESSAGES.keys()


@pytest.mark.parametrize("code", MESSAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finding_is_said_with_its_figures(code, language):
    finding, catalogue = stored(code)
    said = render(finding, catalogue, language)
    whole = f"{said.text} {said.fix}"

    expected = (RULES_SAY.get(code) or OTHERS_SAY[code])[1 + LANGUAGES.index(language)]
    assert [words for words in expected if words not in whole] == []
    assert not set("{}") & set(whole)
    assert (said.code, said.action, said.article) == (code, finding["action"], finding["article"])
    assert (said.course_id, said.waived) == (finding["course_id"], False)


@pytest.mark.parametrize("code", MESSAGES)
def test_both_languages_say_the_same_figures_and_only_what_the_finding_has(code):
    """A figure that no finding has would be shown as a dash for ever."""
    finding, _ = stored(code)
    known = finding["figures"].keys() | {"course", "place"}
    for turkish, english in zip(MESSAGES[code].tr, MESSAGES[code].en, strict=True):
        assert placeholders(turkish) == placeholders(english)
        assert placeholders(turkish) <= known


@pytest.mark.parametrize("code", MESSAGES)
def test_text_and_fix_are_sentences_and_differ_in_the_languages(code):
    texts = (*MESSAGES[code].tr, *MESSAGES[code].en)
    assert len(set(texts)) == 4
    assert [t for t in texts if t != t.strip() or not t.endswith(".")] == []
    english_words = {"the", "your", "is", "of", "you", "to"}
    assert [t for t in MESSAGES[code].tr if english_words & set(t.lower().split())] == []
    assert [t for t in MESSAGES[code].en if set("çğışöüÇĞİŞÖÜ") & set(t)] == []


def test_turkish_comes_first():
    assert [field.name for field in dataclasses.fields(Message)] == ["tr", "en"]
    assert settings.LANGUAGE_CODE == next(code for code, _ in settings.LANGUAGES) == "tr"


@pytest.mark.parametrize(("language", "word"), [("tr", "Listede"), ("en", "There is no"), ("de", "There is no")])
def test_an_unknown_language_is_read_as_english(language, word):
    finding, catalogue = stored("EMPTY_LIST")
    assert render(finding, catalogue, language).text.startswith(word)


def test_a_figure_that_an_old_finding_lacks_is_a_dash():
    finding, catalogue = stored("FEE_UNPAID")
    assert "(kalan – TL)" in render(finding | {"figures": {}}, catalogue, "tr").text


def test_a_value_that_is_not_there_is_a_dash():
    finding, catalogue = stored("CRITERIA_GRADE")
    said = render(finding | {"figures": {"admits": [], "mine": None}}, catalogue, "tr").text
    assert said.endswith("istenen: –, sizin notunuz: –.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_course_of_another_term_is_a_dash(language):
    [finding] = judge(student(11, 21, 31, 41), drop=[999]).findings
    assert render(finding.stored(), term(), language).text.startswith("– ")


# the same code in other words, by what its figures say
KEPT = term(section(11, criteria=[criterion(quota=1001)]))
OTHER_WORDS = {
    ("CAPACITY_FULL", "closed"): (
        case(student(seats={11: Seat(30, 2, open=False)}), add=[11]),
        "CENG1/1 yeni öğrenci almaya kapatılmıştır.",
        "CENG1/1 is closed to new students.",
    ),
    ("CAPACITY_FULL", "quota"): (
        case(student(seats={1001: Seat(2, 2)}), catalogue=KEPT, add=[11]),
        "CENG1/1 içinde size ayrılan kontenjan doludur (2/2).",
        "The seats of CENG1/1 kept for students like you are taken (2/2).",
    ),
    ("MODE_NOT_ALLOWED", "section"): (
        at_omu(own=BOTH_WAYS, add=[Line(31, mode="distance")]),
        "CENG3/1 yüz yüze verilmektedir; siz uzaktan seçtiniz.",
        "CENG3/1 is given face to face; you chose by distance.",
    ),
    ("CATEGORY_MISMATCH", "must"): (
        case(catalogue=term(PLAN), add=[Line(51, category="TE")]),
        "CENG5 programınızın zorunlu dersidir; TE olarak alınamaz.",
        "CENG5 is a must course of your programme; it cannot be taken as TE.",
    ),
    ("UPPER_NOT_ALLOWED", "class"): (
        at_omu(31, took={1: "CC"}, add=[71]),
        "CENG7 4. sınıfın dersidir; en çok 3. sınıftan ders alabilirsiniz.",
        "CENG7 is of class 4; you may take courses up to class 3.",
    ),
    ("UPPER_NOT_ALLOWED", "cgpa"): (
        case(
            student(31, took={1: "CC"}, mine={"class_year": 2, "semester": 3}),
            catalogue=turned("UPPER_NOT_ALLOWED", "refuse", PLAN, of="omu", min_cgpa="3.00"),
            add=[51],
        ),
        "CENG5 üst sınıfın dersidir; not ortalaması en az 3,00 olmalıdır (2,20).",
        "CENG5 is of an upper class, which asks for a CGPA of 3.00 (2.20).",
    ),
    ("WINDOW_CLOSED", "over"): (
        case(student(at="2026-03-01 12:00"), add=[11]),
        "Kayıt dönemi sona ermiştir (27.02.2026 17:00).",
        "Registration is over (27.02.2026 17:00).",
    ),
    ("APPROVAL_CLOSED", "over"): (
        case(student(11, 21, 31, at="2026-03-01 12:00")),
        "Danışman onay programı sona ermiştir (14.02.2026 00:00).",
        "Advisor approval is over (14.02.2026 00:00).",
    ),
    ("FEE_UNPAID", "channel"): (
        case(student(due=Decimal("1000.00"), paid_elsewhere=True), add=[11]),
        "Katkı payı/öğrenim ücreti hesabınıza geçmemiştir (kalan 1000,00 TL).",
        "Your contribution or tuition fee is not on your account (1000.00 TL due).",
    ),
    ("COURSE_FEE_UNPAID", "channel"): (
        case(
            student(11, 21, 31, course_due=Decimal("20.00"), paid_elsewhere=True),
            catalogue=turned("COURSE_FEE_UNPAID", "refuse"),
        ),
        "Uzaktan alınan derslerin ücreti hesabınıza geçmemiştir (kalan 20,00 TL).",
        "The fee of courses taken by distance is not on your account (20.00 TL due).",
    ),
    **said_of_graduates.OTHER_WORDS,
    **said_of_renewal.OTHER_WORDS,
}


@pytest.mark.parametrize("key", CASES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_is_said_by_what_its_figures_mean(key, language):
    """A closed section is not full, a kept seat is no seat of the section, and nothing is promised after the end."""
    (facts, asked), *texts = OTHER_WORDS[key]
    [finding] = judge(facts, **asked).findings
    said = render(finding.stored(), asked["catalogue"], language)

    assert (said.code, said.text) == (key[0], texts[LANGUAGES.index(language)])
    assert said.fix == getattr(CASES[key], language)[1]
    for turkish, english in zip(CASES[key].tr, CASES[key].en, strict=True):
        assert placeholders(turkish) == placeholders(english) <= finding.figures.keys() | {"place", "course"}


def test_every_other_wording_has_its_case_here():
    assert OTHER_WORDS.keys() == CASES.keys()
    assert {code for code, _ in CASES} <= MESSAGES.keys()
