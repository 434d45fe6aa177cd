"""End the follow-up of returned lists."""

from registration.management.closing_command import ClosingCommand


class Command(ClosingCommand):
    kind = "close_follow_up"
    help = "Unregister whose list was sent or came back and is not final; safe to repeat."
