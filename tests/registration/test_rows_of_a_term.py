"""The rows of a term's beginning, of the fee as a step, and of reminders."""

from __future__ import annotations

from datetime import date

import pytest

from curriculum.models import Term
from people.models import LeaveTerm, Notice, Student
from registration.closing.fees import settle_fees
from registration.closing.opening import open_term
from registration.closing.reminders import remind
from registration.models import TermRegistration, Window
from tests.load.people import crowd
from tests.world import World, at, codes, local

from .ask import turn
from .closing import begun, events, excused, owing, pay, preparing, stands, state, told, window, words

pytestmark = pytest.mark.django_db
KOU = "KOÜ"


@pytest.fixture
def kou(db) -> World:
    return World(policy="kou")


def next_term(world: World, code: str = "20261", starts_on: str | None = "2026-09-28") -> Term:
    day = starts_on and date.fromisoformat(starts_on)
    return Term.objects.create(code=code, name="2026-2027 Güz", name_en="2026-2027 Fall", starts_on=day)


def states(term: Term) -> dict[str, int]:
    rows = list(TermRegistration.objects.filter(term=term).values_list("state", flat=True))
    return {name: rows.count(name) for name in sorted(set(rows))}


@pytest.mark.row("METU-19")
def test_every_enrolled_student_renews(world: World):
    crowd(world, 100)
    report = open_term(term_id=world.term.id)
    assert states(world.term) == {"not_started": 100}
    assert (report.not_started, report.on_leave, report.returning) == (100, 0, 0)
    assert open_term(term_id=world.term.id).not_started == 0  # safe to repeat


@pytest.mark.row("METU-19")
def test_on_leave_by_status_or_for_this_term_and_none_for_who_left(world: World):
    away, leave, gone, cancelled, here = (world.student(f"25000{n}1") for n in range(5))
    Student.objects.filter(id=away.id).update(status="on_leave")
    LeaveTerm.objects.create(student=leave, term_code="20252")
    LeaveTerm.objects.create(student=here, term_code="20251")
    Student.objects.filter(id=gone.id).update(status="withdrawn")
    last = Term.objects.create(code="20251", name="Güz")
    TermRegistration.objects.create(student=cancelled, term=last, state="cancelled")
    report = open_term(term_id=world.term.id)
    found = dict(TermRegistration.objects.filter(term=world.term).values_list("student_id", "state"))
    assert found == {away.id: "on_leave", leave.id: "on_leave", here.id: "not_started"}
    assert (report.not_started, report.on_leave) == (1, 2)


@pytest.mark.row("METU-32")
def test_whoever_was_unregistered_last_term_needs_a_petition(world: World):
    u4, other = world.student("2500011"), world.student("2500021")
    for student, was in ((u4, "unregistered"), (other, "final")):
        TermRegistration.objects.create(student=student, term=world.term, state=was)
    term = next_term(world)
    report = open_term(term_id=term.id)
    back = dict(TermRegistration.objects.filter(term=term).values_list("student_id", "coming_back"))
    assert (back, report.returning) == ({u4.id: "needed", other.id: ""}, 1)


def test_windows_keep_their_weekday_and_their_distance_from_the_first_day(world: World):
    term = next_term(world)  # a Monday, 32 weeks after the last term's
    report = open_term(term_id=term.id)
    assert (report.source, report.windows, report.problem) == ("20252", 4, "")
    laid = [
        (w.kind, f"{w.opens_at.astimezone(local('2026-01-01').tzinfo):%Y-%m-%d %a %H:%M}")
        for w in Window.objects.filter(term=term).order_by("id")
    ]
    assert laid == [
        ("registration", "2026-09-21 Mon 09:00"),
        ("approval", "2026-09-21 Mon 10:00"),
        ("add_drop", "2026-10-05 Mon 00:00"),
        ("approval", "2026-10-05 Mon 00:00"),
    ]
    first = Window.objects.filter(term=term).order_by("id")[0]
    assert first.stages.order_by("id")[0].opens_at == local("2026-09-21 09:00")
    assert open_term(term_id=term.id).windows == 0


def test_a_first_day_on_another_weekday_moves_no_window_to_it(world: World):
    term = next_term(world, starts_on="2026-09-30")
    open_term(term_id=term.id)
    assert Window.objects.filter(term=term).order_by("id")[0].opens_at == local("2026-09-21 09:00")


def test_without_a_first_day_no_window_is_guessed(world: World):
    world.student()
    term = next_term(world, starts_on=None)
    report = open_term(term_id=term.id)
    assert (report.problem, report.windows, report.not_started) == ("no_first_day", 0, 1)


def test_a_dry_run_counts_and_makes_nothing(world: World):
    world.student()
    term = next_term(world)
    report = open_term(term_id=term.id, dry_run=True)
    assert (report.windows, report.not_started) == (4, 1)
    assert not (Window.objects.filter(term=term).exists() or TermRegistration.objects.filter(term=term).exists())


# the fee as a step


@pytest.mark.row("METU-23")
def test_preparation_students_are_complete_when_the_fee_is_settled(world: World):
    prep = owing(world, preparing(world))
    settle_fees(term_id=world.term.id)
    assert state(world, prep) == "fee_pending"
    pay(prep)
    settle_fees(term_id=world.term.id)
    assert (stands(world, prep), events(prep)) == (("final", []), ["fee_due", "skip"])
    assert settle_fees(term_id=world.term.id).events == {}


@pytest.mark.row("METU-23")
def test_nobody_is_complete_before_registration_begins(world: World):
    prep = preparing(world)
    at("2026-02-09 08:59:59")
    assert settle_fees(term_id=world.term.id).events == {}
    at("2026-02-09 09:00")
    settle_fees(term_id=world.term.id)
    assert state(world, prep) == "final"


@pytest.mark.row("METU-23")
def test_where_they_need_an_approval_the_fee_alone_completes_nothing(world: World):
    turn("RENEWAL", "", profile="METU", params={"submit": "optional", "prep_skips": ["courses"]})
    prep = preparing(world)
    settle_fees(term_id=world.term.id)
    assert state(world, prep) == "not_started"


@pytest.mark.row("METU-21")
def test_a_fee_that_is_due_holds_the_list_up_and_its_courses_stay(world: World):
    u4 = world.student()
    assert world.change(u4, add=[world.x2]).accepted
    owing(world, u4)
    assert dict(settle_fees(term_id=world.term.id).events) == {"fee_due": 1}
    assert (state(world, u4), world.list_of(u4)) == ("fee_pending", {"CENG213/2"})
    assert "FEE_UNPAID" in codes(world.change(u4, add=[world.y1]))
    pay(u4)
    assert dict(settle_fees(term_id=world.term.id).events) == {"fee_settled": 1}
    assert (state(world, u4), events(u4)) == ("draft", ["begin", "fee_due", "fee_settled"])


@pytest.mark.row("KOU-81")
def test_the_first_class_is_loaded_and_sent_when_both_fees_are_paid(kou: World):
    for course in (kou.x, kou.y):
        kou.must(course, 2)
    freshman = owing(kou, begun(kou, kou.student("2601231", class_year=1, cgpa=None)), "600")
    pay(freshman, "385")
    settle_fees(term_id=kou.term.id)
    assert (state(kou, freshman), kou.list_of(freshman)) == ("fee_pending", set())
    pay(freshman, "600")
    report = settle_fees(term_id=kou.term.id)
    assert (state(kou, freshman), kou.list_of(freshman)) == ("submitted", {"CENG213/2", "CENG331/1"})
    assert events(freshman) == ["fee_due", "fee_settled", "auto_submit"]
    assert dict(report.events) == {"fee_settled": 1, "auto_submit": 1}
    assert settle_fees(term_id=kou.term.id).events == {}


@pytest.mark.row("KOU-81")
def test_where_nothing_is_loaded_after_the_fee_the_student_chooses(kou: World):
    turn("LOADER", "", profile=KOU, params={"mode": "none"})
    kou.must(kou.x, 2)
    freshman = owing(kou, begun(kou, kou.student("2601231", class_year=1, cgpa=None)), "600")
    settle_fees(term_id=kou.term.id)
    pay(freshman, "600")
    settle_fees(term_id=kou.term.id)
    assert (state(kou, freshman), kou.list_of(freshman)) == ("draft", set())


# reminders


@pytest.mark.row("OMU-23")
@pytest.mark.parametrize(
    ("moment", "count"),
    [("2026-02-09 12:00", 0), ("2026-02-10 00:00", 1), ("2026-02-11 09:00", 1), ("2026-02-12 09:00", 1)],
)
def test_students_are_reminded_three_days_and_one_day_before_the_end(world: World, moment: str, count: int):
    u4, done = begun(world, world.student()), begun(world, world.student("2507777"))
    TermRegistration.objects.filter(student=done).update(state="final")
    at(moment)
    for _ in range(2):
        remind(term_id=world.term.id)
    assert told(u4) == [("ends_soon", words("courses", "advisor"))] * count
    assert told(done) == []


@pytest.mark.row("OMU-23")
def test_there_are_two_reminders_and_another_end_has_its_own(world: World):
    u4 = begun(world, world.student())
    for day in (10, 11, 12, 13):
        at(f"2026-02-{day} 08:00")
        remind(term_id=world.term.id)
    rows = Notice.objects.filter(user=u4.user).order_by("id")
    assert [(n.at, n.figures["until"]) for n in rows] == [
        (local("2026-02-10 08:00"), {"at": "2026-02-13T17:00:00+03:00"}),
        (local("2026-02-12 08:00"), {"at": "2026-02-13T17:00:00+03:00"}),
    ]
    excused(u4, "2026-03-01 09:00", "2026-03-06 17:00")
    at("2026-03-05 08:00")
    remind(term_id=world.term.id)
    assert rows.all().count() == 3


@pytest.mark.row("OMU-23")
def test_what_came_back_is_reminded_of_the_follow_up(db):
    omu = World(policy="omu")
    window(omu, "follow_up", "2026-02-14 00:00", "2026-03-18 00:00")
    o1 = begun(omu, omu.student())
    TermRegistration.objects.update(state="returned")
    at("2026-03-14 08:00")
    remind(term_id=omu.term.id)
    at("2026-03-16 08:00")
    remind(term_id=omu.term.id)
    assert [kind for kind, _ in told(o1)] == ["ends_soon", "ends_soon"]


def test_a_dry_run_of_reminders_tells_nobody(world: World):
    begun(world, world.student())
    at("2026-02-12 08:00")
    assert remind(term_id=world.term.id, dry_run=True).students == 1
    assert not Notice.objects.exists()
