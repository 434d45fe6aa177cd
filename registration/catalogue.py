"""The term as one immutable object in memory, kept per process and told stale by its revision.

Whoever holds a student's facts compares `facts.revision` with `catalogue.revision` and, if they differ, calls reload()
outside any lock. Nothing here asks the database whether it is fresh.
"""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from typing import Any

from django.db import connection, transaction
from django.utils.timezone import localtime

from curriculum.models import Term
from curriculum.turkish import sort_key

from .rules import SHAPES
from .rules.facts import (
    Catalogue,
    Course,
    Criterion,
    Curriculum,
    Grade,
    Meeting,
    Needed,
    Section,
    Stage,
    Window,
    week_mask,
)
from .rules.policy import Policy, Row, Scope

_kept: dict[int, Catalogue] = {}
_current: Term | None = None
_loading = threading.Lock()


class TermGone(Exception):
    """The term that this process took for the current one is no longer there; it has forgotten it."""


def current_term() -> Term | None:
    """The current term as this process knows it: another one becoming current raises the revision as well."""
    global _current
    if (known := _current) is not None:
        return known
    with _loading:  # or an answer read before a reload would be kept after it
        _current = Term.objects.filter(is_current=True).first()
        return _current


def catalogue_of(term_id: int) -> Catalogue:
    """The term as this process knows it; loaded at first use."""
    return _kept.get(term_id) or reload(term_id, at_least=1)


def newest(term_id: int) -> Catalogue:
    """The term as it is now, for whoever has no facts that would tell the revision."""
    rows = _rows("SELECT v.number FROM curriculum_term t, curriculum_revision v WHERE t.id = %s", term_id)
    revision = rows[0][0] if rows else 0
    catalogue = catalogue_of(term_id)
    return catalogue if 0 < revision <= catalogue.revision else reload(term_id, at_least=revision)


def reload(term_id: int, *, at_least: int) -> Catalogue:
    """The term at a revision no older than asked; one thread loads, the others wait for its result.

    Facts of a term that is gone carry the revision 0: TermGone.
    """
    global _current
    with _loading:
        kept = _kept.get(term_id)
        if kept is None or not at_least or kept.revision < at_least:
            _current = None
            _kept.pop(term_id, None)
            kept = _kept[term_id] = _load(term_id)
        return kept


def forget() -> None:
    """Drop every term: in tests, and when the database was put back to an earlier moment."""
    global _current
    _kept.clear()
    _current = None


def _load(term_id: int) -> Catalogue:
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:  # a caller's transaction, as in tests, has read already and cannot change its isolation
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return _read(term_id)


def _rows(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _read(term_id: int) -> Catalogue:
    found = _rows(
        "SELECT t.code, t.starts_on, v.number FROM curriculum_term t, curriculum_revision v WHERE t.id = %s", term_id
    )
    if not found:
        raise TermGone
    code, starts_on, revision = found[0]
    courses, sections = _courses(), _sections(term_id)
    by_course: dict[int, list[Section]] = defaultdict(list)
    for section in sections.values():
        by_course[section.course_id].append(section)
    return Catalogue(
        term_id=term_id,
        term_code=code,
        starts_on=starts_on,
        revision=revision,
        courses=courses,
        sections=sections,
        curricula=_curricula(courses),
        grades={r[0]: Grade(*r) for r in _rows("SELECT letter, points, is_pass, rank FROM curriculum_grade")},
        windows=_windows(term_id),
        departments={
            r[0]: (r[1], r[2])
            for r in _rows("SELECT id, COALESCE(NULLIF(prefix, ''), code), search_key FROM curriculum_department")
        },
        policy=_policy(),
        by_code={c.numeric_code: c.id for c in courses.values()},
        by_course={c: tuple(sorted(group, key=lambda s: s.number)) for c, group in by_course.items()},
    )


def _courses() -> dict[int, Course]:
    sets: dict[int, dict[int, list[Needed]]] = defaultdict(lambda: defaultdict(list))
    for course, set_no, required, rank in _rows(
        "SELECT p.course_id, p.set_no, p.required_id, g.rank FROM curriculum_prerequisite p "
        "LEFT JOIN curriculum_grade g ON g.id = p.min_grade_id ORDER BY p.course_id, p.set_no, p.required_id"
    ):
        sets[course][set_no].append(Needed(required, rank))
    return {
        row[0]: _course(row, sets)
        for row in _rows(
            "SELECT id, numeric_code, code, name, credit, ects, level, department_id, search_key, name_en "
            "FROM curriculum_course"
        )
    }


def _course(row: Any, sets: dict[int, dict[int, list[Needed]]]) -> Course:
    id_, numeric_code, code, name, credit, ects, level, department_id, *texts = row
    own = tuple(tuple(one) for one in sets[id_].values()) if id_ in sets else ()
    return Course(id_, numeric_code, code, name, credit, ects, level, department_id, own, *texts)


def _sections(term_id: int) -> dict[int, Section]:
    meetings: dict[int, list[Meeting]] = defaultdict(list)
    for section, day, start, end, *rest in _rows(
        "SELECT m.section_id, m.weekday, m.start, m.end, m.room, m.date_from, m.date_to, m.weeks "
        "FROM curriculum_meeting m JOIN curriculum_section s ON s.id = m.section_id WHERE s.term_id = %s "
        "ORDER BY m.weekday, m.start, m.id",
        term_id,
    ):
        meetings[section].append(Meeting(day, start.hour * 60 + start.minute, end.hour * 60 + end.minute, *rest))
    criteria = _criteria(term_id)
    sections = {}
    for id_, course, number, counter, instructors in _rows(
        "SELECT s.id, s.course_id, s.number, COALESCE(c.id, 0), s.instructors FROM curriculum_section s "
        "LEFT JOIN curriculum_seatcounter c ON c.section_id = s.id WHERE s.term_id = %s ORDER BY s.id",
        term_id,
    ):
        met = tuple(meetings.get(id_, ()))
        rows = tuple(criteria.get(id_, ()))
        sections[id_] = Section(id_, course, number, counter, met, rows, instructors, week_mask(met))
    return sections


def _criteria(term_id: int) -> dict[int, list[Criterion]]:
    criteria: dict[int, list[Criterion]] = defaultdict(list)
    for section, id_, department, first, last, *rest in _rows(
        "SELECT k.section_id, k.id, k.department_id, k.surname_from, k.surname_to, k.cgpa_min, k.cgpa_max, k.year_min, "
        "k.year_max, g1.rank, g2.rank, q.id FROM curriculum_sectioncriterion k "
        "JOIN curriculum_section s ON s.id = k.section_id LEFT JOIN curriculum_grade g1 ON g1.id = k.grade_from_id "
        "LEFT JOIN curriculum_grade g2 ON g2.id = k.grade_to_id "
        "LEFT JOIN curriculum_seatcounter q ON q.criterion_id = k.id WHERE s.term_id = %s ORDER BY k.id",
        term_id,
    ):
        text = f"{first}–{last}" if first or last else ""
        criteria[section].append(Criterion(id_, department, sort_key(first), sort_key(last), text, *rest))
    return criteria


def _curricula(courses: dict[int, Course]) -> dict[int, Curriculum]:
    musts: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    slots: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for curriculum, semester, course in _rows(
        "SELECT curriculum_id, semester, course_id FROM curriculum_curriculumitem ORDER BY curriculum_id, semester"
    ):
        if course is None:
            slots[curriculum][semester] += 1
        else:
            musts[curriculum][semester].add(course)
    found = {}
    for id_ in musts.keys() | slots.keys():
        counted = {
            semester: sum(courses[c].credit > 0 for c in musts[id_][semester]) + slots[id_][semester]
            for semester in musts[id_].keys() | slots[id_].keys()
        }
        frozen = {semester: frozenset(group) for semester, group in musts[id_].items()}
        found[id_] = Curriculum(id_, frozen, dict(slots[id_]), max(counted.values()), sum(counted.values()))
    return found


def _windows(term_id: int) -> tuple[Window, ...]:
    stages: dict[int, list[Stage]] = defaultdict(list)
    for window, group, class_from, opens in _rows(
        "SELECT g.window_id, g.group, g.class_from, g.opens_at FROM registration_stageopening g "
        "JOIN registration_window w ON w.id = g.window_id WHERE w.term_id = %s ORDER BY g.opens_at, g.id",
        term_id,
    ):
        stages[window].append(Stage(group, class_from, localtime(opens)))
    return tuple(
        Window(kind, localtime(opens), localtime(closes), faculty, department, tuple(stages.get(id_, ())))
        for id_, kind, opens, closes, faculty, department in _rows(
            "SELECT id, kind, opens_at, closes_at, faculty_id, department_id FROM registration_window "
            "WHERE term_id = %s ORDER BY opens_at, id",
            term_id,
        )
    )


def _policy() -> Policy:
    rows = _rows(
        "SELECT r.code, p.programme_id, p.department_id, p.faculty_id, NULLIF(p.campus, ''), NULLIF(p.level, ''), "
        "NULLIF(p.education_type, ''), r.effective_from, r.action, r.phases, r.params::text, r.article "
        "FROM registration_policyrule r JOIN registration_policyprofile p ON p.id = r.profile_id"
    )
    return Policy((_policy_row(row) for row in rows), SHAPES)


def _policy_row(row: tuple[Any, ...]) -> Row:
    code, *scope, effective_from, action, phases, params, article = row
    return Row(code, Scope(*scope), effective_from, action, tuple(phases or ()), json.loads(params), article)
