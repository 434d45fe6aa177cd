"""A bank's statement of 10,000 lines, booked while students register: seconds, and what it does to their adds.

python -m tests.bench.statement     # in a database of its own, 27,000 charged students, of whom 25,000 wait for their fee
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import threading
import time
import uuid
from collections.abc import Callable
from decimal import Decimal

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from curriculum.models import Term  # noqa: E402
from fees import ledger, statements  # noqa: E402
from fees.models import Bank, Entry, FeeStanding, Payment  # noqa: E402
from people.clock import now  # noqa: E402
from people.models import Student  # noqa: E402
from registration.models import TermRegistration  # noqa: E402
from tests.bench.cast import Cast, prepare  # noqa: E402
from tests.bench.cpu import database_root, of_tree  # noqa: E402
from tests.load.client import Answer, Request, post, send  # noqa: E402
from tests.load.served import served  # noqa: E402

STUDENTS, ACTING, LINES, IN_FLIGHT = 27_000, 2_000, 10_000, 4
SHARE = 100  # adds sent at a time
FEE = Decimal("200.00")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--lines", type=int, default=LINES)
    asked.add_argument("--students", type=int, default=STUDENTS)
    options = asked.parse_args()
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        cast = prepare(students=options.students, acting=ACTING)
        bank, content = _charged(cast, options.lines)
        _measure(cast, bank, content)
    finally:
        connection.creation.destroy_test_db("", verbosity=0, keepdb=False)


def _charged(cast: Cast, lines: int) -> tuple[Bank, bytes]:
    """Everybody is charged; who acts has paid, the others wait in FEE_PENDING, and so many of them pay by the statement."""
    term = Term.objects.get(is_current=True)
    FeeStanding.objects.update(charged=0, charged_courses=0, paid=0)  # what the sample university owes
    students = list(Student.objects.order_by("id").values_list("id", "number"))
    for start in range(0, len(students), 1000):
        with transaction.atomic():
            accounts = ledger.lock_accounts(term.pk, [id_ for id_, _ in students[start : start + 1000]])
            ledger.post(
                [Entry(standing=a, kind="charge", line="contribution", amount=FEE, at=now()) for a in accounts.values()]
            )
    acting, owing = students[:ACTING], students[ACTING:]
    FeeStanding.objects.filter(student__in=[id_ for id_, _ in acting]).update(paid=FEE)
    for start in range(0, len(owing), 5000):
        ids = [id_ for id_, _ in owing[start : start + 5000]]
        TermRegistration.objects.bulk_create(
            [TermRegistration(student_id=id_, term=term) for id_ in ids], ignore_conflicts=True
        )
        TermRegistration.objects.filter(term=term, student__in=ids).update(state="fee_pending")
    day = f"{now():%d.%m.%Y}"
    rows = [f"B{n};{number};;200,00;branch;{day}" for n, (_, number) in enumerate(owing[:lines])]
    last = f"TOTAL;{day};{len(rows)};{FEE * len(rows)}"
    bank = Bank.objects.create(code="bank", name="Bank", channels=["branch"])
    return bank, "\n".join(["reference;number;payer;amount;channel;paid_at", *rows, last, ""]).encode()


def _measure(cast: Cast, bank: Bank, content: bytes) -> None:
    adds = iter(cast.accepted)
    with served() as server:

        def some(count: int) -> list[Answer]:
            return send(server.port, [_add(*a) for a in itertools.islice(adds, count)], IN_FLIGHT)

        send(server.port, [Request("GET", "/registration/", key) for key in cast.pages[:60]], IN_FLIGHT)
        some(SHARE)
        alone = some(5 * SHARE)
        started = time.perf_counter()
        job = statements.stage(bank=bank, content=content, name="bench.csv", actor=None)
        staged = time.perf_counter() - started
        assert statements.confirm(job, keep="all", actor=None)
        decided = time.perf_counter() - started - staged
        beside, seconds = _beside(some, lambda: statements.carry_on(job.pk))
    print(
        f"read in {staged:.1f} s, judged in {decided:.1f} s, booked in {seconds:.1f} s; lists of who paid: {_states()}"
    )
    _print("adds alone", alone)
    _print("adds beside it", beside)


def _states() -> dict[str, int]:
    """Where the lists of those are who paid."""
    paid = Payment.objects.filter(state="matched").values("student")
    rows = TermRegistration.objects.filter(student__in=paid).order_by()
    return dict(rows.values_list("state").annotate(Count("id")))


def _beside(some: Callable[[int], list[Answer]], work: Callable[[], object]) -> tuple[list[Answer], float]:
    """The adds sent until the work was done, and how long it took."""
    answers: list[Answer] = []
    done = threading.Event()

    def keep_adding() -> None:
        while not done.is_set():
            if not (more := some(SHARE // 5)):
                return
            answers.extend(more)

    adding = threading.Thread(target=keep_adding)
    adding.start()
    root = database_root()
    cpu = time.process_time(), of_tree(root) if root else 0.0
    started = time.perf_counter()
    work()
    seconds = time.perf_counter() - started
    mine, database = time.process_time() - cpu[0], (of_tree(root) if root else 0.0) - cpu[1]
    print(f"{mine:.1f} s of CPU here with the sending of the adds, {database:.1f} s in the database with theirs")
    done.set()
    adding.join()
    return answers, seconds


def _add(session: str, section: int) -> Request:
    return post("/registration/change/", session, [("action", "add"), ("pick", section), ("attempt", uuid.uuid4())])


def _print(what: str, answers: list[Answer]) -> None:
    took = sorted(1000 * a.seconds for a in answers)
    wrong = {a.status for a in answers} - {302}
    p95 = took[int(0.95 * (len(took) - 1))]
    print(
        f"{what}: {len(took)}, median {statistics.median(took):.0f} ms, p95 {p95:.0f} ms, worst {took[-1]:.0f} ms{wrong or ''}"
    )


if __name__ == "__main__":
    main()
