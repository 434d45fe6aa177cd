"""Import advisors of students and of theses."""

from registration.management.table_command import TableCommand


class Command(TableCommand):
    kind = "advisors"
    help = "Import advisors of students and of theses; all or nothing, safe to repeat."
