"""What each paper says, read anew each time: plain JSON that is kept with its code and compared with later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.timezone import localtime

from curriculum.models import Term
from people.models import Student, StudentProgramme
from people.selectors import advisor_of

from ..messages import meets_text, number_text
from ..models import IssuedDocument, Transition
from ..rules.facts import Catalogue, Enrolled, Facts, Section
from ..selectors import state_text
from ..services import fresh_catalogue
from ..snapshot import load_facts
from ..week import week_of

Kind = IssuedDocument.Kind


@dataclass(frozen=True)
class Record:
    """A student's term as the papers need it; four statements."""

    student: Student
    term: Term
    facts: Facts
    catalogue: Catalogue
    programmes: tuple[StudentProgramme, ...]  # the primary one first
    approval: Transition | None
    advisor: str

    @property
    def held(self) -> list[tuple[Section, Enrolled]]:
        """The courses of the list, by numeric code."""
        known = self.catalogue.sections
        held = [(known[e.section_id], e) for e in self.facts.enrolled if e.section_id in known]
        return sorted(held, key=lambda pair: self.catalogue.courses[pair[0].course_id].numeric_code)


def read_record(student: Student, term: Term) -> Record:
    facts = load_facts(term.id, [student.id])[student.id].facts
    programmes = student.programmes.select_related("programme__department__faculty").order_by("-is_primary", "id")
    approvals = Transition.objects.filter(registration_id=facts.registration_id, event="approve", accepted=True)
    advisor = advisor_of(student.id, facts.at.date())
    return Record(
        student,
        term,
        facts,
        fresh_catalogue(facts, term.id),
        tuple(programmes),
        approvals.select_related("actor").first(),
        advisor.name if advisor else "",
    )


def content_of(kind: str, record: Record, language: str) -> dict[str, Any]:
    """What a paper of this kind says in a language; keys are those of layout.py."""
    with translation.override(language):
        return _who(record) | MAKERS[kind](record, language)


def _who(record: Record) -> dict[str, Any]:
    first = record.programmes[0] if record.programmes else None
    department = first.programme.department if first else None
    faculty = department.faculty if department else None
    return {
        "name": record.student.full_name,
        "number": record.student.number,
        "faculty": faculty.shown_name if faculty else "",
        "department": department.shown_name if department else "",
        "programmes": [[p.programme.shown_name, p.programme.level, p.kind] for p in record.programmes],
        "class_year": first.class_year if first else None,
        "semester": first.semester if first else None,
        "term": record.term.shown_name,
    }


def _registration(record: Record, language: str) -> dict[str, Any]:
    courses, approval = record.catalogue.courses, record.approval
    mine = [courses[section.course_id] for section, _ in record.held]
    return {
        "state": state_text(record.facts, record.catalogue, language),
        "advisor": record.advisor,
        "approved_at": f"{localtime(approval.at):%Y-%m-%dT%H:%M}" if approval else "",
        "approved_by": approval.actor.get_full_name() if approval else "",
        "lines": [_line(section, held, record.catalogue, language) for section, held in record.held],
        "credits": number_text(sum(c.credit for c in mine), language),
        "ects": number_text(sum(c.ects for c in mine), language),
    }


def _line(section: Section, held: Enrolled, catalogue: Catalogue, language: str) -> list[str]:
    course = catalogue.courses[section.course_id]
    return [
        course.numeric_code,
        course.code,
        course.name_in(language),
        str(section.number),
        number_text(course.credit, language),
        number_text(course.ects, language),
        held.status,
        held.category,
        meets_text(section, language),
    ]


def _timetable(record: Record, language: str) -> dict[str, Any]:
    week = week_of((section for section, _ in record.held), record.catalogue, language)
    hours = [
        [hour, [[[e.label, e.start, e.end, e.room] for e in cell.entries] for cell in cells]]
        for hour, cells in week.hours
    ]
    return {"days": list(week.days), "hours": hours}


def _certificate(record: Record, language: str) -> dict[str, Any]:
    return {"entry_year": record.programmes[0].entry_year if record.programmes else None}


MAKERS = {Kind.REGISTRATION: _registration, Kind.TIMETABLE: _timetable, Kind.CERTIFICATE: _certificate}
