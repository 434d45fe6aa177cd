"""Import windows of a term's calendar by unit."""

from registration.management.table_command import TableCommand


class Command(TableCommand):
    kind = "windows"
    help = "Import windows of a term's calendar by unit; all or nothing, safe to repeat."
