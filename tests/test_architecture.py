"""The house as DESIGN.md §2 draws it, walked with ast: who imports whom, what stands in one place only, what stays small.

Each walker has a control beside it: a bad line that it must find, or it would pass whatever stands in the tree.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from curriculum.models import Level
from registration.messages import MESSAGES
from registration.policy_data import universities
from registration.rules import CODES, RULES, SETTINGS, SHAPES
from registration.rules.policy import Policy
from tests.rules.build import programme, shipped

ROOT = Path(__file__).resolve().parents[1]
ORDER = ("curriculum", "people", "fees", "registration", "advising")  # an app imports what stands left of it
WIRING = ("config", "tests")
HIDDEN = {".git", ".venv", "var", "node_modules", "static", "templates"}


@cache
def modules() -> dict[str, ast.Module]:
    """Every Python file of the project by its path, parsed."""
    paths = (p.relative_to(ROOT) for p in sorted(ROOT.rglob("*.py")))
    return {str(p): ast.parse((ROOT / p).read_text()) for p in paths if not HIDDEN & set(p.parts)}


def within(*folders: str) -> dict[str, ast.Module]:
    return {path: tree for path, tree in modules().items() if path.startswith(tuple(f"{f}/" for f in folders))}


def imports(path: str, tree: ast.Module) -> Iterator[str]:
    """The full names of all that a module imports, anywhere in it; relative imports are resolved."""
    package = Path(path).with_suffix("").parts[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = (
                ".".join((*package[: len(package) - node.level + 1], node.module or "")) if node.level else node.module
            )
            yield from (f"{base}.{alias.name}".replace("..", ".") for alias in node.names)


def test_relative_and_late_imports_are_seen():
    tree = ast.parse("def f():\n  from ..advising import views\n  import config.urls\n  from . import rules\n")
    assert list(imports("registration/x.py", tree)) == ["advising.views", "config.urls", "registration.rules"]


def test_every_folder_with_code_has_its_place():
    assert {Path(path).parts[0] for path in modules() if "/" in path} == {*ORDER, *WIRING}


@pytest.mark.parametrize("app", ORDER)
def test_an_app_imports_only_what_stands_left_of_it(app):
    forbidden = {*ORDER[ORDER.index(app) + 1 :], *WIRING}
    wrong = {
        (path, name)
        for path, tree in within(app).items()
        for name in imports(path, tree)
        if name.split(".")[0] in forbidden
    }
    assert wrong == set()


def test_the_rules_import_the_standard_library_and_themselves():
    def known(name: str) -> bool:
        return name.split(".")[0] in sys.stdlib_module_names or name.startswith("registration.rules.")

    assert not known("django.db") and not known("registration.catalogue") and not known("curriculum.turkish")
    wrong = {
        (path, name)
        for path, tree in within("registration/rules").items()
        for name in imports(path, tree)
        if not known(name)
    }
    assert wrong == set()


def clocks(tree: ast.Module) -> list[str]:
    """Whatever asks for the time, for chance or for the outside."""
    asked = [n.func.attr for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)]
    modules = [name.split(".")[0] for name in imports("x.py", tree)]
    return [x for x in asked if x in {"now", "today", "utcnow"}] + [
        x for x in modules if x in {"time", "random", "os", "pathlib", "urllib", "socket", "subprocess"}
    ]


def test_a_rule_asks_no_clock():
    assert clocks(ast.parse("import time\ndatetime.now()\ndate.today()")) == ["now", "today", "time"]
    assert {path: found for path, tree in within("registration/rules").items() if (found := clocks(tree))} == {}


def test_no_module_is_longer_than_400_lines():
    lengths = {path: len((ROOT / path).read_text().splitlines()) for path in modules() if "/migrations/" not in path}
    assert {path: length for path, length in lengths.items() if length > 400} == {}


def test_there_is_no_drawer_for_odds_and_ends():
    drawers = {"utils", "util", "common", "helpers", "misc"}
    assert {path for path in modules() if drawers & set(Path(path).with_suffix("").parts)} == set()


def body_lines(function: ast.FunctionDef) -> int:
    """The lines of a function below its signature; a docstring is not counted."""
    body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def test_a_view_is_at_most_20_lines():
    long = ast.parse('def f():\n    """Doc."""\n' + "    x = 1\n" * 21).body[0]
    assert isinstance(long, ast.FunctionDef) and body_lines(long) == 21
    views = {path: tree for path, tree in within(*ORDER).items() if Path(path).name in {"views.py", "api.py"}}
    functions = [(p, node) for p, tree in views.items() for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert len(functions) > 5
    assert {f"{path}:{f.name}": body_lines(f) for path, f in functions if body_lines(f) > 20} == {}


# every rule is one function, one policy row, one message entry and one table of tests


def spoken(tree: ast.Module) -> set[str]:
    """The codes that a module puts into findings by itself, beside the rules."""
    makers = {"Finding", "refusal", "_no", "Data"}
    calls = [
        n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in makers
    ]
    texts = [a for c in calls for a in (*c.args[:2], *(k.value for k in c.keywords if k.arg == "code"))]
    return {a.value for a in texts if isinstance(a, ast.Constant) and re.fullmatch(r"[A-Z_]{3,}", str(a.value))}


def test_every_code_has_its_message_and_every_message_its_code():
    assert spoken(ast.parse('Finding("STALE_LIST", x)\n_no("A_CODE")\nData({}, code="B_CODE")')) == {
        "STALE_LIST",
        "A_CODE",
        "B_CODE",
    }
    used = set(CODES).union(*(spoken(tree) for tree in within(*ORDER).values()))
    said = {word for tree in within(*ORDER).values() for word in words(tree) if word in MESSAGES}
    assert used - MESSAGES.keys() == set()
    assert MESSAGES.keys() - said - set(CODES) == set()


def words(tree: ast.Module) -> Iterator[str]:
    """The string constants of a module, keys of a dict left out."""
    keys = {id(k) for n in ast.walk(tree) if isinstance(n, ast.Dict) for k in n.keys}
    yield from (
        n.value
        for n in ast.walk(tree)
        if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in keys
    )


@pytest.mark.parametrize("university", universities())
@pytest.mark.parametrize("level", Level.values)
def test_every_rule_has_a_row_of_every_university_for_every_level(university, level):
    rows = shipped(university)
    day = max(row.effective_from for row in rows)
    for campus in {"", *(row.scope.campus or "" for row in rows)}:
        rulings = Policy(rows, SHAPES).rulings(programme(level=level, campus=campus), day)
        assert [code for code, ruling in rulings.items() if ruling is None] == []
        assert [code for code, r in rulings.items() if r and r.action != "off" and not r.article.strip()] == []


@pytest.mark.parametrize("university", universities())
def test_a_university_has_no_row_for_a_rule_that_is_not_there(university):
    assert {row.code for row in shipped(university)} == SHAPES.keys() == {rule.code for rule in RULES} | SETTINGS.keys()


@pytest.mark.parametrize("university", universities())
def test_every_row_names_its_source_within_the_column(university):
    spoken = [row for row in shipped(university) if row.action != "off"]
    assert [row.code for row in spoken if not 0 < len(row.article.strip()) <= 200] == []


@pytest.mark.parametrize("code", CODES)
def test_every_code_stands_in_a_test_of_the_rules(code):
    tests = [p for p in (ROOT / "tests" / "rules").glob("test_*.py") if p.name != "test_engine.py"]
    own = code in {"POLICY_MISSING", "NO_PROGRAMME"}  # the engine's own
    assert any(f'"{code}"' in p.read_text() for p in ([ROOT / "tests/rules/test_engine.py"] if own else tests))


def test_every_module_of_the_rules_has_its_table_of_tests():
    names = {Path(path).stem for path in within("registration/rules")} - {"__init__", "facts", "offer", "settings"}
    assert {name for name in names if not (ROOT / f"tests/rules/test_{name}.py").exists()} == set()


def test_no_rule_is_longer_than_fifteen_lines():
    functions = [
        (path, node)
        for path, tree in within("registration/rules").items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and any(ast.unparse(d).startswith("rule(") for d in node.decorator_list)
    ]
    assert len(functions) == len(RULES)
    assert {f"{path}:{f.name}": body_lines(f) for path, f in functions if body_lines(f) > 15} == {}
    assert {f"{path}:{f.name}" for path, f in functions if not ast.get_docstring(f)} == set()


# a seat is counted in one place

WRITERS = {"update", "create", "get_or_create", "update_or_create", "bulk_update", "SeatCounter"}
COUNTED = {"taken", "moves"}


def moves_a_counter(source: str) -> bool:
    """Whether Python source sets `taken` or `moves` of a counter: by attribute, by the ORM or by SQL of its own."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr in COUNTED:
            return True
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and moves_by_sql(node.value):
            return True
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in WRITERS and _names_a_count(node):
            return True
    return False


def _names_a_count(call: ast.Call) -> bool:
    inner = [n for argument in (*call.args, *call.keywords) for n in ast.walk(argument)]
    named = {n.arg for n in inner if isinstance(n, ast.keyword)} | {
        n.value for n in inner if isinstance(n, ast.Constant)
    }
    return bool(named & COUNTED)


def moves_by_sql(text: str) -> bool:
    update = r"UPDATE\s+(ONLY\s+)?curriculum_seatcounter\b[^;]*\bSET\b[^;]*\b(taken|moves)\s*="
    insert = r"INSERT\s+INTO\s+curriculum_seatcounter\s*\([^)]*\b(taken|moves)\b"
    return bool(re.search(f"{update}|{insert}|COPY\\s+curriculum_seatcounter", text, re.IGNORECASE))


@pytest.mark.parametrize(
    "line",
    [
        "counter.taken += 1",
        "section.seats.taken = 3",
        "SeatCounter.objects.filter(id=1).update(taken=F('taken') + 1)",
        "SeatCounter.objects.create(section=s, capacity=3, taken=1)",
        "SeatCounter(section=s, taken=1)",
        "SeatCounter.objects.bulk_update(all, ['capacity', 'taken'])",
        "SeatCounter.objects.update_or_create(section=s, defaults={'taken': 1})",
        "cursor.execute('UPDATE curriculum_seatcounter SET capacity = 3, taken = 1')",
        "cursor.execute('UPDATE curriculum_seatcounter s SET taken = taken - 1')",
        "cursor.execute('INSERT INTO curriculum_seatcounter (section_id, taken) VALUES (1, 1)')",
    ],
)
def test_a_counter_moved_elsewhere_would_be_seen(line):
    assert moves_a_counter(line)


@pytest.mark.parametrize(
    "line",
    [
        "Facts(taken={})",
        "left = seat.capacity - seat.taken",
        "SeatCounter.objects.create(section=s, capacity=3)",
        "cursor.execute('UPDATE curriculum_seatcounter SET capacity = 3 WHERE taken <= 3')",
    ],
)
def test_reading_a_counter_is_no_move(line):
    assert not moves_a_counter(line)


def test_nothing_but_the_seats_moves_a_counter():
    python = {
        p for p in within(*ORDER, "config") if "/migrations/" not in p and moves_a_counter((ROOT / p).read_text())
    }
    paths = (str(p.relative_to(ROOT)) for app in ORDER for p in (ROOT / app).rglob("*.sql"))
    sql = {p for p in paths if moves_by_sql((ROOT / p).read_text())}
    assert python <= {"registration/seats.py"}
    assert sql == {"registration/sql/seats.sql"}


def test_the_worker_knows_the_tasks_of_every_app():
    """In a process of its own, as the worker is: here the tests have imported what they use."""
    script = "from config.celery import app; app.loader.import_default_modules(); print(*app.tasks, sep='\\n')"
    asked = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    known = {name.rsplit(".", 1)[0] for name in asked.stdout.split()}
    assert {f"{path.parent.name}.tasks" for path in ROOT.glob("*/tasks.py")} - known == set()
