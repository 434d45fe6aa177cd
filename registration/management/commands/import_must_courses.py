"""Import must courses from a table, or from the JSON list of an old system."""

from pathlib import Path
from typing import Any

from django.core.management import call_command

from registration.management.table_command import TableCommand


class Command(TableCommand):
    kind = "must_courses"
    help = (
        "Import must courses from a CSV or XLSX table; all or nothing, safe to repeat. A JSON list by department and "
        "semester makes the curricula of programmes that have none (import_curricula)."
    )

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        if Path(file).name.removesuffix(".gz").endswith(".json"):
            call_command("import_curricula", file, stdout=self.stdout, stderr=self.stderr, no_color=options["no_color"])
        else:
            super().handle(*args, file=file, **options)
