"""What departments and the university announce, as far as it concerns the page (METU-13, METU-39)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from .rules.facts import Catalogue, Facts


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a department, or the university, tells students."""

    title: str
    title_en: str
    body: str
    body_en: str
    link: str
    department_id: int | None = None
    course_id: int | None = None
    shown_from: date | None = None
    shown_to: date | None = None


@dataclass(frozen=True)
class Notice:
    """An announcement in the language of the page; `about` is the course or department that it is of."""

    title: str
    body: str
    link: str
    about: str


def notices_for(catalogue: Catalogue, facts: Facts, language: str) -> tuple[Notice, ...]:
    """The university's, those of the student's departments, and those of the courses on the list with who gives them."""
    courses = {e.course_id for e in facts.enrolled}
    giving = {catalogue.courses[c].department_id for c in courses if c in catalogue.courses}
    own = {p.department_id for p in facts.programmes}
    return notices(catalogue, facts.at.date(), language, courses=courses, departments=own | giving)


def notices(
    catalogue: Catalogue,
    day: date,
    language: str,
    *,
    courses: Collection[int] = (),
    departments: Collection[int] = (),
    everywhere: bool = True,
) -> tuple[Notice, ...]:
    """Those shown on a day, of these courses and departments, and the university's own besides."""

    def concerns(a: Announcement) -> bool:
        if a.course_id is not None:
            return a.course_id in courses
        return everywhere if a.department_id is None else a.department_id in departments

    shown = (a for a in catalogue.announcements if concerns(a))
    return tuple(_said(a, catalogue, language) for a in shown if _within(a, day))


def _within(a: Announcement, day: date) -> bool:
    """Both days included; an empty one is open."""
    return (a.shown_from is None or a.shown_from <= day) and (a.shown_to is None or day <= a.shown_to)


def _said(a: Announcement, catalogue: Catalogue, language: str) -> Notice:
    english = language != "tr"
    about = ""
    if a.course_id in catalogue.courses:
        about = catalogue.courses[a.course_id].code
    elif a.department_id in catalogue.departments:
        about = catalogue.departments[a.department_id][0]
    return Notice(
        a.title_en if english and a.title_en else a.title, a.body_en if english and a.body_en else a.body, a.link, about
    )
