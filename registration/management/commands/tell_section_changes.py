"""Tell students of sections that moved, were cancelled or got another instructor."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from curriculum.models import Term
from registration.section_changes import tell_section_changes, untold


class Command(BaseCommand):
    help = "Tell students of sections that moved, were cancelled or got another instructor; safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--term", help="Such as 20201; the current one if left out.")
        parser.add_argument("--dry-run", action="store_true", help="Say whom it would tell, and tell nobody.")

    def handle(self, *args: Any, term: str | None, dry_run: bool, **options: Any) -> None:
        found = Term.objects.filter(**({"code": term} if term else {"is_current": True})).first()
        if found is None:
            raise CommandError(f"There is no term {term or 'that is current'}.")
        for told in untold(term_id=found.pk) if dry_run else tell_section_changes(term_id=found.pk):
            clashing = f", {told.clashing} with a clash" if told.clashing else ""
            self.stdout.write(f"{told.section} {told.kind}: {told.students} students{clashing}")
