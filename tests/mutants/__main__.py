"""`make mutants`: each rule is switched off in turn, and every test of its rows must notice.

A test counts as broken when any of its cases fails. Where a row names several rules, one of them must break it; of a row
that is a screen, a calculation or a job besides, only some tests concern the rule. Exit 1 where a test survived all rules of
its row, or where a rule broke no test at all.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import defaultdict

from tests.rows import marked, rows

VARIABLE = "PORTAL_MUTANT"  # read by tests/conftest.py


def is_rule(key: str) -> bool:
    return bool(re.fullmatch(r"[A-Z_]+", key))


def tests_by_rule() -> dict[str, set[str]]:
    """Rule code → the tests of the rows that it answers for, those of the engine without a database left out."""
    tests, found = marked(), defaultdict(set)
    for row, keys in rows().items():
        for key in keys:
            if is_rule(key):
                found[key] |= {t for t in tests.get(row, ()) if not t.startswith("tests/browser")}
    return found


def broken_by(code: str, tests: set[str]) -> set[str]:
    """The tests that fail with the rule switched off."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-rfE",
        "--reuse-db",
        "-o",
        "addopts=-p no:cacheprovider",
        *sorted(tests),
    ]
    done = subprocess.run(command, env={**os.environ, VARIABLE: code}, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"{code}: pytest ended with {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return {m[1] for m in re.finditer(r"^(?:FAILED|ERROR) (\S+?::\w+)", done.stdout, re.MULTILINE)}


def main() -> None:
    by_rule, broken = tests_by_rule(), set()
    idle = []
    for code, tests in sorted(by_rule.items()):
        noticed = broken_by(code, tests) if tests else set()
        broken |= noticed
        idle += [] if noticed else [code]
        print(f"{code:<26} {len(noticed):>3} of {len(tests)} tests of its rows notice", flush=True)
    owed = {t for row, keys in rows().items() if all(map(is_rule, keys)) for t in marked().get(row, ())}
    survivors = sorted(owed - broken)
    for test in survivors:
        print(f"survives: {test}")
    for code in idle:
        print(f"never missed: {code}")
    print(f"{len(broken)} passed, {len(survivors) + len(idle)} failed")
    sys.exit(bool(survivors or idle))


if __name__ == "__main__":
    main()
