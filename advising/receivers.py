"""What follows on the desk from what registration does: requests and reminders are closed, tasks are made. Rows only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from curriculum.models import Section
from people.clock import database_now

from .models import AdvisorTask, Reminder, RemovalRequest

Kind = AdvisorTask.Kind


def note_moved(*, term_id: int, student_ids: Iterable[int], event: str, actor_id: int, **told: Any) -> None:
    """A reminder is answered by any event, a request to remove the approval is granted or has lost its object (METU-41).

    Who approves a list has seen to what was to be done about it.
    """
    mine = {"student__in": list(student_ids), "term_id": term_id}
    Reminder.objects.filter(**mine, answered_at=None).update(answered_at=database_now())
    granted = True if event == "remove_approval" else None
    RemovalRequest.objects.filter(**mine, closed_at=None).update(closed_at=database_now(), granted=granted)
    if event == "approve":
        AdvisorTask.objects.filter(**mine, done_at=None).update(done_at=database_now(), done_by=actor_id)


def note_not_opened(*, term_id: int, student_id: int, course_ids: Iterable[int], **told: Any) -> None:
    """Courses of the list do not open (OMU-17)."""
    _add(term_id, Kind.NOT_OPENED, {(student_id, course_id): {} for course_id in course_ids})


def note_section_changed(
    *, term_id: int, section_id: int, student_ids: Iterable[int], figures: Mapping[str, Any], **told: Any
) -> None:
    """A section moved, was cancelled or got another instructor: for each student who has it."""
    course_id = Section.objects.values_list("course_id", flat=True).get(id=section_id)
    said = {**figures, "section": section_id}
    _add(term_id, Kind.SECTION_CHANGED, {(student_id, course_id): said for student_id in student_ids})


def note_not_restored(*, term_id: int, student_id: int, section_ids: Iterable[int], **told: Any) -> None:
    """Lines of the approved list whose seats were gone (METU-35)."""
    courses = Section.objects.filter(id__in=section_ids).values_list("course_id", "id")
    _add(term_id, Kind.NOT_RESTORED, {(student_id, course_id): {"section": id_} for course_id, id_ in courses})


def _add(term_id: int, kind: str, wanted: Mapping[tuple[int, int], dict[str, Any]]) -> None:
    """One open task for each student and course, however often it is told; the latest figures stand."""
    for course_id, figures in {course: figures for (_, course), figures in wanted.items()}.items():
        students = [student for student, course in wanted if course == course_id]
        same = {"term_id": term_id, "kind": kind, "course_id": course_id}
        AdvisorTask.objects.filter(**same, student__in=students, done_at=None).update(figures=figures)
        rows = [AdvisorTask(**same, student_id=student, figures=figures, at=database_now()) for student in students]
        AdvisorTask.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
