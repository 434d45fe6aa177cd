"""End the registration period."""

from registration.management.closing_command import ClosingCommand


class Command(ClosingCommand):
    kind = "close_registration"
    help = "Unregister who missed a step of the registration period; safe to repeat."
