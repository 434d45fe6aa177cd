"""Import criteria, seats and instructors of a term's sections."""

from registration.management.table_command import TableCommand


class Command(TableCommand):
    kind = "criteria"
    help = "Import criteria, seats and instructors of a term's sections; all or nothing, safe to repeat."
