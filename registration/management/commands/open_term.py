"""Open a term for its students."""

from registration.management.closing_command import ClosingCommand


class Command(ClosingCommand):
    kind = "open_term"
    help = (
        "Lay the windows of a term like those of the last one and make a registration for each student; safe to repeat."
    )
