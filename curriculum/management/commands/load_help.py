"""Load the help pages and questions that ship with the portal, leaving alone what is already there."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from curriculum.help import load, sets


class Command(BaseCommand):
    help = "Load the help texts of a university (a file of curriculum/help_data) and those for all; safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("university", help="Name of the file without .json, such as metu; default is for all.")

    def handle(self, *args: Any, university: str, **options: Any) -> None:
        if university not in (known := sets()):
            raise CommandError(f"There are no help texts for {university}; known: {', '.join(known)}.")
        pages, entries = load(university)
        if options["verbosity"]:
            self.stdout.write(f"{university}: {pages} pages and {entries} questions new.")
