"""The sign-ins of a sample, one of each role."""

from __future__ import annotations

from django.core.management import BaseCommand

from curriculum.models import Term
from registration.sample.students import PASSWORD, demo_signins, identity_of, newcomer

ROLES = {
    "student": "Student",
    "advisor": "Advisor",
    "secretary": "Department secretary",
    "registrar": "Registrar",
    "fee_officer": "Fee officer",
    "library": "Library officer",
    "help_desk": "Help desk",
}


class Command(BaseCommand):
    help = "Print a sign-in for each role of the sample; nothing where the people are real."

    def handle(self, **options) -> None:
        term = Term.objects.filter(is_current=True).first()
        signins = demo_signins(term) if term else []
        for role, username in signins:
            self.stdout.write(f"  {ROLES[role]:<22}{username:<12}{PASSWORD}")
        if signins and (student := newcomer()):
            proof = f"{student.number}, {identity_of(student.number)}, {student.birth_date:%d.%m.%Y}"
            self.stdout.write(f"  {'First password':<22}{proof}")
