"""Change of password: what ends with it, and the pause that registration keeps after it (METU-53)."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from people.models import AccountEvent, Session, Student, User
from people.passwords import reset_password
from tests.registration.ask import METU, turn
from tests.visitor import Shown, Visitor, attributes
from tests.world import PASSWORD, World, at, local

pytestmark = pytest.mark.django_db
PAGE, NEW = "/password/", "mavi-dolap-1453"
ADD = {"action": "add", "code": "5710213", "section": "1"}


@pytest.fixture(autouse=True)
def _no_tries_yet():
    cache.clear()


@pytest.fixture
def u4(world: World) -> Student:
    student = world.student()
    student.user.set_password(PASSWORD)
    student.user.save()
    return student


def change(browser: Visitor, old: str = PASSWORD, new: str = NEW, again: str = "") -> Shown:
    typed = {"old_password": old, "new_password1": new, "new_password2": again or new}
    return browser.press(browser.get(PAGE), "Change the password", **typed)


def warned(shown: Shown) -> list[str]:
    return [shown.text("p", data_code="PASSWORD_COOLDOWN")] if shown.all("p", data_code="PASSWORD_COOLDOWN") else []


def codes(browser: Visitor) -> list[str]:
    return browser.follow(browser.post("/registration/change/", **ADD)).findings


def test_the_new_password_is_the_one_from_now_on(u4: Student):
    browser = Visitor(u4.user)

    done = browser.follow(change(browser))

    assert done.text(id="answer").startswith("Your password is changed. Other devices are signed out.")
    user = User.objects.get(pk=u4.user_id)
    assert (user.check_password(NEW), user.password_changed_at) == (True, local("2026-02-10 10:00"))
    assert AccountEvent.objects.filter(user=user).first().kind == "changed"


def test_every_other_session_ends_and_this_one_has_a_new_key(u4: Student):
    here, there = Visitor(u4.user), Visitor(u4.user)
    before = here.client.session.session_key

    change(here)

    [left] = Session.objects.filter(user=u4.user)
    assert left.session_key != before
    assert (there.get("/registration/").status, here.get("/registration/").status) == (302, 200)


@pytest.mark.parametrize(
    "typed", [{"old": "yanlis"}, {"new": "12345678"}, {"new": "deniz"}, {"new": NEW, "again": "mavi-dolap-1454"}]
)
def test_what_is_wrong_changes_nothing(u4: Student, typed: dict[str, str]):
    shown = change(Visitor(u4.user), **typed)

    assert (shown.status, User.objects.get(pk=u4.user_id).check_password(PASSWORD)) == (200, True)
    assert NEW not in shown.html


# the pause


@pytest.mark.row("METU-53")
@pytest.mark.parametrize(
    ("moment", "expected"), [("10:00:01", ["PASSWORD_COOLDOWN"]), ("10:29:59", ["PASSWORD_COOLDOWN"]), ("10:30:00", [])]
)
def test_registration_opens_half_an_hour_after_a_change(world: World, u4: Student, moment: str, expected: list[str]):
    browser = Visitor(u4.user)
    change(browser)

    at(f"2026-02-10 {moment}")

    assert codes(browser) == expected
    assert world.list_of(u4) == (set() if expected else {"CENG213/1"})


@pytest.mark.row("METU-53")
def test_a_change_before_the_opening_keeps_nobody_waiting(u4: Student):
    at("2026-02-09 08:59:59")
    browser = Visitor(u4.user)
    assert warned(browser.get(PAGE)) == []
    change(browser)

    at("2026-02-09 09:00")

    assert codes(browser) == []


@pytest.mark.row("METU-53")
def test_the_page_warns_before_the_change_and_says_the_hour_after_it(u4: Student):
    browser = Visitor(u4.user)
    page = browser.get(PAGE)
    assert warned(page) == ["Registration is open. If you change your password now, you cannot register until 10:30."]

    done = browser.follow(change(browser))

    assert "You can register again from 10:30 on." in done.text(id="answer")
    assert warned(done) == []


@pytest.mark.row("METU-53")
def test_the_policy_says_how_long(u4: Student):
    turn("PASSWORD_COOLDOWN", "refuse", profile=METU, since="2026-02-02", params={"minutes": 5})
    assert "until 10:05" in warned(Visitor(u4.user).get(PAGE))[0]

    turn("PASSWORD_COOLDOWN", "off", profile=METU, since="2026-02-03")
    browser = Visitor(u4.user)
    assert warned(browser.get(PAGE)) == []
    change(browser)
    assert codes(browser) == []


def test_staff_are_not_warned(world: World):
    assert warned(Visitor(world.advisor.user).get(PAGE)) == []


def test_a_reset_while_registration_is_open_is_a_change(world: World, u4: Student, rf):
    reset_password(user=u4.user, actor=world.advisor.user, request=rf.post("/"))

    assert User.objects.get(pk=u4.user_id).password_changed_at == local("2026-02-10 10:00")


# before the term


@pytest.mark.row("METU-52")
def test_a_password_is_tried_before_registration_opens(u4: Student):
    at("2026-02-08 12:00")
    browser = Visitor()

    shown = browser.press(browser.get("/sign-in/"), "Sign in", username=u4.user.username, password=PASSWORD)
    assert (shown.leads_to, browser.follow(shown).leads_to) == ("/", "/term/")

    page = browser.get("/registration/")
    assert (page.status, page.can_press("Add")) == (200, False)
    assert attributes(page.one(id="countdown"))["data-opens"].startswith("2026-02-09T09:00")
