"""Who advises a thesis, and what follows from it: Thesis and Thesis Studies on the list (METU-70)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext

from .catalogue import current_term
from .loader import Report, load
from .rules.facts import Facts
from .rules.opening import CHANGE_KINDS, window_now
from .services import fresh_catalogue
from .snapshot import load_facts


def load_theses(student_ids: Iterable[int]) -> Report | None:
    """Load what follows from advisors just assigned, for whom a window is open; None where it is for nobody."""
    term = current_term()
    if term is None:
        return None
    found = load_facts(term.pk, student_ids)
    now = [id_ for id_, snapshot in found.items() if _is_open(snapshot.facts, term.pk)]
    return load(term_id=term.pk, student_ids=now) if now else None


def _is_open(facts: Facts, term_id: int) -> bool:
    return window_now(fresh_catalogue(facts, term_id), facts, CHANGE_KINDS) is not None


def said_of(report: Report | None) -> str:
    """What whoever assigned an advisor is told of the load; nothing where there was nothing to load."""
    if report is None:
        return gettext("No registration window is open now: the next load puts the thesis courses on the list.")
    if report.unsettled or report.left or report.missing:
        said = gettext(
            "Not everything could be loaded now (busy lists: %(busy)d, lists with the advisor or approved: %(left)d, "
            "courses without a place: %(missing)d). The next load tries again."
        )
        return said % {"busy": report.unsettled, "left": report.left, "missing": report.missing.total()}
    return gettext("Thesis courses loaded: %(courses)d.") % {"courses": report.courses} if report.courses else ""
