"""The loader on the current term of the database: wall and CPU seconds of process and database, memory, the audit after it.

python -m tests.bench.loader        # loads for real: run it on a database that may be thrown away
"""

from __future__ import annotations

import os
import resource
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()


from curriculum.models import Term  # noqa: E402
from registration.audit import audit  # noqa: E402
from registration.loader import load  # noqa: E402

from .cpu import database_root, of_tree  # noqa: E402


def main() -> None:
    term = Term.objects.get(is_current=True)
    root = database_root()
    before = of_tree(root) if root else 0.0
    wall, cpu = time.perf_counter(), time.process_time()
    report = load(term_id=term.pk)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    database = of_tree(root) - before if root else 0.0
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{term.code}: {report.as_dict()}")
    print(f"{wall:.1f} s wall, {cpu:.1f} s of CPU here, {database:.1f} s in the database, {memory:.0f} MB at most")
    print("audit:", audit() or "every seat accounted for")


if __name__ == "__main__":
    main()
