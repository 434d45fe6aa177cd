"""A list as a file to take away: written whole first, so that no slow line keeps the database waiting."""

from __future__ import annotations

import tempfile
from typing import Any

from django.http import FileResponse, HttpResponse

from .table_files import MB

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
IN_MEMORY = 1 * MB  # of a list on its way; more goes to a file


def a_file() -> Any:
    """To be written and then downloaded, which closes it."""
    return tempfile.SpooledTemporaryFile(IN_MEMORY)


def download(file: Any, name: str, ending: str) -> HttpResponse:
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.{ending}", content_type=TYPES[ending])
