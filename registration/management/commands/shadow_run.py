"""Whether the engine agrees with the registrations that a university has made."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from curriculum.importers.table_files import ENCODINGS, UTF_8
from curriculum.models import Term
from registration.catalogue import catalogue_of
from registration.management.printing import bar, print_totals, write_file
from registration.shadow import OPTIONAL_RULES, read_table, shadow_run


class Command(BaseCommand):
    help = "Judge the registrations of a file (student, course, section, status, at); nothing is written."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="CSV, with commas or semicolons, or XLSX.")
        parser.add_argument("--encoding", choices=ENCODINGS, default=UTF_8, help="Of a CSV file.")
        parser.add_argument("--term", required=True)
        parser.add_argument("--also", action="append", default=[], choices=sorted(OPTIONAL_RULES))
        parser.add_argument("--csv", metavar="FILE", help="Every disagreement, with student, figures and article.")

    def handle(self, *args: Any, file: str, term: str, also: list[str], **options: Any) -> None:
        found = Term.objects.filter(code=term).first()
        if found is None:
            raise CommandError(f"There is no term {term}.")
        lines = read_table(file, encoding=options["encoding"])
        with bar(options["verbosity"]) as progress:
            report = shadow_run(found, lines, also, progress).stored()
        for line, reason in report["bad"]:
            self.stderr.write(f"line {line}: {reason}", self.style.WARNING)
        self.stdout.write(
            f"{report['rows']} registrations, {report['agreed']} agreed with; {report['lists']} lists, "
            f"{report['lists_agreed']} agreed with; {len(report['bad'])} lines left out.\n"
            f"Rules not asked: {', '.join(report['not_asked'])}.\n"
        )
        print_totals(self.stdout, report, ("refused", "warned of"))
        write_file(options["csv"], report["flips"], catalogue_of(found.pk))
