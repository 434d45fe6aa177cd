"""Close the electives that too few students chose."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from curriculum.models import Term
from registration.electives import check_elective_minimum


class Command(BaseCommand):
    help = "Mark electives that too few students chose as not opened and give their lists back; safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--term", required=True, help="Such as 20201.")

    def handle(self, *args: Any, term: str, **options: Any) -> None:
        found = Term.objects.filter(code=term).first()
        if found is None:
            raise CommandError(f"There is no term {term}.")
        report = check_elective_minimum(term_id=found.id)
        self.stdout.write(
            f"{len(report.courses)} courses are not opened: {', '.join(report.courses) or '–'}; "
            f"{report.returned} lists given back."
        )
        if report.unsettled:
            raise CommandError(f"{report.unsettled} lists stayed locked: run it again.")
