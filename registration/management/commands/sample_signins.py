"""The sign-ins of a sample, one of each role."""

from __future__ import annotations

from django.core.management import BaseCommand

from curriculum.models import Term
from registration.sample.signins import demo_signins
from registration.sample.students import PASSWORD, identity_of, newcomer

ROLES = {
    "student": "Student",
    "advisor": "Advisor",
    "secretary": "Department secretary",
    "head": "Department head",
    "board_clerk": "Clerk of the board",
    "registrar": "Registrar",
    "fee_officer": "Fee officer",
    "library": "Library officer",
    "help_desk": "Help desk",
    "draft": "Student, has a list",
    "returned": "Student, list returned",
    "final": "Student, approved",
    "unregistered": "Student, unregistered",
    "owing": "Student, has to pay",
    "refund": "Student, gets money",
}


class Command(BaseCommand):
    help = "Print a sign-in for each role of the sample; nothing where the people are real."

    def handle(self, **options) -> None:
        term = Term.objects.filter(is_current=True).first()
        signins = demo_signins(term) if term else []
        for role, username in signins:
            self.stdout.write(f"  {ROLES[role]:<24}{username:<12}{PASSWORD}")
        if signins and (student := newcomer()):
            proof = f"{student.number}, {identity_of(student.number)}, {student.birth_date:%d.%m.%Y}"
            self.stdout.write(f"  {'First password':<24}{proof}")
