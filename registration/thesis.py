"""Who advises a thesis, and what follows from it: Thesis and Thesis Studies on the list (METU-70)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from people.models import Student, ThesisAdvisorship

from .catalogue import current_term
from .loader import Report, load
from .rules.opening import CHANGE_KINDS, window_at
from .services import fresh_catalogue
from .snapshot import load_facts


def assign_thesis_advisor(*, student_id: int, advisor_id: int, date_from: date) -> Report | None:
    """Assign from a day on, in place of whoever was it before. What is to be loaded is loaded at once while a window is
    open, else by the next load (None)."""
    with transaction.atomic():
        # the student first: a lock on an advisorship cannot be had where there is none, nor shows one made meanwhile
        Student.objects.select_for_update(no_key=True).get(pk=student_id)
        before = ThesisAdvisorship.objects.filter(student_id=student_id, date_to__isnull=True).first()
        if before is None or before.advisor_id != advisor_id:
            if before and before.date_from < date_from:
                before.date_to = date_from - timedelta(days=1)
                before.save(update_fields=["date_to"])
            elif before:
                before.delete()  # of the same day, or of one that has not come: it never was in force
            ThesisAdvisorship.objects.create(student_id=student_id, advisor_id=advisor_id, date_from=date_from)
    return _load_now(student_id)


def _load_now(student_id: int) -> Report | None:
    term = current_term()
    if term is None:
        return None
    facts = load_facts(term.pk, [student_id])[student_id].facts
    if window_at(fresh_catalogue(facts, term.pk), facts.primary, CHANGE_KINDS, facts.at) is None:
        return None
    return load(term_id=term.pk, student_ids=[student_id])
