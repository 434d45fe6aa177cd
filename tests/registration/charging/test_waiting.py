"""Who is to be charged anew, whoever makes the change: the triggers of sql/charging.sql, and the clock that empties the list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from curriculum.models import Programme, Section
from fees.models import Claim, FeeStanding, Ground, SingleCourseExam, Tariff, TopTen
from people.models import JobRun, LeaveTerm, Student, StudentProgramme
from registration.charging import charge_term, charge_waiting
from registration.closing.due import MANY, run_due
from registration.models import Enrolment, PolicyRule, TermRegistration, ToCharge
from registration.standing import update_standing
from tests.admin_pages import filled, official
from tests.elsewhere import run, threads, transaction_elsewhere, until_waiting
from tests.registration.ask import turn
from tests.registration.closing import begun, charged
from tests.world import World, at, local

from .cast import all_done, both_ways, costs, entries, evening, exempt, owed, waiting


@pytest.fixture
def omu(db) -> World:
    world = World("omu")
    evening(world)
    return world


Change = Callable[[World, Student], object]


def programme_of(student: Student) -> StudentProgramme:
    return StudentProgramme.objects.get(student=student)


def rank(world: World, student: Student) -> None:
    about = {"class_year": 4, "average": "3.50", "place": 1, "population": 10, "qualifies": True}
    TopTen.objects.create(
        term=world.term, student=student, department=world.ceng, ranked_at=local("2026-02-01 10:00"), **about
    )


def enter_exam(world: World, student: Student) -> None:
    about = {"taken_on": "2026-02-01", "recorded_by": world.advisor.user}
    SingleCourseExam.objects.create(student=student, term=world.term, course=world.x, **about)


CHANGES: dict[str, Change] = {
    "semester": lambda world, s: StudentProgramme.objects.filter(student=s).update(semester=9),
    "programme": lambda world, s: StudentProgramme.objects.filter(student=s).update(
        programme=Programme.objects.create(code="EE", name="EE", department=world.ee)
    ),
    "entry": lambda world, s: StudentProgramme.objects.filter(student=s).update(entry_term="20252"),
    "kind": lambda world, s: StudentProgramme.objects.filter(student=s).update(kind="exchange"),
    "grades": lambda world, s: StudentProgramme.objects.filter(student=s).update(cgpa="3.99"),
    "admission": lambda world, s: Student.objects.filter(pk=s.pk).update(admission="international"),
    "status": lambda world, s: Student.objects.filter(pk=s.pk).update(status="on_leave"),
    "leave": lambda world, s: LeaveTerm.objects.create(student=s, term_code="20252"),
    "claim": lambda world, s: exempt(s, world),
    "ranking": rank,
    "exam": enter_exam,
    "education type": lambda world, s: Programme.objects.filter(pk=world.programme.pk).update(education_type="day"),
    "language": lambda world, s: Programme.objects.filter(pk=world.programme.pk).update(language="en"),
    "duration": lambda world, s: Programme.objects.filter(pk=world.programme.pk).update(normal_semesters=4),
    "unregistered": lambda world, s: TermRegistration.objects.filter(student=s).update(state="unregistered"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_of_what_a_fee_depends_on_is_noted_with_its_student(omu: World, what: str):
    student, other = begun(omu, omu.student(semester=8)), omu.student("2507777", programme=ee(omu))
    all_done()
    CHANGES[what](omu, student)
    assert waiting() == {student.id}
    assert other.id not in waiting()


def ee(world: World) -> Programme:
    return Programme.objects.create(code="MATH", name="Matematik", department=world.ee)


NOTHING: dict[str, Change] = {
    "surname": lambda world, s: Student.objects.filter(pk=s.pk).update(last_name="Demir"),
    "same semester": lambda world, s: StudentProgramme.objects.filter(student=s).update(semester=6),
    "grades before the last semester": lambda world, s: StudentProgramme.objects.filter(student=s).update(cgpa="3.99"),
    "a list that goes on": lambda world, s: TermRegistration.objects.filter(student=s).update(state="submitted"),
    "another rule": lambda world, s: turn("LIBRARY_DEBT", "warn", profile="OMÜ"),
}


@pytest.mark.parametrize("what", NOTHING)
def test_what_no_fee_depends_on_is_not_noted(omu: World, what: str):
    student = begun(omu, omu.student(semester=6))
    all_done()
    NOTHING[what](omu, student)
    assert waiting() == set()


def test_only_an_approved_claim_counts_and_its_end_as_well(omu: World):
    student = omu.student()
    ground = Ground.objects.create(code="martyr", name="Şehit çocuğu", effect="exempt")
    all_done()
    claim = Claim.objects.create(student=student, ground=ground, valid_from="2026-02-01")
    Claim.objects.filter(pk=claim.pk).update(state="original_seen")
    assert waiting() == set()
    Claim.objects.filter(pk=claim.pk).update(state="approved")
    assert waiting() == {student.id}
    all_done()
    Claim.objects.filter(pk=claim.pk).update(valid_until="2026-02-02")
    assert waiting() == {student.id}
    all_done()
    claim.delete()
    assert waiting() == {student.id}


@pytest.mark.parametrize("what", ["tariff", "many tariffs", "ground", "policy"])
def test_what_may_change_everybodys_fee_is_noted_without_a_student(omu: World, what: str):
    omu.student()
    ground = Ground.objects.create(code="scholar", name="Burslu", effect="none")
    all_done()
    if what == "tariff":
        Tariff.objects.update(amount="1100.00")
    elif what == "many tariffs":
        rows = (Tariff(year=2025, line=line, amount=1, decision_no="1") for line in ("contribution", "foreign"))
        Tariff.objects.bulk_create(rows)
    elif what == "ground":
        Ground.objects.filter(pk=ground.pk).update(effect="exempt")
    else:
        turn("FEES", "", profile="OMÜ", params={"leave_charge": "always"})
    assert waiting() == {None}
    assert ToCharge.objects.count() == 1


def test_a_section_that_changes_its_delivery_is_noted_with_whom_it_holds(omu: World):
    face, distance = both_ways(omu)
    taking, beside, without = omu.student(), omu.student("2507777"), omu.student("2508888")
    for student, section in ((taking, distance), (beside, face)):
        hold(omu, student, section)
    all_done()
    Section.objects.filter(id=face.id).update(cancelled=True)  # nobody could take it otherwise now
    assert waiting() == {taking.id, beside.id}
    all_done()
    Section.objects.filter(id=distance.id).update(delivery="face")
    assert waiting() == {taking.id, beside.id}
    assert without.id not in waiting()


def hold(world: World, student: Student, section: Section) -> None:
    registration = TermRegistration.objects.create(student=student, term=world.term)
    about = {"student": student, "term": world.term, "section": section, "course_id": section.course_id}
    Enrolment.objects.create(registration=registration, **about)


# emptying it


def test_who_waits_is_charged_and_waits_no_longer(omu: World):
    student, other = omu.student(), omu.student("2507777")
    charge_term(term_id=omu.term.id)
    assert (owed(student), owed(other), waiting()) == (("1000.00", "0.00"), ("1000.00", "0.00"), set())
    exempt(student, omu)
    found = charge_waiting(term_id=omu.term.id)
    assert (found.looked_at, found.changed, waiting()) == (1, 1, set())
    assert (owed(student), owed(other)) == (("0.00", "0.00"), ("1000.00", "0.00"))
    assert charge_waiting(term_id=omu.term.id).looked_at == 0


def test_a_dry_run_counts_and_leaves_who_waits(omu: World):
    student = omu.student()
    assert charge_term(term_id=omu.term.id, dry_run=True).changed == 1
    assert (entries(student), student.id in waiting()) == ([], True)


def test_charging_takes_as_many_statements_for_one_as_for_three(omu: World, django_assert_num_queries):
    charge_term(term_id=omu.term.id)
    people = [omu.student(f"25000{n}1") for n in range(3)]
    for asked in (people[:1], people):
        ToCharge.objects.exclude(student__in=asked).delete()
        for each in asked:
            ToCharge.objects.get_or_create(student=each)
        with django_assert_num_queries(25):
            assert charge_waiting(term_id=omu.term.id).looked_at == len(asked)


@pytest.mark.row("OMU-121")
def test_a_semester_that_is_put_right_is_charged_anew(omu: World):
    costs("contribution", "200.00", education_type="day")
    Programme.objects.update(education_type="day")
    student = omu.student(semester=9)
    charge_term(term_id=omu.term.id)
    assert owed(student) == ("200.00", "0.00")
    StudentProgramme.objects.filter(student=student).update(semester=8)
    charge_waiting(term_id=omu.term.id)
    assert owed(student) == ("0.00", "0.00")


def test_standing_that_is_computed_anew_is_followed(omu: World):
    """The terms used are counted from the entry: a fourth-year student becomes one in the ninth semester."""
    costs("contribution", "200.00", education_type="day")
    Programme.objects.update(education_type="day")
    student = omu.student(semester=8, entry_term="20211")
    charge_term(term_id=omu.term.id)
    assert owed(student) == ("0.00", "0.00")
    update_standing([student.id])
    assert programme_of(student).semester == 10
    charge_waiting(term_id=omu.term.id)
    assert owed(student) == ("200.00", "0.00")


# the clock


def ran(moment: str) -> list[str]:
    at(moment)
    return [job.kind for job in run_due()]


@pytest.fixture
def open_term(transactional_db) -> World:
    world = World("omu")
    evening(world)
    return world


@pytest.mark.django_db(transaction=True)
def test_the_clock_charges_a_term_that_opened_and_lists_follow(open_term: World):
    student = open_term.student()
    assert ran("2026-02-10 07:00")[:3] == ["open_term", "charge_fees", "settle_fees"]
    assert TermRegistration.objects.get(student=student).state == "fee_pending"
    assert ran("2026-02-10 07:05") == []


@pytest.mark.django_db(transaction=True)
def test_the_clock_charges_who_waits_within_minutes_and_everybody_by_a_job(open_term: World):
    student = begun(open_term, open_term.student())
    charge_term(term_id=open_term.term.id)
    charged(open_term)
    ran("2026-02-10 07:00")
    exempt(student, open_term)
    assert ran("2026-02-10 07:05") == []
    assert (owed(student), waiting()) == (("0.00", "0.00"), set())
    assert TermRegistration.objects.get(student=student).state == "draft"  # nothing holds the list up
    Tariff.objects.update(amount="1100.00")
    assert ran("2026-02-10 07:10") == ["charge_fees"]
    assert JobRun.objects.filter(kind="charge_fees").latest("id").result["looked_at"] == 1
    ToCharge.objects.bulk_create(ToCharge(student=student) for _ in range(MANY + 1))
    assert ran("2026-02-10 07:15") == ["charge_fees"]
    assert waiting() == set()


@pytest.mark.django_db(transaction=True)
def test_figures_that_come_into_force_later_charge_everybody_on_their_day(open_term: World):
    begun(open_term, open_term.student())
    charged(open_term)
    ran("2026-02-10 07:00")
    turn("FEES", "", profile="OMÜ", since="2026-02-12", params={"leave_charge": "always"})
    assert PolicyRule.objects.filter(effective_from=date(2026, 2, 12)).exists()
    assert "charge_fees" in ran("2026-02-10 07:05")
    assert "charge_fees" not in ran("2026-02-11 07:00")
    assert "charge_fees" in ran("2026-02-12 07:00")


@pytest.mark.django_db(transaction=True)
def test_what_changes_while_it_is_charged_waits_for_the_next_time(open_term: World):
    """A row is taken away only by who saw it before reading: one that commits in between stays."""
    student = open_term.student()
    charge_term(term_id=open_term.term.id)
    exempt(student, open_term)
    with threads(1) as start:
        with transaction_elsewhere() as other:
            run(other, "SELECT 1 FROM fees_feestanding WHERE student_id = %s FOR UPDATE", student.id)
            charging = start(charge_waiting, term_id=open_term.term.id)
            until_waiting()
            run(connection, "UPDATE fees_claim SET state = 'rejected' WHERE student_id = %s", student.id)
        charging.result()
    assert waiting() == {student.id}
    charge_waiting(term_id=open_term.term.id)
    assert (owed(student), waiting()) == (("1000.00", "0.00"), set())


@pytest.mark.django_db(transaction=True)
def test_whoever_saves_a_students_page_finds_the_fee_charged_anew(open_term: World):
    """Nobody waits for the clock where somebody waits at a screen."""
    student = open_term.student()
    charge_term(term_id=open_term.term.id)
    page = f"/admin/people/student/{student.pk}/change/"
    registrar = official(open_term, "registrar")
    sent = filled(registrar.get(page), "student_form", admission="international")
    assert registrar.post(page, sent).status_code == 302
    assert Student.objects.get(pk=student.pk).admission == "international"
    missing = FeeStanding.objects.get(student=student).missing
    assert ([m["line"] for m in missing], waiting()) == (["foreign"], set())
