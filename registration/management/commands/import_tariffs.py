"""Import tariffs of fees."""

from registration.management.table_command import TableCommand


class Command(TableCommand):
    kind = "tariffs"
    help = "Import tariffs of fees; all or nothing, safe to repeat."
