"""What the import commands share: the file, its encoding, a preview, and what becomes of lines with a problem."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from curriculum.importers.running import Report
from curriculum.importers.table_files import ENCODINGS, UTF_8
from curriculum.models import Term
from registration.imports import IMPORTS, import_table

SHOWN = 100  # problems, unless all are asked for


class TableCommand(BaseCommand):
    """Import one kind of table; safe to repeat."""

    kind = ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="CSV, with commas or semicolons, or XLSX.")
        parser.add_argument("--encoding", choices=ENCODINGS, default=UTF_8, help="Of a CSV file.")
        parser.add_argument("--preview", action="store_true", help="Say what would change, and change nothing.")
        parser.add_argument("--valid-rows", action="store_true", help="Leave out lines with a problem.")
        if IMPORTS[self.kind].needs_term:
            parser.add_argument("--term", required=True, help="Such as 20251.")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        keep = "nothing" if options["preview"] else "valid" if options["valid_rows"] else "all"
        report = import_table(self.kind, file, keep=keep, encoding=options["encoding"], term=_term(options))
        self._tell(report, options["verbosity"] > 1)
        if not (report.kept or options["preview"]):
            raise CommandError(_("Nothing was imported: put the lines right, or leave them out with --valid-rows."))

    def _tell(self, report: Report, everything: bool) -> None:
        shown = report.problems if everything else report.problems[:SHOWN]
        for line in (*map(str, shown), *report.notes.lines(everything=everything)):
            self.stderr.write(line, self.style.WARNING)
        said = {"read": f"{report.read:,}", "tally": report.tally, "problems": f"{len(report.problems):,}"}
        self.stdout.write(_("%(read)s lines: %(tally)s; problems %(problems)s.") % said)


def _term(options: dict[str, Any]) -> Term | None:
    if "term" not in options:
        return None
    term = Term.objects.filter(code=options["term"]).first()
    if term is None:
        raise CommandError(_("There is no term %(code)s.") % {"code": options["term"]})
    return term
