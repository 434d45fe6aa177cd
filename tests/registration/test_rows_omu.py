"""The rows of Ondokuz Mayıs: what is left of lower classes, ECTS, attendance, sections not opened, the 5İ courses."""

from __future__ import annotations

import pytest

from curriculum.models import Course, Programme, Section
from people.models import Student, StudentProgramme, TranscriptEntry
from registration.models import Enrolment, TermRegistration, Window
from registration.rules.facts import Change, Line
from registration.services import preview
from tests.fees.tariffs import costs
from tests.visitor import Visitor, text_of
from tests.world import World, at, change_of, local

from .ask import OK, ask, refused, turn, warned

pytestmark = pytest.mark.django_db
OMU, BACHELOR, ASSOCIATE = "OMÜ", "OMÜ · lisans", "OMÜ · ön lisans"


@pytest.fixture
def world(db) -> World:
    """The cast of METU's world under the policy of OMÜ."""
    return World(policy="omu")


def entrant(world: World, number: str = "2501231", *, year: int = 2014, cgpa: str | None = "2.20", **fields) -> Student:
    """O3: in the third semester of first education."""
    student = world.student(number, class_year=2, semester=3, cgpa=cgpa, **fields)
    StudentProgramme.objects.filter(student=student).update(entry_year=year)
    return student


def step(world: World, who: Student, kind: str):
    """What the whole list as it stands says at a step: course, code, figures."""
    verdict, _, catalogue = preview(student_id=who.id, term_id=world.term.id, change=Change(), kind=kind)
    return [(f.code, catalogue.courses[f.course_id or 0].code, f.figures) for f in verdict.findings]


def failed(world: World, who: Student, course: Course, *, attended: bool | None = None) -> None:
    world.passed(who, course, "FF", "20242")
    TranscriptEntry.objects.filter(student=who, course=course).update(attendance_met=attended)


def ways(world: World) -> tuple[Section, Section]:
    """Türk Dili on Saturday face to face, and by UZEM without hours."""
    course = world.course("5710901")
    Course.objects.filter(id=course.id).update(is_five_i=True)
    face, uzem = world.section(course, 1, (5, "09:40", "11:30")), world.section(course, 2)
    Section.objects.filter(id=uzem.id).update(delivery="distance")
    return face, uzem


# the order of the curriculum


@pytest.mark.row("OMU-11")
def test_courses_failed_or_never_taken_in_lower_classes_come_first(world: World):
    mat101, tur101 = world.course("5710101"), world.course("5710102")
    world.must(mat101, 1)
    world.must(tur101, 2)
    lower, other = world.section(mat101, 1), world.section(world.course("5710310"), 1)
    o3 = entrant(world)
    failed(world, o3, mat101)
    assert ask(world, o3, add=(other,)) == OK  # tur101 is not offered
    assert step(world, o3, "send") == [("LOWER_FIRST", "CENG101", {"grade": "FF"})]
    assert step(world, o3, "approve") == []

    assert ask(world, o3, add=(lower,)) == OK
    assert step(world, o3, "send") == []


@pytest.mark.row("OMU-11")
def test_what_the_order_refuses_is_policy_and_a_clash_excuses(world: World):
    first, second = world.course("5710101"), world.course("5710102")
    world.must(first, 1)
    world.must(second, 1)
    held = world.section(first, 1, (0, "09:40", "12:30"))
    world.section(second, 1, (0, "10:40", "11:30"))
    o3, met = entrant(world), entrant(world, "2501240")
    for who in (o3, met):
        failed(world, who, first)
        failed(world, who, second, attended=who is met)
        assert ask(world, who, add=(held,)) == OK
    assert step(world, o3, "send") == []
    assert step(world, met, "send") == [("LOWER_FIRST", "CENG102", {"grade": "FF"})]
    turn("LOWER_FIRST", "off", profile=BACHELOR)
    assert step(world, met, "send") == []


@pytest.mark.row("OMU-11")
def test_a_lower_course_without_a_seat_is_not_asked_for(world: World):
    """Nobody is kept from sending by a course that cannot be added."""
    lower = world.section(world.course("5710101"), 1, capacity=1)
    world.must(lower.course, 1)
    o3, quick = entrant(world), entrant(world, "2501240")
    assert ask(world, o3, add=(world.x1,)) == OK
    assert step(world, o3, "send") == [("LOWER_FIRST", "CENG101", {"grade": None})]
    assert ask(world, quick, add=(lower,)) == OK
    assert step(world, o3, "send") == []


@pytest.mark.row("OMU-20")
def test_an_upper_course_once_nothing_lower_is_left(world: World):
    plan = {101: 1, 310: 5, 410: 7}
    courses = {n: world.course(f"5710{n}") for n in plan}
    for n, semester in plan.items():
        world.must(courses[n], semester)
    lower, upper, top = (world.section(courses[n], 1) for n in plan)
    o3 = entrant(world)
    failed(world, o3, courses[101])
    assert ask(world, o3, add=(upper,)) == refused("UPPER_NOT_ALLOWED", left=["CENG101"])
    assert ask(world, o3, add=(lower, upper)) == OK
    beyond = {"case": "class", "class_year": 4, "most": 3}
    assert ask(world, o3, add=(top,)) == refused("UPPER_NOT_ALLOWED", **beyond)
    turn("UPPER_NOT_ALLOWED", "refuse", profile=BACHELOR, params={"min_cgpa": "3.00", "most_up": 2})
    low = {"case": "cgpa", "cgpa": "2.20", "least": "3.00"}
    assert ask(world, o3, add=(top,)) == refused("UPPER_NOT_ALLOWED", **low)
    turn("UPPER_NOT_ALLOWED", "off", profile=BACHELOR, since="2026-02-10")
    assert ask(world, o3, add=(top,)) == OK


# until 17 October


@pytest.mark.row("OMU-18")
def test_a_list_that_came_back_is_changed_until_the_last_day_of_the_follow_up(world: World):
    """That day included, as in the guide: until 17 October."""
    Window.objects.all().delete()
    span = {"opens_at": local("2015-10-05 00:00"), "closes_at": local("2015-10-18 00:00")}
    Window.objects.create(term=world.term, kind="registration", **span)
    o1 = entrant(world)
    at("2015-10-08 10:00")
    assert ask(world, o1, add=(world.x1,)) == OK
    TermRegistration.objects.update(state="returned")
    at("2015-10-17 23:59:59")
    assert ask(world, o1, add=(world.x2,), drop=(world.x1,)) == OK
    at("2015-10-18 00:00")
    over = {"opens": None, "closes": "2015-10-18T00:00:00+03:00"}
    assert ask(world, o1, add=(world.x1,), drop=(world.x2,)) == refused("WINDOW_CLOSED", **over)
    turn("WINDOW_CLOSED", "off", profile=OMU, since="2015-10-01")
    assert ask(world, o1, add=(world.x1,), drop=(world.x2,)) == OK


# ECTS


def of_ects(world: World, *ects: str) -> tuple[Section, ...]:
    return tuple(world.section(world.course(f"57106{n:02}", ects=e), 1) for n, e in enumerate(ects))


def over(load: str, most: str, cgpa: str | None):
    return refused("LOAD_EXCEEDED", load=load, max=most, unit="ects", cgpa=cgpa)


@pytest.mark.row("OMU-19")
def test_entrants_of_2012_and_before_take_60_ects(world: World):
    held, three, one = of_ects(world, "57", "3", "1")
    old = entrant(world, year=2012)
    assert ask(world, old, add=(held,)) == OK
    assert ask(world, old, add=(three,)) == OK
    assert ask(world, old, add=(one,)) == over("61.0", "60", "2.20")
    turn(
        "LOAD_EXCEEDED", "refuse", profile=BACHELOR, params={"unit": "ects", "bands": [{"entry_to": 2012, "max": "61"}]}
    )
    assert ask(world, old, add=(one,)) == OK


@pytest.mark.row("OMU-20")
@pytest.mark.parametrize(
    ("cgpa", "most"), [("1.79", 30), ("1.80", 36), ("2.49", 36), ("2.50", 40), ("3.00", 42), ("3.50", 45)]
)
def test_later_entrants_by_their_cgpa(world: World, cgpa: str, most: int):
    held, three, two = of_ects(world, str(most - 3), "3", "2")
    o1 = entrant(world, cgpa=cgpa)
    assert ask(world, o1, add=(held,)) == OK
    assert ask(world, o1, add=(three,)) == OK
    assert ask(world, o1, add=(two,)) == over(f"{most + 2}.0", str(most), cgpa)
    turn("LOAD_EXCEEDED", "off", profile=BACHELOR)
    assert ask(world, o1, add=(two,)) == OK


# the timetable


@pytest.mark.row("OMU-13")
def test_courses_still_to_be_attended_must_not_clash(world: World):
    physics = world.section(world.course("5710201"), 1, (0, "09:00", "12:00"))
    maths = world.section(world.course("5710101"), 1, (0, "10:00", "11:00"))
    due, met = entrant(world), entrant(world, "2501240")
    failed(world, due, maths.course, attended=False)
    failed(world, met, maths.course, attended=True)
    clash = {"other": physics.id, "weekday": 0, "start": 600, "end": 660}
    for who in (due, met):
        assert ask(world, who, add=(physics,)) == OK
    assert ask(world, due, add=(maths,)) == refused("TIME_CONFLICT", **clash)
    assert ask(world, met, add=(maths,)) == warned("TIME_CONFLICT", **clash)
    turn("ATTENDANCE_CONFLICT", "warn", profile=BACHELOR, params={"live_distance": False})
    assert ask(world, due, add=(maths,)) == warned("TIME_CONFLICT", **clash)


@pytest.mark.row("OMU-14")
def test_the_timetable_is_examined_before_registration(world: World):
    o1 = entrant(world)
    assert ask(world, o1, add=(world.x1,)) == OK
    at("2026-02-08 12:00")
    page = Visitor(o1.user).get("/registration/")
    assert (page.status, page.can_press("Add")) == (200, False)
    week = [text_of(row) for row in page.all("tr", within=page.one("table", class_="week"))]
    assert week == ["Hour Monday Tuesday Wednesday Thursday Friday", "09:40 CENG213/1 09:40–12:30", "10:40", "11:40"]

    def clashes() -> list[str]:
        change = change_of(add=(world.y1,))
        verdict, *_ = preview(student_id=o1.id, term_id=world.term.id, change=change)
        return [f.code for f in verdict.findings]

    assert clashes() == ["WINDOW_CLOSED", "TIME_CONFLICT"]
    turn("ATTENDANCE_CONFLICT", "off", profile=BACHELOR)
    assert clashes() == ["WINDOW_CLOSED"]


# sections that too few chose


@pytest.mark.row("OMU-17")
def test_a_section_not_opened_is_not_approved(world: World):
    o1, o2 = entrant(world), entrant(world, "2501240")
    assert ask(world, o1, add=(world.x2,)) == OK
    Section.objects.filter(id=world.x2.id).update(not_opened=True)
    turn("LOWER_FIRST", "off", profile=BACHELOR)  # and the catalogue is read anew
    for kind in ("send", "approve"):
        assert step(world, o1, kind) == [("COURSE_NOT_OPENED", "CENG213", {})]
    assert ask(world, o2, add=(world.x2,)) == refused("COURSE_NOT_OPENED")
    assert ask(world, o1, drop=(world.x2,)) == OK
    turn("COURSE_NOT_OPENED", "off", profile=OMU)
    assert ask(world, o2, add=(world.x2,)) == OK


# the 5İ courses


@pytest.mark.row("OMU-48")
@pytest.mark.row("OMU-58")
def test_a_5i_course_asks_for_the_way_it_is_followed(world: World):
    face, uzem = ways(world)
    plain, saturday, online = (entrant(world, n) for n in ("2501231", "2501240", "2501250"))
    assert ask(world, plain, add=(face,)) == ask(world, plain, add=(uzem,)) == refused("MODE_REQUIRED")
    assert ask(world, saturday, add=(Line(face.id, mode="face"),)) == OK
    assert ask(world, online, add=(Line(uzem.id, mode="distance"),)) == OK
    other = {"case": "section", "mode": "face", "asked": "distance"}
    assert ask(world, plain, add=(Line(face.id, mode="distance"),)) == refused("MODE_NOT_ALLOWED", **other)
    turn("MODE", "off", profile=OMU)
    assert ask(world, plain, add=(face,)) == OK


@pytest.mark.row("OMU-48")
def test_other_courses_are_not_asked_about_unless_policy_says_all(world: World):
    face, _ = ways(world)
    Course.objects.filter(id=face.course_id).update(is_five_i=False)
    assert ask(world, entrant(world), add=(face,)) == OK
    turn("MODE", "refuse", profile=OMU, params={"courses": "all"})
    assert ask(world, entrant(world, "2501240"), add=(face,)) == refused("MODE_REQUIRED")


@pytest.mark.row("OMU-50")
def test_a_section_of_uzem_has_no_hours_and_never_clashes(world: World):
    face, uzem = ways(world)
    saturday = world.section(world.course("5710701"), 1, (5, "10:40", "12:30"))
    first, second = entrant(world), entrant(world, "2501240")
    for who in (first, second):
        assert ask(world, who, add=(saturday,)) == OK
    assert ask(world, first, add=(Line(uzem.id, mode="distance"),)) == OK
    clash = {"other": saturday.id, "weekday": 5, "start": 640, "end": 690}
    assert ask(world, second, add=(Line(face.id, mode="face"),)) == refused("TIME_CONFLICT", **clash)


@pytest.mark.row("OMU-50")
def test_hours_of_a_distance_section_count_where_policy_says_they_are_live(world: World):
    _, uzem = ways(world)
    uzem.meetings.create(weekday=0, start="09:40", end="10:30")
    o1, o2 = entrant(world), entrant(world, "2501240")
    assert ask(world, o1, add=(world.x1, Line(uzem.id, mode="distance"))) == OK
    turn("ATTENDANCE_CONFLICT", "refuse", profile=BACHELOR, params={"live_distance": True})
    clash = {"other": uzem.id, "weekday": 0, "start": 580, "end": 630}
    both = (world.x1, Line(uzem.id, mode="distance"))
    assert ask(world, o2, add=both) == refused("TIME_CONFLICT", **clash)


@pytest.mark.row("OMU-55")
def test_vocational_schools_follow_by_uzem_only(world: World):
    face, uzem = ways(world)
    school = Programme.objects.create(code="MYO", name="Meslek", department=world.ceng, level="associate")
    myo, other = entrant(world), entrant(world, "2501240")
    StudentProgramme.objects.update(programme=school)
    only = refused("MODE_NOT_ALLOWED", mode="distance")
    assert ask(world, myo, add=(Line(face.id, mode="face"),)) == ask(world, myo, add=(face,)) == only
    assert ask(world, myo, add=(uzem,)) == OK  # nothing is asked where there is no choice
    turn("MODE", "refuse", profile=ASSOCIATE, params={"only": ""})
    assert ask(world, other, add=(Line(face.id, mode="face"),)) == OK


@pytest.mark.row("OMU-57")
def test_who_repeats_a_5i_course_chooses_as_well(world: World):
    face, uzem = ways(world)
    costs("course", "20.00")
    o5 = entrant(world)
    failed(world, o5, face.course, attended=True)
    assert ask(world, o5, add=(uzem,)) == refused("MODE_REQUIRED")
    assert ask(world, o5, add=(Line(uzem.id, mode="distance"),)) == OK
    assert ask(world, o5, add=(face,), drop=(uzem,)) == refused("MODE_REQUIRED")
    assert ask(world, o5, add=(Line(face.id, mode="face"),), drop=(uzem,)) == OK
    assert [e.section_id for e in Enrolment.objects.all()] == [face.id]
    turn("MODE", "warn", profile=OMU, params={"courses": "five_i"})
    assert ask(world, o5, add=(uzem,), drop=(face,)) == warned("MODE_REQUIRED")
