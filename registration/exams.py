"""Who enters a single-course exam: whoever has one course left that was taken and not lost by absence (KOU-86, KOU-89)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from curriculum.models import Course, Term
from fees import exams
from fees.models import SingleCourseExam
from people.models import Student, User

from .eligibility import against_single_course_exam, has_failed
from .forms import refusal
from .rules.engine import Finding


@dataclass(frozen=True)
class Entered:
    exam: SingleCourseExam | None = None
    findings: tuple[Finding, ...] = ()


def enter_exam(*, student: Student, term: Term, course: Course, taken_on: date, actor: User) -> Entered:
    """An entry, or all that stands against it; the fee follows by itself."""
    if findings := against_entry(student=student, term=term, course=course):
        return Entered(findings=findings)
    exam = exams.enter(student=student, term=term, course=course, taken_on=taken_on, actor=actor)
    return Entered(exam) if exam else Entered(findings=(refusal("EXAM_ENTERED", course.pk),))


def against_entry(*, student: Student, term: Term, course: Course) -> tuple[Finding, ...]:
    """What keeps the student from any such exam, else from one in a course that is not failed."""
    found = against_single_course_exam(student_id=student.pk, term_id=term.pk)
    if not found and not has_failed(student_id=student.pk, term_id=term.pk, course_id=course.pk):
        return (refusal("SINGLE_COURSE_NOT_FAILED", course.pk),)
    return found
