"""Let lists follow the fees."""

from registration.management.closing_command import ClosingCommand


class Command(ClosingCommand):
    kind = "settle_fees"
    help = "Hold up the lists of who owes a fee and let those go on that paid; safe to repeat."
