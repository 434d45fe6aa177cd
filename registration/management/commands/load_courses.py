"""Load must, failed and special courses into the lists of a term."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from curriculum.models import Term
from people.models import Student
from registration.loader import Report, load


class Command(BaseCommand):
    help = (
        "Load must, failed and special courses into the lists of a term; safe to repeat, beside registering students."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--term", required=True, help="Such as 20201.")
        parser.add_argument("--students", help="Numbers, or a file of them; without it, all enrolled students.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be loaded; write nothing.")

    def handle(self, *args: Any, term: str, students: str | None, dry_run: bool, **options: Any) -> None:
        found = Term.objects.filter(code=term).first()
        if found is None:
            raise CommandError(f"There is no term {term}.")
        ids = _students(students) if students else None
        with tqdm(desc="Students", disable=True if options["verbosity"] == 0 else None) as bar:

            def progress(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            report = load(term_id=found.id, student_ids=ids, dry_run=dry_run, progress=progress)
        self.stdout.write(_text(report, dry_run))
        if report.unsettled:
            raise CommandError(f"{report.unsettled} lists stayed locked: run it again.")


def _students(text: str) -> list[int]:
    numbers = re.findall(r"\w+", Path(text).read_text() if Path(text).is_file() else text)
    known = dict(Student.objects.filter(number__in=numbers).values_list("number", "id"))
    if unknown := [number for number in numbers if number not in known]:
        raise CommandError(f"There is no student {', '.join(unknown)}.")
    return list(known.values())


def _text(report: Report, dry_run: bool) -> str:
    missing = ", ".join(f"{reason} {count}" for reason, count in sorted(report.missing.items())) or "nothing"
    verb = "would be" if dry_run else "were"
    return (
        f"{report.students} students: {report.courses} courses {verb} loaded into {report.lists} lists, "
        f"{report.submitted} submitted, {report.left} left alone. Not loaded: {missing}."
    )
