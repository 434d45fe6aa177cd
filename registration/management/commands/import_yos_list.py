"""Import the places of a YÖS list."""

from registration.management.table_command import TableCommand


class Command(TableCommand):
    kind = "yos_list"
    help = "Import a whole YÖS list with its places: its top pays less; all or nothing, safe to repeat."
