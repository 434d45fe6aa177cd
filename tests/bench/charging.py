"""The charges of a term of a whole university: seconds, statements a batch, and the same once more.

python -m tests.bench.charging                 # 27,000 made-up students in a test database of its own
python -m tests.bench.charging --count 5000 --batch 500

A third of the students are in the evening, a tenth study by distance, one in twenty has a claim, one in six of day education
is past the normal duration; every fifth has a course by distance on the list, and
three in ten may have nothing left but an internship.
"""

from __future__ import annotations

import argparse
import os
import time
from decimal import Decimal

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection, reset_queries  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from tqdm import tqdm  # noqa: E402

from curriculum.models import Programme, Section  # noqa: E402
from fees.audit import audit  # noqa: E402
from fees.models import Claim, Entry, Ground, Tariff  # noqa: E402
from people.models import Student, StudentProgramme, User  # noqa: E402
from registration import progress  # noqa: E402
from registration.charging import charge, charge_term  # noqa: E402
from registration.models import Enrolment, TermRegistration  # noqa: E402
from tests.world import World  # noqa: E402

from .cpu import database_root, of_tree  # noqa: E402

TYPES = ("day", "evening", "day", "distance", "day", "evening", "day", "evening", "day", "day")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=27_000)
    parser.add_argument("--batch", type=int, default=progress.BATCH)
    asked = parser.parse_args()
    progress.BATCH = asked.batch
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        _run(asked.count)
    finally:
        connection.creation.destroy_test_db("", verbosity=0)


def _run(count: int) -> None:
    world = World("omu")
    _university(world, count)
    term_id = world.term.id
    _timed(f"charge {count}", term_id)
    _timed("once more", term_id)
    Tariff.objects.filter(line="tuition").update(amount=Decimal("1100.00"))
    _timed("with another tariff", term_id)
    reset_queries()  # of them only so many are kept
    batch = list(Student.objects.order_by("id").values_list("id", flat=True)[: progress.BATCH])
    with CaptureQueriesContext(connection) as sent:
        charge(term_id=term_id, student_ids=batch)
    print(f"{len(sent)} statements for a batch of {len(batch)}; {Entry.objects.count()} entries")
    print("audit:", audit() or "every account agrees with its entries")


def _university(world: World, count: int) -> None:
    programmes = {
        kind: Programme.objects.create(code=kind, name=kind, department=world.ceng, education_type=kind)
        for kind in set(TYPES)
    }
    for line, kind, amount in (("tuition", "evening", 1000), ("tuition", "distance", 385), ("contribution", "", 200)):
        Tariff.objects.create(year=2025, line=line, education_type=kind, amount=amount, decision_no="1")
    for line, amount in (("material", 215), ("course", 20)):
        Tariff.objects.create(year=2025, line=line, amount=amount, decision_no="1")
    section = world.section(world.course("5670901", is_five_i=True), 1)
    distance = world.section(section.course, 2)
    Section.objects.filter(id=distance.id).update(delivery="distance")
    world.must(
        world.course("5710400", special_role="internship"), 8
    )  # so that who is in the last semester is looked at
    people = _people(count)
    StudentProgramme.objects.bulk_create(
        (
            StudentProgramme(
                **{"student": s, "programme": programmes[TYPES[n % len(TYPES)]], "curriculum": world.curriculum},
                **{"entry_year": 2022, "class_year": 1 + n % 4, "semester": 1 + n % 10},
            )
            for n, s in enumerate(people)
        ),
        batch_size=5000,
    )
    ground = Ground.objects.create(code="disability", name="Engelli", effect="by_ratio", rule="OMU-111")
    Claim.objects.bulk_create(
        Claim(student=s, ground=ground, percent=40, valid_from=world.term.starts_on, state="approved")
        for s in people[::20]
    )
    lists = TermRegistration.objects.bulk_create(
        (TermRegistration(student=s, term=world.term, state="draft") for s in people), batch_size=5000
    )
    held = {"term": world.term, "section": distance, "course_id": distance.course_id}
    Enrolment.objects.bulk_create(Enrolment(registration=r, student=r.student, **held) for r in lists[::5])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _people(count: int) -> list[Student]:
    users = User.objects.bulk_create((User(username=f"s{n}") for n in range(count)), batch_size=5000)
    rows = (Student(user=u, number=f"{n:08}", first_name="Deniz", last_name="Ak") for n, u in enumerate(users))
    return Student.objects.bulk_create(rows, batch_size=5000)


def _timed(what: str, term_id: int) -> None:
    root = database_root()
    before = of_tree(root) if root else 0.0
    wall, cpu = time.perf_counter(), time.process_time()
    with tqdm(desc=what, disable=None) as bar:

        def told(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        report = charge_term(term_id=term_id, progress=told).as_dict()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    database = of_tree(root) - before if root else 0.0
    print(f"{what}: {wall:.1f} s wall, {cpu:.1f} s of CPU here, {database:.1f} s in the database; {report}")


if __name__ == "__main__":
    main()
