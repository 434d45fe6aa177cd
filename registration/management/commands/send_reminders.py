"""Remind students and advisors."""

from registration.management.closing_command import ClosingCommand


class Command(ClosingCommand):
    kind = "send_reminders"
    help = "Tell students of windows that end soon, and advisors of lists that wait; safe to repeat."
