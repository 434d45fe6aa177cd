"""Import students with their programmes, and accounts for new ones."""

from registration.management.table_command import TableCommand


class Command(TableCommand):
    kind = "students"
    help = "Import students with their programmes, and accounts for new ones; all or nothing, safe to repeat."
