"""Load the grounds of a university from fees/ground_data, leaving alone what is already there."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from fees.ground_data import grounds, universities
from fees.models import Ground


class Command(BaseCommand):
    help = "Load the grounds for fees of a university (a file of fees/ground_data); safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("university", help="Name of the file without .json, such as omu.")

    @transaction.atomic
    def handle(self, *args: Any, university: str, **options: Any) -> None:
        if university not in universities():
            raise CommandError(f"There are no grounds for {university}; known: {', '.join(universities())}.")
        known, new = set(Ground.objects.values_list("code", flat=True)), 0
        for fields in grounds(university):
            if fields["code"] in known:  # left as it is: the fee office may have changed what the file once said
                continue
            ground = Ground(**fields)
            ground.full_clean()
            ground.save()
            new += 1
        if options["verbosity"]:
            self.stdout.write(f"{university}: {new} grounds new, {len(known)} already there.")
