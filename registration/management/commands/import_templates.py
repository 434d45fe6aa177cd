"""Write the templates of the import tables."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from curriculum.importers.table_writing import write_template
from registration.imports import IMPORTS


class Command(BaseCommand):
    help = "Write an empty table with its columns documented, or all of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", nargs="?", choices=IMPORTS)
        parser.add_argument("--all", metavar="DIR", help="All kinds, in this folder.")
        parser.add_argument("--xlsx", action="store_true", help="XLSX instead of CSV.")
        parser.add_argument("--language", choices=("tr", "en"), default="tr", help="Of the headings (tr).")
        parser.add_argument("--output", metavar="FILE", help="Instead of <kind>.csv in this folder.")

    def handle(self, *args: Any, kind: str | None, xlsx: bool, language: str, **options: Any) -> None:
        if bool(kind) == bool(options["all"]):
            raise CommandError("Name one kind, or a folder for all of them with --all.")
        folder, ending = Path(options["all"] or "."), ".xlsx" if xlsx else ".csv"
        folder.mkdir(parents=True, exist_ok=True)
        with translation.override(language):
            for each in [kind] if kind else IMPORTS:
                path = Path(options["output"]) if kind and options["output"] else folder / f"{each}{ending}"
                with path.open("wb") as file:
                    write_template(file, IMPORTS[each].sheet, xlsx=xlsx)
                self.stdout.write(str(path))
