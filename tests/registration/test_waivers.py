"""Waivers: who lifts which rule for whom, until when; what a lifted finding looks like; how the admin keeps them."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from advising.services import approve
from people.models import User
from registration.messages import rule_name
from registration.models import Attempt, Waiver
from registration.rules import BY_CODE, RULES
from registration.waivers import LIFTABLE, end_waiver, grant_waiver
from tests.admin_pages import browser, complete, errors, filled, history, official
from tests.visitor import Visitor, text_of
from tests.world import World, at, codes, local

from .ask import METU, OK, ask, refused, turn

pytestmark = pytest.mark.django_db
LIST, ADD = "/admin/registration/waiver/", "/admin/registration/waiver/add/"
DAY = date(2026, 2, 13)


def user_of(world: World, kind: str, department=None) -> User:
    return world.role(world.staff(f"{kind}-{department}", is_staff=True), kind, department).staff.user


def grant(world: World, who, code: str = "CRITERIA", course=None, *, actor: User | None = None, **fields) -> Waiver:
    actor = actor or User.objects.filter(username="root").first() or User.objects.create_superuser("root")
    asked = {"reason": "Fakülte kurulu kararı 2026/3", "until": DAY} | fields
    return grant_waiver(student_id=who.id, code=code, course_id=course and course.id, actor=actor, **asked)


def wrong(*args, **fields) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        grant(*args, **fields)
    return caught.value.message_dict


# what a waiver does


@pytest.mark.row("METU-58")
def test_a_waiver_lifts_the_criteria_and_the_ledger_says_why(world: World):
    u4 = world.student(surname="Şahin")
    world.criterion(world.x1, surname_from="A", surname_to="K")
    assert ask(world, u4, add=(world.x1,)) == refused("CRITERIA_SURNAME", admits=["A–K"])

    grant(world, u4, course=world.x)
    assert ask(world, u4, add=(world.x1,)) == ("accepted", [("CRITERIA_SURNAME", {"admits": ["A–K"]})])
    [finding] = Attempt.objects.get(accepted=True).findings
    assert (finding["action"], finding["waived"]) == ("refuse", True)
    assert (finding["waiver"], finding["waived_by"]) == ("Fakülte kurulu kararı 2026/3", "registrar")


@pytest.mark.row("METU-40")
def test_a_waiver_opens_an_approved_list_for_its_student_alone(world: World):
    u4, other = world.student(), world.student("2501240")
    three = (world.x2, world.y1, world.section(world.course("5710140"), 1))
    fourth = world.section(world.course("5710477"), 1)
    for each in (u4, other):
        ask(world, each, add=three)
        assert approve(student_id=each.id, term_id=world.term.id, version=1, actor=world.advisor.user).accepted
    grant(world, u4, "APPROVED_LOCKED")

    assert ask(world, u4, add=(fourth,)) == ("accepted", [("APPROVED_LOCKED", {})])
    assert ask(world, other, add=(fourth,)) == refused("APPROVED_LOCKED")
    turn("APPROVED_LOCKED", "off", profile=METU)
    assert ask(world, other, add=(fourth,)) == OK


@pytest.mark.parametrize(
    ("day", "answer"),
    [("2026-02-12 23:59", "accepted"), ("2026-02-13 00:00", "refused")],
    ids=["last day", "day after"],
)
def test_the_day_of_the_end_is_included(world: World, day: str, answer: str):
    u4 = world.student(surname="Şahin")
    world.criterion(world.x1, surname_to="K")
    grant(world, u4, course=world.x, until=date(2026, 2, 12))
    at(day)
    assert world.change(u4, add=[world.x1]).status == answer


def test_a_waiver_of_one_course_is_none_of_another(world: World):
    u4 = world.student(surname="Şahin")
    for section in (world.x1, world.y1):
        world.criterion(section, surname_to="K")
    grant(world, u4, course=world.y)
    assert world.change(u4, add=[world.x1]).status == "refused"
    assert world.change(u4, add=[world.y1]).status == "accepted"


def test_an_ended_waiver_lifts_nothing_and_stays_in_the_records(world: World):
    u4, root = world.student(surname="Şahin"), User.objects.create_superuser("root")
    world.criterion(world.x1, surname_to="K")
    waiver = grant(world, u4, course=world.x)

    assert end_waiver(waiver=waiver, actor=root)
    assert codes(world.change(u4, add=[world.x1])) == ["CRITERIA_SURNAME"]
    waiver.refresh_from_db()
    assert waiver.ended_at
    assert not end_waiver(waiver=waiver, actor=root)
    assert grant(world, u4, course=world.x).pk != waiver.pk


# who may


def test_the_registrar_waives_any_rule_that_is_not_binding_nor_counted():
    assert {rule.code for rule in RULES if not rule.binding} == LIFTABLE | {"CAPACITY_FULL"}
    assert BY_CODE["ALREADY_REGISTERED"].binding


@pytest.mark.parametrize("language", ["tr", "en"])
def test_every_rule_has_a_name_to_choose_it_by(language: str):
    names = [rule_name(code, language) for code in BY_CODE]
    assert [name for name in names if name in BY_CODE] == []
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("code", ["ALREADY_REGISTERED", "CAPACITY_FULL", "STANDING", "NO_SUCH_RULE", "CRITERIA_CLASS"])
def test_a_binding_rule_and_a_counted_seat_cannot_be_waived(world: World, code: str):
    assert list(wrong(world, world.student(), code)) == ["code"]
    assert not Waiver.objects.exists()


def test_a_head_waives_the_criteria_of_own_sections_for_any_student(world: World):
    u4, head = world.student(surname="Şahin"), user_of(world, "head", world.ceng)
    stranger = world.course("5670201")
    world.criterion(world.x1, surname_to="K")

    assert list(wrong(world, u4, "PREREQ_MISSING", world.x, actor=head)) == ["code"]
    assert list(wrong(world, u4, "CRITERIA", stranger, actor=head)) == ["course"]
    assert list(wrong(world, u4, "CRITERIA", actor=head)) == ["course"]
    assert grant(world, u4, "CRITERIA", world.x, actor=head).by_head
    [finding] = world.change(u4, add=[world.x1]).findings
    assert (finding["code"], finding["waived"], finding["waived_by"]) == ("CRITERIA_SURNAME", True, "head")


def test_a_head_ends_the_departments_own_waivers_and_not_the_registrars(world: World):
    u4, head = world.student(), user_of(world, "head", world.ceng)
    other = user_of(world, "head", world.ee)
    own, registrars = grant(world, u4, course=world.x, actor=head), grant(world, u4, course=world.y)

    for actor, waiver in ((head, registrars), (other, own)):
        with pytest.raises(PermissionDenied):
            end_waiver(waiver=waiver, actor=actor)
    assert end_waiver(waiver=own, actor=head)


@pytest.mark.parametrize("kind", ["secretary", "fee_officer", "none"])
def test_nobody_else_waives_anything(world: World, kind: str):
    u4, staff = world.student(), world.staff("memur", is_staff=True)
    if kind != "none":
        world.role(staff, kind, world.ceng)
    waiver = grant(world, u4, course=world.x)
    for actor in (staff.user, u4.user, world.advisor.user):
        with pytest.raises(PermissionDenied):
            grant(world, u4, course=world.y, actor=actor)
        with pytest.raises(PermissionDenied):
            end_waiver(waiver=waiver, actor=actor)
    assert Waiver.objects.get().ended_at is None


# what must be right


def test_reason_and_end_are_asked_for_and_the_same_waiver_is_not_granted_twice(world: World):
    u4 = world.student()
    assert list(wrong(world, u4, reason="  ")) == ["reason"]
    assert list(wrong(world, u4, until=date(2026, 2, 9))) == ["until"]
    assert list(wrong(world, u4, reason="", until=date(2026, 2, 9), code="x")) == ["code", "reason", "until"]

    grant(world, u4, course=world.x, until=date(2026, 2, 10))  # today
    assert list(wrong(world, u4, course=world.x)) == ["code"]
    grant(world, u4)  # of every course is another one
    assert list(wrong(world, u4)) == ["code"]
    at("2026-02-11 00:00")
    assert grant(world, u4, course=world.x)  # the first is over


# where it is seen


def test_the_student_reads_who_waived_it_and_why(world: World):
    u4 = world.student(surname="Şahin")
    world.criterion(world.x1, surname_from="A", surname_to="K")
    grant(world, u4, course=world.x)
    visitor = Visitor(u4.user, htmx=True)

    found = visitor.get("/registration/search/", q="5710213").one("div", class_="waived")
    assert text_of(found) == "Waived: CENG213/1 is not open to your surname; it admits A–K."
    answer = visitor.post("/registration/change/", action="add", code="5710213", section="1")
    above, beside = (text_of(li) for li in answer.all("li", data_code="CRITERIA_SURNAME"))
    assert above == "Waived: CENG213/1 CENG213/1 is not open to your surname; it admits A–K."  # leads to the course
    assert beside == (
        "Waived: CENG213/1 is not open to your surname; it admits A–K. "
        "Waived by the Registrar's Office: Fakülte kurulu kararı 2026/3 "
        "ODTÜ etkileşimli kayıt duyurusu, kayıt kriterleri (METU-58)"
    )


def test_a_heads_waiver_is_told_as_the_departments(world: World):
    u4 = world.student(surname="Şahin")
    world.criterion(world.x1, surname_from="A", surname_to="K")
    grant(world, u4, course=world.x, actor=user_of(world, "head", world.ceng))

    answer = Visitor(u4.user, htmx=True).post("/registration/change/", action="add", code="5710213", section="1")
    assert answer.text("span", class_="waiver") == "Waived by the department: Fakülte kurulu kararı 2026/3"


@pytest.mark.row("METU-88")
def test_what_was_waived_stands_on_the_list_and_on_the_advisors_desk(world: World):
    u4, needed = world.student(), world.course("5710111")
    world.prerequisite(world.x, needed)
    grant(world, u4, "PREREQ_MISSING", world.x)
    assert world.change(u4, add=[world.x2]).accepted
    turn("FEW_COURSES", "off")

    why = "Waived by the Registrar's Office: Fakülte kurulu kararı 2026/3"
    assert Visitor(u4.user).get("/registration/").text("span", class_="waiver") == why
    desk = Visitor(world.advisor.user).get(f"/advising/{u4.id}/")
    assert desk.text("span", class_="waiver") == why
    assert "against approval" not in desk.html
    assert approve(student_id=u4.id, term_id=world.term.id, version=1, actor=world.advisor.user).accepted


# the admin


def test_the_registrar_grants_in_the_admin(world: World):
    u4, registrar = world.student(), official(world, "registrar")
    page = registrar.get(ADD)
    assert "Prerequisites (PREREQ_MISSING)" in page.content.decode()
    assert "(ALREADY_REGISTERED)" not in page.content.decode()

    sent = filled(page, "waiver_form", student=u4.pk, code="PREREQ_MISSING", course=world.x.pk)
    response = registrar.post(ADD, {**sent, "reason": "Kurul kararı", "until": "2026-02-20"})
    assert response.status_code == 302
    waiver = Waiver.objects.get()
    assert (waiver.student, waiver.code, waiver.course, waiver.until) == (
        u4,
        "PREREQ_MISSING",
        world.x,
        date(2026, 2, 20),
    )
    assert (waiver.granted_by.username, waiver.by_head, waiver.ended_at) == ("registrar", False, None)
    assert len(history(waiver)) == 1


def test_what_is_wrong_is_said_at_its_field(world: World):
    u4, registrar = world.student(), official(world, "registrar")
    empty = registrar.post(ADD, filled(registrar.get(ADD), "waiver_form"))
    assert set(errors(empty)) == {"student", "code", "reason", "until"}

    sent = {"student": u4.pk, "code": "CRITERIA", "course": "", "reason": "Kurul kararı", "until": "2026-02-09"}
    assert errors(registrar.post(ADD, sent)) == {"until": ["This day is over."]}
    registrar.post(ADD, {**sent, "until": "2026-02-10"})
    again = registrar.post(ADD, {**sent, "until": "2026-02-11"})
    assert errors(again) == {"code": ["The student has this waiver already; end it before granting another."]}
    assert Waiver.objects.count() == 1


def test_a_waiver_is_neither_edited_nor_deleted_and_ends_by_an_action(world: World):
    u4, registrar = world.student(), official(world, "registrar")
    waiver = grant(world, u4, course=world.x)
    row = f"{LIST}{waiver.pk}"

    assert registrar.get(f"{row}/change/").status_code == 200
    assert registrar.post(f"{row}/change/", {"reason": "başka"}).status_code == 403
    assert registrar.post(f"{row}/delete/", {"post": "yes"}).status_code == 403
    registrar.post(LIST, {"action": "delete_selected", "_selected_action": [waiver.pk], "post": "yes"})
    registrar.post(LIST, {"action": "end", "_selected_action": [waiver.pk]})
    waiver.refresh_from_db()
    assert (waiver.reason, bool(waiver.ended_at)) == ("Fakülte kurulu kararı 2026/3", True)
    assert history(waiver) == ["Changed ended at."]


def test_the_list_tells_those_in_force_from_those_that_are_over(world: World):
    u4, registrar = world.student(), official(world, "registrar")
    ended, past, last_day = (grant(world, u4, course=c) for c in (world.x, world.y, world.course("5710140")))
    Waiver.objects.filter(pk=ended.pk).update(ended_at=local("2026-02-10 09:00"))
    Waiver.objects.filter(pk=past.pk).update(until="2026-02-09")
    Waiver.objects.filter(pk=last_day.pk).update(until="2026-02-10")

    def listed(state: str) -> set[int]:
        return {w.pk for w in registrar.get(LIST, {"state": state}).context["cl"].result_list}

    assert (listed("open"), listed("over")) == ({last_day.pk}, {ended.pk, past.pk})


def test_a_head_sees_and_grants_own_ones_by_the_students_number(world: World):
    ee_student = world.student("2609990")
    ours, theirs = grant(world, ee_student, course=world.x), grant(world, ee_student, course=world.course("5670201"))
    head = official(world, "head", world.ceng)

    assert [w.pk for w in head.get(LIST).context["cl"].result_list] == [ours.pk]
    assert head.get(f"{LIST}{theirs.pk}/change/").status_code == 403
    page = head.get(ADD)
    assert [value for value, _ in page.context["adminform"].form.fields["code"].choices] == ["", "CRITERIA"]
    assert complete(head, "registration", "waiver", "course", "201") == []

    sent = {
        "student": "2609990",
        "code": "CRITERIA",
        "course": world.y.pk,
        "reason": "Bölüm kararı",
        "until": "2026-02-20",
    }
    assert errors(head.post(ADD, {**sent, "student": "1"})) == {"student": ["There is no student of this number."]}
    assert errors(head.post(ADD, {**sent, "course": world.course("5670202").pk})) == {
        "course": ["Choose a course of your own department."]
    }
    assert "code" in errors(head.post(ADD, {**sent, "code": "PREREQ_MISSING"}))
    assert head.post(ADD, sent).status_code == 302
    own = Waiver.objects.get(course=world.y)
    assert own.by_head

    for waiver in (ours, own):  # the registrar's own stays
        head.post(LIST, {"action": "end", "_selected_action": [waiver.pk]})
    assert list(Waiver.objects.filter(ended_at=None).values_list("pk", flat=True)) == [theirs.pk, ours.pk]


@pytest.mark.parametrize("many", [1, 12])
def test_the_list_takes_as_many_statements_whatever_stands_on_it(world: World, many, django_assert_num_queries):
    for n in range(many):
        grant(world, world.student(f"25{n:04}0"), course=world.x)
    registrar = official(world, "registrar")
    with django_assert_num_queries(6):
        assert len(registrar.get(LIST).context["cl"].result_list) == many


def test_whoever_grants_nothing_sees_none(world: World):
    waiver = grant(world, world.student(), course=world.x)
    for client in (official(world, "secretary", world.ceng), browser(world.staff("memur", is_staff=True).user)):
        for page in (LIST, ADD, f"{LIST}{waiver.pk}/change/"):
            assert client.get(page).status_code == 403
