"""The loader: what it leaves alone, what it keeps of its failures, how it chooses sections."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from curriculum.models import Corequisite, CourseEquivalence, SeatCounter, Section
from people.models import Student, StudentProgramme
from people.services import system_user
from registration import batches, catalogue, loader
from registration.audit import audit
from registration.models import Attempt, Enrolment, NotLoaded, SeatMove, TermRegistration
from registration.snapshot import load_facts
from tests.world import World, at

from .ask import METU, turn
from .loading import graduate, load, loaded, missing, special

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _before_opening(world: World):
    at("2026-02-02 03:00")
    world.must(world.x, 4)


@pytest.fixture
def u2(world: World) -> Student:
    return world.student("2401231", class_year=2)


def rows() -> tuple[int, ...]:
    return tuple(m.objects.count() for m in (Enrolment, Attempt, SeatMove, NotLoaded, TermRegistration))


# what it writes, and that it writes it once


def test_it_writes_what_a_students_own_add_would(world: World, u2: Student):
    load(world)
    enrolment = Enrolment.objects.get(student=u2)
    assert (enrolment.section, enrolment.source, enrolment.status) == (world.x1, "auto", "normal")
    assert enrolment.programme_id == u2.programmes.get().id
    attempt = Attempt.objects.get()
    assert (attempt.accepted, attempt.actor_id, attempt.version) == (True, system_user().id, 1)
    assert attempt.change == {"add": [[world.x1.id, "normal"]], "drop": []}
    assert attempt.findings == []
    assert world.registration_of(u2).version == 1
    assert audit() == []


def test_a_second_run_changes_nothing(world: World, u2: Student):
    world.must(world.course("5710140"), 4)  # not offered
    assert load(world).courses == 1
    before, versions = rows(), list(NotLoaded.objects.values_list("id", "reason"))
    assert load(world).courses == 0
    assert rows() == before
    assert list(NotLoaded.objects.values_list("id", "reason")) == versions


def test_a_dry_run_says_the_same_and_writes_nothing(world: World, u2: Student):
    SeatCounter.objects.filter(section__in=(world.x1, world.x2)).update(capacity=1)
    for number in ("2401251", "2401261", "2401271"):
        world.student(number, class_year=2)
    system_user()
    before = rows()
    imagined = load(world, dry_run=True)
    assert rows() == before
    assert imagined == load(world)
    assert (imagined.courses, dict(imagined.missing)) == (2, {"CAPACITY": 2})


def test_what_was_dropped_by_hand_stays_off(world: World, u2: Student):
    load(world)
    at("2026-02-10 10:00")
    assert world.change(u2, drop=(world.x1,)).accepted
    load(world)
    assert (world.list_of(u2), missing(world, u2)) == (set(), {})


def test_a_section_changed_by_hand_stays_changed(world: World, u2: Student):
    load(world)
    at("2026-02-10 10:00")
    assert world.change(u2, add=(world.x2,), drop=(world.x1,)).accepted
    load(world)
    assert world.list_of(u2) == {"CENG213/2"}


def test_a_list_that_was_begun_is_only_added_to(world: World, u2: Student):
    world.must(world.y, 4)
    at("2026-02-10 10:00")
    assert world.change(u2, add=(world.x2,)).accepted
    load(world)
    assert world.list_of(u2) == {"CENG213/2", "CENG331/1"}
    assert dict(Enrolment.objects.values_list("course__code", "source")) == {"CENG213": "student", "CENG331": "auto"}
    assert world.registration_of(u2).version == 2


@pytest.mark.parametrize("state", ["submitted", "final"])
def test_a_list_with_the_advisor_or_approved_is_left_alone(world: World, u2: Student, state: str):
    NotLoaded.objects.create(student=u2, term=world.term, course=world.y, reason="CAPACITY")
    NotLoaded.objects.create(student=u2, term=world.term, course=world.x, reason="CAPACITY")
    at("2026-02-10 10:00")
    assert world.change(u2, add=(world.y1,)).accepted
    TermRegistration.objects.update(state=state)
    report = load(world)
    assert (report.left, report.courses) == (1, 0)
    assert world.list_of(u2) == {"CENG331/1"}
    assert missing(world, u2) == {"CENG213": "CAPACITY"}  # what was found meanwhile is missing no more


def test_whoever_is_not_enrolled_gets_nothing(world: World, u2: Student):
    Student.objects.update(status="on_leave")
    assert load(world).students == 0
    assert TermRegistration.objects.count() == 0


# what could not be placed


def capacity(world: World) -> None:
    SeatCounter.objects.update(capacity=0)


def criteria(world: World) -> None:
    for section in (world.x1, world.x2):
        world.criterion(section, department=world.ee)


def quota(world: World) -> None:
    for section in (world.x1, world.x2):
        world.criterion(section, quota=0)


def prerequisite(world: World) -> None:
    world.prerequisite(world.x, world.y)


def closed(world: World) -> None:
    Section.objects.update(not_opened=True)


def heavy(world: World) -> None:
    turn("LOAD_EXCEEDED", "refuse", params={"normal": "0", "bands": [{"cgpa_from": "0"}]})


def clashing(world: World) -> None:
    """The only section of another must course, first by its code, meets at the same time."""
    early = world.course("5710100")
    world.must(early, 4)
    world.section(early, 1, (0, "08:40", "12:30"), (1, "08:40", "12:30"))
    turn("TIME_CONFLICT", "refuse")


def on_probation(world: World) -> None:
    """No course is new to a student on probation in Ankara."""
    StudentProgramme.objects.update(on_probation=True, cgpa="1.90")


def another_rule(world: World) -> None:
    turn("WINDOW_CLOSED", "refuse", profile=METU, phases=["add", "load"])


REASONS = {
    capacity: "CAPACITY",
    quota: "CAPACITY",
    criteria: "CRITERIA",
    prerequisite: "PREREQUISITE",
    closed: "NOT_OFFERED",
    heavy: "LOAD",
    clashing: "CLASH",
    on_probation: "PROBATION",
    another_rule: "OTHER",
}


@pytest.mark.parametrize(("prevents", "reason"), REASONS.items(), ids=[f.__name__ for f in REASONS])
def test_what_could_not_be_placed_is_kept_with_its_reason(world: World, u2: Student, prevents, reason: str):
    prevents(world)
    catalogue.forget()
    load(world)
    assert "CENG213/1" not in world.list_of(u2)
    assert missing(world, u2) == {"CENG213": reason}
    assert audit() == []


def test_the_reasons_are_refreshed_at_each_run(world: World, u2: Student):
    SeatCounter.objects.update(capacity=0)
    load(world)
    assert missing(world, u2) == {"CENG213": "CAPACITY"}
    world.prerequisite(world.x, world.y)
    SeatCounter.objects.update(capacity=9)
    catalogue.forget()
    load(world)
    assert missing(world, u2) == {"CENG213": "PREREQUISITE"}
    world.passed(u2, world.y, "CC")
    load(world)
    assert (missing(world, u2), loaded(world, u2)) == ({}, ["CENG213/1"])


# which courses, in which sections


def test_a_course_passed_by_an_equivalent_is_not_loaded_nor_one_whose_equivalent_is_on_the_list(world: World, u2):
    CourseEquivalence.objects.create(course=world.y, stands_for=world.x)
    other = world.student("2401241", class_year=2)
    world.passed(u2, world.y, "DD")
    at("2026-02-10 10:00")
    assert world.change(other, add=(world.y1,)).accepted
    load(world)
    assert (loaded(world, u2), loaded(world, other)) == ([], [])


@pytest.mark.parametrize(("lower", "expected"), [(True, ["CENG140/1", "CENG213/1"]), (False, ["CENG213/1"])])
def test_untaken_must_courses_of_lower_semesters_are_policy(world: World, u2: Student, lower, expected):
    for code, semester in (("5710140", 2), ("5710500", 6)):
        course = world.course(code)
        world.must(course, semester)
        world.section(course, 1)
    turn("LOADER", "", params={"mode": "compulsory", "lower_semesters": lower})
    load(world)
    assert loaded(world, u2) == expected


def test_a_section_that_does_not_clash_is_chosen_where_there_is_one(world: World, u2: Student):
    at("2026-02-10 10:00")
    assert world.change(u2, add=(world.y1,)).accepted  # Monday 10:40, as CENG213/1
    load(world)
    assert loaded(world, u2) == ["CENG213/2"]


def test_where_every_section_clashes_and_that_is_a_warning_the_first_is_taken(world: World, u2: Student):
    world.must(world.y, 4)
    Section.objects.filter(id=world.x2.id).update(not_opened=True)
    catalogue.forget()
    load(world)
    assert loaded(world, u2) == ["CENG213/1", "CENG331/1"]
    assert [f["code"] for f in Attempt.objects.get().findings] == ["TIME_CONFLICT"]


@pytest.mark.parametrize("action", ["warn", "refuse"])
def test_sections_are_moved_about_until_they_fit(world: World, u2: Student, action: str):
    """Taken one by one CENG213 would sit in section 1, where the only section of CENG331 meets."""
    world.must(world.y, 4)
    turn("TIME_CONFLICT", action)
    load(world)
    assert (loaded(world, u2), missing(world, u2)) == (["CENG213/2", "CENG331/1"], {})


def test_courses_that_need_each_other_are_loaded_together(world: World, u2: Student):
    """Either alone is refused for lack of the other."""
    world.must(world.y, 4)
    for course, required in ((world.x, world.y), (world.y, world.x)):
        Corequisite.objects.create(course=course, required=required)
    load(world)
    assert (loaded(world, u2), missing(world, u2)) == (["CENG213/2", "CENG331/1"], {})


def test_a_course_that_lacks_what_it_must_be_taken_with_is_not_loaded(world: World, u2: Student):
    Corequisite.objects.create(course=world.x, required=world.y)
    load(world)
    assert (loaded(world, u2), missing(world, u2)) == ([], {"CENG213": "PREREQUISITE"})


def test_the_course_of_a_role_is_the_curriculums_own_else_one_that_is_offered(world: World):
    seminar, section = special(world, "5710590", "seminar")
    special(world, "5710591", "seminar")
    gm = graduate(world, "master", "2601231", 3)
    section.delete()
    load(world)
    assert loaded(world, gm) == ["CENG591/1"]  # the first by its code is not offered

    at_home = graduate(world, "master", "2601241", 3)
    at_home.programmes.update(curriculum=world.curriculum)
    world.must(seminar, 3)
    catalogue.forget()
    load(world)
    assert (loaded(world, at_home), missing(world, at_home)) == ([], {"CENG590": "NOT_OFFERED"})


# seats that others take at the same time


def test_a_seat_that_went_meanwhile_leaves_its_list_unwritten_and_the_others_written(world: World, u2: Student):
    """What portal_load says where the counters are not as they were when the lists were decided."""
    other = world.student("2401241", class_year=2)
    SeatCounter.objects.filter(section=world.x1).update(capacity=1)
    key, known = uuid.uuid4(), catalogue.newest(world.term.id)
    found = load_facts(world.term.id, [u2.id, other.id], lock=True, key=key)
    decided = [d for s in (u2, other) for d in loader._decide(known, [found[s.id].facts])]  # each sees one seat free
    written = loader._write(decided, system_user().id, key, known.revision)
    assert written == {world.registration_of(u2).id: 1, world.registration_of(other).id: None}
    assert (world.list_of(u2), world.list_of(other)) == ({"CENG213/1"}, set())
    assert audit() == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_costs_the_same_number_of_statements_however_many_it_has(world: World, count: int):
    for n in range(count):
        world.student(f"24012{n}1", class_year=2)
    load(world)
    NotLoaded.objects.all().delete()
    more = [world.student(f"24013{n}1", class_year=2) for n in range(count)]
    queue = loader.in_order(catalogue.newest(world.term.id), [s.id for s in more])
    actor = system_user().id
    with CaptureQueriesContext(connection) as sent:
        loader._load_batch(world.term.id, queue, actor, loader.Report())
    asked = [q["sql"] for q in sent if "SAVEPOINT" not in q["sql"]]
    # facts, what was taken off, seats, the lists, the reasons, the reasons that are none any more
    assert len(asked) == 6, asked
    assert [loaded(world, s) for s in more] == [["CENG213/1"]] * count


def test_the_day_begins_at_midnight_in_istanbul(world: World, u2: Student):
    turn("LOADER", "", params={"mode": "none"})
    turn("LOADER", "", since="2026-02-03", params={"mode": "compulsory"})
    at("2026-02-02 23:59")
    assert loader.in_order(catalogue.newest(world.term.id), None) == []
    at("2026-02-03 00:01")  # still the 2nd in UTC
    assert loader.in_order(catalogue.newest(world.term.id), None) == [u2.id]


def test_what_was_taken_off_is_read_from_the_ledger(world: World, u2: Student):
    at("2026-02-10 10:00")
    assert world.change(u2, add=(world.x1,)).accepted
    assert world.change(u2, drop=(world.x1,)).accepted
    assert not world.change(u2, drop=(world.y1,)).accepted  # refused: it was not there
    registration = world.registration_of(u2).id
    found = batches.taken_off(catalogue.newest(world.term.id), [registration])
    assert found == {registration: frozenset({world.x.id})}
