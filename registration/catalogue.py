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

from .notices import Announcement
from .query import fetch
from .rules import SHAPES
from .rules.facts import (
    Catalogue,
    Course,
    Criterion,
    Curriculum,
    Elective,
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
_last_current = 0  # its id, which a reload does not forget
_loading = threading.Lock()


class TermGone(Exception):
    """The term that this process took for the current one is no longer there; it has forgotten it."""


def current_term() -> Term | None:
    """The current term as this process knows it: another one becoming current raises the revision as well."""
    global _current, _last_current
    if (known := _current) is not None:
        return known
    with _loading:  # or an answer read before a reload would be kept after it
        _current = Term.objects.filter(is_current=True).first()
        _last_current = _current.pk if _current else 0
        return _current


def in_memory() -> Catalogue | None:
    """The current term where this process has it at hand; never asks the database."""
    return _kept.get(_last_current)


def catalogue_of(term_id: int) -> Catalogue:
    """The term as this process knows it; loaded at first use."""
    return _kept.get(term_id) or reload(term_id, at_least=1)


def newest(term_id: int) -> Catalogue:
    """The term as it is now, for whoever has no facts that would tell the revision."""
    rows = fetch("SELECT v.number FROM curriculum_term t, curriculum_revision v WHERE t.id = %s", term_id)
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


def _read(term_id: int) -> Catalogue:
    found = fetch(
        "SELECT t.code, t.starts_on, v.number FROM curriculum_term t, curriculum_revision v WHERE t.id = %s", term_id
    )
    if not found:
        raise TermGone
    code, starts_on, revision = found[0]
    courses, sections = _courses(code), _sections(term_id)
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
        curricula=_curricula(courses, code),
        grades=read_grades(),
        windows=_windows(term_id),
        departments={
            r[0]: (r[1], r[2])
            for r in fetch("SELECT id, COALESCE(NULLIF(prefix, ''), code), search_key FROM curriculum_department")
        },
        policy=read_policy(),
        by_code={c.numeric_code: c.id for c in courses.values()},
        by_course={c: tuple(sorted(group, key=lambda s: s.number)) for c, group in by_course.items()},
        special=_special(courses),
        announcements=_announcements(term_id),
    )


def _courses(term_code: str) -> dict[int, Course]:
    """Every course with what decisions in force in the term say of it."""
    sets: dict[int, dict[int, list[Needed]]] = defaultdict(lambda: defaultdict(list))
    for course, set_no, required, rank in fetch(
        "SELECT p.course_id, p.set_no, p.required_id, g.rank FROM curriculum_prerequisite p "
        "LEFT JOIN curriculum_grade g ON g.id = p.min_grade_id WHERE p.effective_term <= %s "
        "ORDER BY p.course_id, p.set_no, p.required_id",
        term_code,
    ):
        sets[course][set_no].append(Needed(required, rank))
    together, equal, categories = _corequisites(term_code), read_equivalents(term_code), _categories()
    return {
        id_: Course(
            id_,
            numeric_code,
            code,
            name,
            credit,
            ects,
            level,
            department,
            prerequisites=tuple(tuple(one) for one in sets[id_].values()) if id_ in sets else (),
            search_key=search_key,
            name_en=name_en,
            special_role=special_role,
            is_five_i=is_five_i,
            corequisites=tuple(together.get(id_, ())),
            equivalents=tuple(sorted(equal.get(id_, ()))),
            categories=categories.get(id_, {}),
        )
        for id_, numeric_code, code, name, credit, ects, level, department, search_key, name_en, special_role, is_five_i in fetch(
            "SELECT id, numeric_code, code, name, credit, ects, level, department_id, search_key, name_en, "
            "special_role, is_five_i FROM curriculum_course"
        )
    }


def read_degrees(term_code: str) -> tuple[dict[int, Course], dict[int, Curriculum]]:
    """The courses and the curricula as they are in the database now."""
    courses = _courses(term_code)
    return courses, _curricula(courses, term_code)


def _special(courses: dict[int, Course]) -> dict[tuple[str, int], tuple[Course, ...]]:
    found: dict[tuple[str, int], list[Course]] = defaultdict(list)
    for course in courses.values():
        if course.special_role:
            found[course.special_role, course.department_id].append(course)
    return {key: tuple(group) for key, group in found.items()}


def read_grades() -> dict[str, Grade]:
    """The grade scale by letter."""
    rows = fetch("SELECT letter, points, is_pass, rank, conditional, min_score FROM curriculum_grade")
    return {row[0]: Grade(*row) for row in rows}


def _corequisites(term_code: str) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for course, required in fetch(
        "SELECT course_id, required_id FROM curriculum_corequisite WHERE effective_term <= %s ORDER BY 1, 2", term_code
    ):
        found[course].append(required)
    return found


def read_equivalents(term_code: str) -> dict[int, set[int]]:
    """Course → the courses that stand for it."""
    found: dict[int, set[int]] = defaultdict(set)
    for course, stands_for, mutual in fetch(
        "SELECT course_id, stands_for_id, mutual FROM curriculum_courseequivalence WHERE effective_term <= %s",
        term_code,
    ):
        found[stands_for].add(course)
        if mutual:
            found[course].add(stands_for)
    return found


def _categories() -> dict[int, dict[int | None, frozenset[str]]]:
    found: dict[int, dict[int | None, frozenset[str]]] = defaultdict(dict)
    for course, department, names in fetch(
        "SELECT course_id, department_id, array_agg(category) FROM curriculum_coursecategory GROUP BY 1, 2"
    ):
        found[course][department] = frozenset(names)
    return found


def _sections(term_id: int) -> dict[int, Section]:
    meetings: dict[int, list[Meeting]] = defaultdict(list)
    for section, day, start, end, *rest in fetch(
        "SELECT m.section_id, m.weekday, m.start, m.end, m.room, m.date_from, m.date_to, m.weeks "
        "FROM curriculum_meeting m JOIN curriculum_section s ON s.id = m.section_id WHERE s.term_id = %s "
        "ORDER BY m.weekday, m.start, m.id",
        term_id,
    ):
        meetings[section].append(Meeting(day, start.hour * 60 + start.minute, end.hour * 60 + end.minute, *rest))
    criteria = _criteria(term_id)
    sections = {}
    for id_, course, number, counter, instructors, *rest in fetch(
        "SELECT s.id, s.course_id, s.number, COALESCE(c.id, 0), s.instructors, s.delivery, s.not_opened, s.cancelled "
        "FROM curriculum_section s "
        "LEFT JOIN curriculum_seatcounter c ON c.section_id = s.id WHERE s.term_id = %s ORDER BY s.id",
        term_id,
    ):
        met = tuple(meetings.get(id_, ()))
        rows = tuple(criteria.get(id_, ()))
        sections[id_] = Section(id_, course, number, counter, met, rows, instructors, week_mask(met), *rest)
    return sections


def _criteria(term_id: int) -> dict[int, list[Criterion]]:
    criteria: dict[int, list[Criterion]] = defaultdict(list)
    for section, id_, department, first, last, *rest in fetch(
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


def _curricula(courses: dict[int, Course], term_code: str) -> dict[int, Curriculum]:
    musts: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    slots: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    electives: dict[int, list[Elective]] = defaultdict(list)
    for item, curriculum, semester, course, category in fetch(
        "SELECT id, curriculum_id, semester, course_id, category FROM curriculum_curriculumitem "
        'WHERE effective_term <= %s ORDER BY curriculum_id, semester, "order", id',
        term_code,
    ):
        if course is None:
            slots[curriculum][semester] += 1
            electives[curriculum].append(Elective(item, semester, category))
        else:
            musts[curriculum][semester].add(course)
    found = {}
    for id_ in musts.keys() | slots.keys():
        counted = {
            semester: sum(courses[c].credit > 0 for c in musts[id_][semester]) + slots[id_][semester]
            for semester in musts[id_].keys() | slots[id_].keys()
        }
        frozen = {semester: frozenset(group) for semester, group in musts[id_].items()}
        most, total = max(counted.values()), sum(counted.values())
        found[id_] = Curriculum(id_, frozen, dict(slots[id_]), most, total, tuple(electives[id_]))
    return found


def _windows(term_id: int) -> tuple[Window, ...]:
    stages: dict[int, list[Stage]] = defaultdict(list)
    for window, group, class_from, opens in fetch(
        "SELECT g.window_id, g.group, g.class_from, g.opens_at FROM registration_stageopening g "
        "JOIN registration_window w ON w.id = g.window_id WHERE w.term_id = %s ORDER BY g.opens_at, g.id",
        term_id,
    ):
        stages[window].append(Stage(group, class_from, localtime(opens)))
    return tuple(
        Window(
            kind,
            localtime(opens),
            localtime(closes),
            faculty,
            department,
            tuple(stages.get(id_, ())),
            paused,
            id_,
            note,
            (name, name_en),
        )
        for id_, kind, opens, closes, faculty, department, paused, note, name, name_en in fetch(
            "SELECT w.id, w.kind, w.opens_at, w.closes_at, w.faculty_id, w.department_id, w.paused, w.pause_note, "
            "COALESCE(d.name, f.name, ''), COALESCE(d.name_en, f.name_en, '') FROM registration_window w "
            "LEFT JOIN curriculum_faculty f ON f.id = w.faculty_id "
            "LEFT JOIN curriculum_department d ON d.id = w.department_id WHERE w.term_id = %s "
            "ORDER BY w.opens_at, w.id",
            term_id,
        )
    )


def _announcements(term_id: int) -> tuple[Announcement, ...]:
    rows = fetch(
        "SELECT title, title_en, body, body_en, link, department_id, course_id, shown_from, shown_to "
        "FROM curriculum_announcement WHERE term_id IS NULL OR term_id = %s ORDER BY id DESC",
        term_id,
    )
    return tuple(Announcement(*row) for row in rows)


def read_policy() -> Policy:
    """All policy rows as they are in the database now."""
    rows = fetch(
        "SELECT r.code, p.programme_id, p.department_id, p.faculty_id, NULLIF(p.campus, ''), NULLIF(p.level, ''), "
        "NULLIF(p.education_type, ''), r.effective_from, r.action, r.phases, r.params::text, r.article, r.confirmed "
        "FROM registration_policyrule r JOIN registration_policyprofile p ON p.id = r.profile_id"
    )
    return Policy((_policy_row(row) for row in rows), SHAPES)


def _policy_row(row: tuple[Any, ...]) -> Row:
    code, *scope, effective_from, action, phases, params, article, confirmed = row
    return Row(code, Scope(*scope), effective_from, action, tuple(phases or ()), json.loads(params), article, confirmed)
