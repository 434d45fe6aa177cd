"""The closing jobs as jobs: killed after any commit and run again, run twice at once, beside students, their statements."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from curriculum.models import SeatCounter
from fees.models import FeeStanding
from people.models import Notice, Student, StudentProgramme
from registration import catalogue, progress
from registration.audit import audit
from registration.closing.fees import settle_fees
from registration.closing.opening import open_term
from registration.closing.periods import (
    close_add_drop,
    close_follow_up,
    close_registration,
    end_personal_windows,
)
from registration.closing.reminders import remind
from registration.electives import check_elective_minimum
from registration.models import Enrolment, TermRegistration, Transition
from registration.services import commit
from registration.snapshot import load_facts
from tests.elsewhere import run, threads, transaction_elsewhere, until_waiting
from tests.load.people import crowd
from tests.world import World, at, change_of

from .ask import turn
from .closing import (
    AFTER_ADD_DROP,
    AFTER_REGISTRATION,
    IN_ADD_DROP,
    approved,
    do,
    excused,
    final,
    owing,
    state,
    window,
)

pytestmark = pytest.mark.django_db(transaction=True)
SMALL = 2  # lists in a batch here, so that a handful of students makes several
Job = Callable[..., Any]


@pytest.fixture
def committed(transactional_db, monkeypatch) -> Iterator[World]:
    """Counters, enrolments and ledger agree at the end of every test."""
    monkeypatch.setattr(progress, "BATCH", SMALL)
    yield World()
    assert audit() == []


def registering(world: World) -> list[Student]:
    """Five who miss a step each in another way, and one who is done."""
    people = [student for student, _ in crowd(world, 6)]
    for n, student in enumerate(people[:5]):
        assert world.change(student, add=[world.x2, world.y1][: 1 + n % 2]).accepted
    approved(world, people[0])
    owing(world, people[1])
    TermRegistration.objects.create(student=people[5], term=world.term)
    at(AFTER_REGISTRATION)
    return people


def changing(world: World) -> list[Student]:
    """Five with an approved list that was changed in add-drop; for one of two lines there is one seat."""
    people = [final(world, f"25000{n}1", world.x2) for n in range(5)]
    at(IN_ADD_DROP)
    for student in people:
        assert world.change(student, add=[world.x1], drop=[world.x2]).accepted
    SeatCounter.objects.filter(section=world.x2).update(capacity=3)
    at(AFTER_ADD_DROP)
    return people


def following(world: World) -> list[Student]:
    window(world, "follow_up", "2026-02-14 00:00", "2026-03-18 00:00")
    people = [student for student, _ in crowd(world, 5)]
    for student in people:
        assert world.change(student, add=[world.x2]).accepted
        assert do(world, student, "send").accepted
    at("2026-03-18 00:00")
    return people


def excusing(world: World) -> list[Student]:
    people = [student for student, _ in crowd(world, 5)]
    for student in people:
        assert world.change(student, add=[world.x2]).accepted
        excused(student, "2026-02-09 09:00", "2026-02-11 17:00")
    at("2026-02-11 17:00")
    return people


def paying(world: World) -> list[Student]:
    people = [student for student, _ in crowd(world, 5)]
    for student in people:
        TermRegistration.objects.create(student=student, term=world.term, state="fee_pending")
    FeeStanding.objects.create(student=people[0], term=world.term, charged=5, paid=0)
    return people


def opening(world: World) -> list[Student]:
    return [student for student, _ in crowd(world, 5)]


def reminding(world: World) -> list[Student]:
    people = opening(world)
    for student in people[:4]:
        TermRegistration.objects.create(student=student, term=world.term)
    assert world.change(people[4], add=[world.x2]).accepted
    assert do(world, people[4], "send").accepted
    at("2026-02-12 08:00")
    return people


def too_few(world: World) -> list[Student]:
    turn("ELECTIVE_MINIMUM", "", profile="METU", params={"least": 15})
    return following(world)


JOBS: dict[str, tuple[Job, Callable[[World], list[Student]]]] = {
    "open_term": (open_term, opening),
    "settle_fees": (settle_fees, paying),
    "close_registration": (close_registration, registering),
    "close_add_drop": (close_add_drop, changing),
    "close_follow_up": (close_follow_up, following),
    "end_personal_windows": (end_personal_windows, excusing),
    "elective_minimum": (check_elective_minimum, too_few),
    "reminders": (remind, reminding),
}


def end_of(world: World, people: list[Student]) -> dict[str, Any]:
    """Where everything stands, by what does not depend on the order of ids."""
    numbers = {s.id: s.number for s in people}
    rows = TermRegistration.objects.filter(student__in=people).select_related("student")
    return {
        "lists": sorted(
            (r.student.number, r.state, r.version, str(r.missing_steps), len(r.left_over or ())) for r in rows
        ),
        "lines": sorted(
            (numbers[s], number) for s, number in Enrolment.objects.values_list("student_id", "section__number")
        ),
        "moves": sorted(
            Transition.objects.values_list("registration__student__number", "event", "from_state", "to_state")
        ),
        "told": sorted(Notice.objects.filter(user__student__in=people).values_list("user__username", "kind")),
        "seats": sorted(SeatCounter.objects.values_list("section__number", "taken", "capacity")),
    }


class Killed(BaseException):
    """The process ends here."""


class Commits:
    """Ends the process right after a commit: the one given, counted from 1."""

    def __init__(self, monkeypatch, last: int | None = None) -> None:
        self.count, self.last = 0, last
        self.commit = connection.commit
        monkeypatch.setattr(connection, "commit", self)

    def __call__(self) -> None:
        self.commit()
        self.count += 1
        if self.count == self.last:
            raise Killed


@pytest.mark.parametrize("name", JOBS)
def test_killed_after_each_of_its_commits_and_run_again(name: str, monkeypatch, transactional_db):
    """The same end as of a run that nobody disturbed."""
    monkeypatch.setattr(progress, "BATCH", SMALL)
    ends, last = [], None
    while True:
        job, scene = JOBS[name]
        world = World()
        people = scene(world)
        with monkeypatch.context() as patch:
            commits = Commits(patch, last)
            with suppress(Killed):
                job(term_id=world.term.id)
        job(term_id=world.term.id)
        ends.append(end_of(world, people))
        assert audit() == []
        if last is None:
            total = commits.count
            assert total >= 2
        last = (last or 0) + 1
        if last > total:
            break
        empty()
    assert ends[1:] == ends[:1] * (len(ends) - 1)


def empty() -> None:
    """As between two tests."""
    call_command("flush", verbosity=0, interactive=False, allow_cascade=False, inhibit_post_migrate=True)
    catalogue.forget()


@pytest.mark.parametrize("name", JOBS)
def test_run_twice_at_once(name: str, committed: World):
    """Nothing is done twice, and the end is that of one run."""
    job, scene = JOBS[name]
    people = scene(committed)
    with threads(2) as start:
        calls = [start(job, term_id=committed.term.id) for _ in range(2)]
        [call.result() for call in calls]
    both = end_of(committed, people)
    job(term_id=committed.term.id)
    assert end_of(committed, people) == both
    assert both["moves"] == sorted(set(both["moves"]))
    assert both["told"] == sorted(set(both["told"]))


def test_two_runs_at_once_end_as_one_that_was_alone(committed: World):
    """Of five approved seats three are left: three come back, whoever is first."""
    people = changing(committed)
    with threads(2) as start:
        calls = [start(close_add_drop, term_id=committed.term.id) for _ in range(2)]
        reports = [call.result() for call in calls]
    assert [state(committed, s) for s in people] == ["final"] * 5
    assert (sum(r.restored for r in reports), sum(r.left for r in reports)) == (3, 2)
    assert [committed.taken(s) for s in (committed.x1, committed.x2)] == [0, 3]


def test_the_facts_are_read_behind_the_lock(committed: World):
    """An approval that commits while the job waits for the list is seen: nobody is unregistered by a stale look."""
    people = registering(committed)
    late = people[2]
    with threads() as start, transaction_elsewhere() as other:
        run(other, "SELECT 1 FROM registration_termregistration WHERE student_id = %s FOR UPDATE", late.id)
        call = start(close_registration, term_id=committed.term.id)
        until_waiting()
        run(other, "UPDATE registration_termregistration SET state = 'final' WHERE student_id = %s", late.id)
        other.commit()
        report = call.result()
    assert (state(committed, late), report.events["close"]) == ("final", 4)


def test_the_last_seat_goes_to_one_of_a_student_and_a_fallback(committed: World):
    """The seat is locked as it is counted: a student who takes it at the same time keeps it, and the line is left over."""
    [u4] = [final(committed, "2500011", committed.x2)]
    other = final(committed, "2500021", committed.y1)
    SeatCounter.objects.filter(section=committed.x2).update(capacity=1)
    at(IN_ADD_DROP)
    assert committed.change(u4, drop=[committed.x2]).accepted
    at(AFTER_ADD_DROP)
    with threads() as start, transaction_elsewhere() as holding:
        counter = committed.x2.seats.id
        run(holding, "SELECT 1 FROM curriculum_seatcounter WHERE id = %s FOR NO KEY UPDATE", counter)
        call = start(close_add_drop, term_id=committed.term.id)
        until_waiting()
        take(holding, committed, other, counter)
        holding.commit()
        report = call.result()
    assert (committed.taken(committed.x2), committed.list_of(u4), report.left) == (1, set(), 1)


def take(holding: Any, world: World, student: Student, counter: int) -> None:
    """What a change by the registrar writes, on another connection."""
    facts = load_facts(world.term.id, [student.id])[student.id].facts
    row = [world.x2.id, world.x.id, None, None, "normal", "registrar", "", True]
    change = json.dumps({"add": [[world.x2.id, "normal"]], "drop": []})
    run(
        holding,
        "SELECT * FROM portal_commit(%s, %s::uuid, '', %s, portal_now(), 1, %s::jsonb, '[]', "
        "%s::bigint[], '{1}', '{}', %s::jsonb)",
        *(facts.registration_id, str(uuid.uuid4()), student.user_id, change, [counter], json.dumps([row])),
    )


# the job's own two, a look at facts and lost approvals, then behind the locks: facts, approvals, the write, whom to tell,
# the term's name, the notices, the reminders and requests of all; a fallback asks for sections and counters as well
STATEMENTS = {close_registration: 33, close_add_drop: 16}  # a close charges anew: the term costs nothing now


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize("job", STATEMENTS)
def test_a_batch_takes_as_many_statements_for_one_as_for_three(job: Job, many: int, transactional_db):
    world = World()
    people = [final(world, f"25000{n}1", world.x2) for n in range(many)]
    if job is close_registration:
        for student in people:
            assert do(world, student, "remove_approval").accepted
        at(AFTER_REGISTRATION)
    else:
        at(IN_ADD_DROP)
        for student in people:
            assert world.change(student, drop=[world.x2], add=[world.x1]).accepted
        at(AFTER_ADD_DROP)
    job(term_id=world.term.id, dry_run=True)  # the catalogue is in memory
    with CaptureQueriesContext(connection) as sent:
        assert job(term_id=world.term.id).events.total() == many
    assert len(sent) == STATEMENTS[job]


@pytest.mark.parametrize("many", [1, 3])
def test_who_paid_goes_on_by_one_look_at_the_lists_behind_their_locks(many: int, transactional_db):
    """A statement of thousands of payments comes here in batches, so facts that nobody needs are not read: neither before
    the locks, nor of first-class students where no list is loaded after the fee."""
    world = World()
    people = [student for student, _ in crowd(world, many)]
    StudentProgramme.objects.update(class_year=1)
    TermRegistration.objects.bulk_create(
        TermRegistration(student=s, term=world.term, state="fee_pending") for s in people
    )
    with CaptureQueriesContext(connection) as sent:
        report = settle_fees(term_id=world.term.id, student_ids=[s.id for s in people])
    assert report.events == {"fee_settled": many}
    assert sum("portal_facts(" in query["sql"] for query in sent) == 1


def test_a_student_is_not_kept_waiting_by_lists_that_are_not_due(committed: World):
    """Only lists that something is due for are locked."""
    u4 = final(committed, "2500011", committed.x2)
    assert do(committed, u4, "remove_approval").accepted
    with transaction_elsewhere() as other:
        run(other, "SELECT 1 FROM registration_termregistration WHERE student_id = %s FOR UPDATE", u4.id)
        assert close_registration(term_id=committed.term.id).unsettled == 0
    assert commit(
        student_id=u4.id,
        term_id=committed.term.id,
        change=change_of([committed.y1]),
        actor_id=u4.user_id,
        key=uuid.uuid4(),
    ).accepted
