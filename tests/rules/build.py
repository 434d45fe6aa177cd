"""Tiny builders of the engine's own objects: no database, no clock, everything with a harmless default.

Section 12 is section 2 of course 1; its seat counter has the same number. Unless a test says otherwise the student U4 of
the catalogue (RULES.md §1.4) stands before an open window, with METU's own policy, and nothing in the way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from curriculum.turkish import sort_key
from registration.policy_data import profiles
from registration.rules import SHAPES, Verdict, evaluate
from registration.rules.facts import (
    Catalogue,
    Change,
    Course,
    Criterion,
    Curriculum,
    Enrolled,
    Facts,
    Grade,
    Line,
    Meeting,
    Needed,
    Programme,
    Seat,
    Section,
    Stage,
    Taken,
    Window,
    week_mask,
)
from registration.rules.policy import Policy, Row, Scope

LETTERS = ("AA", "BA", "BB", "CB", "CC", "DC", "DD", "FD", "FF", "NA")
RANK = {letter: rank for rank, letter in enumerate(LETTERS, 1)}
POINTS = ("4.00", "3.50", "3.00", "2.50", "2.00", "1.50", "1.00", "0.50", "0.00", "0.00")
WITHOUT_POINTS = {"EX": True, "S": True, "U": False, "W": False}  # and whether they pass; ranked below all others
GRADES = {
    letter: Grade(letter, Decimal(points), RANK[letter] <= RANK["DD"], RANK[letter])
    for letter, points in zip(LETTERS, POINTS, strict=True)
} | {letter: Grade(letter, None, ok, rank) for rank, (letter, ok) in enumerate(WITHOUT_POINTS.items(), 11)}
CENG, EE, MATH, PHYS, ENG = 571, 567, 236, 230, 5
DEPARTMENTS = {
    CENG: ("CENG", "Bilgisayar Mühendisliği"),
    EE: ("EE", "Elektrik-Elektronik Mühendisliği"),
    MATH: ("MATH", "Matematik"),
    PHYS: ("PHYS", "Fizik"),
}
MON, TUE, SUN = 0, 1, 6
GRADUATE = ("master", "master_nt", "doctorate", "doctorate_int")


def local(text: str) -> datetime:
    """A moment in Istanbul from "2026-02-09 09:00:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Istanbul"))


def window(kind: str, opens: str, closes: str, **fields: Any) -> Window:
    return Window(kind, local(opens), local(closes), **fields)


STAGES = tuple(
    Stage(group, class_from, local(f"2026-02-09 {hour}:00"))
    for hour, group, class_from in (
        ("09", "undergraduate", 4),
        ("10", "undergraduate", 3),
        ("11", "undergraduate", 2),
        ("12", "undergraduate", 1),
        ("13", "graduate", 1),
    )
)
REGISTRATION = window("registration", "2026-02-09 09:00", "2026-02-13 17:00", stages=STAGES)
ADD_DROP = window("add_drop", "2026-02-23 00:00", "2026-02-27 17:00")
APPROVAL = window("approval", "2026-02-09 10:00", "2026-02-14 00:00")
WINDOWS = (REGISTRATION, APPROVAL, ADD_DROP)


@cache
def metu() -> tuple[Row, ...]:
    """The policy rows that METU ships with."""
    return shipped("metu")


@cache
def shipped(university: str) -> tuple[Row, ...]:
    """The policy rows that a university ships with."""
    rows = []
    for profile, group in profiles(university):
        scope = Scope(**{key: profile[key] or None for key in ("campus", "level", "education_type")})
        for row in group:
            figures, article, phases = row.get("params", {}), row.get("article", ""), tuple(row.get("phases", ()))
            rows.append(Row(row["code"], scope, date(2000, 1, 1), row.get("action", ""), phases, figures, article))
    return tuple(rows)


def policy(*more: Row, without: str = "", of: str = "metu") -> Policy:
    """METU's policy, or another university's, and what a test adds; `without` takes every row of one rule away."""
    return Policy([row for row in (*shipped(of), *more) if row.code != without], SHAPES)


def row(code: str, action: str, *, since: str = "2026-01-01", level: str | None = "bachelor", **fields: Any) -> Row:
    """A later row for METU's undergraduates: what the registrar turns."""
    return Row(code, Scope(level=level), date.fromisoformat(since), action, **fields)


def meeting(weekday: int, times: str, weeks: str = "", dates: tuple[str | None, str | None] = (None, None)) -> Meeting:
    """A meeting from "09:40-12:30"."""
    start, end = (int(t[:2]) * 60 + int(t[3:]) for t in times.split("-"))
    first, last = (date.fromisoformat(d) if d else None for d in dates)
    return Meeting(weekday, start, end, "", first, last, weeks)


def section(id_: int, *meetings: Meeting, criteria: Iterable[Criterion] = (), **fields: Any) -> Section:
    """`fields` are delivery and not_opened."""
    return Section(id_, id_ // 10, id_ % 10, id_, meetings, tuple(criteria), "", week_mask(meetings), **fields)


def criterion(
    *, surname: str = "", cgpa: tuple[str | None, str | None] = (None, None), grade: str = "", **fields: Any
) -> Criterion:
    """A criterion row; surname as "A–K", CGPA as two texts, earlier grade as "FD–FF", best first."""
    first, last = surname.split("–") if surname else ("", "")
    low, high = (Decimal(x) if x else None for x in cgpa)
    best, worst = (RANK.get(x) for x in (grade or "–").split("–"))
    fields |= {"surname_from": sort_key(first), "surname_to": sort_key(last), "surname_text": surname}
    return Criterion(fields.pop("id", 1), cgpa_min=low, cgpa_max=high, grade_from=best, grade_to=worst, **fields)


def course(id_: int, *sets: tuple[Needed, ...], credit: str = "3", ects: str = "5", **fields: Any) -> Course:
    """Of no level, so that what graduates may take is in nobody's way."""
    plain = Course(id_, f"571{id_:04}", f"CENG{id_}", f"Ders {id_}", Decimal(credit), Decimal(ects), "", CENG, sets)
    return replace(plain, **fields)


def curriculum(
    musts: dict[int, set[int]] | None = None, slots: dict[int, int] | None = None, **fields: int
) -> Curriculum:
    frozen = {semester: frozenset(group) for semester, group in (musts or {}).items()}
    return Curriculum(1, frozen, slots or {}, fields.get("fullest", 5), fields.get("total", 40))


def term(
    *own: Section | Course | Curriculum, windows: tuple[Window, ...] = WINDOWS, rows: Policy | None = None
) -> Catalogue:
    """Courses 1 to 9 with the sections 1 and 2 each, and what a test puts in their place. Course 9 bears no credit."""
    sections = {id_: section(id_) for number in range(1, 10) for id_ in (number * 10 + 1, number * 10 + 2)}
    courses = {id_: course(id_, credit="0" if id_ == 9 else "3") for id_ in range(1, 10)}
    curricula = {1: curriculum()}
    kinds: dict[type, dict[int, Any]] = {Section: sections, Course: courses, Curriculum: curricula}
    for each in own:
        kinds[type(each)][each.id] = each
    by_course = {c: tuple(s for s in sections.values() if s.course_id == c) for c in courses}
    own_rows, starts = rows or policy(), date(2026, 2, 16)
    return Catalogue(
        *(1, "20252", 1, courses, sections, curricula, GRADES, windows, DEPARTMENTS, own_rows, starts),
        by_course=by_course,
    )


def programme(**fields: Any) -> Programme:
    """CENG, fourth year, CGPA 2.20; graduates in their first semester."""
    if fields.get("level") in GRADUATE:
        fields.setdefault("semester", 1)
    fields["cgpa"] = Decimal(fields["cgpa"]) if fields.get("cgpa") else fields.get("cgpa", Decimal("2.20"))
    standard = Programme(1, 57, CENG, ENG, "", "bachelor", "day", 1, 8, 4, None, False)
    return replace(standard, **fields)


def student(*held: int | Enrolled, at: str = "2026-02-10 10:00", surname: str = "Yılmaz", **fields: Any) -> Facts:
    """A student who holds these sections; `took` are the last grades by course."""
    enrolled = tuple(e if isinstance(e, Enrolled) else Enrolled(e, e // 10) for e in held)
    took = {id_: t if isinstance(t, Taken) else Taken("20251", t) for id_, t in fields.pop("took", {}).items()}
    programmes = fields.pop("programmes", (programme(**fields.pop("mine", {})),))
    seats = {id_: Seat(30, 0) for number in range(1, 10) for id_ in (number * 10 + 1, number * 10 + 2)}
    seats |= fields.pop("seats", {})
    state = fields.pop("state", "draft")
    fields = {"contacted": True, "approved": ()} | fields  # spoke with the advisor, and registered in the period
    return Facts(1, 1, state, 0, sort_key(surname), programmes, enrolled, took, local(at), seats=seats, **fields)


def change(*, add: Iterable[int | Line] = (), drop: Iterable[int] = ()) -> Change:
    return Change(frozenset(x if isinstance(x, Line) else Line(x) for x in add), frozenset(drop))


def judge(
    facts: Facts,
    catalogue: Catalogue | None = None,
    *,
    add: Iterable[int | Line] = (),
    drop: Iterable[int] = (),
    kind: str = "approve",
    seen: int | None = None,
) -> Verdict:
    """What all rules together say to a change; without one, to the list as it stands."""
    return evaluate(catalogue or term(), facts, replace(change(add=add, drop=drop), seen=seen), kind)


def found(*args: Any, **kwargs: Any) -> list[tuple[str, dict[str, Any]]]:
    """Every finding of judge(): code and figures, in the order they are shown."""
    return [(f.code, f.figures) for f in judge(*args, **kwargs).findings]


def codes(*args: Any, **kwargs: Any) -> list[str]:
    return [f.code for f in judge(*args, **kwargs).findings]
