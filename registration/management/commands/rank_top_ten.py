"""Rank the evening students of a term."""

from registration.management.closing_command import ClosingCommand


class Command(ClosingCommand):
    kind = "rank_top_ten"
    help = "Rank the evening students at the end of a term and publish who is in the top of it; safe to repeat."
