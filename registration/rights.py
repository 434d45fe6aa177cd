"""Whether somebody has the rights of a student in a term: certificate, exams, identity card, class list, mobility.

The one place that says so (METU-29, OMU-06, KOU-51, KOU-58, KOU-76).
"""

from __future__ import annotations

from .rules.engine import REFUSE, Finding

ENROLLED, ON_LEAVE = "enrolled", "on_leave"  # of a student, or of a term
LOST = ("unregistered", "excuse_pending", "cancelled")  # until an excuse is accepted the term is lost


def missing_rights(*, state: str, status: str) -> Finding | None:
    """What keeps a student from using a right; None where nothing does. `state` of the term, `status` of the student.

    Whether the registration has come as far as a paper needs is another question (NOT_FINAL).
    """
    if ON_LEAVE in (state, status):
        return Finding("ON_LEAVE", REFUSE, "", {})
    if status != ENROLLED or state in LOST:
        return Finding("NO_RIGHTS", REFUSE, "", {"state": status if status != ENROLLED else state})
    return None
