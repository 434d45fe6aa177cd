"""Viewing as a student: who may, what is seen, that nothing is written, and when it ends."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from people import viewing
from people.feeds import renew_feed
from people.models import AccountEvent, Role, Session, Staff, Student, User
from people.second_factor import GIVEN
from tests.access import ADMIN_PAGES, PORTAL, ROLES, STAFF, read
from tests.access_fees import FEE_DESK, FEE_ROLES, FEES
from tests.test_access import Cast
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import PASSWORD, World, at

pytestmark = pytest.mark.django_db
WHY = "Talep 2026/17"


@pytest.fixture
def u4(world: World) -> Student:
    return world.student()


@pytest.fixture
def registrar(world: World) -> Visitor:
    return Visitor(world.role(world.staff("oidb", is_staff=True), "registrar").staff.user)


def begun(visitor: Visitor, student: Student, reason: str = WHY) -> Shown:
    return visitor.press(visitor.get(f"/viewing/{student.pk}/"), "View as this student", reason=reason)


def leave(visitor: Visitor) -> Shown:
    return visitor.press(visitor.get("/term/"), "Leave the view")


def events(student: Student) -> list[tuple[str, str, str]]:
    found = AccountEvent.objects.filter(user=student.user).order_by("id").select_related("actor")
    return [(event.kind, event.actor.username, event.note) for event in found]


def banner(shown: Shown) -> str:
    return text_of(shown.one("aside", class_="viewing").children[0])


# what is seen


def test_the_registrar_sees_what_the_student_sees_and_comes_back(world: World, u4: Student, registrar: Visitor):
    world.change(u4, add=[world.x1, world.y1])
    own = Visitor(u4.user).get("/registration/")

    admin = registrar.get(f"/admin/people/student/{u4.pk}/change/")
    [link] = [a for a in admin.all("a") if text_of(a) == "View as this student"]
    assert attributes(link)["href"] == f"/viewing/{u4.pk}/"
    assert registrar.follow(begun(registrar, u4)).leads_to == "/term/"
    page = registrar.get("/registration/")

    assert own.all("aside", class_="viewing") == []
    assert page.courses == own.courses == ["CENG213/1", "CENG331/1"]
    assert [text_of(a) for a in page.all("a", within=page.one("nav", id="site-nav"))] == [
        text_of(a) for a in own.all("a", within=own.one("nav", id="site-nav"))
    ]
    assert banner(page) == "You are viewing as Deniz Yılmaz (2501231) · read only · until 10:30"
    back = leave(registrar)
    assert back.leads_to == f"/admin/people/student/{u4.pk}/change/"
    assert registrar.follow(back).status == 200
    assert registrar.get("/registration/").status == 403


def test_who_viewed_whom_and_why_stands_in_the_history_of_the_account(world: World, u4: Student, registrar: Visitor):
    begun(registrar, u4)
    leave(registrar)

    assert events(u4) == [("view_begun", "oidb", WHY), ("view_ended", "oidb", "")]
    desk = Visitor(world.role(world.staff("bidb"), "help_desk").staff.user)
    desk.post(f"/accounts/{u4.user_id}/look/")
    history = desk.get(f"/accounts/{u4.user_id}/").text("table")
    assert f"view as the student begun {WHY} oidb" in history


def test_the_desks_of_the_viewer_are_put_away_and_come_back(u4: Student, registrar: Visitor):
    registrar.post("/sign-in/", username="oidb", password=PASSWORD)
    registrar.client.logout()
    registrar.post("/sign-in/", username="oidb", password=PASSWORD)
    before = registrar.client.session["desks"]
    begun(registrar, u4)
    assert ("accounts" in before, registrar.client.session["desks"]) == (True, [])

    leave(registrar)
    assert registrar.client.session["desks"] == before


def test_the_key_of_the_session_changes_at_both_ends(u4: Student, registrar: Visitor):
    keys = [registrar.client.session.session_key]
    for step in (lambda: begun(registrar, u4), lambda: leave(registrar)):
        step()
        keys.append(registrar.client.session.session_key)

    assert len(set(keys)) == 3
    assert Session.objects.filter(session_key__in=keys).count() == 1


def test_every_page_carries_the_banner(world: World, registrar: Visitor):
    u4 = world.student("2609999")
    begun(registrar, u4)

    bare = []
    for method, path, expected in read(PORTAL + FEES, ROLES):
        asked = method == "GET" and "{" not in path and not path.startswith(("/healthz", "/inbox"))
        if asked and expected["student"] in ("200", "404"):
            shown = registrar.get(path)
            if "text/html" in shown.response.headers["Content-Type"] and not shown.all("aside", class_="viewing"):
                bare.append(path)
    assert bare == []


# who may, and whom


@pytest.mark.parametrize("kind", ["secretary", "head", "fee_officer", "library", "help_desk", "board_clerk"])
def test_no_other_role_views_as_a_student(world: World, u4: Student, kind: str):
    unit = world.ceng if kind in ("secretary", "head") else None
    visitor = Visitor(world.role(world.staff("baska", is_staff=True), kind, unit).staff.user)

    assert visitor.get(f"/viewing/{u4.pk}/").status == visitor.post(f"/viewing/{u4.pk}/", reason=WHY).status == 403
    assert events(u4) == []


@pytest.mark.parametrize("what", ["is_staff", "is_superuser", "closed", "staff"])
def test_nobody_views_as_staff_or_as_who_cannot_sign_in(u4: Student, registrar: Visitor, what: str):
    if what == "staff":
        Staff.objects.create(user=u4.user)
    else:
        fields = {"is_active": False} if what == "closed" else {what: True}
        User.objects.filter(pk=u4.user_id).update(**fields)

    refused = registrar.post(f"/viewing/{u4.pk}/", reason=WHY)

    assert (refused.status, events(u4), registrar.get("/term/").status) == (403, [], 403)


@pytest.mark.parametrize("reason", ["", "   ", "abc"])
def test_a_reason_is_needed(u4: Student, registrar: Visitor, reason: str):
    assert (begun(registrar, u4, reason).status, events(u4)) == (200, [])


def test_the_second_factor_stays_the_viewers_own(u4: Student, registrar: Visitor, settings):
    settings.SECOND_FACTOR_ROLES = frozenset({"registrar"})
    assert registrar.get(f"/viewing/{u4.pk}/").status == 403
    session = registrar.client.session
    session[GIVEN] = True
    session.save()

    begun(registrar, u4)
    assert (registrar.get("/term/").status, leave(registrar).status) == (200, 302)
    assert registrar.get("/admin/").status == 200


# nothing is written


@pytest.fixture
def cast(world: World, settings, tmp_path) -> Cast:
    settings.FILES_ROOT = tmp_path
    return Cast(world)


def test_whatever_is_sent_is_refused_before_any_view(cast: Cast):
    """Every address of the access tables, by every method that may write."""
    visitor, before = cast.visitors["registrar"], cast.records()
    begun(visitor, cast.u4)
    lines = read(PORTAL + FEES, ROLES) + read(FEE_DESK, FEE_ROLES) + read(ADMIN_PAGES, STAFF)
    paths = sorted(
        {cast.path(path) for _, path, _ in lines} - {"/viewing/end/", "/sign-out/", "/i18n/setlang/", "/theme/"}
    )

    got = {
        (method, path): visitor.client.generic(method, path).status_code
        for path in paths
        for method in ("POST", "PUT", "PATCH", "DELETE")
    }

    assert {asked: status for asked, status in got.items() if status != 403} == {}
    assert (len(paths) > 200, cast.records(), viewing.AS_ONESELF) == (
        True,
        before,
        ("viewing_end", "sign_out", "set_language", "set_theme"),
    )


def test_no_page_writes_while_it_is_read(cast: Cast):
    visitor = cast.visitors["registrar"]
    begun(visitor, cast.u4)

    wrong = []
    for method, path, expected in read(PORTAL + FEES, ROLES):
        if method == "GET" and not path.startswith(("/admin/", "/sign-in/", "/viewing/", "/accounts/?q=")):
            status = visitor.client.get(cast.path(path)).status_code
            if expected["student"] not in ("in", str(status)):
                wrong.append((path, expected["student"], status))
    assert wrong == []


def test_what_a_page_would_write_is_taken_back_and_said(u4: Student, registrar: Visitor, monkeypatch):
    """A view that writes by GET, which none does: the transaction refuses it."""
    from people import notice_views

    begun(registrar, u4)
    monkeypatch.setattr(
        notice_views, "notices_of", lambda user, before: User.objects.filter(pk=user.pk).update(phone="1")
    )

    shown = registrar.get("/notices/")

    assert (shown.status, shown.text("h1")) == (403, "You are only viewing")
    assert User.objects.get(pk=u4.user_id).phone == ""


def test_the_admin_is_closed_meanwhile(u4: Student, registrar: Visitor):
    begun(registrar, u4)

    assert [registrar.get(path).status for path in ("/admin/", "/admin/people/student/", "/sign-in/")] == [403] * 3
    assert registrar.get("/admin/").text("h1") == "You are only viewing"
    assert registrar.get("/accounts/").status == 403


def test_a_refused_fragment_leads_to_the_page_that_says_so(u4: Student, registrar: Visitor):
    begun(registrar, u4)
    refused = registrar.client.post("/registration/change/", {"action": "drop"}, headers={"hx-request": "true"})

    assert (refused.status_code, refused.headers["HX-Redirect"]) == (403, "/viewing/")
    assert registrar.get("/viewing/").text("h1") == "You are only viewing"


def test_the_language_chosen_meanwhile_is_the_viewers(u4: Student, registrar: Visitor):
    begun(registrar, u4)
    registrar.press(registrar.get("/term/"), "Türkçe")

    viewer = User.objects.get(username="oidb")
    assert (viewer.language_chosen, User.objects.get(pk=u4.user_id).language_chosen) == (True, False)
    assert attributes(registrar.get("/term/").root)["lang"] == "tr"


def test_the_secret_address_of_the_feed_is_the_students_alone(u4: Student, registrar: Visitor):
    renew_feed(user=u4.user)
    u4.user.refresh_from_db()
    assert u4.user.feed_secret in Visitor(u4.user).get("/registration/timetable/").html
    begun(registrar, u4)

    shown = registrar.get("/registration/timetable/")

    assert u4.user.feed_secret not in shown.html
    assert "it is not shown while you view" in text_of(shown.one(id="feed"))
    assert [text_of(b) for b in shown.all("button", within=shown.one(id="feed"))] == []


# when it ends


@pytest.mark.parametrize(("moment", "goes_on"), [("2026-02-10 10:29:59", True), ("2026-02-10 10:30", False)])
def test_it_ends_after_half_an_hour_of_the_databases_clock(u4: Student, registrar: Visitor, moment: str, goes_on: bool):
    begun(registrar, u4)
    at(moment)

    shown = registrar.get("/term/")

    assert (shown.status, shown.leads_to) == ((200, "") if goes_on else (302, "/"))
    assert ("view_ended", "oidb", "") in events(u4) or goes_on
    assert registrar.get("/term/").status == (200 if goes_on else 403)


def test_what_is_sent_after_the_end_is_not_done_as_oneself(u4: Student, registrar: Visitor):
    begun(registrar, u4)
    at("2026-02-10 11:00")

    assert registrar.post("/library/1/place/").leads_to == "/"
    assert "You no longer view as a student" in registrar.get("/admin/").html


def test_it_ends_with_the_role(u4: Student, registrar: Visitor):
    begun(registrar, u4)
    Role.objects.all().delete()

    assert (registrar.get("/term/").leads_to, registrar.get("/term/").status) == ("/", 403)
    assert events(u4)[-1] == ("view_ended", "oidb", "")


def test_it_ends_when_the_student_becomes_staff(u4: Student, registrar: Visitor):
    begun(registrar, u4)
    Staff.objects.create(user=u4.user)

    assert (registrar.get("/term/").leads_to, registrar.get("/term/").status) == ("/", 403)


def test_signing_out_ends_it_and_signs_the_viewer_out(u4: Student, registrar: Visitor):
    begun(registrar, u4)
    registrar.press(registrar.get("/term/"), "Sign out")

    assert events(u4) == [("view_begun", "oidb", WHY), ("view_ended", "oidb", "")]
    assert AccountEvent.objects.latest("id").user.username == "oidb"
    assert registrar.get("/term/").leads_to == "/sign-in/?next=/term/"


def test_a_form_of_another_site_does_not_end_it(u4: Student, registrar: Visitor):
    begun(registrar, u4)
    registrar.client.handler.enforce_csrf_checks = True

    assert registrar.post("/sign-out/").status == 403
    assert registrar.get("/registration/").one("aside", class_="viewing")
    assert events(u4) == [("view_begun", "oidb", WHY)]


def test_leaving_twice_does_nothing_more(u4: Student, registrar: Visitor):
    begun(registrar, u4)
    assert [registrar.post("/viewing/end/").leads_to for _ in range(2)] == [
        f"/admin/people/student/{u4.pk}/change/",
        "/",
    ]
    assert len(events(u4)) == 2


def test_a_transaction_that_only_reads_leaves_the_connection_as_it_was(u4: Student):
    with viewing.only_reading(), connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        assert cursor.fetchone() == ("on",)
    with transaction.atomic():
        assert User.objects.filter(pk=u4.user_id).update(phone="2") == 1


def test_what_it_costs_a_request(u4: Student, registrar: Visitor, django_assert_num_queries):
    """The clock, the student, the roles, and the count of notices that else comes with the session; the transaction."""
    own = Visitor(u4.user)
    for visitor in (own, registrar):
        visitor.get("/notices/")
    begun(registrar, u4)
    with django_assert_num_queries(2):
        own.get("/notices/")
    with django_assert_num_queries(2 + 8):
        registrar.get("/notices/")
