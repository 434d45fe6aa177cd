"""Import the sections of a term, with their meetings and criteria, over what is there."""

import re
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from curriculum.importers.capacities import read_capacities
from curriculum.importers.offering import OfferingImport
from curriculum.importers.offering_file import read_offering
from curriculum.importers.reading import ImportProblem, Notes, read_json
from curriculum.importers.writing import importing
from curriculum.models import Term

SEASONS = {"1": ("Güz", "Fall"), "2": ("Bahar", "Spring"), "3": ("Yaz", "Summer")}


def seats(text: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text):
        raise ArgumentTypeError(f"{text!r} is not a number of seats")
    return int(text)


class Command(BaseCommand):
    help = "Import the offering of a term from a JSON file, plain or gzipped; all or nothing, safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--term", required=True, help="Such as 20201: the year it begins, then 1, 2 or 3.")
        parser.add_argument("--capacity", type=seats, default=40, help="Seats of a section that is new (40).")
        parser.add_argument("--capacities", metavar="CSV", help="Course code, section, capacity on each line.")
        parser.add_argument("--force", action="store_true", help="Import a file that looks incomplete.")

    def handle(self, *args: Any, file: str, term: str, capacity: int, force: bool, **options: Any) -> None:
        notes = Notes()
        if not re.fullmatch("[0-9]{4}[123]", term):
            raise ImportProblem(f"{term!r} is not a term such as 20201.")
        stated = read_capacities(options["capacities"]) if options["capacities"] else None
        offering = read_offering(read_json(file), notes)
        if offering.term not in ("", term):
            raise ImportProblem(f"The file is of term {offering.term}, not of {term}.")
        with importing():
            work = OfferingImport(_term(term), offering, notes)
            work.run(capacity=capacity, stated=stated, force=force)
        for line in notes.lines(everything=options["verbosity"] > 1):
            self.stderr.write(line, self.style.WARNING)
        self.stdout.write(str(work))


def _term(code: str) -> Term:
    """The term, made if it is missing; it becomes the current one only where there is none."""
    year, (season, season_en) = int(code[:4]), SEASONS[code[4]]
    names = {"name": f"{year}-{year + 1} {season}", "name_en": f"{year}-{year + 1} {season_en}"}
    first = not Term.objects.filter(is_current=True).exists()
    return Term.objects.get_or_create(code=code, defaults=names | {"is_current": first})[0]
