"""Import accounts of staff with their roles, and of students."""

from registration.management.table_command import TableCommand


class Command(TableCommand):
    kind = "accounts"
    help = "Import accounts of staff with their roles, and of students; all or nothing, safe to repeat."
