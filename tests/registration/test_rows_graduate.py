"""The rows of the catalogue on graduate students, NI status, repeats and what could not be loaded; as test_rows.py does."""

from __future__ import annotations

import pytest

from advising.services import approve
from curriculum.models import Section
from people.models import EarlierCourse, Student, ThesisAdvisorship, TranscriptEntry
from registration.models import Enrolment, NotLoaded, Waiver
from registration.rules.facts import Change, Line
from registration.services import preview
from tests.world import World, at

from .ask import METU, OK, ask, refused, turn, warned

pytestmark = pytest.mark.django_db
MASTER, MASTER_NT = "METU · tezli yüksek lisans", "METU · tezsiz yüksek lisans"
DOCTORATE, INTEGRATED = "METU · doktora", "METU · lisans sonrası doktora"
KINDS = {"master": MASTER, "master_nt": MASTER_NT}


def sections(world: World, *codes: str, **fields) -> list[Section]:
    return [world.section(world.course(code, **fields), 1) for code in codes]


def ni(section: Section) -> Line:
    return Line(section.id, "ni")


def opened(world: World, who: Student) -> list[tuple[str, dict]]:
    """What the page says when it is opened."""
    verdict, *_ = preview(student_id=who.id, term_id=world.term.id, change=Change(), kind="open")
    return [(f.code, f.figures) for f in verdict.findings if f.code != "CONTACT_ADVISOR"]  # said until they spoke


def counting(who: Student) -> dict[str, bool]:
    lines = Enrolment.objects.filter(student=who).select_related("course")
    return {e.course.code: e.counts_to_degree_load for e in lines}


# what could not be loaded


@pytest.mark.row("METU-74")
def test_what_could_not_be_loaded_warns_on_opening(world: World):
    u2 = world.student(class_year=2)
    NotLoaded.objects.create(student=u2, term=world.term, course=world.x, reason="CAPACITY")
    failed = ("AUTOLOAD_FAILED", {"numeric_code": "5710213", "reason": "CAPACITY"})
    assert opened(world, u2) == [failed]

    turn("AUTOLOAD_FAILED", "off", profile=METU)
    assert opened(world, u2) == []
    turn("AUTOLOAD_FAILED", "warn", profile=METU, since="2026-02-10")
    assert ask(world, u2, add=(world.x2,)) == OK
    assert opened(world, u2) == []  # it stands on the list now


# undergraduate courses


@pytest.mark.parametrize(
    ("level", "row"),
    [
        pytest.param("master", "METU-75", marks=pytest.mark.row("METU-75")),
        pytest.param("master_nt", "METU-77", marks=pytest.mark.row("METU-77")),
    ],
)
def test_which_undergraduate_courses_masters_may_take(world: World, level, row):
    gm = world.graduate(level=level)
    EarlierCourse.objects.create(student=gm, code="CENG331")
    [ceng336] = sections(world, "5710336")
    assert ask(world, gm, add=(world.y1,)) == warned("UG_TAKEN_BEFORE")
    assert ask(world, gm, add=(ceng336,)) == OK
    assert ask(world, gm, add=(world.x2,), drop=(world.y1,)) == warned("UG_LEVEL", allowed=["3XX", "4XX"])

    article = f"ODTÜ etkileşimli kayıt duyurusu ({row})"
    turn("UG_TAKEN_BEFORE", "refuse", profile=KINDS[level], article=article)
    turn("UG_LEVEL", "refuse", profile=KINDS[level], params={"hundreds": [2, 3, 4]})
    other = world.graduate("2501510", level=level)
    EarlierCourse.objects.create(student=other, code="CENG331")
    assert ask(world, other, add=(world.y1,)) == refused("UG_TAKEN_BEFORE")
    assert ask(world, other, add=(world.x2,)) == OK


@pytest.mark.row("METU-75")
def test_a_bachelors_degree_at_this_university_is_a_bachelors_degree(world: World):
    gm, now = world.graduate(), world.graduate("2501510")
    world.passed(gm, world.y, "CC", "20212")  # entered in 2022
    world.passed(now, world.y, "FF", "20251")
    assert ask(world, gm, add=(world.y1,)) == warned("UG_TAKEN_BEFORE")
    assert ask(world, now, add=(world.y1,)) == OK


@pytest.mark.parametrize(
    ("level", "most"),
    [
        pytest.param("master", 2, marks=pytest.mark.row("METU-76")),
        pytest.param("master_nt", 3, marks=pytest.mark.row("METU-78")),
    ],
)
def test_how_many_of_them_count_over_the_degree(world: World, level, most):
    gm = world.graduate(level=level)
    for n in range(most - 1):  # in an earlier term
        world.passed(gm, world.course(f"571045{n}"), "BB")
    one, two, three = sections(world, "5710336", "5710477", "5710478")
    assert ask(world, gm, add=(one,)) == OK
    assert ask(world, gm, add=(two,)) == warned("UG_COUNT_LIMIT", most=most)
    assert counting(gm) == {"CENG336": True, "CENG477": False}
    assert ask(world, gm, add=(ni(three),)) == OK
    assert ask(world, gm, drop=(one,)) == OK
    assert counting(gm) == {"CENG477": True, "CENG478": True}  # the place was free

    turn("UG_COUNT_LIMIT", "refuse", profile=KINDS[level], params={"most": most})
    assert ask(world, gm, add=(one,)) == refused("UG_COUNT_LIMIT", most=most)
    turn("UG_COUNT_LIMIT", "warn", profile=KINDS[level], params={"most": most + 1}, since="2026-02-10")
    assert ask(world, gm, add=(one,)) == OK
    assert counting(gm)["CENG336"]


@pytest.mark.row("METU-76")
def test_what_an_earlier_term_did_not_count_takes_no_place(world: World):
    gm = world.graduate()
    for n in range(3):
        world.passed(gm, world.course(f"571045{n}"), "BB")
    TranscriptEntry.objects.exclude(course__code="CENG450").update(counts_to_degree_load=False)
    [ceng336] = sections(world, "5710336")
    assert ask(world, gm, add=(world.y1,)) == OK
    assert ask(world, gm, add=(ceng336,)) == warned("UG_COUNT_LIMIT", most=2)
    assert counting(gm) == {"CENG331": True, "CENG336": False}


@pytest.mark.row("METU-76")
def test_a_waiver_lets_a_course_count(world: World):
    gm = world.graduate()
    for n in range(2):
        world.passed(gm, world.course(f"571045{n}"), "BB")
    Waiver.objects.create(
        student=gm,
        code="UG_COUNT_LIMIT",
        course=world.y,
        reason="EYK 2026/3",
        until="2026-02-28",
        granted_by=world.advisor.user,
    )
    assert ask(world, gm, add=(world.y1,)) == warned("UG_COUNT_LIMIT", most=2)
    assert counting(gm) == {"CENG331": True}


@pytest.mark.parametrize("level", ["doctorate", "doctorate_int"])
@pytest.mark.row("METU-79")
def test_doctoral_students_take_undergraduate_courses_as_ni(world: World, level):
    gp, [ceng477] = world.graduate(level=level), sections(world, "5710477")
    assert ask(world, gp, add=(ceng477,)) == warned("PHD_UG_NOT_NI")
    assert ask(world, gp, add=(ni(ceng477),), drop=(ceng477,)) == OK
    assert Enrolment.objects.get(student=gp).status == "ni"

    profile = DOCTORATE if level == "doctorate" else INTEGRATED
    turn("PHD_UG_NOT_NI", "refuse", profile=profile)
    assert ask(world, gp, add=(Line(ceng477.id),), drop=(ceng477,)) == refused("PHD_UG_NOT_NI")
    turn("PHD_UG_NOT_NI", "off", profile=profile, since="2026-02-10")
    assert ask(world, gp, add=(world.x2,)) == OK


# late credit courses and ethics


@pytest.mark.parametrize(
    ("level", "advised", "profile", "late"),
    [
        pytest.param("master", "2025-01-05", MASTER, 5, marks=pytest.mark.row("METU-80")),
        pytest.param("doctorate", "", DOCTORATE, 5, marks=pytest.mark.row("METU-80")),
        pytest.param("doctorate_int", "", INTEGRATED, 7, marks=pytest.mark.row("METU-81")),
    ],
)
def test_credit_courses_late_in_the_programme_are_ni(world: World, level, advised, profile, late):
    one, two, three = sections(world, "5710501", "5710502", "5710503", level="master")
    early = world.graduate(level=level, semester=late - 1, advised=advised)
    gm = world.graduate("2501510", level=level, semester=late, advised=advised)
    assert ask(world, early, add=(one,)) == OK
    assert ask(world, gm, add=(one,)) == warned("LATE_CREDIT_NOT_NI", semester=late, from_semester=late)
    assert ask(world, gm, add=(ni(two),)) == OK

    turn("LATE_CREDIT_NOT_NI", "refuse", profile=profile, params={"from_semester": late - 1})
    assert ask(world, early, add=(three,)) == refused("LATE_CREDIT_NOT_NI", semester=late - 1, from_semester=late - 1)
    turn("LATE_CREDIT_NOT_NI", "off", profile=profile, since="2026-02-10")
    assert ask(world, gm, add=(three,)) == OK


@pytest.mark.row("METU-80")
def test_masters_before_the_thesis_stage_are_free(world: World):
    [one] = sections(world, "5710501", level="master")
    assert ask(world, world.graduate(semester=5), add=(one,)) == OK
    turn("LATE_CREDIT_NOT_NI", "warn", profile=MASTER, params={"from_semester": 5, "thesis_stage_only": False})
    gm = world.graduate("2501510", semester=5)
    assert ask(world, gm, add=(one,)) == warned("LATE_CREDIT_NOT_NI", semester=5, from_semester=5)


@pytest.mark.parametrize(
    ("level", "before", "due", "profile"),
    [
        pytest.param("master", 3, 4, MASTER, marks=pytest.mark.row("METU-82")),
        pytest.param("doctorate", 3, 4, DOCTORATE, marks=pytest.mark.row("METU-82")),
        pytest.param("doctorate_int", 4, 6, INTEGRATED, marks=pytest.mark.row("METU-83")),
    ],
)
def test_the_ethics_course_is_asked_for_in_its_semester(world: World, level, before, due, profile):
    early, gm = (world.graduate(f"25015{n}0", level=level, semester=n) for n in (before, due))
    assert opened(world, early) == []
    assert opened(world, gm) == [("ETHICS_REQUIRED", {"semester": due})]

    turn("ETHICS_REQUIRED", "warn", profile=profile, params={"semesters": [before]})
    assert (opened(world, early), opened(world, gm)) == ([("ETHICS_REQUIRED", {"semester": before})], [])
    turn("ETHICS_REQUIRED", "off", profile=profile, since="2026-02-10")
    assert opened(world, early) == []


@pytest.mark.row("METU-84")
def test_who_passed_the_ethics_course_is_told_to_ignore_the_warning(world: World):
    gm = world.graduate(semester=4)
    ethics = world.course("5710599", level="master", credit="0", special_role="ethics")
    world.passed(gm, ethics, "CC")
    assert opened(world, gm) == [("ETHICS_REQUIRED", {"semester": 4, "case": "passed"})]
    turn("ETHICS_REQUIRED", "warn", profile=MASTER, params={"semesters": [4], "suppress_if_passed": True})
    assert opened(world, gm) == []


# NI status and repeats


@pytest.mark.row("METU-90")
def test_the_example_of_ni_below_a_cgpa(world: World):
    """The row's least CGPA is no figure of the regulation: it stands where a registrar puts it (DESIGN.md §12)."""
    u3, other = (world.student(number, class_year=3, cgpa="1.80") for number in ("2501231", "2501240"))
    assert ask(world, u3, add=(ni(world.x2),)) == OK
    turn("NI_CONDITIONS", "refuse", params={"min_cgpa": "2.00", "max_per_term": 2})
    low = {"case": "cgpa", "cgpa": "1.80", "least": "2.00"}
    assert ask(world, other, add=(ni(world.x2),)) == refused("NI_CONDITIONS", **low)
    assert ask(world, other, add=(world.x2,)) == OK


@pytest.mark.row("METU-90")
def test_ni_is_for_two_courses_outside_the_curriculum_twice_at_most(world: World):
    world.must(world.x, 3)
    u3, (one, two, three) = world.student(class_year=3), sections(world, "5710140", "5710242", "5710300")
    TranscriptEntry.objects.create(
        student=u3, course=three.course, term_code="20242", grade=world.grades["CC"], not_included=True
    )
    assert ask(world, u3, add=(ni(world.x2),)) == refused("NI_CONDITIONS", case="curriculum")
    assert ask(world, u3, add=(three,)) == refused("NI_CONDITIONS", case="only_ni")
    assert ask(world, u3, add=(ni(one), ni(two))) == OK
    assert ask(world, u3, add=(ni(three),)) == refused("NI_CONDITIONS", case="too_many", count=3, most=2)
    few = warned("FEW_COURSES", courses=0, least=3)  # NI is none of the courses taken
    assert ask(world, u3, add=(ni(three),), drop=(two,)) == few
    assert ask(world, u3, drop=(three,)) == few

    TranscriptEntry.objects.create(
        student=u3, course=three.course, term_code="20251", grade=world.grades["FF"], not_included=True
    )
    assert ask(world, u3, add=(ni(three),)) == refused("NI_CONDITIONS", case="times", times=2, most=2)
    turn("NI_CONDITIONS", "off")
    assert ask(world, u3, add=(ni(three), ni(world.x2))) == OK


@pytest.mark.row("METU-90")
def test_the_status_is_settled_when_registration_ends(world: World):
    u3, others = world.student(class_year=3), sections(world, "5710140", "5710242", "5710300")
    assert ask(world, u3, add=(ni(world.x2), *others)) == OK
    assert ask(world, u3, add=(Line(world.x2.id),), drop=(world.x2,)) == OK
    assert ask(world, u3, add=(ni(world.x2),), drop=(world.x2,)) == OK
    world.registered_in_period(u3)
    at("2026-02-23 10:00")
    assert ask(world, u3, add=(Line(world.x2.id),), drop=(world.x2,)) == refused("NI_CONDITIONS", case="status")
    assert ask(world, u3, add=(ni(world.x1),), drop=(world.x2,)) == OK
    turn("NI_CONDITIONS", "refuse", params={"max_per_term": 2, "status_fixed": False})
    assert ask(world, u3, add=(Line(world.x1.id),), drop=(world.x1,)) == OK
    assert world.taken(world.x1) == 1


@pytest.mark.row("METU-90")
def test_another_university_has_no_ni(db):
    world = World(policy="metu")
    world.programme.level = "prep"  # of no METU group, so the portal's own default speaks
    world.programme.save()
    turn("PREP_NO_COURSES", "off", profile="METU")
    none = {"case": "too_many", "count": 1, "most": 0}
    assert ask(world, world.student(), add=(ni(world.x2),)) == refused("NI_CONDITIONS", **none)


def test_a_passed_course_at_ncc_is_repeated_in_its_time(world: World):
    world.programme.campus = "NCC"
    world.programme.save()
    u4 = world.student(cgpa="2.20")
    world.passed(u4, world.x, "FF", "20221")
    world.passed(u4, world.x, "DD", "20231")
    world.passed(u4, world.y, "DD", "20242")
    late = {"case": "late", "first": "20221", "within": 4}
    assert ask(world, u4, add=(world.x2,)) == refused("REPEAT_NOT_ALLOWED", **late)
    assert ask(world, u4, add=(world.y1,)) == OK

    turn("REPEAT_NOT_ALLOWED", "refuse", profile="METU · KKK · lisans", params={"most": 0})
    again = world.student("2501240")
    world.passed(again, world.y, "DD", "20242")
    assert ask(world, again, add=(world.y1,)) == refused("REPEAT_NOT_ALLOWED", repeats=1, most=0)
    turn("REPEAT_NOT_ALLOWED", "off", profile="METU · KKK · lisans", since="2026-02-10")
    assert ask(world, again, add=(world.y1,)) == OK


def test_repeats_after_a_pass_are_counted_from_the_transcript(world: World):
    u4 = world.student()
    for term_code, grade in (("20221", "FF"), ("20222", "DD"), ("20231", "FF"), ("20232", "DC"), ("20241", "CC")):
        world.passed(u4, world.x, grade, term_code)
    *_, facts, _ = preview(student_id=u4.id, term_id=world.term.id, change=Change())
    taken = facts.taken[world.x.id]
    assert (taken.grade, taken.first_term, taken.times, taken.improved) == ("CC", "20221", 5, 2)


# the thesis advisor


@pytest.mark.parametrize(
    ("level", "free", "due", "profile"),
    [
        pytest.param("master", 1, 2, MASTER, marks=pytest.mark.row("METU-91")),
        pytest.param("doctorate", 2, 3, DOCTORATE, marks=pytest.mark.row("METU-92")),
        pytest.param("doctorate_int", 2, 3, INTEGRATED, marks=pytest.mark.row("METU-92")),
    ],
)
def test_a_thesis_advisor_is_due_by_the_date_of_the_calendar(world: World, level, free, due, profile):
    world.thesis_deadline()
    [one] = sections(world, "5710501", level="master")
    early, gm = (world.graduate(f"25015{n}0", level=level, semester=n) for n in (free, due))
    advised = world.graduate("2501590", level=level, semester=due, advised="2026-02-05")
    missing = {"semester": due, "deadline": "2026-02-06"}
    assert ask(world, early, add=(one,)) == OK
    assert ask(world, advised, add=(one,)) == OK
    assert ask(world, gm, add=(one,)) == refused("NO_THESIS_ADVISOR", **missing)

    turn("NO_THESIS_ADVISOR", "refuse", profile=profile, params={"from_semester": due + 1})
    assert ask(world, gm, add=(one,)) == OK


@pytest.mark.row("METU-91")
def test_the_day_of_the_deadline_is_included(world: World):
    world.thesis_deadline()
    turn("WINDOW_CLOSED", "off", profile=METU)
    [one] = sections(world, "5710501", level="master")
    gm = world.graduate()
    at("2026-02-07 00:00")
    assert ask(world, gm, add=(one,)) == refused("NO_THESIS_ADVISOR", semester=2, deadline="2026-02-06")
    at("2026-02-06 23:59:59")
    assert ask(world, gm, add=(one,)) == OK


@pytest.mark.row("METU-91")
def test_an_assignment_after_the_deadline_lifts_it_or_not(world: World):
    world.thesis_deadline()
    [one, two] = sections(world, "5710501", "5710502", level="master")
    gm = world.graduate(advised="2026-02-09")
    assert ask(world, gm, add=(one,)) == OK
    turn(
        "NO_THESIS_ADVISOR",
        "refuse",
        profile=MASTER,
        params={"from_semester": 2, "late_assignment_lifts": False},
    )
    assert ask(world, gm, add=(two,)) == refused("NO_THESIS_ADVISOR", semester=2, deadline="2026-02-06")


@pytest.mark.row("METU-91")
def test_another_advisor_after_the_deadline_is_no_late_assignment(world: World):
    world.thesis_deadline()
    turn("NO_THESIS_ADVISOR", "refuse", profile=MASTER, params={"late_assignment_lifts": False})
    [one] = sections(world, "5710501", level="master")
    gm, left = world.graduate(advised="2026-02-09"), world.graduate("2501510")
    for who in (gm, left):
        ThesisAdvisorship.objects.create(
            student=who, advisor=world.advisor, date_from="2025-03-01", date_to="2026-02-08"
        )
    assert ask(world, gm, add=(one,)) == OK
    assert ask(world, left, add=(one,)) == refused("NO_THESIS_ADVISOR", semester=2, deadline="2026-02-06")


@pytest.mark.row("METU-91")
def test_the_advisor_cannot_approve_past_it(world: World):
    window = world.thesis_deadline()
    [one] = sections(world, "5710501", level="master")
    gm = world.graduate()
    window.delete()
    assert ask(world, gm, add=(one,)) == OK  # no date in the calendar, no word
    world.thesis_deadline()
    turn("NO_THESIS_ADVISOR", "refuse", profile=MASTER)
    answer = approve(student_id=gm.id, term_id=world.term.id, version=1, actor=world.advisor.user)
    assert (answer.status, [f["code"] for f in answer.findings]) == ("refused", ["NO_THESIS_ADVISOR"])
