"""The desk of accounts: secretaries for their own students, the help desk for anyone; nobody sees a password."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache

from people.identity import digest_of
from people.models import AccountEvent, Session, Student, User
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import PASSWORD, World, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_tries_yet():
    cache.clear()


@pytest.fixture
def o1(world: World) -> Student:
    student = world.student(surname="Işıkçı")
    student.user.set_password(PASSWORD)
    student.user.save()
    Student.objects.filter(pk=student.pk).update(identity_digest=digest_of("10000000146"), birth_date=date(2004, 5, 31))
    return student


@pytest.fixture
def secretary(world: World) -> Visitor:
    return Visitor(world.role(world.staff("sek571"), "secretary", world.ceng).staff.user)


@pytest.fixture
def other_secretary(world: World) -> Visitor:
    return Visitor(world.role(world.staff("sek567"), "secretary", world.ee).staff.user)


@pytest.fixture
def help_desk(world: World) -> Visitor:
    return Visitor(world.role(world.staff("bidb"), "help_desk").staff.user)


def page_of(student: Student) -> str:
    return f"/accounts/{student.user_id}/"


def reset(desk: Visitor, path: str) -> Shown:
    return desk.press(desk.get(path), "Reset the password")


@pytest.mark.row("OMU-33")
def test_a_secretary_resets_a_student_of_the_department_and_sees_no_password(o1: Student, secretary: Visitor):
    session = Visitor(o1.user)

    done = secretary.follow(reset(secretary, page_of(o1)))

    assert done.text(id="answer").startswith("The password is reset")
    assert "creates one on the page “First password”" in done.html
    user = User.objects.get(pk=o1.user_id)
    assert (user.has_usable_password(), Session.objects.filter(user=user).count()) == (False, 0)
    assert session.get("/registration/").status == 302
    assert [attributes(field).get("id") for field in done.all("input", id="temporary")] == []
    event = AccountEvent.objects.filter(user=user).first()
    assert (event.kind, event.actor.username, event.address) == ("reset", "sek571", "127.0.0.1")


@pytest.mark.row("OMU-33")
def test_another_departments_student_is_refused(o1: Student, other_secretary: Visitor):
    path = page_of(o1)

    answers = [other_secretary.get(path), *(other_secretary.post(f"{path}{act}/") for act in ("reset", "look"))]

    assert [shown.status for shown in answers] == [403, 403, 403]
    assert User.objects.get(pk=o1.user_id).check_password(PASSWORD)
    assert other_secretary.get("/accounts/", q="Işıkçı").all("td") == []


@pytest.mark.row("OMU-33")
def test_a_secretary_reaches_no_staff_and_makes_no_temporary_password(world: World, o1: Student, secretary: Visitor):
    Student.objects.filter(pk=o1.pk).update(identity_digest="")
    reset(secretary, page_of(o1))

    assert secretary.get(f"/accounts/{world.advisor.user_id}/").status == 403
    assert secretary.post(f"{page_of(o1)}temporary/").status == 403
    assert secretary.get("/accounts/999999/").status == 403


@pytest.mark.row("METU-54", "OMU-33")
def test_the_help_desk_resets_anyone(world: World, o1: Student, help_desk: Visitor):
    for user in (o1.user, world.advisor.user):
        assert reset(help_desk, f"/accounts/{user.pk}/").status == 302
        assert not User.objects.get(pk=user.pk).has_usable_password()
    assert help_desk.get("/accounts/999999/").status == 404


@pytest.mark.row("METU-54")
def test_staff_without_identity_data_get_a_temporary_password_by_telephone(world: World, help_desk: Visitor):
    path = f"/accounts/{world.advisor.user_id}/"
    assert help_desk.follow(help_desk.post(f"{path}temporary/")).text(id="answer") == (
        "The account has a password. Reset it first."
    )
    page = help_desk.follow(reset(help_desk, path))

    shown = help_desk.press(page, "Make a temporary password")

    password = attributes(shown.one(id="temporary"))["value"]
    at("2026-02-10 10:04:59")
    owner = Visitor()
    led = owner.press(owner.get("/sign-in/"), "Sign in", username="danisman", password=password)
    assert (led.leads_to, owner.get("/advising/").leads_to) == ("/", "/password/choose/")
    kinds = AccountEvent.objects.filter(user=world.advisor.user).order_by("id").values_list("kind", "actor__username")
    assert list(kinds) == [("reset", "bidb"), ("temporary", "bidb"), ("signed_in", None)]


def test_who_can_prove_who_they_are_gets_none_by_telephone(o1: Student, help_desk: Visitor):
    page = help_desk.follow(reset(help_desk, page_of(o1)))

    assert "Make a temporary password" not in page.html
    assert help_desk.post(f"{page_of(o1)}temporary/").status == 403


def test_a_superuser_is_no_business_of_the_help_desk(world: World, help_desk: Visitor):
    root = User.objects.create_superuser("root", password=PASSWORD)

    assert help_desk.get(f"/accounts/{root.pk}/").status == 403
    assert help_desk.post(f"/accounts/{root.pk}/reset/").status == 403
    assert help_desk.get("/accounts/", q="root").all("td") == []
    assert User.objects.get(pk=root.pk).check_password(PASSWORD)


@pytest.mark.parametrize("role", ["student", "advisor", "fee_officer", "library"])
def test_nobody_else_has_business_there(world: World, o1: Student, role: str):
    user = {"student": o1.user, "advisor": world.advisor.user}.get(role)
    visitor = Visitor(user or world.role(world.staff("biri"), role).staff.user)

    paths = ["/accounts/", page_of(o1)]
    assert [visitor.get(path).status for path in paths] == [403, 403]
    assert [visitor.post(f"{page_of(o1)}{act}/").status for act in ("reset", "look", "temporary")] == [403] * 3


@pytest.mark.parametrize("query", ["ISIKCI", "ışıkçı", "Işıkçı deniz", "2501231", "e250123", "IŞIK"])
def test_people_are_found_in_any_spelling(o1: Student, world: World, help_desk: Visitor, query: str):
    world.student("2601240", surname="Kaya")

    shown = help_desk.get("/accounts/", q=query)

    assert [text_of(a) for a in shown.all("a", within=shown.one("table"))] == ["e250123"]


@pytest.mark.parametrize("query", ["", "x", "yok böyle biri", "%", "__"])
def test_nothing_is_found_of_next_to_nothing(o1: Student, help_desk: Visitor, query: str):
    assert help_desk.get("/accounts/", q=query).all("td") == []


def test_a_search_takes_as_many_statements_for_many_as_for_one(world: World, help_desk, django_assert_num_queries):
    for n in range(30):
        world.student(f"26{n:02}240")
    help_desk.get("/accounts/")
    with django_assert_num_queries(3):  # session, roles, accounts
        one = help_desk.get("/accounts/", q="2600240")
    with django_assert_num_queries(3):
        many = help_desk.get("/accounts/", q="deniz")
    assert (len(one.all("td")), len(many.all("td"))) == (3, 3 * 25)


# the history


def test_the_history_opens_to_the_help_desk_once_it_is_noted_who_looks(o1: Student, help_desk: Visitor):
    Visitor().post("/sign-in/", username="e250123", password="wrong")
    path = page_of(o1)
    assert "wrong password" not in help_desk.get(path).html

    shown = help_desk.follow(help_desk.press(help_desk.get(path), "Show the history"))

    rows = [[text_of(td) for td in shown.all("td", within=tr)] for tr in shown.all("tr")][1:]
    assert rows == [
        ["10.02.2026 10:00:00", "account looked at", "bidb", "127.0.0.1"],
        ["10.02.2026 10:00:00", "wrong password", "–", "127.0.0.1"],
    ]
    at("2026-02-10 10:15")
    assert "wrong password" not in help_desk.get(path).html


def test_a_secretary_reads_no_history(o1: Student, secretary: Visitor):
    assert "Show the history" not in secretary.get(page_of(o1)).html
    assert secretary.post(f"{page_of(o1)}look/").status == 403


def test_the_links_follow_the_roles(world: World, secretary: Visitor, help_desk: Visitor):
    library = Visitor(world.role(world.staff("kut"), "library").staff.user)
    student = Visitor(world.student().user)

    def links(visitor: Visitor) -> list[str]:
        page = visitor.get("/catalog/")
        return [
            text_of(a) for a in page.all("a", within=page.one("nav")) if text_of(a) in ("Accounts", "Library holds")
        ]

    assert [links(v) for v in (secretary, help_desk, library, student)] == [
        ["Accounts"],
        ["Accounts"],
        ["Library holds"],
        [],
    ]
    assert [v.get("/").leads_to for v in (secretary, help_desk, library)] == ["/accounts/", "/accounts/", "/library/"]


# closing


def test_closing_an_account_ends_its_sessions_for_good(world: World, o1: Student):
    """Opened again, nobody is in by an old session (S11)."""
    from tests.admin_pages import filled, official

    registrar = official(world, "registrar")
    session = Visitor(o1.user)
    path = f"/admin/people/user/{o1.user_id}/change/"

    registrar.post(path, filled(registrar.get(path), "user_form", is_active=None))
    assert (session.get("/registration/").status, Session.objects.filter(user=o1.user).count()) == (302, 0)
    registrar.post(path, filled(registrar.get(path), "user_form", is_active="on"))

    assert session.get("/registration/").status == 302
    assert AccountEvent.objects.filter(user=o1.user, kind="closed").get().actor.username == "registrar"
