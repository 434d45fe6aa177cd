"""Whether every seat is accounted for."""

from __future__ import annotations

from django.core.management import BaseCommand, CommandError

from curriculum.models import SeatCounter
from registration.audit import audit


class Command(BaseCommand):
    help = "Rebuild every seat counter from the ledger and the enrolments; exit 1 and name each difference."

    def handle(self, **options) -> None:
        differences = audit()
        for difference in differences:
            self.stdout.write(str(difference))
        if differences:
            raise CommandError(f"{len(differences)} counters differ.")
        self.stdout.write(f"{SeatCounter.objects.count()} counters agree with the ledger and the enrolments.")
