"""Sign-in with the password of the university's LDAP directory, where settings name one (LDAP_URL), beside our own.

The directory says whether the password is right, by a bind as the user; who may sign in here is an account here. ldap3
has not been released for years, so only its protocol is relied on: certificates are checked by Python itself.
"""

from __future__ import annotations

import logging
import ssl
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from ldap3 import NONE, SUBTREE, Connection, Server, Tls
from ldap3.core.exceptions import LDAPException
from ldap3.core.results import RESULT_INVALID_CREDENTIALS, RESULT_SUCCESS
from ldap3.utils.conv import escape_filter_chars
from ldap3.utils.dn import escape_rdn

from .models import User

SECONDS = 5  # a directory that does not answer must not hold a web thread
log = logging.getLogger(__name__)


class DirectoryDown(Exception):
    """The directory does not answer, or not to the question."""


class DirectoryBackend(ModelBackend):
    """Asked after our own passwords, so that those work when the directory does not; the request is then marked.

    The directory is asked whether or not there is an account, so that the time tells nothing of that.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        try:
            if username is None or password is None or not is_right(username, password):
                return None
        except (DirectoryDown, LDAPException, OSError) as down:
            log.warning("the directory does not answer: %s", down)
            if request is not None:
                request.directory_down = True
            return None
        return User.objects.filter(username=username, is_active=True).first()


def is_right(username: str, password: str) -> bool:
    """Whether the directory lets the user in with the password.

    An empty password asks for no check at all (RFC 4513, 5.1.2), and servers say yes to it: it is never sent. Raises
    DirectoryDown, LDAPException or OSError where the directory does not answer.
    """
    if not username or not password or "\x00" in username + password:
        return False
    name = settings.LDAP_USER_DN.replace("{username}", escape_rdn(username)) or _found(username)
    return bool(name) and _bound(name, password) is not None


def _found(username: str) -> str:
    """The name of the one entry that the search finds; empty where it finds none or several."""
    service = _bound(settings.LDAP_BIND_DN, settings.LDAP_BIND_PASSWORD)
    if service is None:
        raise DirectoryDown("the portal's own account is refused")
    wanted = settings.LDAP_SEARCH_FILTER.replace("{username}", escape_filter_chars(username))
    service.search(settings.LDAP_SEARCH_BASE, wanted, SUBTREE, attributes=None, size_limit=2, time_limit=SECONDS)
    names = [entry["dn"] for entry in service.response or () if entry["type"] == "searchResEntry"]
    service.unbind()
    return names[0] if len(names) == 1 else ""


def _bound(name: str, password: str) -> Connection | None:
    """A connection as whoever it is, anonymous without a name; None where the directory says that the pair is wrong."""
    server = Server(settings.LDAP_URL, get_info=NONE, connect_timeout=SECONDS, tls=_CheckedTls())
    connection = Connection(
        server,
        name or None,
        password or None,
        receive_timeout=SECONDS,
        auto_referrals=False,  # a password goes to no other server
        check_names=False,  # the name is sent as it is
    )
    connection.open()
    if settings.LDAP_STARTTLS:
        connection.start_tls(read_server_info=False)
    connection.bind(read_server_info=False)
    code = connection.result["result"]
    if code == RESULT_SUCCESS:
        return connection
    connection.unbind()
    if code == RESULT_INVALID_CREDENTIALS:
        return None
    raise DirectoryDown(connection.result["description"])


class _CheckedTls(Tls):
    """TLS with the server's certificate and name checked by Python's own defaults."""

    def wrap_socket(self, connection: Connection, do_handshake: bool = False) -> None:
        context = ssl.create_default_context(cafile=settings.LDAP_CA or None)
        connection.socket = context.wrap_socket(
            connection.socket, do_handshake_on_connect=do_handshake, server_hostname=connection.server.host
        )
