"""How students leave and how candidates become students: recorded by the Registrar's Office alone, with all that follows."""

from __future__ import annotations

from datetime import date

import pytest

from curriculum.models import SeatCounter
from people.models import Departure, Student, User
from registration import catalogue, departures, enrolling
from registration.audit import audit
from registration.models import Attempt, Enrolment, Transition, Window
from tests.admin_pages import errors, filled, history, official
from tests.registration.ask import ask, refused
from tests.visitor import Visitor
from tests.world import World, at, codes, local

pytestmark = pytest.mark.django_db
ADD = "/admin/people/departure/add/"


def leaves(world: World, student: Student, kind: str = "withdrawn", **fields):
    actor = fields.pop("actor", None) or world.role(world.staff("ogr"), "registrar").staff.user
    paper = {"decision_no": "2026/7", "decided_on": date(2026, 2, 10)} | fields
    return departures.record_departure(student_id=student.pk, term_id=world.term.id, kind=kind, actor=actor, **paper)


@pytest.mark.row("KOU-62", "KOU-94")
@pytest.mark.parametrize("state", ["draft", "final"])
def test_a_withdrawal_drops_every_course_and_gives_the_seats_back(world: World, state: str):
    world.criterion(world.x2, quota=5)
    catalogue.forget()
    u4 = world.student()
    assert world.change(u4, add=[world.x2, world.y1]).accepted
    u4.registrations.update(state=state)
    assert leaves(world, u4).accepted

    u4.refresh_from_db()
    assert (u4.status, world.registration_of(u4).state, world.list_of(u4)) == ("withdrawn", "cancelled", set())
    assert set(SeatCounter.objects.values_list("taken", flat=True)) == {0}
    assert audit() == []
    assert Transition.objects.order_by("id").values_list("event", "note").last() == ("cancel", "withdrawn 2026/7")
    assert Attempt.objects.order_by("id").last().change == {"add": [], "drop": sorted([world.x2.id, world.y1.id])}
    assert ask(world, u4, add=(world.x2,))[1][:1] == refused("NOT_ENROLLED", case="withdrawn")[1]


@pytest.mark.row("KOU-95")
def test_who_is_expelled_signs_in_to_read_and_writes_nothing(world: World):
    u4, another = world.student(), world.student("2501249")
    world.change(u4, add=[world.x2])
    assert leaves(world, u4, "expelled").accepted

    expelled, student = Visitor(u4.user), Visitor(another.user)
    assert [expelled.get(path).status for path in ("/registration/", "/petitions/", "/catalog/")] == [200] * 3
    posts = ("/registration/change/", "/petitions/new/leave/", "/registration/degree/count/", "/no/such/page/")
    assert [expelled.post(path, action="drop").status for path in posts] == [403] * 4
    assert "for reading only" in expelled.post("/registration/change/").text("h1")
    assert student.post("/registration/change/", action="drop").status == 409
    assert expelled.post("/sign-out/").status == 302
    assert (Student.objects.get(pk=u4.pk).status, Enrolment.objects.filter(student=u4).count()) == ("expelled", 0)


def test_the_withdrawn_are_not_the_expelled(world: World):
    u4 = world.student()
    leaves(world, u4)
    assert Visitor(u4.user).post("/registration/change/", action="drop").status == 409


@pytest.mark.parametrize(
    ("paper", "code"),
    [
        ({"decision_no": " "}, "DECISION_REQUIRED"),
        ({"decided_on": None}, "DECISION_REQUIRED"),
        ({"decided_on": date(2026, 2, 11)}, "DECISION_IN_FUTURE"),
    ],
)
def test_a_departure_has_a_number_and_a_day(world: World, paper: dict, code: str):
    u4 = world.student()
    world.change(u4, add=[world.x2])
    assert codes(leaves(world, u4, **paper)) == [code]
    assert (world.taken(world.x2), Departure.objects.count()) == (1, 0)
    assert [f["code"] for f in Transition.objects.get(event="cancel").findings] == [code]


def test_nobody_leaves_twice_and_nobody_but_the_registrar_records_it(world: World):
    u4 = world.student()
    for kind in ("head", "secretary"):
        actor = world.role(world.staff(kind), kind, world.ceng).staff.user
        assert codes(leaves(world, u4, actor=actor)) == ["NOT_OWNER"]
    registrar = world.role(world.staff("ogr"), "registrar").staff.user
    assert leaves(world, u4, actor=registrar).accepted
    assert codes(leaves(world, u4, "expelled", actor=registrar)) == ["ILLEGAL_TRANSITION", "ALREADY_LEFT"]


@pytest.mark.row("KOU-62", "KOU-63")
def test_the_registrar_records_it_in_the_admin_and_later_that_the_diploma_went_back(world: World):
    u4, client = world.student(), official(world, "registrar")
    world.change(u4, add=[world.x2])
    sent = {"student": u4.number, "kind": "withdrawn", "decision_no": "", "decided_on": "2026-02-10"}
    page = client.post(ADD, filled(client.get(ADD), "departure_form", **sent))
    assert ("DECISION_REQUIRED" in page.content.decode(), Departure.objects.count()) == (True, 0)
    page = client.post(ADD, filled(page, "departure_form", decision_no="D-12"))
    departure = Departure.objects.get()
    change = f"/admin/people/departure/{departure.pk}/change/"
    assert (page.headers["Location"], departure.diploma_returned_on, world.taken(world.x2)) == (change, None, 0)

    page = client.post(change, filled(client.get(change), "departure_form", diploma_returned_on="2026-02-11"))
    assert list(errors(page)) == ["diploma_returned_on"]
    client.post(change, filled(page, "departure_form", diploma_returned_on="2026-02-10"))
    departure.refresh_from_db()
    assert departure.diploma_returned_on == date(2026, 2, 10)
    assert len(history(departure)) == 2
    assert client.post(change, {"diploma_returned_on": "2026-02-09"}).status_code == 403


def test_an_unknown_number_is_said_and_the_rest_is_kept(world: World):
    client = official(world, "registrar")
    sent = {"student": "999", "kind": "expelled", "decision_no": "D-12", "decided_on": "2026-02-10"}
    page = client.post(ADD, filled(client.get(ADD), "departure_form", **sent))
    assert ("There is no student of this number." in page.content.decode(), Departure.objects.count()) == (True, 0)
    assert filled(page, "departure_form")["decision_no"] == "D-12"


# enrolment


@pytest.mark.row("KOU-04")
@pytest.mark.parametrize(
    ("moment", "against"),
    [
        ("2026-08-31 23:59:59", ["WINDOW_CLOSED"]),
        ("2026-09-01 00:00", []),
        ("2026-09-05 23:59:59", []),
        ("2026-09-06 00:00", ["WINDOW_CLOSED"]),
    ],
)
def test_candidates_are_enrolled_on_the_days_of_enrolment(world: World, moment: str, against: list[str]):
    """1 to 5 September: an officer who enrols on the 6th is refused."""
    span = {"opens_at": local("2026-09-01 00:00"), "closes_at": local("2026-09-06 00:00")}
    Window.objects.create(term=world.term, kind="enrolment", **span)
    catalogue.forget()
    candidate, client = world.student(), official(world, "registrar")
    Student.objects.update(status="candidate")
    User.objects.filter(student=candidate).update(is_active=False)
    at(moment)
    sent = {"action": "enrol_candidates", "_selected_action": str(candidate.pk)}
    said = client.post("/admin/people/student/", sent, follow=True).content.decode()

    candidate.refresh_from_db()
    assert candidate.status == ("candidate" if against else "enrolled")
    assert User.objects.get(student=candidate).is_active == (not against)
    assert ("Refused: Registration is" in said) == bool(against)
    assert len(history(candidate)) == 1


def test_an_unset_window_admits_nobody_and_a_student_is_no_candidate(world: World):
    registrar = world.role(world.staff("ogr"), "registrar").staff.user
    candidate = world.student()
    enrol = {"student_id": candidate.pk, "term_id": world.term.id}
    assert [f.code for f in enrolling.enrol(**enrol, actor=registrar)] == ["NOT_A_CANDIDATE"]
    Student.objects.update(status="candidate")
    assert [f.code for f in enrolling.enrol(**enrol, actor=registrar)] == ["WINDOW_CLOSED"]
    assert [f.code for f in enrolling.enrol(**enrol, actor=world.advisor.user)] == ["NOT_OWNER"]


@pytest.mark.parametrize(
    ("before", "after"), [("candidate", "enrolled"), ("enrolled", "withdrawn"), ("enrolled", "expelled")]
)
def test_neither_is_a_matter_of_editing_a_status(world: World, before: str, after: str):
    student, client = world.student(), official(world, "registrar")
    Student.objects.update(status=before)
    page = f"/admin/people/student/{student.pk}/change/"
    response = client.post(page, filled(client.get(page), "student_form", status=after))
    assert list(errors(response)) == ["status"]
    assert Student.objects.get().status == before


def test_a_page_that_was_open_while_a_student_left_brings_nobody_back(world: World):
    u4, client = world.student(), official(world, "registrar")
    page = f"/admin/people/student/{u4.pk}/change/"
    opened = client.get(page)
    Student.objects.filter(pk=u4.pk).update(status="expelled")

    refused = client.post(page, filled(opened, "student_form", first_name="Ada"))
    u4.refresh_from_db()
    assert (list(errors(refused)), u4.status) == (["status"], "expelled")

    client.post(page, filled(client.get(page), "student_form", first_name="Ada"))
    u4.refresh_from_db()
    assert (u4.first_name, u4.status) == ("Ada", "expelled")
