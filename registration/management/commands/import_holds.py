"""Import holds, placed or lifted."""

from registration.management.table_command import TableCommand


class Command(TableCommand):
    kind = "holds"
    help = "Import holds, placed or lifted; all or nothing, safe to repeat."
