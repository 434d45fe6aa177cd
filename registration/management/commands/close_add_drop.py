"""End add-drop."""

from registration.management.closing_command import ClosingCommand


class Command(ClosingCommand):
    kind = "close_add_drop"
    help = "Take changes back that no advisor approved, and close late registrations; safe to repeat."
