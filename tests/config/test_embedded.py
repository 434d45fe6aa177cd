"""The embedded PostgreSQL: started by who needs it first, stopped by who needs it last, whole again after a kill."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from config.embedded.places import as_unprivileged
from tests.config.users import USE, alive, ask, connected, postmaster, started, starting
from tests.elsewhere import until


@pytest.fixture(scope="module")
def homes() -> Iterator[Path]:
    """Where root's server, which runs as somebody else, can reach it as well."""
    made = Path(tempfile.mkdtemp(prefix="portal-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def made(homes: Path) -> Path:
    """A folder with a server in it; its name has a space, as a person's folder may."""
    home = homes / "my portal"
    home.mkdir()
    started(home).end()
    return home


@pytest.fixture
def home(made: Path) -> Iterator[Path]:
    yield made
    assert postmaster(made) == 0, "a server was left behind"


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    until(lambda: not alive(pid), f"the end of process {pid}")


# who starts it and who stops it


def test_the_second_user_keeps_it_running_and_the_last_one_stops_it(home: Path):
    one, two = started(home), started(home)
    assert one.port == two.port
    one.end()
    assert ask(home, two.port, "SELECT 1") == [(1,)]
    two.end()
    assert postmaster(home) == 0
    with pytest.raises(psycopg2.OperationalError):
        connected(home, two.port)


def test_many_at_once_start_one(home: Path):
    users = [user.ready() for user in [starting(home) for _ in range(4)]]
    assert len({user.port for user in users}) == 1
    for user in users:
        user.end()


def test_a_forked_child_that_ends_leaves_it_to_its_parent(home: Path):
    forking = "postgres.ensure()\nimport os\nif os.fork() == 0:\n    sys.exit()\nos.wait()\nprint("
    user = starting(home, USE.replace("print(", forking)).ready()
    assert ask(home, user.port, "SELECT 1") == [(1,)]
    user.end()


def test_its_role_is_nobody_special_and_waits_three_seconds_for_a_lock(home: Path):
    user = started(home)
    sql = "SELECT rolsuper, rolcreatedb, current_setting('lock_timeout') FROM pg_roles WHERE rolname = current_user"
    assert ask(home, user.port, sql) == [(False, True, "3s")]
    durable = "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit')"
    assert ask(home, user.port, durable) == [("fsync", "on"), ("full_page_writes", "on"), ("synchronous_commit", "on")]
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(host="127.0.0.1", port=user.port, dbname="portal", user="portal", password="portal")
    user.end()


# killed hard


def test_a_user_killed_hard_leaves_it_to_the_next_one(home: Path):
    killed = started(home)
    server = postmaster(home)
    killed.kill()
    assert alive(server)
    following = started(home)
    assert (postmaster(home), following.port) == (server, killed.port)
    following.end()
    assert not alive(server)


def test_a_server_killed_hard_in_the_middle_of_its_work_recovers(home: Path):
    """What was committed is there, what was not is not, and who comes next finds a server that answers."""
    killed = started(home)
    ask(home, killed.port, "DROP TABLE IF EXISTS work; CREATE TABLE work (n int); INSERT INTO work VALUES (1)")
    open_transaction = connected(home, killed.port)
    open_transaction.cursor().execute("INSERT INTO work VALUES (2)")
    kill(postmaster(home))
    killed.kill()
    following = started(home)
    assert ask(home, following.port, "SELECT n FROM work") == [(1,)]
    following.end()
    open_transaction.close()


def test_a_process_number_that_was_given_out_again_is_no_server(home: Path):
    """As after a restart of the computer: the folder names a process that is alive, and another program."""
    killed = started(home)
    named = home / "var" / "postgres" / "postmaster.pid"
    kill(postmaster(home))
    killed.kill()
    other = subprocess.Popen(["sleep", "60"], **as_unprivileged(named.parent))
    named.write_text("\n".join([str(other.pid), *named.read_text().splitlines()[1:]]) + "\n")
    following = started(home)
    assert ask(home, following.port, "SELECT 1") == [(1,)]
    following.end()
    other.kill()
    other.wait()


# made only half


def test_a_folder_that_was_made_only_half_is_made_again(homes: Path):
    """Killed after initdb and the first start, before the role was there."""
    home = homes / "half"
    home.mkdir()
    killed_half_way = USE.replace(
        "print(", "import os, signal\npostgres._prepare = lambda folder: os.kill(os.getpid(), signal.SIGKILL)\nprint("
    )
    starting(home, killed_half_way).process.communicate(timeout=60)
    user = started(home)
    assert ask(home, user.port, "SELECT current_user") == [("portal",)]
    user.end()
    assert sorted(path.name for path in (home / "var").glob("postgres*") if path.is_dir()) == ["postgres"]
