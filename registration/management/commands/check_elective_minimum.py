"""Close the electives that too few students chose."""

from __future__ import annotations

from django.core.management.base import CommandParser

from registration.management.closing_command import ClosingCommand


class Command(ClosingCommand):
    kind = "check_elective_minimum"
    help = "Mark electives that too few students chose as not opened and give their lists back; safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--term", required=True, help="Such as 20201.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be done, and change nothing.")
