"""What a draft of policy or criteria would have answered in a term."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from curriculum.importers.reading import read_json
from curriculum.models import Term
from registration.catalogue import catalogue_of
from registration.drafts import DraftRefused, parse_draft
from registration.management.printing import bar, print_totals, write_file
from registration.whatif import what_if


class Command(BaseCommand):
    help = "Judge a term's attempts and lists by draft policy rows or draft criteria; nothing is written."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--term", required=True)
        parser.add_argument(
            "--row", action="append", default=[], metavar="JSON", help="A policy row, or a list of them."
        )
        parser.add_argument("--criteria", metavar="JSON", help="The course, the section and the rows of its criteria.")
        parser.add_argument("--csv", metavar="FILE", help="Every flip, with student and reasons.")

    def handle(self, *args: Any, term: str, row: list[str], criteria: str | None, **options: Any) -> None:
        found = Term.objects.filter(code=term).first()
        if found is None:
            raise CommandError(f"There is no term {term}.")
        rows = [one for path in row for one in _listed(read_json(path))]
        data = {"rows": rows} | ({"criteria": read_json(criteria)} if criteria else {})
        try:
            draft = parse_draft(data, found)
        except DraftRefused as refused:
            raise CommandError(str(refused)) from refused
        with bar(options["verbosity"]) as progress:
            report = what_if(found.pk, draft, progress).stored()
        self.stdout.write(
            f"{report['attempts']} attempts and {report['lists']} lists judged; {report['left_out']} attempts on "
            f"sections that are gone left out; {report['otherwise']} that today's records answer otherwise count as recorded.\n"
        )
        print_totals(self.stdout, report, ("accepted → refused", "refused → accepted"))
        write_file(options["csv"], report["flips"], catalogue_of(found.pk))


def _listed(data: Any) -> list[Any]:
    return data if isinstance(data, list) else [data]
