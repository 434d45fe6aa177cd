"""The loader on the current term of the database: wall and CPU seconds of process and database, memory, the audit after it.

python -m tests.bench.loader                  # loads for real: run it on a database that may be thrown away
python -m tests.bench.loader --adds 8000      # while students add courses over HTTP, the hottest sections first
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import time
import uuid
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()


from django.db.models import F  # noqa: E402

from curriculum.models import CurriculumItem, SeatCounter, Term  # noqa: E402
from people.models import Session, User  # noqa: E402
from registration.audit import audit  # noqa: E402
from registration.loader import load  # noqa: E402
from registration.models import Attempt, Enrolment  # noqa: E402
from tests.load.client import Answer, Request, post, send  # noqa: E402
from tests.load.people import signed_in  # noqa: E402
from tests.load.served import served  # noqa: E402

from .cpu import database_root, of_tree  # noqa: E402

IN_FLIGHT = 16


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--adds", type=int, default=0)
    adds = parser.parse_args().adds
    term = Term.objects.get(is_current=True)
    if not adds:
        _load(term)
        return _books(term)
    requests = _adds(term, adds)
    with served() as web, ThreadPoolExecutor(1) as beside:
        started = time.perf_counter()
        answers = beside.submit(_send, web.port, requests)
        _load(term)
        _say(answers, started)
    _books(term)


def _load(term: Term) -> None:
    root = database_root()
    before = of_tree(root) if root else 0.0
    wall, cpu = time.perf_counter(), time.process_time()
    report = load(term_id=term.pk)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    database = of_tree(root) - before if root else 0.0
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{term.code}: {report.as_dict()}")
    print(f"{wall:.1f} s wall, {cpu:.1f} s of CPU here, {database:.1f} s in the database, {memory:.0f} MB at most")


def _adds(term: Term, count: int) -> list[Request]:
    """Students of the term, drawn evenly, each asking for a section of a must course; small sections are asked for most."""
    draw = random.Random(2020)
    musts = CurriculumItem.objects.exclude(course=None).values("course")
    counters = SeatCounter.objects.filter(section__term=term, section__course__in=musts, capacity__gt=0)
    sections, capacities = zip(*counters.values_list("section_id", "capacity"), strict=True)
    users = list(User.objects.filter(student__status="enrolled").order_by("id"))
    who = [draw.choice(users) for _ in range(count)]
    keys = {user.pk: f"bench{user.pk:027}" for user in who}
    Session.objects.filter(session_key__startswith="bench").delete()
    Session.objects.bulk_create(signed_in(user, keys[user.pk]) for user in set(who))
    wanted = draw.choices(sections, weights=[1 / c for c in capacities], k=count)
    return [
        post("/registration/change/", keys[u.pk], [("action", "add"), ("pick", s), ("attempt", uuid.uuid4())])
        for u, s in zip(who, wanted, strict=True)
    ]


def _send(port: int, requests: list[Request]) -> tuple[list[Answer], float]:
    return send(port, requests, IN_FLIGHT), time.perf_counter()


def _say(sent: Future[tuple[list[Answer], float]], started: float) -> None:
    answers, ended = sent.result()
    took = sorted(answer.seconds for answer in answers)
    print(f"{len(answers)} adds in {ended - started:.1f} s: {dict(Counter(a.status for a in answers))}, ", end="")
    print(f"p50 {1000 * took[len(took) // 2]:.0f} ms, p99 {1000 * took[len(took) * 99 // 100]:.0f} ms")


def _books(term: Term) -> None:
    full = SeatCounter.objects.filter(section__term=term, taken=F("capacity"), capacity__gt=0).count()
    over = SeatCounter.objects.filter(taken__gt=F("capacity")).count()
    by_source = Counter(Enrolment.objects.filter(term=term).values_list("source", flat=True))
    print(f"enrolments {dict(by_source)}, attempts accepted {Attempt.objects.filter(accepted=True).count()}")
    print(f"sections full {full}, over their capacity {over}; audit:", audit() or "every seat accounted for")


if __name__ == "__main__":
    main()
