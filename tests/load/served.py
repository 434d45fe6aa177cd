"""The portal's web processes on a database of the caller's choice, started and stopped with the block."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from config.embedded.places import free_port

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Server:
    port: int
    pid: int  # of the process whose children answer


def database_url() -> str:
    """The address of the database this process is connected to."""
    connection.ensure_connection()
    s = connection.settings_dict
    return f"postgresql://{quote(s['USER'])}:{quote(s['PASSWORD'])}@{s['HOST']}:{s['PORT']}/{quote(s['NAME'])}"


@contextmanager
def served(*, workers: int = 2, threads: int = 4, settings: str = "config.settings", **env: str) -> Iterator[Server]:
    """Gunicorn as in production, with as many processes as asked."""
    port = free_port()
    shape = ["--workers", str(workers), "--threads", str(threads), "--worker-class", "gthread", "--keep-alive", "60"]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", *shape],
        cwd=ROOT,
        env=os.environ
        | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": settings, "DEBUG": "0", "PYTHONPATH": str(ROOT)}
        | env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(port, process)
        yield Server(port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the web processes ended with status {process.returncode}")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the web processes did not answer")
