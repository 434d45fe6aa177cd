"""Load the policy rows of a university from registration/policy_data, leaving alone what is already there."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from registration.models import PolicyProfile, PolicyRule

DATA = Path(__file__).resolve().parents[2] / "policy_data"


class Command(BaseCommand):
    help = "Load the policy rows of a university (a file of registration/policy_data); safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("university", help="Name of the file without .json, such as metu.")
        parser.add_argument("--from", dest="effective_from", type=date.fromisoformat, default=date(2000, 1, 1))

    @transaction.atomic
    def handle(self, *args: Any, university: str, effective_from: date, **options: Any) -> None:
        path = DATA / f"{university}.json"
        if not path.is_file():
            known = ", ".join(sorted(p.stem for p in DATA.glob("*.json")))
            raise CommandError(f"There is no policy file for {university}; known: {known}.")
        data, new, same = json.loads(path.read_text()), 0, 0
        for entry in data["profiles"]:
            profile, _ = PolicyProfile.objects.get_or_create(
                name=entry["name"], defaults={"level": entry.get("level", "")}
            )
            rows = entry["rules"] if isinstance(entry["rules"], list) else data["groups"][entry["rules"]]
            for row in rows:
                rule = PolicyRule(profile=profile, effective_from=effective_from, **row)
                # a row that stands is left as it is: the registrar may have changed what the file once said
                if PolicyRule.objects.filter(profile=profile, code=rule.code, effective_from=effective_from).exists():
                    same += 1
                    continue
                rule.full_clean()
                rule.save()
                new += 1
        if options["verbosity"]:
            self.stdout.write(f"{university}: {new} policy rows new, {same} already there.")
