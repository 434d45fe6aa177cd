"""The class lists that a user may grade, and one of them with the grades that are there."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from curriculum.models import Section, Term
from people.models import TranscriptEntry, User

from ..catalogue import read_grades, read_policy
from ..clock import today
from ..models import Enrolment
from ..rules import grading
from ..rules.policy import SettingMissing
from ..rules.settings import Grading
from .services import grading_of, state_of

MOST_SECTIONS = 100


@dataclass
class Line:
    """A student of a class list, with what stands or was typed in each field; `errors` are stored findings."""

    student_id: int
    number: str
    name: str
    final: bool
    not_included: bool
    grade: str
    now: str  # state_of() what is there
    seen: str = ""  # what the page showed
    letter: str = ""
    score: str = ""
    attended: str = ""
    met: str = ""
    errors: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class ClassList:
    section: Section
    lines: list[Line]
    letters: tuple[str, ...]
    by_score: bool  # whether the scale has letters for scores
    pass_grade: Decimal | None
    limits: tuple[Decimal | None, Decimal | None]
    min_attendance: Decimal


def may_grade_all(user: User) -> bool:
    """The registrar's: grades are nobody's unit."""
    return user.reach("people.change_transcriptentry").everywhere


def may_grade(user: User, section_id: int) -> bool:
    """Who teaches the section, and the registrar; checked at every request."""
    return may_grade_all(user) or taught_by(user).filter(pk=section_id).exists()


def sections_of(user: User, term: Term, query: str) -> QuerySet[Section]:
    """The sections that the user teaches, of every term, and the term's of the unit that the user keeps; to the registrar
    those of the term whose code was asked for. `gradable` says whose grades the user enters."""
    wanted, reach = Q(teachings__staff__user=user), user.reach("registration.view_enrolment")
    named = Q(course__numeric_code=query) | Q(course__code__iexact=query.replace(" ", "")) if query else Q()
    if reach.everywhere and query:
        wanted = Q(term=term) & named
    elif reach.units:
        wanted = (wanted | Q(term=term, course__department__in=reach.units)) & named
    return (
        Section.objects.select_related("course", "term")
        .annotate(gradable=Value(True) if may_grade_all(user) else Exists(taught_by(user).filter(pk=OuterRef("pk"))))
        .filter(wanted)
        .order_by("-term__code", "course__code", "number")
        .distinct()[:MOST_SECTIONS]
    )


def taught_by(user: User) -> QuerySet[Section]:
    return Section.objects.filter(teachings__staff__user=user)


def class_list(section: Section, language: str) -> ClassList:
    """Final registrations first, then by surname; every statement once, however long the list."""
    enrolled = sorted(
        Enrolment.objects.filter(section=section).select_related("student", "registration"),
        key=lambda e: (e.registration.state != "final", e.student.surname_key, e.student.number),
    )
    entries = {
        e.student_id: e
        for e in TranscriptEntry.objects.filter(
            course=section.course, term_code=section.term.code, student__in=[e.student_id for e in enrolled]
        ).select_related("grade")
    }
    scale = read_grades()
    try:
        figures = grading_of(read_policy(), section.course, today())
    except SettingMissing:  # the list can be read all the same; entering a grade is refused and says so
        figures = Grading()
    pass_grade = grading.pass_grade_of(section.pass_grade, figures)

    def line(e: Enrolment) -> Line:
        entry = entries.get(e.student_id)
        found = Line(
            student_id=e.student_id,
            number=e.student.number,
            name=e.student.full_name,
            final=e.registration.state == "final",
            not_included=e.status == Enrolment.Status.NOT_INCLUDED,
            grade=entry.grade.letter if entry else "",
            now=state_of(entry),
            seen=state_of(entry),
        )
        if entry:
            made = grading.letter_of(entry.score, scale.values(), pass_grade) if entry.score is not None else None
            # a letter that follows from the score is not typed again: it changes with the score
            found.letter = "" if made and made.letter == entry.grade.letter else entry.grade.letter
            found.score = _typed(entry.score, language)
            found.met = {True: "yes", False: "no"}.get(entry.attendance_met, "")
        return found

    return ClassList(
        section=section,
        lines=[line(e) for e in enrolled],
        letters=tuple(sorted(scale, key=lambda letter: scale[letter].rank)),
        by_score=any(g.min_score is not None for g in scale.values()),
        pass_grade=pass_grade,
        limits=(figures.pass_grade_min, figures.pass_grade_max),
        min_attendance=figures.min_attendance,
    )


def _typed(figure: Decimal | None, language: str) -> str:
    """A figure as its reader would type it."""
    text = "" if figure is None else f"{figure.normalize():f}"
    return text.replace(".", ",") if language == "tr" else text
