"""Lists of the term that no longer satisfy a rule because a grade changed: found at the change, kept for staff.

A grade is changed behind the lock of the student's registration, like an add: neither can pass the other by.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from . import rules
from .models import Unmet
from .rules.engine import Finding
from .rules.facts import Catalogue, Change
from .services import StartAgain
from .snapshot import load_facts

Key = tuple[int, str, int | None]  # student, code, course


@contextmanager
def watching(catalogue: Catalogue, student_ids: Iterable[int]) -> Iterator[None]:
    """Note whatever newly stands against the students' lists after what is done inside; in the caller's transaction."""
    ids = list(student_ids)
    before = refusals(catalogue, ids, lock=True)
    yield
    after = refusals(catalogue, ids)
    _forget(catalogue, ids, after)
    new = [key for key in after if key not in before]
    Unmet.objects.bulk_create(
        (
            Unmet(
                student_id=student, term_id=catalogue.term_id, code=code, course_id=course, finding=after[key].stored()
            )
            for key in new
            for student, code, course in [key]
        ),
        ignore_conflicts=True,
    )


def recheck(catalogue: Catalogue) -> int:
    """Forget what is satisfied again, of everyone noted in the term; how many lists are left."""
    ids = list(Unmet.objects.filter(term_id=catalogue.term_id).values_list("student_id", flat=True).distinct())
    _forget(catalogue, ids, refusals(catalogue, ids))
    return Unmet.objects.filter(term_id=catalogue.term_id).values("student_id").distinct().count()


def refusals(catalogue: Catalogue, student_ids: list[int], *, lock: bool = False) -> dict[Key, Finding]:
    """What would refuse the approval of each list that holds a course, now. Raises StartAgain on a stale catalogue."""
    found: dict[Key, Finding] = {}
    for student_id, snapshot in load_facts(catalogue.term_id, student_ids, lock=lock).items():
        if snapshot.facts.revision != catalogue.revision:
            raise StartAgain(snapshot.facts.revision)
        if snapshot.facts.enrolled:
            verdict = rules.evaluate(catalogue, snapshot.facts, Change(), "approve")
            found |= {(student_id, f.code, f.course_id): f for f in verdict.refusals}
    return found


def _forget(catalogue: Catalogue, student_ids: list[int], still: dict[Key, Finding]) -> None:
    rows = Unmet.objects.filter(term_id=catalogue.term_id, student_id__in=student_ids)
    gone = [u.pk for u in rows if (u.student_id, u.code, u.course_id) not in still]
    Unmet.objects.filter(pk__in=gone).delete()
