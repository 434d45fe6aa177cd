"""A whole made-up university, deterministic from a seed."""

from __future__ import annotations

import random
from datetime import timedelta

from django.core.management import BaseCommand, CommandError, call_command
from django.db import transaction
from django.utils.timezone import localdate

from curriculum.models import Term
from people.models import Student
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
    help = "Fill an empty database with a made-up university whose registration is open."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--students", type=int, default=2000)
        parser.add_argument("--seed", type=int, default=7)

    def handle(self, *, students: int, seed: int, **options) -> None:
        refuse_in_production()
        if Student.objects.exists():
            raise CommandError("The database has students: a sample university is made in an empty one.")
        with transaction.atomic():
            term = self._make(students, seed, options["verbosity"])
        renew_statistics()
        fees.charge(random.Random(seed), term)
        renewals.begin(random.Random(seed), term)

    def _make(self, count: int, seed: int, verbosity: int) -> Term:
        call_command("load_policy", "metu", verbosity=0)
        makers = students.Makers.of(seed)
        made = university.build(random.Random(seed), localdate(), count)
        calendar.lay(made.term, localdate() - timedelta(days=1))
        notices.write(made.term)
        tariffs.decide(made.term)
        tariffs.charge_distance()
        students.add_offices(makers)
        students.add_students(makers, made.term, count, quiet=verbosity == 0)
        if verbosity:
            self.stdout.write(
                f"{count} students, {len(made.courses)} courses, {made.term.sections.count()} sections in {made.term}."
            )
        return made.term
