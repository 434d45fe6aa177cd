"""What the commands of a term's jobs share: the term, the dry run, and what is kept and printed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from curriculum.models import Term
from people.models import JobRun
from registration.closing.table import summary
from registration.jobs import carry_out


class ClosingCommand(BaseCommand):
    """One job of a term, kept as a run like those that the admin asks for; safe to repeat."""

    kind = ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("term", help="Such as 20252.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be done, and change nothing.")

    def handle(self, *args: Any, term: str, dry_run: bool, **options: Any) -> None:
        if not Term.objects.filter(code=term).exists():
            raise CommandError(f"There is no term {term}.")
        job = JobRun.objects.create(kind=self.kind, params={"term": term, "dry_run": dry_run})
        with tqdm(desc=str(job), disable=True if options["verbosity"] == 0 else None) as bar:

            def progress(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            carry_out(job, progress)
        for label, value in summary(job.result):
            self.stdout.write(f"{label}: {value}")
        if job.result.get("unsettled"):
            raise CommandError(f"{job.result['unsettled']} lists stayed locked: run it again.")
