"""The local inbox: a developer's mails on a page, and no such thing in production."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.core.mail import EmailMessage, send_mail

from config.inbox import kept
from tests.load.served import ROOT
from tests.visitor import Visitor, text_of

INBOX = "/inbox/"


@pytest.fixture(autouse=True)
def _at_home(db, settings, tmp_path):
    settings.DEBUG, settings.EMAIL_BACKEND, settings.MAIL_FOLDER = True, "config.inbox.EmailBackend", tmp_path / "mails"


def write(subject: str, body: str = "Merhaba", **fields) -> None:
    EmailMessage(subject, body, "kayit@example.edu.tr", ["ayse@example.edu.tr"], **fields).send()


def test_an_empty_inbox_says_so():
    assert "No mail has been sent yet." in Visitor().get(INBOX).html


def test_every_mail_is_listed_and_opened():
    write("Ders kaydınız onaylandı", "Işık & Çağ\n\nhttps://kayit.example.edu.tr/registration/ <b>")
    send_mail("Second", "x", None, ["bora@example.edu.tr"])
    visitor = Visitor()

    page = visitor.get(INBOX)
    assert [text_of(a) for a in page.all("a", within=page.one("main"))] == ["Second", "Ders kaydınız onaylandı"]
    shown = visitor.get(dict(page.all("a", within=page.one("main"))[1].attributes)["href"])
    assert (shown.text("h1"), text_of(shown.all("dd")[0])) == ("Ders kaydınız onaylandı", "ayse@example.edu.tr")
    assert "Işık &amp; Çağ\n\n" in shown.html and "&lt;b&gt;" in shown.html


def test_a_mail_sent_again_is_one():
    for _ in range(2):
        write("Ders kaydınız onaylandı", headers={"Message-ID": "<notice-7@example.edu.tr>"})

    assert len(kept(10)) == 1


@pytest.mark.parametrize("name", ["0123456789abcdef", "settings"])
def test_a_mail_that_is_not_there(name: str):
    assert Visitor().get(f"{INBOX}{name}/").status == 404


def test_without_debug_there_is_no_inbox(settings):
    write("Ders kaydınız onaylandı")
    [(name, _)] = kept(10)
    settings.DEBUG = False

    assert [Visitor().get(path).status for path in (INBOX, f"{INBOX}{name}/")] == [404, 404]


ROUTES = """
import django; django.setup()
from django.conf import settings
from django.urls import Resolver404, resolve
try: print(resolve("/inbox/"))
except Resolver404: print("none", settings.EMAIL_BACKEND)
"""


def test_production_has_no_such_page_and_keeps_no_mail():
    own = {"PORTAL_ENV": "production", "SECRET_KEY": "x" * 64, "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", ROUTES], cwd=ROOT, env=os.environ | own, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout) == (0, "none django.core.mail.backends.smtp.EmailBackend\n")
