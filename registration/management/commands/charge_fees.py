"""Charge the students of a term."""

from registration.management.closing_command import ClosingCommand


class Command(ClosingCommand):
    kind = "charge_fees"
    help = "Compute what every student owes for the term and put it on the accounts; safe to repeat."
