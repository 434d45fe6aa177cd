"""Rows of the catalogue that follow from a transcript, each shown through the service, its policy value turned."""

from __future__ import annotations

from decimal import Decimal

import pytest

from curriculum.models import Course, CourseCategory, CurriculumItem
from people.models import LeaveTerm, Student, Teaching, TranscriptEntry
from registration import catalogue
from registration.degree import pin_course, unpin_course
from registration.eligibility import against_graduation
from registration.grades.services import GradeRow, enter_grades, set_pass_grade
from registration.models import Enrolment
from tests.registration.ask import METU, OK, ask, turn
from tests.registration.records import (
    against,
    outcomes,
    set_grading,
    set_standing,
    standing,
    transcript,
    under_kocaeli,
)
from tests.visitor import Visitor
from tests.world import World

pytestmark = pytest.mark.django_db
OMU = "OMÜ"


@pytest.fixture
def world(db, request: pytest.FixtureRequest) -> World:
    """METU's; under the policy of KOÜ for its students."""
    return World(policy="kou" if "kou" in request.fixturenames else "metu")


@pytest.fixture
def kou(world: World) -> Student:
    return under_kocaeli(world)


@pytest.fixture
def omu(db) -> World:
    return World(policy="omu")


# terms and probation


@pytest.mark.row("METU-33")
def test_unregistered_terms_count_to_the_maximum_period(world: World):
    u4 = world.student()  # entered in autumn 2022; nothing taken in spring and autumn 2023
    transcript(world, u4, "20221 213 CC 3", "20232 331 CC 3", "20241 333 CC 3")
    CurriculumItem.objects.filter(curriculum=world.curriculum).exclude(semester=1, order__lt=3).delete()

    assert standing(u4, "20242").terms_used == 6
    assert against(against_graduation, u4, world) == []
    turn("STANDING", "", profile=METU, params={"max_terms": 5})
    assert against(against_graduation, u4, world) == [("GRADUATION_PERIOD", {"terms": 6, "max": 5})]


@pytest.mark.row("METU-33")
@pytest.mark.parametrize(
    ("level", "longest"),
    [
        ("associate", 14),
        ("bachelor", 14),
        ("master", 6),
        ("master_nt", None),
        ("doctorate", 12),
        ("doctorate_int", 14),
    ],
)
def test_the_maximum_period_goes_by_the_level(world: World, level: str, longest: int | None):
    world.programme.level = level
    world.programme.save()
    who = world.student()
    transcript(world, who, "20221 213 CC 3")
    CurriculumItem.objects.filter(curriculum=world.curriculum).exclude(semester=1, order=0).delete()
    catalogue.forget()

    def over(terms: int) -> list[tuple[str, dict]]:
        who.programmes.update(cgpa="2.00", terms_used=terms)
        return [found for found in against(against_graduation, who, world) if found[0] == "GRADUATION_PERIOD"]

    assert over(longest or 99) == []
    assert over(15) == ([("GRADUATION_PERIOD", {"terms": 15, "max": longest})] if longest else [])


@pytest.mark.row("OMU-87")
def test_a_frozen_term_does_not_count(omu: World):
    """Six terms, of which one was not registered and one was frozen."""
    o3 = omu.student()
    transcript(omu, o3, *(f"{term} {213 + n} CC 3" for n, term in enumerate(("20221", "20222", "20241", "20242"))))
    CurriculumItem.objects.filter(curriculum=omu.curriculum).exclude(semester=1, order__lt=4).delete()
    turn("STANDING", "", profile=OMU, params={"max_terms": 5})
    assert standing(o3, "20242").terms_used == 6
    assert against(against_graduation, o3, omu) == [("GRADUATION_PERIOD", {"terms": 6, "max": 5})]
    LeaveTerm.objects.create(student=o3, term_code="20231")
    found = standing(o3, "20242")
    assert (found.terms_used, found.semester, found.class_year) == (5, 5, 3)
    assert against(against_graduation, o3, omu) == []
    turn("STANDING", "", profile=OMU, since="2026-02-02", params={"max_terms": 4})
    assert against(against_graduation, o3, omu) == [("GRADUATION_PERIOD", {"terms": 5, "max": 4})]


@pytest.mark.row("METU-87")
def test_probation_is_a_low_average_at_the_end_of_two_terms(world: World):
    u3 = world.student(class_year=3)
    transcript(world, u3, "20242 213 DC 3")
    assert standing(u3).on_probation is False
    transcript(world, u3, "20251 331 CC 3", "20251 333 CC 3", "20251 334 CC 3", "20251 336 DC 3")
    found = standing(u3)
    assert (str(found.cgpa), found.on_probation) == ("1.80", True)

    turn("STANDING", "", profile=METU, params={"probation_below": "1.80", "probation_terms": 1})
    assert standing(u3).on_probation is False
    turn("STANDING", "", profile=METU, since="2026-02-02", params={"probation_below": "2.00", "probation_terms": 3})
    assert standing(u3).on_probation is False
    turn("STANDING", "", profile=METU, since="2026-02-03", params={"probation_below": "1.81", "probation_terms": 2})
    assert standing(u3).on_probation is True
    transcript(world, u3, "20252 111 AA 4")
    found = standing(u3)
    assert (str(found.cgpa), found.on_probation) == ("2.26", False)


# grades


@pytest.mark.row("OMU-51")
@pytest.mark.parametrize(("attended", "met"), [("10", True), ("9", False)])
def test_seventy_percent_of_the_lessons(omu: World, attended, met):
    world, u4 = omu, omu.student()
    world.change(u4, add=[world.x1])
    Teaching.objects.create(section=world.x1, staff=world.advisor)
    typed = {f"seen_{u4.id}": "", f"letter_{u4.id}": "CC", f"attended_{u4.id}": attended, "held": "14"}

    assert Visitor(world.advisor.user).post(f"/grades/{world.x1.id}/", **typed).status == 302
    assert u4.transcript.get().attendance_met is met

    turn("GRADING", "", profile=OMU, params={"min_attendance": "75" if met else "60"})
    typed[f"seen_{u4.id}"] = f"CC//{met}"
    assert Visitor(world.advisor.user).post(f"/grades/{world.x1.id}/", **typed).status == 302
    assert u4.transcript.get().attendance_met is not met


@pytest.mark.row("KOU-31")
def test_65_passes(world: World, kou: Student):
    world.change(kou, add=[world.x1])

    def letter(score: str) -> str:
        row = GradeRow(kou.id, world.x.id, "20252", score=Decimal(score))
        assert enter_grades([row], actor=world.advisor.user).accepted
        return kou.transcript.get().grade.letter

    assert (letter("64.99"), letter("65.00")) == ("FD", "CC")
    set_grading(since="2026-02-02", pass_grade="60")
    assert letter("64.99") == "DC"


@pytest.mark.row("KOU-32")
def test_the_instructor_moves_the_pass_grade_within_limits(world: World, kou: Student):
    world.change(kou, add=[world.x1])
    Teaching.objects.create(section=world.x1, staff=world.advisor)
    page, teacher = f"/grades/{world.x1.id}/", Visitor(world.advisor.user)
    teacher.post(page, **{f"seen_{kou.id}": "", f"score_{kou.id}": "60"})
    assert kou.transcript.get().grade.letter == "FD"

    refused = teacher.post(f"{page}pass-grade/", pass_grade="45")
    assert (refused.status, refused.findings) == (409, ["PASS_GRADE_LIMIT"])
    assert teacher.post(f"{page}pass-grade/", pass_grade="58").status == 302
    assert kou.transcript.get().grade.letter == "DC"  # 60 passes now

    set_grading(since="2026-02-02", pass_grade_min="40")
    assert teacher.post(f"{page}pass-grade/", pass_grade="45").status == 302
    set_grading(since="2026-02-03", pass_grade_min=None, pass_grade_max=None)
    refused = set_pass_grade(section=world.x1, pass_grade=Decimal(60), actor=world.advisor.user)
    assert [f["code"] for found in refused.errors.values() for f in found] == ["PASS_GRADE_FIXED"]


# conditional letters


@pytest.mark.row("KOU-34")
def test_two_low_semesters_fail_the_conditional_letters_of_both(world: World, kou: Student):
    transcript(world, kou, "20181 101 DD 1", "20181 102 CC 4", "20182 201 DC 1", "20182 202 CC 9")
    standing(kou)
    assert outcomes(kou) == {"101": "must_repeat", "102": "", "201": "must_repeat", "202": ""}

    set_standing(since="2026-02-02", conditional_below="1.80")
    standing(kou)
    assert outcomes(kou) == {"101": "passed", "102": "", "201": "passed", "202": ""}
    set_standing(since="2026-02-03", conditional="none")
    standing(kou)
    assert set(outcomes(kou).values()) == {""}
    # abolished for entrants of later years; this one is of 2017
    set_standing(since="2026-02-04", conditional_entry_to=2016)
    standing(kou)
    assert set(outcomes(kou).values()) == {""}


@pytest.mark.row("KOU-34")
def test_the_semester_before_is_the_one_registered_before(world: World, kou: Student):
    transcript(world, kou, "20181 101 DD 3", "20192 201 DC 3")
    standing(kou)
    assert outcomes(kou) == {"101": "must_repeat", "201": "must_repeat"}


@pytest.mark.row("KOU-35")
@pytest.mark.parametrize("before", [(), ("20172 100 AA 3",)])
def test_the_first_low_semester_leaves_them_open(world: World, kou: Student, before):
    transcript(world, kou, *before, "20181 213 DD 3")
    standing(kou)
    assert outcomes(kou)["213"] == "conditional"

    world.prerequisite(world.y, world.x)  # 5710213: met until it is decided
    assert ask(world, kou, add=(world.y1,)) == OK

    set_standing(since="2026-02-02", conditional="none")
    standing(kou)
    assert outcomes(kou)["213"] == ""


@pytest.mark.row("KOU-36")
@pytest.mark.row("KOU-37")
@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (("20182 201 DC 1", "20182 202 CB 1"), {"101": "passed", "201": "passed"}),  # 2.00
        (("20182 201 DC 1", "20182 202 CC 49"), {"101": "must_repeat", "201": "must_repeat"}),  # 1.99
    ],
)
def test_the_next_semester_decides(world: World, kou: Student, second, expected):
    transcript(world, kou, "20181 101 DD 3", "20181 102 CC 7")  # 1.70
    assert str(standing(kou).term_gpa) == "1.70"
    assert outcomes(kou)["101"] == "conditional"
    transcript(world, kou, *second)
    standing(kou)
    assert {course: outcome for course, outcome in outcomes(kou).items() if outcome} == expected

    set_standing(since="2026-02-02", conditional_below="2.01")
    standing(kou)
    assert {outcome for outcome in outcomes(kou).values() if outcome} == {"must_repeat"}


# averages


@pytest.mark.row("METU-66")
def test_an_elective_replaces_a_failed_one_in_the_average(world: World):
    """In the terms from its own on, of the same category alone, and unless the student says otherwise."""
    u3 = world.student()
    transcript(world, u3, "20241 400 FF 3", "20251 401 AA 3")
    failed, later = (Course.objects.get(numeric_code=f"571040{n}") for n in (0, 1))
    kept = CourseCategory.objects.create(course=failed, category="NTE")
    CourseCategory.objects.create(course=later, category="TE")
    catalogue.forget()
    assert str(standing(u3).cgpa) == "2.00"
    CourseCategory.objects.filter(pk=kept.pk).update(category="TE")
    catalogue.forget()
    assert str(standing(u3).cgpa) == "4.00"

    asked = {"programme_id": u3.programmes.get().id, "course_id": later.id, "actor": u3.user}
    assert pin_course(**asked, term_id=world.term.id, item_id=None, replaces_id=None) == ()
    assert str(u3.programmes.get().cgpa) == "2.00"
    assert unpin_course(**asked) == ()
    assert str(u3.programmes.get().cgpa) == "4.00"

    turn("STANDING", "", params={"elective_replaces": False})
    assert str(standing(u3).cgpa) == "2.00"


@pytest.mark.row("KOU-66")
def test_the_average_of_all_courses(world: World, kou: Student):
    transcript(world, kou, "20251 101 AA 3 5", "20251 102 CC 4 5", "20251 103 FF 2 5", "20251 104 AA 3 5 ni")
    assert str(standing(kou).cgpa) == "2.22"
    set_standing(since="2026-02-02", weight="ects")
    assert str(standing(kou).cgpa) == "2.00"

    transcript(world, kou, "20252 101 FF 3 5")
    assert str(standing(kou).cgpa) == "0.67"
    set_standing(since="2026-02-03", repeats="best")
    assert str(standing(kou).cgpa) == "2.22"


@pytest.mark.row("KOU-67")
def test_the_average_is_of_all_terms_and_the_term_has_its_own(world: World, kou: Student):
    transcript(world, kou, "20251 101 AA 3", "20252 102 CC 3")
    found = standing(kou)
    assert (str(found.cgpa), str(found.term_gpa)) == ("3.00", "2.00")
    set_standing(since="2026-02-02", weight="ects")
    TranscriptEntry.objects.filter(term_code="20251").update(ects=10)
    found = standing(kou)
    assert (str(found.cgpa), str(found.term_gpa)) == ("3.33", "2.00")


# honours


@pytest.mark.row("KOU-90")
@pytest.mark.parametrize(
    ("letter", "credit", "average", "expected"),
    [("BB", "1", "3.00", "honour"), ("BA", "1", "3.50", "honour"), ("CB", "0.02", "2.99", "")],
)
def test_honours(world: World, kou: Student, letter, credit, average, expected):
    other = "BA" if letter == "BA" else "BB"
    transcript(world, kou, f"20241 101 {other} 0.98 30", f"20242 102 {letter} {credit} 30")
    found = standing(kou)
    assert (str(found.cgpa), found.honour) == (average, expected)
    set_standing(honours=[])
    assert standing(kou).honour == ""


@pytest.mark.row("KOU-91")
@pytest.mark.parametrize(
    ("credits", "load", "expected"), [((2, 198), 30, "high_honour"), ((1, 124), 30, "honour"), ((2, 198), 29, "")]
)
def test_high_honours(world: World, kou: Student, credits, load, expected):
    """3.505 is 3.51 and 3.504 is 3.50; a load of 29 earns nothing."""
    transcript(world, kou, f"20241 101 AA {credits[0]} 30", f"20242 102 BA {credits[1]} {load}")
    assert standing(kou).honour == expected
    set_standing(honour_load="29")
    assert standing(kou).honour == (expected or "high_honour")


def test_credit_and_kind_are_those_of_the_enrolment(world: World, kou: Student):
    """What the list said of a course goes with it into the record."""
    world.change(kou, add=[world.x1])
    Enrolment.objects.update(status="ni", counts_to_degree_load=False)
    enter_grades([GradeRow(kou.id, world.x.id, "20252", letter="aa")], actor=world.advisor.user)
    entry = kou.transcript.get()
    assert (entry.credit, entry.ects, entry.not_included, entry.counts_to_degree_load) == (3, 5, True, False)
    assert standing(kou).cgpa is None
