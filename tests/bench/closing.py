"""The end of the registration period on the current term of the database: seconds of a close, the audit after it.

python -m tests.bench.closing     # unregisters for real: run it on a database that may be thrown away

Everybody who is enrolled gets a registration, the loader fills the lists, and the windows end yesterday.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from curriculum.models import Term  # noqa: E402
from registration.audit import audit  # noqa: E402
from registration.closing.opening import open_term  # noqa: E402
from registration.closing.periods import close_registration  # noqa: E402
from registration.loader import load  # noqa: E402
from registration.models import Enrolment, TermRegistration, Window  # noqa: E402

from .cpu import database_root, of_tree  # noqa: E402


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    term = Term.objects.get(is_current=True)
    _timed("open_term", lambda: open_term(term_id=term.pk))
    _timed("load", lambda: load(term_id=term.pk))
    _end(term)
    lists = TermRegistration.objects.filter(term=term).count()
    print(f"{lists} registrations, {Enrolment.objects.filter(term=term).count()} courses on them")
    _timed("dry run", lambda: close_registration(term_id=term.pk, dry_run=True))
    _timed("close_registration", lambda: close_registration(term_id=term.pk))
    _timed("once more", lambda: close_registration(term_id=term.pk))
    print("audit:", audit() or "every seat accounted for")


def _end(term: Term) -> None:
    """The first windows of registration and approval end yesterday; nobody is exempt by add-drop that comes later."""
    now = timezone.now()
    for kind in ("registration", "approval"):
        first = Window.objects.filter(term=term, kind=kind).order_by("opens_at")[0]
        first.opens_at, first.closes_at = now - timedelta(days=9), now - timedelta(days=1)
        first.save(update_fields=["opens_at", "closes_at"])


def _timed(what: str, work) -> None:
    root = database_root()
    before = of_tree(root) if root else 0.0
    wall, cpu = time.perf_counter(), time.process_time()
    report = {name: value for name, value in work().as_dict().items() if name != "who"}
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    database = of_tree(root) - before if root else 0.0
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{what}: {wall:.1f} s wall, {cpu:.1f} s of CPU here, {database:.1f} s in the database, {memory:.0f} MB; {report}"
    )


if __name__ == "__main__":
    main()
