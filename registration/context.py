"""What every page shows of the calendar: the windows that are paused, from memory."""

from __future__ import annotations

from django.http import HttpRequest

from curriculum.naming import language

from .catalogue import in_memory
from .models import Window


def paused(request: HttpRequest) -> dict[str, list[dict[str, str]]]:
    """A process that has no catalogue yet shows none: the first page that needs one loads it, and the hot ones do."""
    catalogue = in_memory()
    if catalogue is None:
        return {"paused_windows": []}
    english = language() != "tr"
    return {
        "paused_windows": [
            {"kind": str(Window.Kind(w.kind).label), "unit": w.unit[english] or w.unit[0], "note": w.pause_note}
            for w in catalogue.windows
            if w.paused
        ]
    }
