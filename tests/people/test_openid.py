"""Sign-in at a provider of OpenID Connect: a real one on this computer, and what must not get in."""

from __future__ import annotations

import os
import subprocess
import sys
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from config.embedded.places import free_port
from people.models import Role, Session, Staff, User
from people.openid import _made, factor_given
from tests.elsewhere import until
from tests.load.served import ROOT
from tests.people.forger import OTHER_KEY, SHARED_KEY, Forger, forger
from tests.visitor import Shown, Visitor, attributes

BEGIN, CALLBACK = "/sign-in/openid/", "/sign-in/openid/callback/"
CLIENT = "ders-kaydi"


def answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=5).ok
    except requests.ConnectionError:
        return False


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of a provider in a process of its own."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)],
        env=os.environ | {"AUTHLIB_INSECURE_TRANSPORT": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://localhost:{port}"
    until(lambda: answers(f"{address}/.well-known/openid-configuration"), "the provider")
    yield address
    process.terminate()
    process.wait(timeout=10)


@pytest.fixture
def on(db, provider: str, settings, monkeypatch) -> str:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # http on this computer
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = provider, CLIENT, "gizli"
    _made.cache_clear()
    return provider


@pytest.fixture
def ada(db) -> User:
    return User.objects.create_user("e250123")


def consent(address: str, subject: str = "7", action: str = "", **claims) -> str:
    """Whoever `subject` is says yes at the provider; the address that the browser is sent back to."""
    parts = urlsplit(address)
    told = {"preferred_username": "e250123"} | claims
    requests.put(f"{parts.scheme}://{parts.netloc}/users/{subject}", json=told, timeout=5)
    sent = requests.post(address, data={"sub": subject, "action": action}, allow_redirects=False, timeout=5)
    back = urlsplit(sent.headers["Location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == f"http://127.0.0.1:8000{CALLBACK}"
    return f"{back.path}?{back.query}"


def sign_in(visitor: Visitor, led: str = "", **said) -> Shown:
    return visitor.get(consent(visitor.get(BEGIN, next=led).leads_to, **said))


def refusal(shown: Shown) -> tuple[int, str]:
    return shown.status, attributes(shown.one("p", role="alert"))["data-refusal"]


def is_in(visitor: Visitor) -> bool:
    return "_auth_user_id" in visitor.client.session


# the way in


def test_who_the_provider_knows_is_signed_in(on: str, ada: User):
    visitor = Visitor()

    assert sign_in(visitor).leads_to == "/"
    assert visitor.get("/notices/").status == 200
    assert list(Session.objects.exclude(user=None).values_list("user__username", flat=True)) == ["e250123"]


def test_the_way_is_begun_on_the_sign_in_page(on: str, ada: User):
    [link] = [a for a in Visitor().get("/sign-in/", next="/catalog/").all("a") if BEGIN in attributes(a)["href"]]

    assert attributes(link)["href"] == f"{BEGIN}?next=/catalog/"


@pytest.mark.parametrize(
    ("asked", "led"),
    [("/catalog/?q=1", "/catalog/?q=1"), ("https://evil.example/", "/"), ("//evil.example/", "/"), ("", "/")],
)
def test_it_leads_to_a_page_of_ours_alone(on: str, ada: User, asked: str, led: str):
    assert sign_in(Visitor(), asked).leads_to == led


def test_the_key_of_the_session_changes(on: str, ada: User):
    visitor = Visitor()
    back = consent(visitor.get(BEGIN).leads_to)
    planted = visitor.client.session.session_key

    visitor.get(back)

    assert visitor.client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_the_request_carries_state_nonce_and_the_digest_of_a_secret(on: str):
    first, second = (parse_qs(urlsplit(Visitor().get(BEGIN).leads_to).query) for _ in range(2))

    assert (first["response_type"], first["client_id"], first["scope"]) == (
        ["code"],
        [CLIENT],
        ["openid profile email"],
    )
    assert first["code_challenge_method"] == ["S256"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name][0]) >= 20 and first[name] != second[name]


@pytest.mark.parametrize("claim", ["preferred_username", "student_code"])
def test_the_user_code_is_read_from_the_claim_that_settings_name(on: str, ada: User, settings, claim: str):
    settings.OIDC_USERNAME_CLAIM = claim

    shown = sign_in(Visitor(), **({"preferred_username": "somebody"} | {claim: "e250123"}))

    assert shown.leads_to == "/"


# who does not get in


@pytest.mark.parametrize("name", ["e999999", "E250123", " e250123", "", None, 7, ["e250123"], {"a": 1}])
def test_nobody_is_made_and_nobody_is_taken_for_another(on: str, ada: User, name):
    visitor = Visitor()

    assert refusal(sign_in(visitor, preferred_username=name)) == (403, "unknown")
    assert (User.objects.count(), is_in(visitor)) == (1, False)


def test_a_closed_account_stays_closed(on: str, ada: User):
    User.objects.update(is_active=False)

    assert refusal(sign_in(Visitor())) == (403, "unknown")


def test_who_says_no_at_the_provider_is_not_signed_in(on: str, ada: User):
    visitor = Visitor()

    assert (refusal(sign_in(visitor, action="deny")), is_in(visitor)) == ((403, "denied"), False)


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?code=x&state=y"])
def test_an_answer_that_nobody_asked_for_is_refused(on: str, ada: User, query: str):
    assert refusal(Visitor().get(f"{CALLBACK}{query}")) == (400, "stale")


def test_another_browser_cannot_use_the_answer(on: str, ada: User):
    """Else an attacker could sign somebody in as the attacker (login CSRF)."""
    back = consent(Visitor().get(BEGIN).leads_to)
    other = Visitor()
    other.get(BEGIN)

    assert (refusal(other.get(back)), is_in(other)) == ((400, "stale"), False)


def test_an_answer_is_good_once(on: str, ada: User):
    visitor = Visitor()
    back = consent(visitor.get(BEGIN).leads_to)

    assert [visitor.get(back).status, refusal(visitor.get(back))] == [302, (400, "stale")]


def test_a_code_that_the_provider_does_not_know_is_refused(on: str, ada: User):
    visitor = Visitor()
    state = parse_qs(urlsplit(visitor.get(BEGIN).leads_to).query)["state"][0]

    assert refusal(visitor.get(CALLBACK, code="made-up", state=state)) == (403, "denied")


@pytest.fixture
def forging(db, settings, monkeypatch) -> Iterator[Forger]:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # http on this computer
    with forger() as server:
        settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = server.address, CLIENT, "gizli"
        yield server


def begin(visitor: Visitor) -> dict[str, str]:
    """What the request to the provider carries."""
    return {name: values[0] for name, values in parse_qs(urlsplit(visitor.get(BEGIN).leads_to).query).items()}


def come_back(visitor: Visitor, asked: dict[str, str]) -> Shown:
    """As the provider sends the browser back; its code is good for any token."""
    return visitor.get(CALLBACK, code="x", state=asked["state"])


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({}, "in"),
        ({"iss": "https://evil.example"}, "invalid"),
        ({"aud": "another-portal"}, "invalid"),
        ({"aud": ["another-portal", CLIENT], "azp": "another-portal"}, "invalid"),
        ({"aud": None}, "invalid"),
        ({"nonce": "another"}, "invalid"),
        ({"nonce": None}, "invalid"),
        ({"exp": 1}, "invalid"),
        ({"exp": None}, "invalid"),
        pytest.param({"key": OTHER_KEY}, "invalid", id="another key-invalid"),
        ({"sub": None}, "invalid"),
    ],
    ids=str,
)
def test_what_the_provider_signed_must_hold(forging: Forger, ada: User, wrong: dict, expected: str):
    visitor = Visitor()
    asked = begin(visitor)
    forging.sign(**({"nonce": asked["nonce"]} | wrong))

    shown = come_back(visitor, asked)

    assert ("in" if shown.status == 302 else refusal(shown)[1], is_in(visitor)) == (expected, expected == "in")


def test_a_token_that_no_key_pair_signed_is_refused(forging: Forger, ada: User):
    """Signed with a key that others have as well, or not at all; the provider says that it does both."""
    for unsigned in (False, True):
        visitor = Visitor()
        asked = begin(visitor)
        forging.sign(asked["nonce"], SHARED_KEY, "HS256")
        if unsigned:
            head = urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
            forging.id_token = f"{head}.{str(forging.id_token).split('.')[1]}."

        assert (refusal(come_back(visitor, asked)), is_in(visitor)) == ((400, "invalid"), False)


def test_a_provider_that_signs_nothing_is_refused(forging: Forger, ada: User):
    forging.userinfo = {"sub": "7", "preferred_username": "e250123"}
    visitor = Visitor()

    assert refusal(come_back(visitor, begin(visitor))) == (400, "invalid")


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"sub": "7", "preferred_username": "e250123"}, "in"),
        ({"sub": "8", "preferred_username": "e250123"}, "invalid"),
        ({"preferred_username": "e250123"}, "invalid"),
        ({"sub": "7", "preferred_username": "e999999"}, "unknown"),
    ],
)
def test_what_the_provider_tells_when_asked_is_of_whom_it_signed(forging: Forger, ada: User, told, expected: str):
    """The token names nobody, so the provider is asked."""
    forging.userinfo = told
    visitor = Visitor()
    asked = begin(visitor)
    forging.sign(asked["nonce"], preferred_username=None)

    shown = come_back(visitor, asked)

    assert ("in" if shown.status == 302 else refusal(shown)[1], is_in(visitor)) == (expected, expected == "in")


def test_what_the_provider_signed_goes_before_what_it_tells(forging: Forger, ada: User, settings):
    """The second factor is told of, and none was signed."""
    settings.OIDC_SECOND_FACTOR, settings.SECOND_FACTOR_ROLES = frozenset({"mfa"}), frozenset({"all"})
    Role.objects.create(staff=Staff.objects.create(user=ada), kind=Role.Kind.REGISTRAR)
    forging.userinfo = {"sub": "7", "preferred_username": "e250123", "acr": "mfa"}
    visitor = Visitor()
    asked = begin(visitor)
    forging.sign(asked["nonce"], preferred_username=None, acr="pwd")

    assert come_back(visitor, asked).leads_to == "/sign-in/code/"


# what is down, and what is off


def test_a_provider_that_is_down_is_said_and_passwords_still_work(db, settings):
    settings.OIDC_ISSUER = f"http://127.0.0.1:{free_port()}"
    User.objects.create_user("e250123", password="kayit-2026")
    visitor = Visitor()

    assert refusal(visitor.get(BEGIN)) == (503, "down")
    assert visitor.post("/sign-in/", username="e250123", password="kayit-2026").leads_to == "/"


def test_without_settings_there_is_no_such_way(db):
    assert [Visitor().get(path).status for path in (BEGIN, CALLBACK)] == [404, 404]
    assert BEGIN not in Visitor().get("/sign-in/").html


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"OIDC_CLIENT_ID": "x"}, "OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET beside it."),
        (
            {"OIDC_CLIENT_ID": "x", "OIDC_CLIENT_SECRET": "y", "PORTAL_ENV": "production", "SECRET_KEY": "z" * 60},
            "OIDC_ISSUER is an https:// address.",
        ),
    ],
)
def test_settings_that_cannot_be_right_are_said_at_the_start(own: dict[str, str], said: str):
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=os.environ | {"OIDC_ISSUER": "http://sso.example.edu.tr"} | own,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, said in done.stderr) == (1, True)


# the second factor


@pytest.mark.parametrize(
    ("trusted", "claims", "given"),
    [
        ((), {"acr": "mfa", "amr": ["otp"]}, False),
        (("mfa", "otp"), {}, False),
        (("mfa", "otp"), {"acr": "pwd", "amr": ["pwd"]}, False),
        (("mfa", "otp"), {"acr": "mfa"}, True),
        (("mfa", "otp"), {"amr": ["pwd", "otp"]}, True),
        (("mfa",), {"amr": "mfa"}, False),
    ],
)
def test_a_second_factor_of_the_provider_counts_where_settings_trust_it(settings, trusted, claims, given: bool):
    settings.OIDC_SECOND_FACTOR = frozenset(trusted)

    assert factor_given(claims) is given


def test_staff_who_gave_no_second_factor_there_give_one_here(on: str, ada: User, settings):
    settings.OIDC_SECOND_FACTOR, settings.SECOND_FACTOR_ROLES = frozenset({"mfa"}), frozenset({"all"})
    Role.objects.create(staff=Staff.objects.create(user=ada), kind=Role.Kind.REGISTRAR)
    given, none = Visitor(), Visitor()

    assert sign_in(given, amr=["pwd", "mfa"]).leads_to == "/"
    assert given.get("/notices/").status == 200
    assert sign_in(none, led="/rules/", amr=["pwd"]).leads_to == "/sign-in/code/?next=%2Frules%2F"
    assert none.get("/notices/").status == 302
