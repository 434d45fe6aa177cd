"""Sign-in with the directory's password: a real slapd, who gets in and who does not, and what happens when it is down."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.core.cache import cache

from config.embedded.places import free_port
from people.directories import DirectoryBackend, DirectoryDown, is_right
from people.models import User
from people.throttle import TRIES
from tests.load.served import ROOT
from tests.people.slapd import BASE, Directory, directory
from tests.visitor import Shown, Visitor
from tests.world import PASSWORD

WRONG = "The user code or the password is wrong."
RIGHT = "e250123-gizli"


@pytest.fixture(scope="module")
def slapd() -> Iterator[Directory]:
    with directory() as found:
        yield found


@pytest.fixture(autouse=True)
def _no_tries_yet():
    cache.clear()


@pytest.fixture(params=["name", "search", "search by account"])
def on(db, slapd: Directory, settings, request) -> Directory:
    """The directory, asked in each of the ways that settings know."""
    switch_on(settings, f"ldap://127.0.0.1:{slapd.port}")
    if request.param == "name":
        settings.LDAP_USER_DN = f"uid={{username}},ou=people,{BASE}"
    else:
        settings.LDAP_SEARCH_BASE = f"ou=people,{BASE}"
    if request.param == "search by account":
        settings.LDAP_BIND_DN, settings.LDAP_BIND_PASSWORD = f"cn=portal,{BASE}", "portal-gizli"
    return slapd


def switch_on(settings, url: str) -> None:
    settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, "people.directories.DirectoryBackend"]
    settings.LDAP_URL = url


@pytest.fixture
def ada(db) -> User:
    """Somebody with a password of the portal as well."""
    return User.objects.create_user("e250123", password=PASSWORD)


def sign_in(username: str = "e250123", password: str = RIGHT) -> Shown:
    return Visitor().post("/sign-in/", username=username, password=password)


def said(shown: Shown) -> str:
    return shown.text(id="answer") if shown.status == 200 else f"→ {shown.leads_to}"


def test_the_directorys_password_and_the_portals_own_both_open(on: Directory, ada: User):
    visitor = Visitor()

    assert visitor.post("/sign-in/", username="e250123", password=RIGHT).leads_to == "/"
    assert visitor.get("/notices/").status == 200
    assert said(sign_in(password=PASSWORD)) == "→ /"


@pytest.mark.parametrize("password", ["wrong", "", " ", "e250124-gizli", f"{RIGHT} ", RIGHT.upper(), f"{RIGHT}\x00"])
def test_another_password_does_not(on: Directory, ada: User, password: str):
    assert said(sign_in(password=password)) == WRONG


def test_an_empty_password_is_refused_though_the_directory_takes_it(on: Directory):
    """The server says yes to a name without a password, as to somebody unknown; the portal does not ask it."""
    with socket.create_connection(("127.0.0.1", on.port), timeout=5) as line:
        line.sendall(bind_request(f"uid=e250123,ou=people,{BASE}", ""))
        assert line.recv(100)[7:10] == b"\x0a\x01\x00"  # the result code: success

    assert not is_right("e250123", "")


def bind_request(name: str, password: str) -> bytes:
    """A simple bind in BER, written by hand: the library refuses to send an empty password as well."""
    name_and_password = (
        bytes([2, 1, 3, 4, len(name)]) + name.encode() + bytes([0x80, len(password)]) + password.encode()
    )
    request = bytes([2, 1, 1, 0x60, len(name_and_password)]) + name_and_password
    return bytes([0x30, len(request)]) + request


def test_nobody_is_made_of_the_directory(on: Directory, db):
    assert (said(sign_in("e250124", "e250124-gizli")), User.objects.count()) == (WRONG, 0)


def test_a_closed_account_stays_closed(on: Directory, ada: User):
    User.objects.update(is_active=False)

    assert said(sign_in()) == WRONG


@pytest.mark.parametrize("name", ["E250123", " e250123", "e250123 "])
def test_what_the_directory_takes_for_the_same_name_is_another_account_here(on: Directory, ada: User, name: str):
    assert DirectoryBackend().authenticate(None, name, RIGHT) is None


INJECTIONS = (
    "*",
    "e25012*",
    "e250123)(objectClass=*",
    "*)(uid=e250123",
    "x)(|(uid=e250123)",
    f"e250123,ou=people,{BASE}",
    f"e250123,ou=people,{BASE}#",
    "e250123+cn=e250123",
    "cn=e250123",
    "e250123\\",
    "e250123\\2a",
    "#e250123",
    '"e250123"',
    "e250123;",
    "e250123\x00",
    "\x00",
    "<e250123>",
    "ı",
    "{username}",
    "%s",
    "",
)


@pytest.mark.parametrize("name", INJECTIONS)
def test_a_name_is_never_read_as_a_part_of_the_question(on: Directory, ada: User, name: str):
    assert is_right("e250123", RIGHT)
    assert not is_right(name, RIGHT)
    assert said(sign_in(name)) == WRONG


def test_a_search_that_finds_several_finds_nobody(db, slapd: Directory, settings):
    switch_on(settings, f"ldap://127.0.0.1:{slapd.port}")
    settings.LDAP_SEARCH_BASE, settings.LDAP_SEARCH_FILTER = BASE, "(|(uid={username})(uid=e250124))"

    assert (is_right("e250123", RIGHT), is_right("e250124", "e250124-gizli")) == (False, True)


def test_a_search_may_ask_for_more_than_the_name(db, slapd: Directory, settings):
    switch_on(settings, f"ldap://127.0.0.1:{slapd.port}")
    settings.LDAP_SEARCH_BASE, settings.LDAP_SEARCH_FILTER = BASE, "(&(uid={username})(employeeType=staff))"

    assert (is_right("e250123", RIGHT), is_right("ogr", "ogr-gizli")) == (False, True)


# TLS


@pytest.fixture
def by_name(db, slapd: Directory, settings) -> Directory:
    switch_on(settings, f"ldap://127.0.0.1:{slapd.port}")
    settings.LDAP_USER_DN = f"uid={{username}},ou=people,{BASE}"
    return slapd


@pytest.mark.parametrize("way", ["ldaps", "starttls"])
@pytest.mark.parametrize(
    ("host", "ca", "answer"), [("127.0.0.1", True, "→ /"), ("localhost", True, "down"), ("127.0.0.1", False, "down")]
)
def test_the_certificate_must_be_the_servers_and_signed_by_who_is_trusted(
    by_name: Directory, ada: User, settings, way: str, host: str, ca: bool, answer: str
):
    settings.LDAP_STARTTLS = way == "starttls"
    port = by_name.port if settings.LDAP_STARTTLS else by_name.tls_port
    settings.LDAP_URL = f"{'ldap' if settings.LDAP_STARTTLS else 'ldaps'}://{host}:{port}"
    settings.LDAP_CA = by_name.ca if ca else ""

    assert said(sign_in()) == (answer if answer != "down" else DOWN)


# down


DOWN = (
    "The university's directory does not answer just now, so its passwords cannot be checked. Try again in a few minutes; "
    "passwords of the portal itself work."
)
SLOW = "Too many tries from here for this user code. Wait five minutes and try again."


def test_a_directory_that_is_down_is_said_and_the_portals_own_passwords_work(by_name: Directory, ada: User, settings):
    settings.LDAP_URL = f"ldap://127.0.0.1:{free_port()}"

    assert [said(sign_in()), said(sign_in("e999999")), said(sign_in(password=PASSWORD))] == [DOWN, DOWN, "→ /"]


def test_tries_that_nobody_could_judge_slow_nobody_down(by_name: Directory, settings):
    """Whose password only the directory knows signs in once it answers, however often they tried before."""
    User.objects.create_user("e250123")
    up, settings.LDAP_URL = settings.LDAP_URL, f"ldap://127.0.0.1:{free_port()}"
    assert [said(sign_in()) for _ in range(TRIES + 1)] == [DOWN] * (TRIES + 1)

    settings.LDAP_URL = up
    assert said(sign_in()) == "→ /"


def test_tries_at_a_password_of_the_portal_count_though_the_directory_is_down(by_name: Directory, ada: User, settings):
    settings.LDAP_URL = f"ldap://127.0.0.1:{free_port()}"
    assert [said(sign_in(password="wrong")) for _ in range(TRIES)] == [DOWN] * TRIES

    assert said(sign_in(password=PASSWORD)) == SLOW


def test_an_account_of_the_portal_that_the_directory_refuses_is_a_fault_and_no_wrong_password(
    by_name: Directory, ada: User, settings
):
    settings.LDAP_USER_DN, settings.LDAP_SEARCH_BASE = "", BASE
    settings.LDAP_BIND_DN, settings.LDAP_BIND_PASSWORD = f"cn=portal,{BASE}", "wrong"

    assert said(sign_in()) == DOWN
    with pytest.raises(DirectoryDown):
        is_right("e250123", RIGHT)


def test_without_settings_the_directory_is_not_asked(db, ada: User):
    assert said(sign_in()) == WRONG


@pytest.mark.parametrize(
    ("own", "fault"),
    [
        ({}, "LDAP_URL needs LDAP_USER_DN or LDAP_SEARCH_BASE beside it."),
        ({"LDAP_USER_DN": "uid=x"}, "LDAP_USER_DN or LDAP_SEARCH_FILTER says where {username} goes."),
        (
            {"LDAP_USER_DN": "uid={username}", "PORTAL_ENV": "production", "SECRET_KEY": "z" * 60},
            "Passwords go to the directory by ldaps:// or LDAP_STARTTLS=1 only.",
        ),
    ],
)
def test_settings_that_cannot_be_right_are_said_at_the_start(own: dict[str, str], fault: str):
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=os.environ | {"LDAP_URL": "ldap://directory.example.edu.tr"} | own,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, fault in done.stderr) == (1, True)
