"""Closed by a file on the node, and the same page where the database is out of reach."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client

from tests.visitor import Shown
from tests.world import World


@pytest.fixture
def closed(settings, tmp_path: Path) -> Path:
    settings.MAINTENANCE_FILE = tmp_path / "maintenance"
    settings.MAINTENANCE_FILE.write_text("14.00'e kadar", encoding="utf-8")
    return settings.MAINTENANCE_FILE


def test_a_closed_node_says_until_when_and_asks_no_database(closed: Path, client):
    answer = client.get("/registration/")  # a test without a database refuses every statement
    shown = Shown(answer)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert (shown.text("h1"), "14.00'e kadar" in shown.text("main")) == ("Bakım çalışması", True)


def test_a_text_in_another_encoding_closes_it_as_well(closed: Path, client):
    closed.write_bytes("yarın".encode("iso8859-9"))

    assert (client.get("/registration/").status_code, client.get("/theme/").status_code) == (503, 503)


@pytest.mark.django_db
def test_its_health_is_told_all_the_same(closed: Path, client):
    assert client.get("/healthz").status_code == 200


def test_it_opens_when_the_file_goes(closed: Path, client):
    closed.unlink()

    assert client.get("/theme/").status_code == 405


def test_a_database_out_of_reach_is_no_fault_of_the_page(world: World, monkeypatch):
    def gone(*args, **kwargs):
        raise OperationalError("server closed the connection unexpectedly")

    client = Client(raise_request_exception=False)
    client.force_login(world.student().user)
    with monkeypatch.context() as patched:
        patched.setattr(connection, "cursor", gone)
        answer = client.get("/registration/")

    assert (answer.status_code, Shown(answer).text("h1")) == (503, "Şu anda ulaşılamıyor")


def test_any_other_error_stays_a_fault(world: World, monkeypatch):
    client = Client(raise_request_exception=False)
    client.force_login(world.student().user)
    with monkeypatch.context() as patched:
        patched.setattr(connection, "cursor", lambda *args, **kwargs: 1 / 0)
        answer = client.get("/registration/")

    assert answer.status_code == 500
