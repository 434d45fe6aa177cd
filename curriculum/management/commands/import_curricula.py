"""Import curricula, or must courses where there is no curriculum, over what is there."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from curriculum.importers.curricula import CurriculaImport
from curriculum.importers.reading import Notes, read_json
from curriculum.importers.writing import importing


class Command(BaseCommand):
    help = "Import curricula, or lists of must courses, from a JSON file, plain or gzipped; safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        notes, content = Notes(), read_json(file)
        with importing():
            work = CurriculaImport(content, notes)
            work.run()
        for line in notes.lines(everything=options["verbosity"] > 1):
            self.stderr.write(line, self.style.WARNING)
        self.stdout.write(str(work))
