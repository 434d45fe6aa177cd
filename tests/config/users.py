"""Processes that use an embedded server of their own folder, told one by one when to end."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from tests.load.served import ROOT

USE = """
import pathlib, sys
from config.embedded import places, postgres
places.BASE_DIR = pathlib.Path(sys.argv[1])
print(postgres.ensure().port, flush=True)
sys.stdin.read()
"""


@dataclass
class User:
    """A process that has asked for the server; it holds it until it is told to end."""

    process: subprocess.Popen[str]
    port: int = 0

    def ready(self) -> User:
        said = self.process.stdout.readline() if self.process.stdout else ""
        assert said, self.process.communicate()[1]
        self.port = int(said)
        return self

    def end(self) -> None:
        self.process.communicate(timeout=30)
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate(timeout=30)


def starting(home: Path, script: str = USE) -> User:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return User(subprocess.Popen([sys.executable, "-c", script, str(home)], cwd=ROOT, text=True, **pipes))


def started(home: Path) -> User:
    return starting(home).ready()


def postmaster(home: Path) -> int:
    """The process id that the data folder names; 0 where no server runs on it."""
    path = home / "var" / "postgres" / "postmaster.pid"
    return int(path.read_text().splitlines()[0]) if path.exists() else 0


def connected(home: Path, port: int) -> psycopg2.extensions.connection:
    password = json.loads((home / "var" / "postgres.json").read_text())["portal"]
    return psycopg2.connect(host="127.0.0.1", port=port, dbname="portal", user="portal", password=password)


def ask(home: Path, port: int, sql: str) -> list[tuple]:
    connection = connected(home, port)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def alive(pid: int) -> bool:
    """Whether a process runs; one that is dead and only waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children(pid: int) -> list[int]:
    """The processes that a process has started and that still run, the oldest first."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue  # it ended meanwhile
        if int(parent) == pid and state != "Z":
            found.append(int(folder.name))
    return sorted(found)
