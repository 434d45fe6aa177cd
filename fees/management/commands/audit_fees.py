"""Whether every lira is accounted for."""

from __future__ import annotations

from django.core.management import BaseCommand, CommandError

from fees.audit import audit
from fees.models import FeeStanding


class Command(BaseCommand):
    help = "Rebuild the sums of every account from its entries; exit 1 and name each difference."

    def handle(self, **options) -> None:
        differences = audit()
        for difference in differences:
            self.stdout.write(str(difference))
        if differences:
            raise CommandError(f"{len(differences)} accounts differ.")
        self.stdout.write(f"{FeeStanding.objects.count()} accounts agree with their entries.")
