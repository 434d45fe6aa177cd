"""The closing jobs by command, in the admin and by the clock: what each keeps and says, and that the clock repeats nothing."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone, translation

from curriculum.models import Term
from people.models import JobRun, Notice, Student, User
from registration.closing.due import ORDER, run_due
from registration.closing.periods import close_registration
from registration.closing.reminders import remind
from registration.closing.table import JOBS
from registration.jobs import WORK
from registration.models import Transition
from registration.tasks import run_due as task
from registration.tasks import run_job
from registration.windows import PAUSE, RESUME, Asked, step_windows
from tests.admin_pages import browser, official
from tests.elsewhere import run, threads, transaction_elsewhere, until_waiting
from tests.world import World, at

from .closing import (
    AFTER_ADD_DROP,
    AFTER_REGISTRATION,
    IN_ADD_DROP,
    begun,
    charged,
    choosing,
    events,
    excused,
    final,
    owing,
    pay,
    stands,
    state,
    told,
)

CLOSING, RUNS = "/admin/people/jobrun/closing/", "/admin/people/jobrun/"
KINDS = {
    "open_term",
    "charge_fees",
    "rank_top_ten",
    "settle_fees",
    "close_registration",
    "check_elective_minimum",
    "close_add_drop",
    "close_follow_up",
    "end_personal_windows",
    "send_reminders",
    "check_tariffs",
}


def command(name: str, *args: str, **options) -> list[str]:
    out = StringIO()
    call_command(name, *args, stdout=out, verbosity=0, **options)
    return out.getvalue().splitlines()


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_job_is_a_command_with_a_dry_run(world: World, name: str):
    term = ["--term", "20252"] if name == "check_elective_minimum" else ["20252"]
    assert command(name, *term, "--dry-run")
    job = JobRun.objects.get()
    assert (job.kind, job.params, job.problem) == (name, {"term": "20252", "dry_run": True}, "")
    assert job.finished_at and job.result["at"].startswith("2026-02-10T10:00:00")
    assert JOBS.keys() == KINDS and WORK.keys() >= KINDS


@pytest.mark.django_db(transaction=True)
def test_a_command_says_and_keeps_what_it_did(transactional_db):
    world = World()
    u4 = begun(world, world.student())
    at(AFTER_REGISTRATION)
    said = [
        "lists looked at: 1",
        "unregistered: 1",
        "seats given back: 0",
        "courses that came back: 0",
        "courses that found no seat: 0",
        "lists that stayed locked: 0",
        "missing: courses: 1",
        "missing: approval: 1",
        "first students: unregistered: 2501231",
    ]
    User.objects.update(language="en")
    with translation.override("en"):
        assert command("close_registration", "20252", "--dry-run") == ["Dry run: nothing was changed", *said]
        assert state(world, u4) == "not_started"
        assert command("close_registration", "20252") == said
    assert state(world, u4) == "unregistered"
    first, second = JobRun.objects.order_by("id")
    assert first.result == {**second.result, "dry_run": True}


@pytest.mark.django_db
def test_there_is_no_such_term(world: World):
    with pytest.raises(CommandError, match="no term 20999"):
        command("close_registration", "20999")
    assert not JobRun.objects.exists()


# the clock


def ran(moment: str) -> list[str]:
    """The jobs that the clock runs at a moment, those that tried and failed among them."""
    at(moment)
    return [job.kind + (job.problem and f": {job.problem}") for job in run_due()]


@pytest.fixture
def committed(transactional_db) -> World:
    """Windows end once; everybody has a registration, so that nothing is to be opened, and the term was charged."""
    world = World()
    Term.objects.update(ends_on="2026-06-12")
    charged(world)
    return world


@pytest.mark.django_db(transaction=True)
def test_the_clock_runs_a_job_when_its_time_has_come_and_then_not_again(committed: World):
    begun(committed, committed.student())
    done = final(committed, "2507777", committed.x2)
    assert ran("2026-02-12 07:59") == []
    assert ran("2026-02-12 08:00") == ["send_reminders"]
    assert ran("2026-02-12 23:59") == []
    assert ran("2026-02-13 12:00") == ["send_reminders"]
    assert ran("2026-02-13 23:59") == ["close_registration"]  # the student's own window has ended
    assert ran(AFTER_REGISTRATION) == ["close_registration"]
    assert ran("2026-02-14 00:05") == []
    assert Transition.objects.filter(event="close").count() == 1
    at(IN_ADD_DROP)
    assert committed.change(done, add=[committed.y1]).accepted
    assert ran("2026-02-23 10:05") == ["close_registration", "send_reminders"]  # once a day while anything is open
    assert ran("2026-02-23 10:10") == []
    assert ran(AFTER_ADD_DROP) == ["close_registration", "close_add_drop"]
    assert (state(committed, done), committed.list_of(done)) == ("final", {"CENG213/2"})
    assert ran("2026-03-01 09:00") == []  # nothing is open any more


@pytest.mark.django_db(transaction=True)
def test_the_clock_ends_a_paused_window_as_soon_as_it_goes_on(committed: World):
    u4 = begun(committed, committed.student())
    step = partial(step_windows, window_ids=[committed.approval.pk], actor=committed.advisor.user)
    at("2026-02-13 12:00")
    assert step(asked=Asked(PAUSE, "Elektrik kesintisi")) == {}
    assert ran(AFTER_REGISTRATION)[:1] == ["close_registration"]
    assert state(committed, u4) == "not_started"
    at("2026-02-14 12:00")
    assert step(asked=Asked(RESUME)) == {}
    assert ran("2026-02-14 12:00") == ["close_registration"]
    assert state(committed, u4) == "unregistered"


@pytest.mark.django_db(transaction=True)
def test_the_clock_opens_the_term_two_weeks_before_it_starts(committed: World):
    committed.student()
    Term.objects.update(starts_on="2026-03-16")
    assert ran("2026-03-01 12:00") == []
    assert ran("2026-03-02 00:00")[:1] == ["open_term"]
    assert "open_term" not in ran("2026-03-02 00:05")
    committed.student("2507777")
    assert ran("2026-06-12 23:59")[:1] == ["open_term"]
    committed.student("2508888")
    assert "open_term" not in ran("2026-06-13 23:59")  # it is over


@pytest.mark.django_db(transaction=True)
def test_the_clock_lets_a_list_follow_its_fee_within_minutes(committed: World):
    u4 = owing(committed, begun(committed, committed.student()))
    assert ran("2026-02-10 07:00") == ["settle_fees"]
    assert ran("2026-02-10 07:05") == []
    pay(u4)
    assert ran("2026-02-10 07:10") == ["settle_fees"]
    assert state(committed, u4) == "draft"


@pytest.mark.django_db(transaction=True)
def test_what_was_paid_counts_before_a_list_is_closed(committed: World):
    u4 = owing(committed, choosing(committed))
    assert ran("2026-02-13 16:00") == ["settle_fees", "send_reminders"]
    pay(u4)
    assert ran(AFTER_REGISTRATION) == ["settle_fees", "close_registration"]
    assert events(u4) == ["begin", "fee_due", "fee_settled", "close"]


@pytest.mark.django_db(transaction=True)
def test_the_clock_tries_lists_again_that_stayed_locked(committed: World):
    begun(committed, committed.student())
    ran("2026-02-13 17:00")
    assert ran("2026-02-13 17:05") == []
    closing = JobRun.objects.get(kind="close_registration")
    JobRun.objects.filter(pk=closing.pk).update(result=closing.result | {"unsettled": 1})
    assert ran("2026-02-13 17:10") == ["close_registration"]


@pytest.mark.django_db
def test_a_job_that_fails_keeps_no_other_from_running_and_is_tried_again_after_a_quarter_of_an_hour(world: World):
    u4, other = begun(world, world.student()), world.student("2507777")
    charged(world)
    run(connection, "ALTER FUNCTION portal_open_term(bigint, bigint[]) RENAME TO portal_away")
    open_term, close = ran(AFTER_REGISTRATION)
    assert open_term.startswith("open_term: function portal_open_term(")
    assert (close, state(world, u4)) == ("close_registration", "unregistered")

    run(connection, "ALTER FUNCTION portal_away(bigint, bigint[]) RENAME TO portal_open_term")
    assert ran("2026-02-14 00:10") == []
    JobRun.objects.update(asked_at=timezone.now() - timedelta(minutes=16))
    assert ran("2026-02-14 00:15") == ["open_term"]
    assert state(world, other) == "not_started"


@pytest.mark.django_db(transaction=True)
def test_the_clock_ends_a_personal_window(committed: World):
    u4 = begun(committed, committed.student())
    excused(u4, "2026-02-25 09:00", "2026-03-06 17:00")
    ran("2026-03-06 16:55")
    assert ran("2026-03-06 16:59") == []
    assert ran("2026-03-06 17:00") == ["end_personal_windows"]
    assert state(committed, u4) == "unregistered"


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_run_each_job_once(committed: World):
    begun(committed, committed.student())
    at("2026-02-14 09:00")
    with threads(2) as start:
        [call.result() for call in [start(task) for _ in range(2)]]
    kinds = list(JobRun.objects.values_list("kind", flat=True))
    assert sorted(kinds) == sorted(set(kinds))
    assert Notice.objects.filter(kind="unregistered").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_job_that_was_killed_is_carried_on(committed: World):
    u4 = begun(committed, committed.student())
    at(AFTER_REGISTRATION)
    killed = JobRun.objects.create(kind="close_registration", params={"term": "20252", "dry_run": False})
    assert "close_registration" not in ran(AFTER_REGISTRATION)  # it may be running
    JobRun.objects.filter(id=killed.id).update(asked_at=timezone.now() - timedelta(minutes=16))
    assert ran(AFTER_REGISTRATION)[:1] == ["close_registration"]
    killed.refresh_from_db()
    assert (killed.result["events"], state(committed, u4)) == ({"close": 1}, "unregistered")


@pytest.mark.django_db(transaction=True)
def test_of_two_clocks_one_carries_on_what_was_left_behind(committed: World):
    """Both find it, and then wait for its row; who comes next finds it begun just now."""
    begun(committed, committed.student())
    JobRun.objects.create(kind="close_registration", params={"term": "20252", "dry_run": False})
    JobRun.objects.update(asked_at=timezone.now() - timedelta(minutes=16))
    at("2026-02-14 00:00")
    with threads(2) as start:
        with transaction_elsewhere() as other:
            run(other, "SELECT 1 FROM people_jobrun FOR UPDATE")
            clocks = [start(run_due) for _ in range(2)]
            until_waiting(2)
        carried = [[job.kind for job in clock.result()] for clock in clocks]
    assert sorted(carried) == [[], ["close_registration"]]


@pytest.mark.django_db
def test_without_a_current_term_the_clock_has_nothing_to_do(world: World):
    Term.objects.update(is_current=False)
    assert run_due() == []
    assert set(ORDER) == KINDS - {"check_elective_minimum", "rank_top_ten"}


@pytest.mark.row("METU-18")
@pytest.mark.django_db
@pytest.mark.parametrize("status", ["graduated", "candidate", "on_leave"])
def test_who_is_no_student_now_has_nothing_to_miss(world: World, status: str):
    u4 = begun(world, world.student())
    Student.objects.filter(pk=u4.pk).update(status=status)
    at("2026-02-12 10:00")
    remind(term_id=world.term.id)
    at(AFTER_REGISTRATION)
    close_registration(term_id=world.term.id)
    assert (stands(world, u4), told(u4)) == (("not_started", []), [])


# the admin


@pytest.mark.django_db(transaction=True)
def test_the_registrar_sees_first_what_a_job_would_do(transactional_db):
    world = World()
    u4 = begun(world, world.student())
    at(AFTER_REGISTRATION)
    registrar = official(world, "registrar")
    User.objects.update(language="en")
    assert CLOSING.encode() in registrar.get(RUNS).content
    for dry_run in ("on", ""):
        asked = {"kind": "close_registration", "term": "20252"} | ({"dry_run": dry_run} if dry_run else {})
        response = registrar.post(CLOSING, asked)
        job = JobRun.objects.order_by("-id")[0]
        assert (response["Location"], job.params["dry_run"]) == (f"{RUNS}{job.pk}/change/", bool(dry_run))
        run_job(job.pk)
        shown = registrar.get(response["Location"]).content.decode()
        assert '<tr><th scope="row">unregistered</th><td>1</td></tr>' in shown
        assert state(world, u4) == ("not_started" if dry_run else "unregistered")
    assert told(u4)[0][0] == "unregistered"


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [{"kind": "load_courses", "term": "20252"}, {"kind": "open_term", "term": "1"}, {}])
def test_what_is_no_job_of_a_term_is_refused_in_the_form(world: World, asked):
    response = official(world, "registrar").post(CLOSING, asked)
    assert response.status_code == 200 and not JobRun.objects.exists()


@pytest.mark.django_db
def test_only_the_registrar_asks_for_a_job(world: World):
    secretary = official(world, "secretary", world.ceng)
    assert (secretary.get(CLOSING).status_code, secretary.post(CLOSING, {}).status_code) == (403, 403)
    assert CLOSING.encode() not in secretary.get(RUNS).content + secretary.get("/admin/").content
    assert browser(world.student().user).get(CLOSING).status_code == 302
