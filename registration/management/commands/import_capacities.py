"""Import capacities of a term's sections."""

from registration.management.table_command import TableCommand


class Command(TableCommand):
    kind = "capacities"
    help = "Import capacities of a term's sections; all or nothing, safe to repeat."
