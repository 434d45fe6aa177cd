"""Two web processes of their own, both warm: what is saved, by whoever, is obeyed by the next request of either."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection

from curriculum.models import Meeting, Prerequisite, Section, SectionCriterion, Term
from people.models import Student
from registration.models import Attempt, PolicyProfile, PolicyRule, Window
from tests.admin_pages import criterion_row, official, save
from tests.concurrency.test_seats import CHANGE
from tests.elsewhere import run
from tests.load.client import Answer, Request, post, send
from tests.load.people import crowd
from tests.load.served import served
from tests.world import World, local

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def ports(django_db_setup, django_db_blocker) -> Iterator[tuple[int, int]]:
    with django_db_blocker.unblock(), served(workers=1) as first, served(workers=1) as second:
        yield first.port, second.port


class Desk:
    """One student before both processes."""

    def __init__(self, world: World, ports: tuple[int, int]) -> None:
        self.world, self.ports = world, ports
        [(self.student, self.session)] = crowd(world, 1)

    def look(self, process: int, path: str = "/registration/") -> Answer:
        [answer] = send(self.ports[process], [Request("GET", path, self.session)], 1)
        return answer

    def add(self, process: int, **fields: object) -> list[str]:
        """The codes with which an add is refused; the form of the registration page, by code and section number."""
        form = {"action": "add", "attempt": uuid.uuid4(), **fields}
        [answer] = send(self.ports[process], [post(CHANGE, self.session, form.items())], 1)
        assert answer.status == 302, answer.text[:500]
        attempt = Attempt.objects.latest("id")
        return [f["code"] for f in attempt.findings if f["action"] == "refuse"]


@pytest.fixture
def desk(transactional_db, ports: tuple[int, int]) -> Desk:
    """Both processes have this world in memory, and have answered from it twice."""
    made = Desk(World(), ports)
    for process in (0, 1):
        for path in ("/registration/", "/registration/search/?q=CENG"):
            assert made.look(process, path).status == 200
    return made


X1 = {"code": "5710213", "section": "1"}


# direct SQL

SQL = {
    "capacity": ("UPDATE curriculum_seatcounter SET capacity = 0", ["CAPACITY_FULL"]),
    "criterion": (
        "INSERT INTO curriculum_sectioncriterion (section_id, year_min, year_max, surname_from, surname_to, note) "
        "SELECT id, 1, 2, '', '', '' FROM curriculum_section",
        ["CRITERIA_CLASS"],
    ),
    "window": ("UPDATE registration_window SET closes_at = opens_at + interval '1 s'", ["WINDOW_CLOSED"]),
    "policy": ("DELETE FROM registration_policyrule WHERE code = 'TIME_CONFLICT'", ["POLICY_MISSING"]),
}


@pytest.mark.parametrize(("sql", "expected"), SQL.values(), ids=SQL.keys())
def test_a_direct_change_is_obeyed_by_both(desk: Desk, sql: str, expected: list[str]):
    run(connection, sql)
    assert [desk.add(process, **X1) for process in (0, 1)] == [expected] * 2


def test_a_meeting_moved_by_sql_is_shown_by_the_next_page_of_either(desk: Desk):
    assert desk.add(0, **X1) == []
    assert ["09:40" in desk.look(process).text for process in (0, 1)] == [True, True]
    run(connection, "UPDATE curriculum_meeting SET start = '08:40', \"end\" = '09:30'")
    assert ["09:40" in desk.look(process).text for process in (0, 1)] == [False, False]
    assert ["08:40" in desk.look(process).text for process in (0, 1)] == [True, True]


def test_with_the_trigger_off_neither_would_know(desk: Desk):
    """The control of the tests above: both do answer from memory."""
    run(connection, "ALTER TABLE curriculum_sectioncriterion DISABLE TRIGGER raise_revision")
    try:
        run(connection, SQL["criterion"][0])
        assert [desk.add(process, **X1) for process in (0, 1)] == [[], ["ALREADY_REGISTERED"]]
    finally:
        run(connection, "ALTER TABLE curriculum_sectioncriterion ENABLE TRIGGER raise_revision")


# saved by the models, as the admin does


def closing(desk: Desk) -> None:
    window = Window.objects.get(kind="registration")
    window.closes_at = local("2026-02-09 10:00")
    window.save()


def asking_for_another_course(desk: Desk) -> None:
    Prerequisite.objects.create(course=desk.world.x, required=desk.world.y)


def narrowing(desk: Desk) -> None:
    SectionCriterion.objects.create(section=desk.world.x1, surname_from="A", surname_to="C")


def a_stricter_rule(desk: Desk) -> None:
    """In force from a date that has come: a row for the undergraduates, beside the one that holds for all."""
    PolicyRule.objects.create(
        code="LOAD_EXCEEDED",
        profile=PolicyProfile.objects.get(level="bachelor", campus=""),
        action="refuse",
        params={"bands": [{"max": "0"}]},
        effective_from=date(2026, 2, 10),
    )


SAVED = {
    closing: ["WINDOW_CLOSED"],
    asking_for_another_course: ["PREREQ_MISSING"],
    narrowing: ["CRITERIA_SURNAME"],
    a_stricter_rule: ["LOAD_EXCEEDED"],
}


@pytest.mark.parametrize(("saving", "expected"), SAVED.items(), ids=[saving.__name__ for saving in SAVED])
def test_what_a_model_saves_is_obeyed_by_both(desk: Desk, saving, expected: list[str]):
    saving(desk)
    assert [desk.add(process, **X1) for process in (0, 1)] == [expected] * 2


def test_a_new_section_is_found_and_taken_at_once(desk: Desk):
    desk.world.section(desk.world.x, 7, (3, "13:40", "15:30"))
    assert desk.add(1, code="5710213", section="7") == []
    assert "CENG213/7" in desk.look(0).text


def test_a_section_that_was_deleted_is_asked_for_in_vain(desk: Desk):
    """By its id, as a search result that is still on the screen does."""
    gone = desk.world.x2.id
    Meeting.objects.filter(section=gone).delete()
    Section.objects.get(id=gone).delete()
    assert [desk.add(process, pick=gone) for process in (0, 1)] == [["SECTION_NOT_FOUND"]] * 2


def test_another_term_becomes_the_current_one(desk: Desk):
    later = Term.objects.create(code="20261", name="2026-2027 Güz")
    run(connection, "UPDATE curriculum_term SET is_current = false")
    run(connection, "UPDATE curriculum_term SET is_current = true WHERE id = %s", later.id)
    seen = [[desk.look(process).status, "2026-2027 Güz" in desk.look(process).text] for process in (0, 1)]
    assert seen == [[302, True]] * 2  # once from the page of a term that is over to the first page, then the new one


# saved in the admin, by a third process


def test_a_form_of_the_admin_is_obeyed_by_both(desk: Desk):
    secretary = official(desk.world, "secretary", desk.world.ceng)
    assert save(secretary, desk.world.x1, **criterion_row(0, surname_from="A", surname_to="C")).status_code == 302
    assert [desk.add(process, **X1) for process in (0, 1)] == [["CRITERIA_SURNAME"]] * 2

    assert save(secretary, desk.world.x1, **{"criteria-0-DELETE": "on"}, capacity="0").status_code == 302
    assert [desk.add(process, **X1) for process in (0, 1)] == [["CAPACITY_FULL"]] * 2

    assert save(secretary, desk.world.x1, capacity="1").status_code == 302
    assert desk.add(1, **X1) == []
    assert Student.objects.get(enrolments__section=desk.world.x1) == desk.student
