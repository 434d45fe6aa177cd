"""A course of the student's list as the page shows it: what it is, its seats, what else it could be, what stands against it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from .choices import Manner, manner_of
from .messages import Rendered, clock, meets_text, number_text, short_day_name
from .rules.facts import Catalogue, Enrolled, Facts, Seat, Section
from .rules.timetable import clashes


@dataclass(frozen=True)
class Other:
    """Another section of the course; `left` is empty where its seats were not read."""

    number: str
    meets: str
    left: int | None
    clash: bool  # with another course of the list

    def option(self, chosen: str) -> str:
        left = "" if self.left is None else gettext("%(n)s left") % {"n": self.left} if self.left else gettext("full")
        said = " · ".join(x for x in (self.number, self.meets, left, gettext("clashes") if self.clash else "") if x)
        return f'<option value="{self.number}"{" selected" if self.number == chosen else ""}>{escape(said)}</option>'


@dataclass(frozen=True)
class Row:
    """One course of the list."""

    section_id: int
    course_id: int
    numeric_code: str
    code: str
    number: int
    credit: str
    name: str
    label: str
    meets: str
    about: str  # code, credits, who gives it, and how it is taken where there is more than one way
    must: bool
    warnings: tuple[Rendered, ...]
    manner: Manner
    auto: bool  # loaded by the system (METU-11)
    seat: Seat | None  # of the section; not read for pages that show none
    others: tuple[Other, ...]

    @property
    def kept(self) -> SafeString:
        """The fields of what there is no choice of, which a change of the section sends along."""
        manner, fields = self.manner, []
        if not manner.statuses:
            fields.append(("status", manner.status))
        if not manner.categories and manner.category:
            fields.append(("category", manner.category))
        if manner.mode:
            fields.append(("mode", manner.mode))
        id_ = str(self.section_id)
        return format_html_join("", '<input type="hidden" name="{}_{}" value="{}">', ((n, id_, v) for n, v in fields))

    def options(self, chosen: str = "") -> SafeString:
        """Made here rather than in the template: a course may have forty sections, and every page lists them."""
        return mark_safe("".join(other.option(chosen) for other in self.others))

    @property
    def changeable(self) -> bool:
        """Whether there is anything to choose besides keeping or dropping it."""
        return bool(self.others or self.manner.statuses or self.manner.categories)


def rows_of(
    held: list[tuple[Section, Enrolled]],
    facts: Facts,
    catalogue: Catalogue,
    warnings: Iterable[Rendered],
    language: str,
) -> tuple[Row, ...]:
    by_course: dict[int | None, list[Rendered]] = {}
    for finding in warnings:
        by_course.setdefault(finding.course_id, []).append(finding)
    sections = [section for section, _ in held]
    words = gettext("credits"), gettext("ECTS")
    return tuple(
        _row(s, e, facts, catalogue, tuple(by_course.get(s.course_id, ())), sections, language, words) for s, e in held
    )


def _row(
    s: Section,
    held: Enrolled,
    facts: Facts,
    catalogue: Catalogue,
    warnings: tuple[Rendered, ...],
    sections: list[Section],
    language: str,
    words: tuple[str, str],
) -> Row:
    course = catalogue.courses[s.course_id]
    manner = manner_of(catalogue, facts.primary, facts.at.date(), s, held)
    credit = number_text(course.credit, language)
    about = (
        course.numeric_code,
        f"{credit} {words[0]}",
        f"{number_text(course.ects, language)} {words[1]}",
        s.instructors,
        manner.category_name,
        "NI" if manner.is_ni else "",
        manner.mode_name,
    )
    given = (x for x in catalogue.by_course.get(course.id, ()) if x.id != s.id and x.is_given)
    return Row(
        section_id=s.id,
        course_id=course.id,
        numeric_code=course.numeric_code,
        code=course.code,
        number=s.number,
        credit=credit,
        name=course.name_in(language),
        label=f"{course.code}/{s.number}",
        meets=_places(s, language),
        about=" · ".join(part for part in about if part),
        must=catalogue.is_must(facts.primary, course.id),
        warnings=warnings,
        manner=manner,
        auto=held.source == "auto",
        seat=facts.seats.get(s.counter),
        others=tuple(_other(x, facts, sections, language) for x in given) if facts.seats else (),
    )


def _other(s: Section, facts: Facts, sections: list[Section], language: str) -> Other:
    seat = facts.seats.get(s.counter)
    clash = any(
        s.week & x.week and x.course_id != s.course_id and any(clashes(s, x)) for x in sections
    )  # the masks first: they tell most pairs apart
    return Other(str(s.number), meets_text(s, language), seat.left if seat else None, clash)


def _places(s: Section, language: str) -> str:
    """When and where; a room is said once where all meetings are in it."""
    if len({m.room for m in s.meetings}) <= 1:
        room = s.meetings[0].room if s.meetings else ""
        return f"{meets_text(s, language)} {room}".strip()
    return ", ".join(
        f"{short_day_name(m.weekday, language)} {clock(m.start)}–{clock(m.end)} {m.room}".strip() for m in s.meetings
    )
