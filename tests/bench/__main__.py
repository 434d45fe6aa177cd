"""`make bench`: the rules alone, then whole requests over HTTP beside Django's own floor. Prints; asserts nothing.

Absolute figures of a shared machine swing; the ratios to the floor of the same run and the CPU per request tell.
"""

from __future__ import annotations

import os
import statistics
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402

from registration import rules  # noqa: E402
from registration.rules.facts import Change, Enrolled, Line, Taken  # noqa: E402
from tests.bench import cpu  # noqa: E402
from tests.bench.cast import Cast, prepare  # noqa: E402
from tests.load.client import Answer, Request, post, send  # noqa: E402
from tests.load.served import Server, served  # noqa: E402

ROUNDS, SHARE, IN_FLIGHT = 6, 240, 16


def main() -> None:
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        cast = prepare()
        _rules(cast)
        _http(cast)
    finally:
        connection.creation.destroy_test_db("", verbosity=0, keepdb=False)


def _rules(cast: Cast) -> None:
    """One evaluation for a student with eight courses and a transcript of sixty, beside a calibration loop."""
    catalogue = cast.catalogue
    first = {s.course_id: s for s in catalogue.sections.values()}  # one section of each course
    held = list(first.values())[:8]
    taken = {course: Taken("20251", "CB") for course in list(first)[8:68]}
    enrolled = tuple(Enrolled(s.id, s.course_id) for s in held)
    facts = replace(cast.facts, enrolled=enrolled, taken=taken)
    change = Change(frozenset({Line(list(first.values())[100].id)}))
    evaluation = _microseconds(lambda: rules.evaluate(catalogue, facts, change), 2000)
    loop = _microseconds(lambda: sum(range(1000)), 2000)
    print(f"rules alone: {evaluation:.1f} µs an evaluation (goal < 100); calibration sum(range(1000)): {loop:.1f} µs\n")


def _microseconds(call: Callable[[], object], times: int) -> float:
    """The median of five runs."""
    runs = []
    for _ in range(5):
        started = time.perf_counter()
        for _ in range(times):
            call()
        runs.append((time.perf_counter() - started) / times * 1e6)
    return statistics.median(runs)


@dataclass
class Kind:
    name: str
    server: Server
    request: Callable[[int], Request]
    status: int
    seconds: float = 0.0
    web: float = 0.0
    database: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def each(self, seconds: float) -> float:
        return 1000 * seconds / len(self.latencies)


def _http(cast: Cast) -> None:
    accepted, refused = iter(cast.accepted), iter(cast.refused)
    floor = "tests.bench.floor_settings"
    with served(settings=floor) as stock, served(settings=floor, FLOOR="bare") as bare, served() as portal:
        kinds = [
            Kind("floor: stock Django", stock, lambda n: Request("GET", "/floor/", cast.pages[n]), 200),
            Kind("(session and user alone)", bare, lambda n: Request("GET", "/floor/", cast.pages[n]), 200),
            Kind("add, accepted", portal, lambda n: _add(*next(accepted)), 302),
            Kind("add, refused", portal, lambda n: _add(*next(refused)), 302),
            Kind("registration page", portal, lambda n: Request("GET", "/registration/", cast.pages[n]), 200),
        ]
        for kind in kinds:  # warm, uncounted
            send(kind.server.port, [kind.request(n) for n in range(60)], IN_FLIGHT)
        for turn in range(ROUNDS):
            for kind in kinds:
                _measure(kind, [kind.request((turn * SHARE + n) % len(cast.pages)) for n in range(SHARE)])
    _print(kinds, [2, 2, *(_statements(kind) for kind in kinds[2:])])


def _add(session: str, section: int) -> Request:
    return post("/registration/change/", session, [("action", "add"), ("pick", section), ("attempt", uuid.uuid4())])


def _measure(kind: Kind, requests: list[Request]) -> None:
    web, database = kind.server.pid, cpu.database_root()
    before = cpu.of_tree(web), cpu.of_tree(database) if database else 0.0
    started = time.perf_counter()
    answers: list[Answer] = send(kind.server.port, requests, IN_FLIGHT)
    kind.seconds += time.perf_counter() - started
    kind.web += cpu.of_tree(web) - before[0]
    kind.database += (cpu.of_tree(database) if database else 0.0) - before[1]
    kind.latencies += [answer.seconds for answer in answers]
    wrong = {answer.status for answer in answers} - {kind.status}
    if wrong:
        raise SystemExit(f"{kind.name}: answered {wrong}")


def _statements(kind: Kind) -> int:
    """Statements of one request, BEGIN and COMMIT counted, sent in this process."""
    from django.test import Client

    request = kind.request(0)
    client = Client()
    client.cookies["sessionid"] = request.session
    fields = dict(pair.split("=") for pair in request.body.decode().split("&") if pair)
    with CaptureQueriesContext(connection) as queries:
        client.post(request.path, fields) if request.method == "POST" else client.get(request.path)
    return len(queries)


def _print(kinds: list[Kind], statements: list[int]) -> None:
    floor = kinds[0].rate
    print(f"{'':26}{'per s':>8}{'ratio':>8}{'p50 ms':>8}{'p99 ms':>8}{'web ms':>8}{'db ms':>8}{'SQL':>5}")
    for kind, count in zip(kinds, statements, strict=True):
        ordered = sorted(kind.latencies)
        p50, p99 = (1000 * ordered[int(len(ordered) * q)] for q in (0.5, 0.99))
        print(
            f"{kind.name:26}{kind.rate:8.0f}{kind.rate / floor:8.2f}{p50:8.1f}{p99:8.1f}"
            f"{kind.each(kind.web):8.2f}{kind.each(kind.database):8.2f}{count:5}"
        )
    print(
        f"\n{ROUNDS} rounds of {SHARE} requests each, interleaved, {IN_FLIGHT} in flight; web 2 processes × 4 threads."
    )


if __name__ == "__main__":
    main()
