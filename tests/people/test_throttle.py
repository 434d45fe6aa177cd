"""Guessing is slow, owners are never locked out, and a campus behind one address does not feel it (S7, S8)."""

from __future__ import annotations

from collections import Counter

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client, RequestFactory

from people import backends, hashers, throttle
from people.address import client_address, network_of
from people.models import AccountEvent, User
from tests.visitor import Visitor
from tests.world import PASSWORD

pytestmark = pytest.mark.django_db
SIGN_IN = "/sign-in/"


@pytest.fixture(autouse=True)
def _no_tries_yet():
    cache.clear()


@pytest.fixture
def judged(monkeypatch) -> list[str]:
    """The user codes whose passwords were compared, in order; the real backend does it."""
    seen: list[str] = []
    real = backends.PortalBackend.authenticate

    def watched(self, request, username=None, password=None, **kwargs):
        seen.append(username)
        return real(self, request, username=username, password=password, **kwargs)

    monkeypatch.setattr(backends.PortalBackend, "authenticate", watched)
    return seen


@pytest.fixture
def cheap(monkeypatch):
    """Ten thousand hashes would take five minutes; how dear one is has a test of its own."""
    for cost, value in (("time_cost", 1), ("memory_cost", 8)):
        monkeypatch.setattr(hashers.PortalArgon2, cost, value)


def crowd(count: int) -> list[str]:
    names = [f"e{n:06}" for n in range(count)]
    password = make_password(PASSWORD)
    User.objects.bulk_create(User(username=name, password=password) for name in names)
    return names


def knock(username: str, password: str = "wrong", *, address: str = "10.0.0.1", client: Client | None = None) -> bool:
    """Whether a pair signs in."""
    body = {"username": username, "password": password}
    return (client or Client()).post(SIGN_IN, body, REMOTE_ADDR=address).status_code == 302


# S7


def test_of_one_account_five_tries_are_judged_from_an_address_however_many_are_made(judged, cheap):
    [name] = crowd(1)

    assert not any(knock(name) for _ in range(50))
    assert judged == [name] * 5


def test_codes_sprayed_from_one_address_are_judged_once_each(judged, cheap):
    """Six tries at each of three hundred codes: five each at first, one each once the address is known for it."""
    names = crowd(60)
    sprayed = names + [f"e{n}" for n in range(900_000, 900_240)]

    for name in sprayed:
        for _ in range(6):
            knock(name)

    tries = [judged.count(name) for name in sprayed]
    assert (max(tries), tries[: throttle.SPRAYED // 5], set(tries[throttle.SPRAYED // 5 :])) == (5, [5] * 20, {1})


def test_of_ten_thousand_codes_sprayed_round_by_round_each_is_judged_once(cheap):
    """A password a round on every code, six rounds; asked of what counts before anything is hashed."""
    names = [f"e{n:06}" for n in range(10_000)]
    sprayer = RequestFactory().post(SIGN_IN, REMOTE_ADDR="10.0.0.1")
    judged = Counter[str]()
    for _ in range(6):
        for name in names:
            if throttle.admit(name, sprayer):
                judged[name] += 1
                throttle.settle(name, sprayer, right=False)

    assert judged == dict.fromkeys(names, 1)
    User.objects.create_user("e250123", password=PASSWORD)
    assert knock("e250123", PASSWORD)


def test_an_owner_signs_in_where_others_are_sprayed(cheap):
    crowd(40)
    for n in range(40):
        for _ in range(6):
            knock(f"e{n:06}")
    User.objects.create_user("e250123", password=PASSWORD)

    assert knock("e250123", PASSWORD)


def test_an_owner_signs_in_from_a_device_of_theirs_while_somebody_guesses_beside_them(cheap):
    [name] = crowd(1)
    own = Client()
    assert knock(name, PASSWORD, client=own)
    own.cookies.pop("sessionid")
    for _ in range(20):
        knock(name)

    assert (knock(name, PASSWORD), knock(name, PASSWORD, client=own)) == (False, True)


def test_on_a_known_device_five_tries_are_judged_as_well(judged, cheap):
    [name] = crowd(1)
    own = Client()
    knock(name, PASSWORD, client=own)
    own.cookies.pop("sessionid")
    judged.clear()

    assert not any(knock(name, client=own) for _ in range(9))
    assert judged == [name] * 5


def test_a_device_is_known_for_its_owners_alone_and_not_by_a_forged_cookie(judged, cheap):
    first, second = crowd(2)
    own = Client()
    knock(first, PASSWORD, client=own)
    own.cookies.pop("sessionid")
    forged = Client()
    forged.cookies["device"] = own.cookies["device"].value[:-1] + "x"
    for _ in range(5):
        knock(first)
        knock(second)
    judged.clear()

    assert not knock(second, PASSWORD, client=own)
    assert not knock(first, PASSWORD, client=forged)
    assert judged == []


def test_the_cookie_of_a_device_names_nobody(cheap):
    [name] = crowd(1)
    own = Client()
    knock(name, PASSWORD, client=own)

    cookie = own.cookies["device"]
    assert (bool(cookie["httponly"]), cookie["samesite"], cookie["max-age"]) == (True, "Lax", 365 * 24 * 3600)
    assert name not in cookie.value


def test_known_and_unknown_codes_cost_the_same(monkeypatch, django_assert_num_queries):
    """One hash and the same statements, whatever there is behind a user code: so the time tells nothing."""
    hashes: list[str] = []
    real = hashers.PortalArgon2.encode
    monkeypatch.setattr(hashers.PortalArgon2, "encode", lambda *a, **k: hashes.append("made") or real(*a, **k))
    verify = hashers.PortalArgon2.verify
    monkeypatch.setattr(hashers.PortalArgon2, "verify", lambda *a, **k: hashes.append("compared") or verify(*a, **k))
    User.objects.create_user("e250123", password=PASSWORD)
    User.objects.create_user("e250124", password=PASSWORD, is_active=False)
    User.objects.create_user("e250125")
    hashes.clear()

    costs = {}
    for name in ("e250123", "e250124", "e999999"):
        with django_assert_num_queries(3):  # the account, for the log again, the log
            assert not knock(name)
        costs[name] = hashes[:]
        hashes.clear()
    assert {name: len(cost) for name, cost in costs.items()} == {"e250123": 1, "e250124": 1, "e999999": 1}
    knock("e250125")  # no password yet
    assert len(hashes) == 1


# S8


def test_a_campus_of_five_hundred_signs_in_behind_one_address(cheap):
    names = crowd(500)

    assert [name for name in names if not knock(name, PASSWORD, address="144.122.1.1")] == []


def test_a_campus_that_mistypes_is_no_sprayer(judged, cheap):
    """One in three gets it wrong once, then right."""
    names = crowd(300)

    for n, name in enumerate(names):
        if n % 3 == 0:
            knock(name)
            knock(name)
        assert knock(name, PASSWORD)


# the address


@pytest.mark.parametrize(
    ("trusted", "remote", "forwarded", "address"),
    [
        (0, "10.0.0.1", "1.2.3.4", "10.0.0.1"),
        (1, "10.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.7", "1.2.3.4"),
        (2, "10.0.0.1", "1.2.3.4", "10.0.0.1"),
        (1, "10.0.0.1", "<script>", "10.0.0.1"),
        (1, "10.0.0.1", "", "10.0.0.1"),
        (0, "", "", ""),
        (1, "", "2001:DB8::1", "2001:db8::1"),
        (0, "::ffff:192.0.2.7", "", "192.0.2.7"),  # a socket of both kinds: else all of IPv4 were one visitor
    ],
)
def test_whose_word_is_taken_for_an_address(settings, trusted, remote, forwarded, address):
    settings.TRUSTED_PROXIES = trusted
    asked = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)

    assert client_address(asked) == address


def test_a_network_of_ipv6_is_one_visitor(cheap):
    assert (network_of("2001:db8:1:2:3::4"), network_of("10.0.0.1"), network_of("")) == (
        "2001:db8:1:2::/64",
        "10.0.0.1",
        "",
    )
    [name] = crowd(1)
    for n in range(6):
        knock(name, address=f"2001:db8::{n}")

    assert not knock(name, PASSWORD, address="2001:db8::99")


# the log


def test_what_was_tried_is_in_the_log_without_what_was_typed(cheap):
    [name] = crowd(1)
    for _ in range(9):
        knock(name, "gizli-parola")
    knock("12345678901", "gizli-parola")

    events = list(AccountEvent.objects.order_by("id").values_list("user__username", "kind", "address"))
    assert events == [(name, "refused", "10.0.0.1")] * 5 + [
        (name, "throttled", "10.0.0.1"),
        (None, "refused", "10.0.0.1"),
    ]
    kept = str(list(AccountEvent.objects.values()))
    assert ("gizli" in kept, "12345678901" in kept) == (False, False)


def test_the_form_of_another_tab_is_shown_anew(db):
    """Signed in elsewhere, or out again: the token is old (S12)."""
    User.objects.create_user("e250123", password=PASSWORD)
    browser = Visitor(enforce_csrf_checks=True)
    page = browser.get(SIGN_IN)
    browser.client.cookies["csrftoken"] = "x" * 32

    old = browser.press(page, "Sign in", username="e250123", password=PASSWORD, next="/registration/")
    assert (old.status, old.text(id="answer")) == (403, "This page was too old. Sign in here again.")
    again = browser.press(old, "Sign in", username="e250123", password=PASSWORD)
    assert again.leads_to == "/registration/"

    late = browser.press(page, "Sign in", username="e250123", password=PASSWORD)
    assert (late.status, late.leads_to) == (302, "/")
