"""Write final lists, class lists, changes since a moment, or accounts for the LMS to a file."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware

from curriculum.models import Department, Term
from registration.exports import EXPORTS, write_export


class Command(BaseCommand):
    help = "Export a term's registrations as CSV, or as XLSX where the file is called so."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=EXPORTS)
        parser.add_argument("file", help="Ends in .csv or .xlsx.")
        parser.add_argument("--term", required=True, help="Such as 20251.")
        parser.add_argument("--department", help="Its number: sections of this department alone.")
        parser.add_argument("--since", help='For changes: such as "2026-02-23 09:00".')
        parser.add_argument("--language", choices=("tr", "en"), default="tr", help="Of the headings (tr).")

    def handle(self, *args: Any, kind: str, file: str, term: str, language: str, **options: Any) -> None:
        export, path = EXPORTS[kind], Path(file)
        if path.suffix not in (".csv", ".xlsx"):
            raise CommandError("The file's name ends in neither .csv nor .xlsx.")
        since = _moment(options["since"]) if options["since"] else None
        if export.needs_since and since is None:
            raise CommandError(f"{kind} needs --since.")
        with translation.override(language), path.open("wb") as target:
            lines = write_export(
                export,
                target,
                term=_found(Term, term),
                units=[_found(Department, options["department"]).id] if options["department"] else None,
                since=since,
                xlsx=path.suffix == ".xlsx",
            )
        self.stdout.write(f"{lines:,} lines in {file}.")


def _found(model: type[Any], code: str) -> Any:
    found = model.objects.filter(code=code).first()
    if found is None:
        raise CommandError(f"There is no {model._meta.model_name} {code}.")
    return found


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"{text!r} is not a moment such as 2026-02-23 09:00.")
    return make_aware(moment) if is_naive(moment) else moment
