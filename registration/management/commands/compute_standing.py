"""Averages, probation, conditional letters, honours, class and terms used, of everyone."""

from __future__ import annotations

from django.core.management import BaseCommand, CommandError
from tqdm import tqdm

from curriculum.models import Term
from people.models import Student
from registration.catalogue import current_term
from registration.rules.policy import SettingMissing
from registration.services import in_step
from registration.standing import update_all
from registration.unmet import recheck


class Command(BaseCommand):
    help = "Write what follows from the transcripts and the calendar; safe to repeat, and while students register."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--term", help="Code of the term to count to; the current one unless told.")

    def handle(self, *, term: str | None, verbosity: int, **options) -> None:
        if term and not Term.objects.filter(code=term).exists():
            raise CommandError(f"There is no term {term}.")
        with tqdm(total=Student.objects.count(), desc="Students", disable=None if verbosity else True) as bar:
            try:
                done = update_all(term_code=term, progress=bar.update)
            except SettingMissing as missing:
                raise CommandError(f"There is no policy row for {missing}: load one first (load_policy).") from missing
        current = current_term()
        unmet = in_step(current.id, recheck) if current else 0
        if unmet is None:
            raise CommandError(f"{done} students are done, but their lists stayed locked: run it again to check them.")
        if verbosity:
            self.stdout.write(f"{done} students; {unmet} lists no longer satisfy a rule.")
