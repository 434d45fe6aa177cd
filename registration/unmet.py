"""Lists of the term that no longer satisfy a rule because a grade changed: found at the change, kept for staff.

A grade is changed behind the lock of the student's registration, like an add: neither can pass the other by.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

from . import rules
from .catalogue import current_term
from .models import Enrolment, Unmet
from .progress import in_batches
from .rules.engine import Finding
from .rules.facts import Catalogue, Change
from .services import StartAgain, in_step
from .snapshot import load_facts

OF_THE_RECORD = frozenset(
    {
        "PREREQ_MISSING",
        "COREQ_MISSING",
        "PROBATION_NEW_COURSE",
        "LOAD_EXCEEDED",
        "UPPER_NOT_ALLOWED",
        "NI_CONDITIONS",
        "REPEAT_NOT_ALLOWED",
    }
)
Key = tuple[int, str, int | None]  # student, code, course


@contextmanager
def watching(catalogue: Catalogue, student_ids: Iterable[int]) -> Iterator[None]:
    """Note whatever newly stands against the students' lists after what is done inside; in the caller's transaction."""
    ids = list(student_ids)
    before = refusals(catalogue, ids, lock=True)
    yield
    after = refusals(catalogue, ids)
    _forget(catalogue, ids, after)
    _note(catalogue, {key: finding for key, finding in after.items() if key not in before})


def review(student_ids: Iterable[int]) -> None:
    """Note what stands against the lists of students whose records were imported.

    There is no "before" to compare with: only rules about the record count. Each batch is a transaction of its own, since
    an import takes minutes and no student waits for it; a list that is busy meanwhile is left to the next review.
    """
    term = current_term()
    if term is None:
        return
    wanted = set(student_ids)
    listed = Enrolment.objects.filter(term=term).order_by("student_id").values_list("student_id", flat=True).distinct()
    ids = [id_ for id_ in listed if id_ in wanted]
    for batch in in_batches(ids):
        in_step(term.pk, partial(_review, batch))


def _review(student_ids: Sequence[int], catalogue: Catalogue) -> None:
    found = refusals(catalogue, student_ids, lock=True)
    _forget(catalogue, student_ids, found)
    _note(catalogue, {key: finding for key, finding in found.items() if key[1] in OF_THE_RECORD})


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


def _note(catalogue: Catalogue, found: Mapping[Key, Finding]) -> None:
    Unmet.objects.bulk_create(
        (
            Unmet(student_id=student, term_id=catalogue.term_id, code=code, course_id=course, finding=finding.stored())
            for (student, code, course), finding in found.items()
        ),
        ignore_conflicts=True,
    )


def _forget(catalogue: Catalogue, student_ids: list[int], still: dict[Key, Finding]) -> None:
    rows = Unmet.objects.filter(term_id=catalogue.term_id, student_id__in=student_ids)
    gone = [u.pk for u in rows if (u.student_id, u.code, u.course_id) not in still]
    Unmet.objects.filter(pk__in=gone).delete()
