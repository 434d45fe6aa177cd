"""Look for the tariffs of the next academic year."""

from registration.management.closing_command import ClosingCommand


class Command(ClosingCommand):
    kind = "check_tariffs"
    help = "Tell the fee office which tariffs the year that begins this autumn does not have yet; safe to repeat."
