"""Made-up students with transcripts on an imported offering and its curricula."""

from __future__ import annotations

import random
from datetime import timedelta

from django.core.management import BaseCommand, CommandError, call_command
from django.db import transaction
from django.utils.timezone import localdate

from curriculum.models import Curriculum, Term
from registration.models import PolicyRule
from registration.sample import (
    calendar,
    fees,
    notices,
    refuse_in_production,
    renew_statistics,
    renewals,
    students,
    tariffs,
    university,
)


class Command(BaseCommand):
    help = "Put made-up students on an imported offering, make its term the current one and open its registration."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--term", required=True)
        parser.add_argument("--count", type=int, default=5000)
        parser.add_argument("--seed", type=int, default=7)

    def handle(self, *, term: str, count: int, seed: int, **options) -> None:
        refuse_in_production()
        found = Term.objects.filter(code=term).first()
        if found is None:
            raise CommandError(f"There is no term {term}: import its offering first (import_offering).")
        if not Curriculum.objects.filter(items__isnull=False, programme__level="bachelor").exists():
            raise CommandError("There are no curricula: import them first (import_curricula).")
        with transaction.atomic():
            self._make(found, count, seed, options["verbosity"])
        renew_statistics()
        fees.charge(random.Random(seed), found)
        renewals.begin(random.Random(seed), found)

    def _make(self, term: Term, count: int, seed: int, verbosity: int) -> None:
        university.grade_scale()
        if not PolicyRule.objects.exists():
            call_command("load_policy", "metu", verbosity=0)
        if not term.is_current:
            Term.objects.filter(is_current=True).update(is_current=False)
            Term.objects.filter(id=term.id).update(is_current=True)
        if not term.windows.exists():
            calendar.lay(term, localdate() - timedelta(days=1))
        notices.write(term)
        tariffs.decide(term)
        makers = students.Makers.of(seed)
        students.add_offices(makers)
        made = students.add_students(makers, term, count, quiet=verbosity == 0)
        if verbosity:
            self.stdout.write(f"{len(made)} students in {term}, which is the current term now.")
