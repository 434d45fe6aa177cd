"""Load the policy rows of a university from registration/policy_data, leaving alone what is already there."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from curriculum.models import Department, Faculty
from registration.models import PolicyProfile, PolicyRule
from registration.policy_data import profiles, universities


class Command(BaseCommand):
    help = "Load the policy rows of a university (a file of registration/policy_data); safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("university", help="Name of the file without .json, such as metu.")
        parser.add_argument("--from", dest="effective_from", type=date.fromisoformat, default=date(2000, 1, 1))
        parser.add_argument("--faculty", metavar="CODE", help="Only for this faculty; several can live side by side.")
        parser.add_argument("--department", metavar="CODE", help="Only for this department.")

    @transaction.atomic
    def handle(self, *args: Any, university: str, effective_from: date, **options: Any) -> None:
        if university not in universities():
            known = ", ".join(universities())
            raise CommandError(f"There is no policy file for {university}; known: {known}.")
        unit, new, same = self._unit(options), 0, 0
        for scope, rows in profiles(university):
            profile = self._profile(scope, unit)
            known_codes = set(
                PolicyRule.objects.filter(profile=profile, effective_from=effective_from).values_list("code", flat=True)
            )
            for row in rows:
                if row["code"] in known_codes:  # left as it is: the registrar may have changed what the file once said
                    same += 1
                    continue
                rule = PolicyRule(profile=profile, effective_from=effective_from, **row)
                rule.full_clean()
                rule.save()
                new += 1
        if options["verbosity"]:
            self.stdout.write(f"{university}: {new} policy rows new, {same} already there.")

    def _unit(self, options: dict[str, Any]) -> dict[str, Any]:
        """The faculty or department that the profiles are for; none is the whole university."""
        unit: dict[str, Any] = {}
        for name, model in (("faculty", Faculty), ("department", Department)):
            if code := options.get(name):
                unit[name] = model._default_manager.filter(code=code).first()
                if unit[name] is None:
                    raise CommandError(f"There is no {name} {code}.")
        return unit

    def _profile(self, scope: dict[str, Any], unit: dict[str, Any]) -> PolicyProfile:
        name = " · ".join([scope["name"], *(str(one) for one in unit.values())])
        if known := PolicyProfile.objects.filter(name=name).first():
            return known
        profile = PolicyProfile(**{**scope, **unit, "name": name})
        try:
            profile.full_clean()
        except ValidationError as error:
            text = " ".join(error.messages)
            raise CommandError(f"{name}: {text} (--faculty or --department narrows it)") from error
        profile.save()
        return profile
