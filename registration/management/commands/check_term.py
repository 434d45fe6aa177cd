"""What would go wrong in a term, before it begins."""

from __future__ import annotations

from django.core.management import BaseCommand, CommandError

from curriculum.models import Term
from registration.term_check import ERROR, Found, check_term


class Command(BaseCommand):
    help = "Check a term: policy, calendar, sections, students and curricula. Exit 1 if there is an error."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--term", metavar="CODE", help="Such as 20252; the current term if not given.")

    def handle(self, *, term: str | None, **options) -> None:
        asked = Term.objects.filter(code=term).first() if term else Term.objects.filter(is_current=True).first()
        if asked is None:
            raise CommandError(f"There is no term {term}." if term else "There is no current term: name one by --term.")
        found = check_term(asked)
        for each in found:
            self._say(each)
        errors = sum(each.check.severity == ERROR for each in found)
        if errors:
            raise CommandError(f"{asked.code}: {errors} errors, {len(found) - errors} other findings.")
        self.stdout.write(f"{asked.code}: no errors, {len(found)} other findings.")

    def _say(self, found: Found) -> None:
        check = found.check
        self.stdout.write(f"{check.severity.upper()} {check.code} {check.title}: {found.total}")
        for place in found.places:
            self.stdout.write(f"  {place.label}")
        if found.total > len(found.places):
            self.stdout.write(f"  … +{found.total - len(found.places)}")
        self.stdout.write(f"  → {check.way_out}")
