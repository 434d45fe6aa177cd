"""The address of a mail server."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from config.mail import server_settings
from tests.load.served import ROOT


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.edu.tr", ("mail.example.edu.tr", 25, "", "", False, False)),
        ("smtp+tls://kayit:p%40ss@mail.example.edu.tr", ("mail.example.edu.tr", 587, "kayit", "p@ss", True, False)),
        ("smtps://k%40x.tr:s@mail.example.edu.tr:4650", ("mail.example.edu.tr", 4650, "k@x.tr", "s", False, True)),
    ],
)
def test_a_server_by_its_address(url: str, expected: tuple):
    assert tuple(server_settings(url).values()) == expected


@pytest.mark.parametrize("url", ["mail.example.edu.tr", "http://mail.example.edu.tr", "smtp://", "smtp://host:x"])
def test_what_is_no_address_is_refused(url: str):
    with pytest.raises(ValueError):
        server_settings(url)


def test_a_wrong_address_is_said_at_the_start():
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=os.environ | {"EMAIL_URL": "mail.example.edu.tr"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "EMAIL_URL is smtp://, smtp+tls:// or smtps://user:password@host:port" in done.stderr
