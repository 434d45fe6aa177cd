"""The second factor of staff: no page without it, the admin's door included (S10)."""

from __future__ import annotations

import time

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from people.models import AccountEvent, Role, User
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
SIGN_IN, CODE, APP = "/sign-in/", "/sign-in/code/", "/sign-in/code/app.svg"


@pytest.fixture(autouse=True)
def _no_tries_yet():
    cache.clear()


@pytest.fixture(autouse=True)
def _asked_of_all_roles(settings):
    settings.SECOND_FACTOR_ROLES = frozenset({"all"})


@pytest.fixture
def registrar(world: World) -> User:
    return world.role(world.staff("ogr", is_staff=True), "registrar").staff.user


def give_password(user: User, browser: Visitor | None = None, **asked: str) -> tuple[Visitor, Shown]:
    browser = browser or Visitor()
    page = browser.get(SIGN_IN, **asked)
    return browser, browser.press(page, "Sign in", username=user.username, password=PASSWORD)


def now_shown(user: User, *, later: int = 0) -> str:
    """What the app shows, or will show some steps later."""
    device = TOTPDevice.objects.get(user=user)
    return f"{totp(device.bin_key, t0=-30 * later):06}"


def give_code(browser: Visitor, code: str, page: Shown | None = None) -> Shown:
    return browser.press(page or browser.get(CODE), "Continue", code=code)


@pytest.fixture
def codes(registrar: User) -> list[str]:
    """The registrar's app is set up; what is left are the backup codes."""
    browser, _ = give_password(registrar)
    shown = give_code(browser, now_shown(registrar))
    TOTPDevice.objects.update(last_t=-1)  # as if the step of that code were long past
    return [text_of(code) for code in shown.all("code")]


def test_the_right_password_alone_opens_nothing(registrar: User):
    browser, shown = give_password(registrar)

    assert shown.leads_to == CODE
    for page in ("/", "/registration/", "/accounts/", "/password/"):
        assert browser.get(page).leads_to.startswith("/sign-in/")
    assert browser.get("/admin/").leads_to == "/admin/login/?next=/admin/"
    assert browser.get("/admin/login/").leads_to == "/sign-in/?next=/admin/"


def test_the_app_is_set_up_at_the_first_sign_in(registrar: User):
    browser, _ = give_password(registrar, next="/admin/people/")
    page = browser.get(CODE, next="/admin/people/")
    picture = browser.client.get(APP)
    key = text_of(page.one("code")).replace(" ", "")

    assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/svg+xml")
    assert picture.content.startswith(b"<svg")
    assert attributes(page.one("img", page.one("main")))["src"] == APP
    assert len(key) == 32

    shown = give_code(browser, now_shown(registrar), page)

    assert len({text_of(code) for code in shown.all("code")}) == 10
    assert [attributes(a)["href"] for a in shown.all("a", class_="btn")] == ["/admin/people/"]
    assert browser.get("/admin/people/").status == 200
    assert browser.client.get(APP).status_code == 404
    assert list(AccountEvent.objects.order_by("id").values_list("kind", flat=True)) == ["second_factor", "signed_in"]


@pytest.mark.parametrize("code", ["", "000000", "abc", "0000000000"])
def test_a_wrong_code_sets_up_nothing(registrar: User, code: str):
    browser, _ = give_password(registrar)

    shown = give_code(browser, code)

    assert (shown.status, TOTPDevice.objects.get().confirmed, browser.get("/").leads_to) == (200, False, SIGN_IN)


def test_from_then_on_the_code_of_the_app_is_asked(registrar: User, codes: list[str]):
    browser, _ = give_password(registrar)
    page = browser.get(CODE)
    assert (page.all("img", page.one("main")), page.all("code"), browser.client.get(APP).status_code) == ([], [], 404)

    assert give_code(browser, now_shown(registrar)).leads_to == "/"
    assert browser.get("/admin/").status == 200


def test_a_code_is_good_once(registrar: User, codes: list[str]):
    code = now_shown(registrar)

    assert give_code(give_password(registrar)[0], code).leads_to == "/"
    again = give_code(give_password(registrar)[0], code)
    assert (again.status, "The code is wrong or was used before" in again.html) == (200, True)


def test_a_backup_code_replaces_the_app_once(registrar: User, codes: list[str]):
    assert give_code(give_password(registrar)[0], codes[0].upper()).leads_to == "/"
    assert give_code(give_password(registrar)[0], codes[0]).status == 200


def test_codes_are_not_guessed(registrar: User, codes: list[str]):
    browser, _ = give_password(registrar)
    for _ in range(5):
        give_code(browser, "000000")

    shown = give_code(browser, now_shown(registrar))

    assert (shown.status, "Too many tries" in shown.html) == (200, True)
    assert AccountEvent.objects.filter(user=registrar, kind="code_refused").count() == 5


def test_who_waits_ten_minutes_begins_again(registrar: User, codes: list[str]):
    browser, _ = give_password(registrar)
    session = browser.client.session
    session["halfway"] |= {"until": int(time.time()) - 1}
    session.save()

    assert browser.get(CODE).leads_to == SIGN_IN


def test_a_password_changed_meanwhile_begins_again(registrar: User, codes: list[str]):
    browser, _ = give_password(registrar)
    registrar.set_password("mavi-dolap-1453")
    registrar.save()

    assert browser.get(CODE).leads_to == SIGN_IN


def test_the_second_step_without_the_first_is_nothing(db):
    assert (Visitor().get(CODE).leads_to, Visitor().client.get(APP).status_code) == (SIGN_IN, 404)


def test_the_key_of_the_session_changes_at_both_steps(registrar: User, codes: list[str]):
    browser = Visitor()
    page = browser.get(SIGN_IN)
    session = browser.client.session
    session["planted"] = True
    session.save()
    keys = [session.session_key]
    browser.client.cookies["sessionid"] = keys[0]
    browser.press(page, "Sign in", username=registrar.username, password=PASSWORD)
    keys.append(browser.client.session.session_key)
    give_code(browser, now_shown(registrar))
    keys.append(browser.client.session.session_key)

    assert len(set(keys)) == 3


# of whom it is asked


def test_students_and_staff_without_a_role_are_not_asked(world: World):
    u4 = world.student().user
    u4.set_password(PASSWORD)
    u4.save()

    assert [give_password(user)[1].leads_to for user in (u4, world.advisor.user)] == ["/", "/"]


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("", ["/", "/", "/"]),
        ("registrar", [CODE, "/", "/"]),
        ("superuser secretary", ["/", CODE, CODE]),
        ("all", [CODE, CODE, CODE]),
    ],
)
def test_the_university_says_which_roles(world: World, registrar: User, settings, asked: str, led: list[str]):
    settings.SECOND_FACTOR_ROLES = frozenset(asked.split())
    secretary = world.role(world.staff("sek", is_staff=True), "secretary", world.ceng).staff.user
    root = User.objects.create_superuser("root", password=PASSWORD)

    assert [give_password(user)[1].leads_to for user in (registrar, secretary, root)] == led


def test_who_has_an_app_is_asked_whatever_the_settings_say(registrar: User, codes: list[str], settings):
    settings.SECOND_FACTOR_ROLES = frozenset()

    assert give_password(registrar)[1].leads_to == CODE


def test_a_role_given_to_who_is_signed_in_counts_from_the_next_sign_in_on(world: World):
    staff = world.staff("memur", is_staff=True)
    browser, shown = give_password(staff.user)
    assert shown.leads_to == "/"

    world.role(staff, "registrar")

    assert browser.get("/admin/people/student/").status == 403
    assert browser.get("/accounts/").status == 403
    fresh, _ = give_password(staff.user)
    give_code(fresh, now_shown(staff.user))
    assert [fresh.get(page).status for page in ("/admin/people/student/", "/accounts/")] == [200, 200]


def test_a_superuser_made_of_who_is_signed_in_is_none_yet(world: World):
    staff = world.staff("memur", is_staff=True)
    browser, _ = give_password(staff.user)

    User.objects.filter(pk=staff.user_id).update(is_superuser=True)

    assert browser.get("/admin/people/user/").status == 403


def test_a_role_taken_away_is_gone_at_the_next_request(registrar: User):
    browser, _ = give_password(registrar)
    give_code(browser, now_shown(registrar))
    assert browser.get("/accounts/").status == 200

    Role.objects.filter(staff__user=registrar).delete()

    assert [browser.get(page).status for page in ("/accounts/", "/admin/people/student/")] == [403, 403]


# a lost phone


def test_an_app_that_is_lost_is_removed_by_command(registrar: User, codes: list[str], capsys):
    call_command("remove_second_factor", "ogr")

    assert capsys.readouterr().out == "ogr sets up a second factor at the next sign-in.\n"
    browser, _ = give_password(registrar)
    assert browser.get(CODE).all("img") != []
    assert give_code(browser, codes[0]).status == 200
    assert AccountEvent.objects.filter(user=registrar, kind="factor_removed").count() == 1


def test_nobody_reads_the_keys_of_apps_in_the_admin(registrar: User, codes: list[str]):
    root = Visitor(User.objects.create_superuser("root"))
    root.client.session["second_factor"] = True

    assert [root.get(f"/admin/{app}/").status for app in ("otp_totp", "otp_static")] == [404, 404]
