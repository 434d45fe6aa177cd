"""A bank's statement from the command line, as the desk books it; safe to run again after it was killed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from fees import statements
from fees.models import Bank


class Command(BaseCommand):
    help = "Book the statement of a bank; without --valid nothing of a file is booked that is not valid as a whole."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("bank", help="Its code.")
        parser.add_argument("file", type=Path)
        parser.add_argument("--valid", action="store_true", help="Book the valid lines alone.")

    def handle(self, *args: Any, bank: str, file: Path, valid: bool, **options: Any) -> None:
        known = Bank.objects.filter(code=bank).first()
        if known is None:
            raise CommandError(f"There is no bank {bank}.")
        job = statements.stage(bank=known, content=file.read_bytes(), name=file.name, actor=None)
        if not hasattr(job, "statement") and not statements.confirm(job, keep="valid" if valid else "all", actor=None):
            problems = statements.preview(job).problems
            statements.let_go(job)
            raise CommandError("\n".join(["Nothing was booked:", *(f"{w.line}: {w.reason}" for w in problems)]))
        with tqdm(desc=file.name, disable=True if options["verbosity"] == 0 else None) as bar:

            def progress(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            if not statements.carry_on(job.pk, progress):
                raise CommandError("Accounts stayed busy: run it again.")
        job.refresh_from_db()
        for fate, count in sorted(job.result["tally"].items()):
            self.stdout.write(f"{statements.word(fate)}: {count}")
