"""Students as they were: the list, the records and what was granted at the moment of each attempt."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from advising.services import approve
from curriculum.models import Course, SeatCounter, Term
from fees.models import FeeStanding
from people.models import ThesisAdvisorship
from registration.at_start import facts_before
from registration.catalogue import catalogue_of, forget
from registration.models import Waiver
from registration.services import commit
from registration.waivers import Lift
from tests.registration.ask import METU, turn
from tests.registration.trying import flips, row, tried
from tests.world import World, at, change_of, codes, local

pytestmark = pytest.mark.django_db


def test_an_attempt_is_judged_on_the_list_of_its_time(world: World):
    """What came and went between counts; what came later does not."""
    u4 = world.student()
    world.change(u4, add=[world.x1])
    clash = world.change(u4, add=[world.y1])
    world.change(u4, add=[world.x2], drop=[world.x1])

    report = tried(world, row("TIME_CONFLICT"))

    assert flips(report) == {clash.attempt_id: (False, {"TIME_CONFLICT"})}
    assert report["kinds"] == {"attempt": [1, 0]}  # the list as it stands has no clash


def test_a_row_counts_from_its_day_and_throughout_without_one(world: World):
    u4 = world.student()
    at("2026-02-10 10:00")
    first = world.change(u4, add=[world.x1, world.y1])
    world.change(u4, drop=[world.y1])
    at("2026-02-11 10:00")
    second = world.change(u4, add=[world.y1])

    assert set(flips(tried(world, row("TIME_CONFLICT", effective_from="2026-02-11")))) == {second.attempt_id}
    assert set(flips(tried(world, row("TIME_CONFLICT")))) == {first.attempt_id, second.attempt_id}


def test_a_waiver_counts_while_it_was_granted(world: World):
    """Until its day, or until it was ended before."""
    u4, u3 = world.student(), world.student("2501240")
    world.prerequisite(world.y, world.x)
    for student in (u4, u3):
        world.change(student, add=[world.y1])
        Waiver.objects.create(
            student=student,
            code="PREREQ_MISSING",
            reason="Kurul kararı",
            until="2026-02-10",
            granted_by=world.advisor.user,
        )
    Waiver.objects.update(granted_at=local("2026-02-10 10:30"))
    Waiver.objects.filter(student=u3).update(ended_at=local("2026-02-10 10:50"))
    at("2026-02-10 11:00")
    assert [world.change(student, add=[world.y1]).accepted for student in (u4, u3)] == [True, False]
    at("2026-03-10 11:00")  # today both have ended

    report = tried(world, row("FEW_COURSES", "off"))
    assert (report["attempts"], report["otherwise"], report["flips"]) == (4, 0, [])


def test_a_thesis_advisor_counts_from_the_first_day_to_the_last(world: World):
    """Assigned late on the 10th, and gone after the 11th."""
    world.thesis_deadline()
    gm = world.graduate()
    sections = [world.section(world.course(code, level="master"), 1) for code in ("5710501", "5710502", "5710503")]
    ThesisAdvisorship.objects.create(student=gm, advisor=world.advisor, date_from="2026-02-10", date_to="2026-02-11")
    answers = []
    for section, day in zip(sections, ("09", "11", "12"), strict=True):
        at(f"2026-02-{day} 16:00")
        answers.append(world.change(gm, add=[section]).accepted)

    report = tried(world, row("TIME_CONFLICT", "off", profile="METU · tezli yüksek lisans"))
    assert (answers, report["otherwise"], report["flips"]) == ([False, True, False], 0, [])


def test_another_thesis_advisor_is_no_late_assignment_afterwards_either(world: World):
    world.thesis_deadline()
    turn("NO_THESIS_ADVISOR", "refuse", profile="METU · tezli yüksek lisans", params={"late_assignment_lifts": False})
    gm = world.graduate(advised="2026-02-09")
    ThesisAdvisorship.objects.create(student=gm, advisor=world.advisor, date_from="2025-03-01", date_to="2026-02-08")
    assert world.change(gm, add=[world.section(world.course("5710501", level="master"), 1)]).accepted

    report = tried(world, row("FEW_COURSES", "off"))
    assert (report["otherwise"], report["flips"]) == (0, [])


def test_a_rule_lifted_with_a_change_counts_as_lifted_at_that_change(world: World):
    """Nothing flips by a draft that lifts it for everybody."""
    u4 = world.student()
    world.prerequisite(world.y, world.x)
    accepted = commit(
        student_id=u4.id,
        term_id=world.term.id,
        change=change_of([world.y1]),
        actor_id=world.advisor.user_id,
        key=uuid.uuid4(),
        note="Kurul kararı",
        lifts=(Lift("PREREQ_MISSING", world.y.id, date(2026, 2, 28)),),
    )
    assert (accepted.status, Waiver.objects.get().by_head) == ("accepted", False)

    report = tried(world, row("PREREQ_MISSING", "warn"))
    assert (report["otherwise"], report["flips"]) == (0, [])


def test_what_was_recorded_counts_where_records_have_changed(world: World):
    """A fee paid since leaves the refusal as it was, until a draft lifts it."""
    u4 = world.student()
    fee = FeeStanding.objects.create(student=u4, term=world.term, charged="100", paid="0")
    refused = world.change(u4, add=[world.x1])
    fee.paid = "100"
    fee.save()

    assert codes(refused) == ["FEE_UNPAID"]
    report = tried(world, row("STAGE_NOT_OPEN", "off"))
    assert (report["otherwise"], report["flips"]) == (1, [])
    lifted = tried(world, row("FEE_UNPAID", "warn"))
    assert flips(lifted) == {refused.attempt_id: (True, {"FEE_UNPAID"})}


def test_what_was_accepted_outside_the_rules_flips_only_by_the_draft(world: World):
    """As what the system loads before the window opens."""
    u4 = world.student()
    accepted = world.change(u4, add=[world.x1, world.y1])
    world.registration.opens_at = local("2026-02-11 09:00")
    world.registration.save()
    forget()

    assert tried(world, row("PREREQ_MISSING", "off"))["flips"] == []
    report = tried(world, row("TIME_CONFLICT"))
    assert (report["otherwise"], flips(report)) == (1, {accepted.attempt_id: (False, {"TIME_CONFLICT"})})


def test_grades_of_the_term_itself_and_later_ones_are_not_seen(world: World):
    u4 = world.student(cgpa="3.90")
    world.prerequisite(world.y, world.x)
    world.passed(u4, world.course("5710140"), "DD", "20251")
    refused = world.change(u4, add=[world.y1])
    world.passed(u4, world.x, "AA", world.term.code)

    report = tried(world, row("PREREQ_MISSING", "off"), row("FEW_COURSES", "off"))

    assert (report["otherwise"], flips(report)) == (0, {refused.attempt_id: (True, {"PREREQ_MISSING"})})
    facts = facts_before(catalogue_of(world.term.id), [u4.id])[u4.id]
    assert (facts.primary.cgpa, set(facts.taken)) == (Decimal("1.00"), {Course.objects.get(numeric_code="5710140").id})


def test_of_an_older_term_class_and_semester_are_those_of_then(world: World):
    u4 = world.student(class_year=4, semester=10)
    world.term.is_current = False
    world.term.save()
    for code in ("20261", "20262"):
        Term.objects.create(code=code, name=code, is_current=code == "20262")
    forget()

    facts = facts_before(catalogue_of(world.term.id), [u4.id])[u4.id]
    assert (facts.primary.semester, facts.primary.class_year) == (8, 4)


def test_an_attempt_on_a_section_that_is_gone_is_left_out_and_told(world: World):
    SeatCounter.objects.filter(section=world.y1).update(open=False)
    world.change(world.student(), add=[world.y1])
    world.y1.delete()
    forget()

    report = tried(world, row("CAPACITY_FULL", "off", profile=METU))
    assert (report["attempts"], report["left_out"], report["flips"]) == (0, 1, [])


def test_no_policy_sells_a_seat_twice(world: World):
    SeatCounter.objects.filter(section=world.x1).update(capacity=0)
    world.change(world.student(), add=[world.x1])
    assert tried(world, row("CAPACITY_FULL", "off", profile=METU))["flips"] == []


def test_a_list_is_judged_whatever_the_hour_unless_the_draft_is_about_it(world: World):
    """Chosen at 09:30, while approvals open at 10:00."""
    at("2026-02-09 09:30")
    world.change(world.student(), add=[world.x1, world.y1])
    assert tried(world, row("TIME_CONFLICT"))["kinds"]["list"] == [1, 0]
    assert tried(world, row("APPROVAL_CLOSED", "off", profile=METU))["kinds"] == {"list": [0, 1]}


def test_an_approved_list_is_judged_by_the_rules_of_its_approval(world: World):
    """And not by those of a day when it was asked to change again, in vain."""
    third, fourth = (world.section(world.course(code), 1) for code in ("5710140", "5710141"))
    u4 = world.student()
    world.change(u4, add=[world.x1, world.y1, third])
    assert approve(student_id=u4.id, term_id=world.term.id, version=1, actor=world.advisor.user).accepted
    at("2026-02-12 10:00")
    assert codes(world.change(u4, add=[fourth])) == ["APPROVED_LOCKED"]

    assert tried(world, row("TIME_CONFLICT", effective_from="2026-02-10"))["kinds"] == {
        "attempt": [1, 0],
        "list": [1, 0],
    }
    assert tried(world, row("TIME_CONFLICT", effective_from="2026-02-11"))["kinds"] == {}


def test_the_batches_read_in_as_many_statements_for_thirty_as_for_one(world: World):
    people = [world.student(f"25{n:04}0") for n in range(30)]
    world.change(people[0], add=[world.x1])
    tried(world, row("TIME_CONFLICT"))  # the current term is known from here on
    with CaptureQueriesContext(connection) as one:
        tried(world, row("TIME_CONFLICT"))
    for person in people[1:]:
        world.change(person, add=[world.x1])
    with CaptureQueriesContext(connection) as thirty:
        tried(world, row("TIME_CONFLICT"))
    assert (len(one), len(thirty)) == (11, 11)
