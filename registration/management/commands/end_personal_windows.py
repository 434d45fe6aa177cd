"""End the windows that accepted excuses gave."""

from registration.management.closing_command import ClosingCommand


class Command(ClosingCommand):
    kind = "end_personal_windows"
    help = "Unregister who did not register in the window of an accepted excuse; safe to repeat."
