"""`make run`: everything the portal needs on one computer, started in order, stopped together.

Every child dies with this process, even when it is killed hard; the embedded database is stopped by the last process
that used it, or found and taken over by the next start.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .embedded.postgres import StartFailed

WEB_WORKERS, WEB_THREADS = 2, 4  # at most 8 database connections a node: hot rows get slower with more
_PR_SET_PDEATHSIG = 1


def say(text: str) -> None:
    print(text, flush=True)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class NotUp(RuntimeError):
    """A part that was started does not answer."""


CHILD: dict[str, Any] = {"preexec_fn": _die_with_parent, "start_new_session": True}


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    asked = os.environ.get("PORT", "8000")
    if not (asked.isdecimal() and 0 < int(asked) < 65536):
        say(f"PORT is {asked!r}: give a number up to 65535, such as PORT=8001 make run")
        return 1
    port = int(asked)
    if _busy(port):
        say(f"Port {port} is in use. Stop what uses it, or choose another: PORT=8001 make run")
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    children: list[subprocess.Popen[bytes]] = []
    try:
        return _serve(port, children)
    except (KeyboardInterrupt, SystemExit):
        say("\nStopping …")
        return 0
    except (NotUp, StartFailed) as failed:
        say(f"\n{failed}")
        return 1
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave half of it running
        _stop(children)


def _serve(port: int, children: list[subprocess.Popen[bytes]]) -> int:
    if not os.environ.get("DATABASE_URL"):
        with step("PostgreSQL"):
            from .embedded import postgres

            postgres.ensure()
    if not os.environ.get("REDIS_URL") and not os.environ.get("DATABASE_URL"):
        with step("Valkey"):
            from .embedded import valkey

            process, os.environ["REDIS_URL"] = valkey.start(**CHILD)
            children.append(process)
    _prepare()
    with step("Web and worker"):
        children += [_web(port), _worker()]
        _wait_until_up(port, children[-2])
    _greet(port)
    while all(child.poll() is None for child in children):
        time.sleep(0.5)
    dead = next(child for child in children if child.poll() is not None)
    say(f"A server process ended by itself (status {dead.returncode}).")
    return 1


def _prepare() -> None:
    """Tables, static files and, in an empty database, the sample university."""
    import django
    from django.core.management import call_command

    with step("Tables"):
        django.setup()
        call_command("migrate", verbosity=0)
        if os.environ.get("PORTAL_ENV") == "production":
            call_command("collectstatic", interactive=False, verbosity=0)
    from django.conf import settings

    from people.models import Student

    if not settings.PRODUCTION and not Student.objects.exists():
        say("The database is empty: making the sample university …")
        call_command("sample_university")


def _web(port: int) -> subprocess.Popen[bytes]:
    shape = ["--workers", str(WEB_WORKERS), "--threads", str(WEB_THREADS), "--worker-class", "gthread"]
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "config.wsgi",
            "--bind",
            f"127.0.0.1:{port}",
            *shape,
            "--log-level",
            "warning",
        ],
        **CHILD,
    )


def _worker() -> subprocess.Popen[bytes]:
    from .embedded.places import var

    schedule = str(var() / "celerybeat-schedule")
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "celery",
            "-q",
            "-A",
            "config",
            "worker",
            "-B",
            "-s",
            schedule,
            "-P",
            "solo",
            "-l",
            "WARNING",
        ],
        env=os.environ | {"PYTHONWARNINGS": "ignore:You're running the worker"},  # as root the server knows better
        **CHILD,
    )


def _wait_until_up(port: int, web: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if web.poll() is not None:
            raise NotUp("The web server did not start.")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise NotUp("The web server did not answer within a minute.")


def _greet(port: int) -> None:
    from django.core.management import call_command

    say(f"\n  http://127.0.0.1:{port}\n")
    call_command("sample_signins")
    say("\n  Ctrl-C stops everything.")


@contextmanager
def step(name: str) -> Iterator[None]:
    started = time.monotonic()
    print(f"{name} … ", end="", flush=True)
    yield
    say(f"{time.monotonic() - started:.1f} s")


def _busy(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in reversed(children):
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()


if __name__ == "__main__":
    sys.exit(main())
