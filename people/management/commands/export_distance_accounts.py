"""Write the accounts that distance-education students need on E-Ders to a file; no password (KOU-09, KOU-72)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from curriculum.importers.table_writing import written
from curriculum.naming import language as shown
from people.distance_accounts import HEADINGS, ask_for_accounts, export_rows


class Command(BaseCommand):
    help = "Export the accounts of distance-education students as CSV, or as XLSX where the file is called so."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="Ends in .csv or .xlsx.")
        parser.add_argument("--new", action="store_true", help="Only those that no earlier export told of.")
        parser.add_argument("--language", choices=("tr", "en"), default="tr", help="Of the headings (tr).")

    def handle(self, *args: Any, file: str, new: bool, language: str, **options: Any) -> None:
        path = Path(file)
        if path.suffix not in (".csv", ".xlsx"):
            raise CommandError("The file's name ends in neither .csv nor .xlsx.")
        ask_for_accounts()  # of whom no import told
        rows = export_rows(only_new=new)
        with (
            translation.override(language),
            path.open("wb") as target,
            written(target, xlsx=path.suffix == ".xlsx", title="E-Ders") as write,
        ):
            write(tr if shown() == "tr" else en for tr, en in HEADINGS)
            for row in rows:
                write(row)
        self.stdout.write(f"{len(rows):,} lines in {file}.")
