"""Remind students of windows that end soon."""

from registration.management.closing_command import ClosingCommand


class Command(ClosingCommand):
    kind = "send_reminders"
    help = "Tell students of windows that end soon; safe to repeat."
