"""The ledger: every attempt with who, when, what and why; every seat move in its place; nothing is ever rewritten."""

from __future__ import annotations

import json
import uuid

import pytest
from django.db import ProgrammingError, connection, transaction

from curriculum.models import SeatCounter, Section
from registration.models import Attempt, SeatMove, TermRegistration, Transition
from registration.rules.facts import Change, Line
from registration.services import commit
from tests.conftest import APPEND_ONLY
from tests.elsewhere import run
from tests.world import World, at, codes, local

pytestmark = pytest.mark.django_db
LEDGER = ("registration_attempt", "registration_seatmove")


def moves_of(section: Section) -> list[tuple[int, int, int]]:
    """Number, delta and attempt of every move of a section's counter."""
    counter = SeatCounter.objects.get(section=section)
    return list(
        SeatMove.objects.filter(counter_id=counter.id).order_by("seq").values_list("seq", "delta", "attempt_id")
    )


# append-only by revoked rights


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("what", ["UPDATE {0} SET id = id", "DELETE FROM {0}", "TRUNCATE {0}"])
def test_the_application_may_not_rewrite_it(world: World, table: str, what: str):
    world.change(world.student(), add=[world.x1])
    run(connection, "SELECT portal_append_only(%s)", table)  # as the migration does: the tests' own right to empty it
    with pytest.raises(ProgrammingError, match=f"permission denied for table {table}"), transaction.atomic():
        run(connection, what.format(table))
    assert (Attempt.objects.count(), SeatMove.objects.count()) == (1, 1)


def test_the_application_is_no_superuser_whom_no_right_binds(world: World):
    assert run(connection, "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user") == [
        (False, False)
    ]


# attempts


def test_an_accepted_attempt_says_who_when_what_and_by_which_rules(world: World):
    at("2026-02-10 11:30")
    u4, key = world.student(), uuid.uuid4()
    [[revision]] = run(connection, "SELECT number FROM curriculum_revision")

    receipt = world.change(u4, add=[world.x1, world.y1], key=key)

    [attempt] = Attempt.objects.values()
    clash = {"other": world.y1.id, "weekday": 0, "start": 640, "end": 690}
    article = "ODTÜ etkileşimli kayıt duyurusu, ders programı çakışması (METU-71)"
    assert attempt == {
        "id": receipt.attempt_id,
        "registration_id": world.registration_of(u4).id,
        "key": key,
        "body_hash": attempt["body_hash"],
        "actor_id": u4.user_id,
        "at": local("2026-02-10 11:30"),
        "change": {"add": [[world.x1.id, "normal"], [world.y1.id, "normal"]], "drop": []},
        "accepted": True,
        "findings": [
            {
                "code": "TIME_CONFLICT",
                "action": "warn",
                "article": article,
                "figures": clash,
                "course_id": world.x.id,
                "section_id": world.x1.id,
                "waived": False,
                "waiver": "",
                "waived_by": "",
                "rule": "TIME_CONFLICT",
            }
        ],
        "note": "",
        "version": 1,
        "revision": revision,
    }
    assert len(attempt["body_hash"]) == 64


def test_a_refused_attempt_is_kept_beside_it_with_all_its_findings(world: World):
    u4 = world.student()
    world.change(u4, add=[world.x1])
    SeatCounter.objects.filter(section=world.y1).update(capacity=0)

    receipt = world.change(u4, add=[world.y1], drop=[world.x2])

    accepted, refused = Attempt.objects.order_by("id")
    assert (accepted.accepted, refused.accepted, refused.id) == (True, False, receipt.attempt_id)
    assert [f["code"] for f in refused.findings] == ["NOT_REGISTERED", "CAPACITY_FULL", "TIME_CONFLICT"]
    assert refused.findings == list(receipt.findings)
    assert refused.change == {"add": [[world.y1.id, "normal"]], "drop": [world.x2.id]}
    assert (refused.version, refused.at) == (1, local("2026-02-10 10:00"))
    assert SeatMove.objects.count() == 1


def test_a_first_attempt_that_is_refused_is_kept_as_well(world: World):
    at("2026-02-08 12:00")
    u4 = world.student()

    receipt = world.change(u4, add=[world.x1])

    attempt = Attempt.objects.get(id=receipt.attempt_id)
    assert (attempt.accepted, codes(attempt), attempt.version) == (False, ["WINDOW_CLOSED"], 0)
    assert attempt.registration_id == TermRegistration.objects.get(student=u4).id


def test_an_attempt_by_somebody_else_names_that_person(world: World):
    u4, registrar = world.student(), world.staff("kayit")

    receipt = commit(
        student_id=u4.id,
        term_id=world.term.id,
        change=Change(frozenset({Line(world.x1.id)})),
        actor_id=registrar.user_id,
        key=uuid.uuid4(),
        source="registrar",
    )

    assert Attempt.objects.get(id=receipt.attempt_id).actor_id == registrar.user_id
    assert [e.source for e in world.registration_of(u4).enrolments.all()] == ["registrar"]


def test_an_answer_given_before_is_the_stored_one_whatever_happened_since(world: World):
    """Refused as full, then a seat is free, then the hour changes: the key is answered as it was."""
    u4, key = world.student(), uuid.uuid4()
    SeatCounter.objects.filter(section=world.x1).update(capacity=0)
    first = world.change(u4, add=[world.x1], key=key)
    SeatCounter.objects.filter(section=world.x1).update(capacity=1)
    at("2026-02-10 12:00")

    again = world.change(u4, add=[world.x1], key=key)

    told = ("status", "findings", "attempt_id", "version", "at")
    assert [getattr(again, name) for name in told] == [getattr(first, name) for name in told]
    assert (first.status, again.repeated, world.taken(world.x1)) == ("refused", True, 0)


def test_a_key_sent_with_another_body_or_by_another_person_records_nothing(world: World):
    u4, key = world.student(), uuid.uuid4()
    world.change(u4, add=[world.x1], key=key)
    same = {"student_id": u4.id, "term_id": world.term.id, "key": key}

    body = commit(**same, change=Change(frozenset({Line(world.y1.id)})), actor_id=u4.user_id)
    status = commit(**same, change=Change(frozenset({Line(world.x1.id, "ni")})), actor_id=u4.user_id)
    actor = commit(**same, change=Change(frozenset({Line(world.x1.id)})), actor_id=world.advisor.user_id)

    assert [r.status for r in (body, status, actor)] == ["key_reused"] * 3
    assert Attempt.objects.count() == 1


def test_one_key_of_two_students_is_two_attempts(world: World):
    key, people = uuid.uuid4(), [world.student(), world.student("2501240")]
    assert [world.change(student, add=[world.x1], key=key).repeated for student in people] == [False, False]
    assert world.taken(world.x1) == 2


# seat moves


def test_moves_are_numbered_without_a_gap_and_point_to_their_attempt(world: World):
    u4, other = world.student(), world.student("2501240")
    added = world.change(u4, add=[world.x1, world.y1])
    joined = world.change(other, add=[world.x1])
    changed = world.change(u4, add=[world.x2], drop=[world.x1])
    SeatCounter.objects.filter(section=world.y1).update(open=False)
    refused = world.change(other, add=[world.y1])
    dropped = world.change(u4, drop=[world.x2, world.y1])

    assert not refused.accepted
    assert moves_of(world.x1) == [(1, 1, added.attempt_id), (2, 1, joined.attempt_id), (3, -1, changed.attempt_id)]
    assert moves_of(world.x2) == [(1, 1, changed.attempt_id), (2, -1, dropped.attempt_id)]
    assert moves_of(world.y1) == [(1, 1, added.attempt_id), (2, -1, dropped.attempt_id)]


def test_a_quota_moves_beside_its_section(world: World):
    quota = SeatCounter.objects.get(criterion=world.criterion(world.x1, quota=3))
    u4 = world.student()
    for change in ({"add": [world.x1]}, {"add": [world.x2], "drop": [world.x1]}, {"drop": [world.x2]}):
        assert world.change(u4, **change).accepted
    assert list(SeatMove.objects.filter(counter_id=quota.id).values_list("seq", "delta")) == [(1, 1), (2, -1)]


# surrogate ids only: a person can be erased and the ledger stays


def test_no_foreign_key_leads_from_the_ledger_to_anything(world: World):
    sql = "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY (%s::regclass[])"
    assert run(connection, sql, list(APPEND_ONLY)) == []


def test_somebody_whom_the_record_names_can_be_erased(world: World):
    """The rows stay, with the ids of nobody."""
    u4 = world.student()
    world.change(u4, add=[world.x1])
    user, registration = u4.user_id, world.registration_of(u4).id
    for table in APPEND_ONLY:
        run(connection, "SELECT portal_append_only(%s)", table)

    run(connection, "DELETE FROM registration_enrolment WHERE registration_id = %s", registration)
    run(connection, "DELETE FROM registration_termregistration WHERE id = %s", registration)
    for table in ("studentprogramme", "advisorship", "student"):
        run(connection, f"DELETE FROM people_{table} WHERE {'id' if table == 'student' else 'student_id'} = %s", u4.id)
    run(connection, "DELETE FROM people_user WHERE id = %s", user)

    kept = Transition.objects.values_list("event", "registration_id", "actor_id")
    assert list(kept) == [("begin", registration, user)]


def test_nothing_in_the_ledger_tells_who_a_student_is(world: World):
    """Refused for every reason that has figures of the student's own."""
    u4 = world.student(surname="Çelebi")
    world.criterion(world.x1, surname_from="Ş", surname_to="Z", cgpa_min="3.00", year_max=1, department=world.ee)
    world.prerequisite(world.y, world.x)
    world.change(u4, add=[world.x1, world.y1])
    world.change(u4, add=[world.x2])

    told = json.dumps([list(row) for row in Attempt.objects.values_list("change", "findings")], ensure_ascii=False)
    columns = {name for table in LEDGER for (name,) in run(connection, COLUMNS, table)}

    assert "CRITERIA_SURNAME" in told
    assert [word for word in (u4.number, u4.user.username, "Deniz", "Çelebi", u4.surname_key) if word in told] == []
    assert columns == {
        *(
            "id",
            "registration_id",
            "key",
            "body_hash",
            "actor_id",
            "at",
            "change",
            "accepted",
            "findings",
            "note",
            "version",
        ),
        *("revision", "counter_id", "seq", "delta", "attempt_id"),
    }


COLUMNS = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
