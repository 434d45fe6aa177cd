"""Sign-in: one answer to every failure, a pause after five, and where each role is led."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.core.cache.backends import locmem
from django.test import Client

from people.models import Session, User
from tests.elsewhere import run, transaction_elsewhere
from tests.visitor import Shown, Visitor, attributes
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
SIGN_IN = "/sign-in/"
WRONG = "The user code or the password is wrong."
TOO_MANY = "Too many tries from here for this user code. Wait five minutes and try again."


@pytest.fixture(autouse=True)
def _no_tries_yet():
    cache.clear()


@pytest.fixture
def ada(db) -> User:
    return User.objects.create_user("e250123", password=PASSWORD, first_name="Ada", last_name="Işık")


def sign_in(username: str = "e250123", password: str = PASSWORD, *, address: str = "10.0.0.1", **headers) -> Shown:
    """A fresh browser at an address, on the page and back; the form is filled in and pressed."""
    browser = Visitor(REMOTE_ADDR=address, **headers)
    return browser.press(browser.get(SIGN_IN), "Sign in", username=username, password=password)


def said(shown: Shown) -> str:
    return shown.text(id="answer") if shown.status == 200 else f"→ {shown.leads_to}"


# the pair


def test_the_right_pair_leads_to_the_first_page(ada: User):
    assert said(sign_in()) == "→ /"


@pytest.mark.row("METU-05")
def test_every_wrong_pair_gets_the_same_answer(ada: User):
    User.objects.create_user("e250124", password=PASSWORD, is_active=False)

    wrong = [sign_in("e250123", "wrong"), sign_in("e999999", PASSWORD), sign_in("e250124", PASSWORD)]

    assert [said(shown) for shown in wrong] == [WRONG, WRONG, WRONG]
    bare = [
        shown.html.replace(shown.fields(shown.one("form", class_="card-form"))["csrfmiddlewaretoken"][0], "")
        .replace("e999999", "e250123")
        .replace("e250124", "e250123")
        for shown in wrong
    ]
    assert bare[1:] == [bare[0], bare[0]]


@pytest.mark.parametrize("username", ["", "\x00", "e250123\x00", "x" * 200, "' OR 1=1 --", "<b>"])
def test_what_is_no_user_code_gets_the_same_answer(ada: User, username: str):
    shown = sign_in(username)

    assert (shown.status, said(shown)) == (200, WRONG)


def test_the_user_code_comes_back_and_the_password_does_not(ada: User):
    shown = sign_in(password="<wrong>")

    assert shown.fields(shown.one("form", class_="card-form"))["username"] == ["e250123"]
    assert attributes(shown.one(id="id_password")).get("value") is None
    assert "wrong&gt;" not in shown.html


def test_the_answer_in_turkish(ada: User):
    browser = Visitor(language="tr")

    shown = browser.post(SIGN_IN, username="e250123", password="wrong")

    assert said(shown) == "Kullanıcı kodu ya da şifre yanlış."


# the pause


@pytest.mark.row("METU-05")
def test_after_five_wrong_passwords_the_right_one_has_to_wait(ada: User):
    assert [said(sign_in(password="wrong")) for _ in range(5)] == [WRONG] * 5
    assert [said(sign_in(password="wrong")), said(sign_in())] == [TOO_MANY, TOO_MANY]


def test_four_wrong_passwords_are_forgiven(ada: User):
    for _ in range(4):
        sign_in(password="wrong")

    assert [said(sign_in()), said(sign_in())] == ["→ /", "→ /"]


def test_an_unknown_user_code_has_to_wait_as_well(ada: User):
    assert [said(sign_in("e999999")) for _ in range(6)] == [WRONG] * 5 + [TOO_MANY]


def test_nobody_at_another_address_is_kept_out(ada: User):
    for _ in range(9):
        sign_in(password="wrong", address="10.0.0.66")

    assert said(sign_in(address="10.0.0.1")) == "→ /"


def test_nobody_else_at_the_same_address_is_kept_out(ada: User):
    for _ in range(9):
        sign_in("e999999")

    assert said(sign_in()) == "→ /"


def test_an_address_that_the_browser_claims_does_not_count(ada: User):
    tries = [sign_in(password="wrong", HTTP_X_FORWARDED_FOR=f"10.9.9.{n}") for n in range(6)]

    assert said(tries[-1]) == TOO_MANY


def test_a_campus_behind_one_address_signs_in(db):
    for n in range(12):
        User.objects.create_user(f"e26000{n}", password=PASSWORD)

    assert {said(sign_in(f"e26000{n}")) for n in range(12)} == {"→ /"}


@pytest.mark.parametrize(("seconds", "answer"), [(299, TOO_MANY), (301, "→ /")])
def test_the_pause_lasts_five_minutes(ada: User, monkeypatch, seconds: int, answer: str):
    first = locmem.time.time()
    monkeypatch.setattr(locmem, "time", SimpleNamespace(time=lambda: first))  # five tries may take a second
    for _ in range(5):
        sign_in(password="wrong")

    monkeypatch.setattr(locmem, "time", SimpleNamespace(time=lambda: first + seconds))

    assert said(sign_in()) == answer


def test_a_cache_that_is_down_keeps_nobody_out(ada: User, settings):
    gone = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1"}
    settings.CACHES = settings.CACHES | {"default": gone}  # what pages keep of themselves is in the process

    assert [said(sign_in(password="wrong")) for _ in range(6)] == [WRONG] * 6
    assert said(sign_in()) == "→ /"


# where it leads


@pytest.mark.parametrize(
    ("role", "page"),
    [("student", "/term/"), ("advisor", "/advising/"), ("registrar", "/admin/"), ("clerk", "/catalog/")],
)
def test_each_role_is_led_to_its_own_first_page(world: World, role: str, page: str):
    user = {
        "student": lambda: world.student().user,
        "advisor": lambda: world.student() and world.advisor.user,
        "registrar": lambda: world.staff("ogr", is_staff=True).user,
        "clerk": lambda: world.staff("memur").user,
    }[role]()

    assert Visitor(user).get("/").leads_to == page


def test_who_is_signed_in_is_led_on_from_the_sign_in_page(ada: User):
    assert Visitor(ada).get(SIGN_IN).leads_to == "/"


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/registration/?attempt=7", "/registration/?attempt=7"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("http:///evil.example", "/"),
    ],
)
def test_sign_in_leads_to_a_page_of_ours_alone(ada: User, asked: str, led: str):
    browser = Visitor()

    shown = browser.press(browser.get(SIGN_IN, next=asked), "Sign in", username="e250123", password=PASSWORD)

    assert shown.leads_to == led


@pytest.mark.parametrize("asked", ["https://evil.example/", "//evil.example/", "/\\evil.example/"])
def test_the_choice_of_language_leads_to_a_page_of_ours_alone(db, asked: str):
    assert Visitor().post("/i18n/setlang/", language="tr", next=asked).leads_to == "/"


@pytest.mark.row("METU-05")
def test_a_page_asked_for_before_sign_in_is_shown_after_it(world: World):
    user = world.student().user
    user.set_password(PASSWORD)
    user.save()
    browser = Visitor()

    asked = browser.get("/registration/")
    assert asked.leads_to == "/sign-in/?next=/registration/"
    shown = browser.press(browser.follow(asked), "Sign in", username=user.username, password=PASSWORD)
    assert shown.leads_to == "/registration/"


def test_sign_in_needs_its_token(ada: User):
    browser = Visitor(enforce_csrf_checks=True)

    assert browser.post(SIGN_IN, username="e250123", password=PASSWORD).status == 403
    assert Session.objects.count() == 0


def test_sign_out_is_pressed_and_never_followed(ada: User):
    browser = Visitor(ada)

    assert browser.get("/sign-out/").status == 405
    assert Session.objects.filter(user=ada).count() == 1
    assert browser.press(browser.get("/catalog/"), "Sign out").leads_to == "/"
    assert Session.objects.filter(user=ada).count() == 0


@pytest.mark.django_db(transaction=True)
def test_an_account_that_an_import_holds_signs_in_all_the_same(transactional_db):
    user = User.objects.create_user("e250123", password=PASSWORD)
    with transaction_elsewhere() as other:
        run(other, "UPDATE people_user SET first_name = 'Ada' WHERE id = %s", user.id)
        assert Client().post("/sign-in/", {"username": "e250123", "password": PASSWORD}).status_code == 302
    user.refresh_from_db()
    assert (user.first_name, user.last_login) == ("Ada", None)

    assert Client().post("/sign-in/", {"username": "e250123", "password": PASSWORD}).status_code == 302
    user.refresh_from_db()
    assert user.last_login is not None
