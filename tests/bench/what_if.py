"""`python -m tests.bench.what_if`: a what-if over 20,000 students with some 150,000 attempts. Prints; asserts nothing.

METU's 20201 where its files are beside the project, else the sample university; in a database of its own.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import time
import uuid
from dataclasses import replace

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from curriculum.models import Term  # noqa: E402
from people.models import Student, User  # noqa: E402
from registration import rules  # noqa: E402
from registration.at_start import facts_before  # noqa: E402
from registration.catalogue import newest  # noqa: E402
from registration.drafts import parse_draft  # noqa: E402
from registration.models import Attempt, Enrolment, TermRegistration  # noqa: E402
from registration.past import Attempted, Past  # noqa: E402
from registration.rules.facts import Catalogue, Change, Line, Seat  # noqa: E402
from registration.seats import stored  # noqa: E402
from registration.whatif import BATCH, what_if  # noqa: E402
from tests.bench import cpu  # noqa: E402
from tests.curriculum.real_data import METU, metu  # noqa: E402

TRIES = 8  # attempts of a student: six of own courses, two of anything
DRAFT = {
    "code": "LOAD_EXCEEDED",
    "profile": "METU · lisans",
    "action": "refuse",
    "params": {"normal": "4", "bands": [{"cgpa_from": "0"}]},
    "article": "Taslak",
}


def main(students: int) -> None:
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        term = _university(students)
        attempts = fill(newest(term.pk))
        print(f"{students} students, {attempts} attempts in {term.code}")
        measure(term)
    finally:
        connection.creation.destroy_test_db("", verbosity=0, keepdb=False)


def _university(students: int) -> Term:
    if METU.is_dir():
        for name in ("catalogue", "curricula"):
            call_command(f"import_{name}", metu(name), verbosity=0)
        call_command("import_offering", metu("offering-2020-10-20"), term="20201", verbosity=0)
        call_command("sample_students", term="20201", count=students, verbosity=0)
    else:
        call_command("sample_university", students=students, verbosity=0)
    return Term.objects.get(is_current=True)


def fill(catalogue: Catalogue, seed: int = 7) -> int:
    """Lists as the rules allow them, with a ledger of what was tried; seats are not counted, for nobody reads them here."""
    rng, written = random.Random(seed), 0
    sections = sorted(catalogue.sections)
    free = {
        c: Seat(9999, 0) for s in catalogue.sections.values() for c in (s.counter, *(k.quota for k in s.criteria)) if c
    }
    ids = list(Student.objects.order_by("id").values_list("id", flat=True))
    actor = User.objects.earliest("id").pk
    for n in range(0, len(ids), BATCH):
        batch = ids[n : n + BATCH]
        registrations = TermRegistration.objects.bulk_create(
            TermRegistration(student_id=id_, term_id=catalogue.term_id) for id_ in batch
        )
        by_student = {r.student_id: r for r in registrations}
        attempts, enrolments = [], []
        for id_, facts in facts_before(catalogue, batch).items():
            past, version = Past(facts), 0
            wanted = _wanted(rng, catalogue, facts.primary, sections)
            for section in wanted:
                change = Change(frozenset({Line(section)}))
                attempt = Attempted(0, id_, facts.at, change, True, (), version)
                now = past.before(attempt)
                verdict = rules.evaluate(catalogue, replace(now, seats=free), change)
                version += verdict.accepted
                if verdict.accepted:
                    past.settle(catalogue, now, attempt)
                attempts.append(
                    Attempt(
                        registration_id=by_student[id_].pk,
                        key=uuid.UUID(int=rng.getrandbits(128)),
                        body_hash="",
                        actor_id=actor,
                        at=facts.at,
                        change=stored(change),
                        accepted=verdict.accepted,
                        findings=[f.stored() for f in verdict.findings],
                        version=version,
                        revision=catalogue.revision,
                    )
                )
            enrolments += [
                Enrolment(
                    registration=by_student[id_],
                    student_id=id_,
                    term_id=catalogue.term_id,
                    course_id=e.course_id,
                    section_id=e.section_id,
                )
                for e in past.before(attempt).enrolled
            ]
        Attempt.objects.bulk_create(attempts, batch_size=5000)
        Enrolment.objects.bulk_create(enrolments, batch_size=5000)
        written += len(attempts)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return written


def _wanted(rng: random.Random, catalogue: Catalogue, programme, sections: list[int]) -> list[int]:
    """Courses of the student's own semester as far as they are offered, then anything."""
    curriculum = catalogue.curricula.get(programme.curriculum_id or 0)
    musts = curriculum.musts.get(programme.semester, frozenset()) if curriculum else frozenset()
    own = [rng.choice(found).id for c in sorted(musts) if (found := catalogue.by_course.get(c))]
    return (own + rng.sample(sections, TRIES))[:TRIES]


def measure(term: Term) -> None:
    """Wall and CPU of this process and of the database's, beside a calibration loop."""
    root, draft = cpu.database_root(), parse_draft({"rows": [DRAFT]}, term)
    before, database, started = time.process_time(), cpu.of_tree(root) if root else 0.0, time.perf_counter()
    report = what_if(term.pk, draft)
    wall, own = time.perf_counter() - started, time.process_time() - before
    loop = time.perf_counter()
    for _ in range(2000):
        sum(range(1000))
    loop = (time.perf_counter() - loop) / 2000 * 1e6
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    shown = f"{cpu.of_tree(root) - database:.1f} s" if root else "elsewhere"
    print(
        f"what-if: {report.attempts} attempts, {report.lists} lists, {len(report.flips)} flips in {wall:.1f} s; "
        f"CPU {own:.1f} s, of the database {shown}; {memory:.0f} MB; calibration sum(range(1000)): {loop:.1f} µs"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
