"""The import of a university's students and their transcripts, as a registrar does it once: seconds and memory of each.

python -m tests.bench.imports 27000 30     # students and grades of each; on a database that may be thrown away, which has
                                           # courses, programmes, policy and a grade scale (import_catalogue, sample_students)
"""

from __future__ import annotations

import csv
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from curriculum.models import Course, Curriculum, Grade  # noqa: E402
from people.models import Student, TranscriptEntry  # noqa: E402
from registration.imports import import_table  # noqa: E402

STUDENTS = ("number", "first_name", "last_name", "programme", "entry_year")
TRANSCRIPTS = ("number", "term", "course", "grade")
ENTRY, TERMS = 2018, [f"{year}{season}" for year in range(2018, 2026) for season in (1, 2)]


def main() -> None:
    students, grades = (int(a) for a in sys.argv[1:3])
    numbers = [f"8{n:06}0" for n in range(students)]  # a user code may be all but the last digit
    with tempfile.TemporaryDirectory() as folder:
        _import(Path(folder), "students", STUDENTS, _people(numbers))
        _import(Path(folder), "transcripts", TRANSCRIPTS, _records(numbers, grades))
    ours = Student.objects.filter(number__in=numbers)
    entries, averaged = TranscriptEntry.objects.filter(student__in=ours), ours.exclude(programmes__cgpa=None)
    print(f"in the database: {ours.count():,} students, {entries.count():,} grades, {averaged.count():,} averages")


def _people(numbers: Iterable[str]) -> Iterator[tuple[object, ...]]:
    programmes = list(
        Curriculum.objects.values_list("programme__code", flat=True).distinct().order_by("programme__code")
    )
    for n, number in enumerate(numbers):
        yield number, f"Öğrenci{n % 500}", f"Işılçağ{n % 900}", programmes[n % len(programmes)], ENTRY


def _records(numbers: Iterable[str], grades: int) -> Iterator[tuple[object, ...]]:
    """Each course once; letters drawn from the scale by a seed."""
    draw = random.Random(27)
    courses = list(Course.objects.filter(credit__gt=0).order_by("id").values_list("numeric_code", flat=True))
    letters = list(Grade.objects.exclude(points=None).order_by("rank").values_list("letter", flat=True))
    for number in numbers:
        for n, course in enumerate(draw.sample(courses, grades)):
            yield number, TERMS[n % len(TERMS)], course, draw.choice(letters)


def _import(folder: Path, kind: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    path = folder / f"{kind}.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    started, cpu = time.perf_counter(), time.process_time()
    report = import_table(kind, str(path), keep="all")
    wall, cpu = time.perf_counter() - started, time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{kind}: {report.read:,} lines of {path.stat().st_size / 1e6:.0f} MB in {wall:.1f} s, ", end="")
    print(f"{cpu:.1f} s of CPU here, {memory:.0f} MB at most, problems {len(report.problems)}", flush=True)


if __name__ == "__main__":
    main()
