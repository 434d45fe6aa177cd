"""`make run`: what is started is stopped, what cannot start says why, and a real university gets no sample."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from config.embedded.places import free_port
from people.models import Student
from tests.config.users import alive, children
from tests.elsewhere import until
from tests.load.served import ROOT, database_url
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
RUN = [sys.executable, "-m", "config.run"]


def environment(**own: str) -> dict[str, str]:
    """The test's database, and no queue: a portal whose broker is away still registers."""
    plain = {name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "PORTAL_ENV")}
    return plain | {"DATABASE_URL": database_url(), "PYTHONUNBUFFERED": "1"} | own


@pytest.fixture
def standing(transactional_db) -> World:
    """A database that has people in it: nothing is made up beside them."""
    world = World()
    world.student()
    return world


@contextmanager
def running(**own: str) -> Iterator[tuple[subprocess.Popen[str], int, list[int]]]:
    """The portal, up: its process, its port and its children."""
    port = free_port()
    process = subprocess.Popen(
        RUN,
        cwd=ROOT,
        env=environment(PORT=str(port), **own),
        text=True,
        stdout=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(
            signal.SIGINT, signal.SIG_DFL
        ),  # ignored where the suite runs in the background
    )
    try:
        assert process.stdout
        for line in process.stdout:
            if "Ctrl-C" in line:
                break
        yield process, port, children(process.pid)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=30)


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return answer.read() == b"ok"
    except OSError:
        return False


def all_gone(pids: list[int]) -> None:
    until(lambda: not any(alive(pid) for pid in pids), "the end of all children")


def test_ctrl_c_stops_all_of_it(standing: World):
    with running() as (process, port, started):
        assert (answers(port), len(started)) == (True, 2)  # the web and the worker
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=30)[0]
        assert (process.returncode, said.splitlines()[1]) == (0, "Stopping …")
        all_gone(started)
        assert not answers(port)
    assert Student.objects.count() == 1


def test_killed_hard_it_takes_its_children_with_it(standing: World):
    with running() as (process, port, started):
        process.kill()
        process.wait(timeout=30)
        all_gone(started)
        assert not answers(port)


def test_a_part_that_ends_by_itself_ends_the_whole(standing: World):
    with running() as (process, _, started):
        os.kill(started[0], signal.SIGKILL)
        said = process.communicate(timeout=30)[0]
        assert (process.returncode, said.splitlines()[0]) == (1, "A server process ended by itself (status -9).")
        all_gone(started)


def test_a_port_in_use_is_said_in_one_line_and_nothing_is_started():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            RUN, cwd=ROOT, env=environment(PORT=str(port)), capture_output=True, text=True, timeout=30
        )
    said = f"Port {port} is in use. Stop what uses it, or choose another: PORT=8001 make run\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, said, "")


@pytest.mark.parametrize("port", ["", "http", "0", "65536", "-1"])
def test_a_port_that_is_none_is_said_in_one_line(port: str):
    done = subprocess.run(RUN, cwd=ROOT, env=environment(PORT=port), capture_output=True, text=True, timeout=30)
    said = f"PORT is {port!r}: give a number up to 65535, such as PORT=8001 make run\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, said, "")


def test_a_web_server_that_does_not_start_is_a_failure_that_is_said(standing: World):
    """Not a stop that somebody asked for. Here the server's own settings are wrong."""
    wrong = environment(PORT=str(free_port()), GUNICORN_CMD_ARGS="--no-such-option")
    done = subprocess.run(RUN, cwd=ROOT, env=wrong, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "The web server did not start.")


PREPARE = "from config.run import _prepare; _prepare()"


def test_production_makes_no_sample(transactional_db):
    """The tables are made, the style sheets collected; people come from the university's own records."""
    own = environment(PORTAL_ENV="production", SECRET_KEY="x" * 64, DJANGO_SETTINGS_MODULE="config.settings")
    done = subprocess.run(
        [sys.executable, "-c", PREPARE], cwd=ROOT, env=own, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, "sample" in done.stdout, done.stdout.startswith("Tables … ")) == (0, False, True), done
    assert not Student.objects.exists()
