"""The end of a bank's day, printed: totals that must agree."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fees.models import Bank
from fees.reconciling import reconcile


class Command(BaseCommand):
    help = "Compare what a bank says of a day with the payments received and the entries on accounts; fails if they differ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("bank", help="Its code.")
        parser.add_argument("day", type=date.fromisoformat, help="Such as 2026-02-10.")

    def handle(self, *args: Any, bank: str, day: date, **options: Any) -> None:
        known = Bank.objects.filter(code=bank).first()
        if known is None:
            raise CommandError(f"There is no bank {bank}.")
        found = reconcile(known, day)
        for word, sums in found.rows():
            self.stdout.write(f"{word}: {sums or '–'}")
        if not found.agrees:
            raise CommandError("\n".join(["The totals do not agree:", *map(str, found.differences)]))
        self.stdout.write("The totals agree.")
