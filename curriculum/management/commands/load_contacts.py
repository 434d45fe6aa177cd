"""Load a university's contacts from curriculum/contact_data, leaving alone what is already there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from curriculum.models import SupportContact

FOLDER = Path(__file__).resolve().parents[2] / "contact_data"


class Command(BaseCommand):
    help = "Load the contacts of a university (a file of curriculum/contact_data); safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("university", help="Name of the file without .json, such as metu.")

    @transaction.atomic
    def handle(self, *args: Any, university: str, **options: Any) -> None:
        known = sorted(p.stem for p in FOLDER.glob("*.json"))
        if university not in known:
            raise CommandError(f"There is no file of contacts for {university}; known: {', '.join(known)}.")
        topics, new = set(SupportContact.objects.values_list("topic", flat=True)), 0
        for order, row in enumerate(json.loads((FOLDER / f"{university}.json").read_text()), 1):
            if row["topic"] not in topics:  # what is there may have been changed since
                contact = SupportContact(order=order, **row)
                contact.full_clean()
                contact.save()
                new += 1
        if options["verbosity"]:
            self.stdout.write(f"{university}: {new} contacts new, {len(topics)} already there.")
