"""Import grades of past terms; averages follow."""

from registration.management.table_command import TableCommand


class Command(TableCommand):
    kind = "transcripts"
    help = "Import grades of past terms; averages follow; all or nothing, safe to repeat."
