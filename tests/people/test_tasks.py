"""The queue delivers what was told: asked after the commit, and missed by nobody when it is down."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
import redis
from celery import current_app
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.embedded import valkey
from people.delivery import Delivered, deliver_due
from people.models import Notice, User
from people.notices import tell
from people.tasks import deliver_notices
from tests.elsewhere import until
from tests.load.served import ROOT, database_url
from tests.people.test_delivery import APPROVED, START, reader
from tests.world import at


@pytest.fixture
def kept(transactional_db) -> User:
    at(START)
    return reader()


def telling(request: HttpRequest, undone: bool) -> HttpResponse:
    """A page that tells somebody something, or thinks better of it."""
    with transaction.atomic():
        tell([User.objects.get(username="ayse").id], "approved", APPROVED)
        transaction.set_rollback(undone)
    return HttpResponse("ok")


urlpatterns = [path("telling/", telling, {"undone": False}), path("undone/", telling, {"undone": True})]


ASKING = """
import django
django.setup()
from django.conf import settings
from django.test import Client
from people.notices import _nudging
settings.ROOT_URLCONF = "tests.people.test_tasks"
print([Client(SERVER_NAME="127.0.0.1").get(path).status_code for path in ("/undone/", "/telling/")])
_nudging.acquire()  # until the call to the queue has ended
"""


def asking(queue: str) -> subprocess.CompletedProcess[str]:
    """The two pages asked for in a process that has a queue."""
    own = {"DATABASE_URL": database_url(), "REDIS_URL": queue}
    return subprocess.run(
        [sys.executable, "-c", ASKING], cwd=ROOT, env=os.environ | own, capture_output=True, text=True, timeout=60
    )


@pytest.mark.django_db(transaction=True)
def test_the_queue_is_asked_once_what_is_told_is_committed(kept: User):
    process, url = valkey.start()
    try:
        with redis.Redis.from_url(url) as queue:
            until(lambda: _answers(queue), "the queue")

            assert asking(url).stdout == "[200, 200]\n"

            tasks = [json.loads(task)["headers"]["task"] for task in queue.lrange("celery", 0, -1)]
            assert (tasks, Notice.objects.count()) == (["people.tasks.deliver_notices"], 1)
    finally:
        process.terminate()
        process.wait(timeout=10)


def _answers(queue: redis.Redis) -> bool:
    try:
        return bool(queue.ping())
    except redis.ConnectionError:
        return False


@pytest.mark.django_db(transaction=True)
def test_a_queue_that_is_down_fails_no_page_and_loses_no_notice(kept: User):
    done = asking("redis://127.0.0.1:1/0")

    assert (done.returncode, done.stdout) == (0, "[200, 200]\n")
    assert "notices: the queue did not answer: Error 111 connecting to 127.0.0.1:1" in done.stderr
    assert deliver_due() == Delivered(mailed=1)


def test_the_queue_delivers_each_minute():
    due = current_app.conf.beat_schedule["deliver-notices"]

    assert (due["task"], due["schedule"], due["options"]) == (deliver_notices.name, 60, {"expires": 60})
