"""What was asked for and refused, and how much was done when: read from the ledger, by the index on its moments.

A day of it is counted at every look; of a week or a term, which takes a second in a busy one, the count of a minute ago
is as good, and the page says when it was made.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.utils.timezone import get_current_timezone, localtime

from curriculum.models import Course
from curriculum.naming import language

from ..messages.descriptions import DESCRIPTIONS
from ..rules import RULES
from .asked import Asked
from .charts import Bar, Line, bars, line
from .links import listed

MAY = "registration.view_attempt"
OF_SECTIONS = "curriculum.view_section"
NAMED, KEPT = 10, 60
EVER = datetime(2000, 1, 1, tzinfo=get_current_timezone())
RULE_OF = {code: rule.code for rule in RULES for code in rule.codes}
log = logging.getLogger(__name__)

# one row for each finding that refused, then the commonest reasons and the courses that the most students found full
REFUSED = f"""
    WITH refused AS MATERIALIZED (
        SELECT a.registration_id, f->>'code' AS code, (f->>'course_id')::bigint AS course_id
        FROM registration_attempt a
        JOIN registration_termregistration r ON r.id = a.registration_id AND r.term_id = %(term)s,
             jsonb_array_elements(a.findings) f
        WHERE NOT a.accepted AND a.at >= %(since)s AND f->>'action' = 'refuse' AND NOT (f->>'waived')::boolean
    ), courses AS (
        SELECT refused.* FROM refused JOIN curriculum_course c ON c.id = course_id
        WHERE refused.code = 'CAPACITY_FULL' AND (%(units)s::bigint[] IS NULL OR c.department_id = ANY(%(units)s))
    )
    (SELECT code, NULL AS course_id, count(*) FROM refused GROUP BY code ORDER BY 3 DESC, 1 LIMIT {NAMED})
    UNION ALL
    (SELECT NULL, course_id, count(DISTINCT registration_id) FROM courses GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT {NAMED})"""
BY_TIME = """
    SELECT date_trunc(%(step)s, a.at, %(zone)s), count(*) FILTER (WHERE a.accepted), count(*) FILTER (WHERE NOT a.accepted)
    FROM registration_attempt a JOIN registration_termregistration r ON r.id = a.registration_id AND r.term_id = %(term)s
    WHERE a.at >= %(since)s GROUP BY 1 ORDER BY 1"""


@dataclass(frozen=True)
class Wanted:
    """A course that students found full."""

    name: str
    students: int
    at: str


@dataclass(frozen=True)
class Demand:
    """Of a unit its own courses; reasons and activity are of the whole university, for who reads the ledger."""

    counted_at: datetime
    wanted: tuple[Wanted, ...]
    reasons: tuple[Bar, ...] | None
    activity: Line | None


def demand(asked: Asked) -> Demand:
    """Two statements, or one where a unit is all that is asked for; and one for the names of courses."""
    whole, reach = asked.user.reach(MAY).everywhere, asked.user.reach(OF_SECTIONS)
    units = None if reach.everywhere else sorted(reach.units)
    at, refused = _counted(asked, "refused", REFUSED, units)
    times = _counted(asked, "times", BY_TIME, None)[1] if whole else []
    return Demand(
        at,
        _wanted(asked, [(course, n) for _code, course, n in refused if course]),
        _reasons(asked, [(code, n) for code, _course, n in refused if code]) if whole else None,
        _activity(asked, times) if whole else None,
    )


Rows = list[tuple[Any, ...]]


def _counted(asked: Asked, what: str, sql: str, units: list[int] | None) -> tuple[datetime, Rows]:
    def count() -> tuple[datetime, Rows]:
        step, zone = "hour" if asked.since else "day", str(get_current_timezone())
        given = {"term": asked.term.pk, "since": asked.since or EVER, "units": units, "step": step, "zone": zone}
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            return asked.at, list(cursor.fetchall())

    of = "-".join(str(unit) for unit in units) if units is not None else "all"
    return count() if asked.period == "day" else _kept(f"{what}-{asked.term.pk}-{asked.period}-{of}", count)


def _kept(key: str, count: Callable[[], tuple[datetime, Rows]]) -> tuple[datetime, Rows]:
    try:
        return cache.get_or_set(key, count, KEPT)
    except Exception:  # whatever the cache's client raises when its server is gone
        log.warning("overview: the cache did not answer")
        return count()


def _reasons(asked: Asked, rows: Rows) -> tuple[Bar, ...]:
    """Each by the name of its rule."""
    moment = asked.since.isoformat() if asked.since else ""
    return bars(
        (named(code), n, listed("registration_attempt", of=asked.term.code, code=code, at__gte=moment))
        for code, n in rows
    )


def named(code: str) -> str:
    """By the title of its rule, in the language of the page; what is one of several of a rule with its code besides."""
    said = DESCRIPTIONS.get(code) or DESCRIPTIONS.get(RULE_OF.get(code, ""))
    title = getattr(said, language())[0] if said else code
    return title if said is None or code in DESCRIPTIONS else f"{title} ({code})"


def _wanted(asked: Asked, rows: Rows) -> tuple[Wanted, ...]:
    courses = Course.objects.in_bulk([course for course, _n in rows]) if rows else {}
    return tuple(
        Wanted(
            f"{courses[course].code} {courses[course].shown_name}",
            students,
            listed("curriculum_section", term__id__exact=asked.term.pk, q=courses[course].numeric_code),
        )
        for course, students in rows
        if course in courses
    )


def _activity(asked: Asked, rows: Rows) -> Line:
    """By the hour where a day or a week is asked for, else by the day; an hour of nothing is a nought."""
    counts = {localtime(at): (accepted, refused) for at, accepted, refused in rows}
    filled, moment = [], min(counts, default=None)
    while moment is not None and moment <= max(counts):
        filled.append((moment, *counts.get(moment, (0, 0))))
        moment = localtime(moment + timedelta(hours=1)) if asked.since else moment + timedelta(days=1)
    return line(filled, by_hour=asked.since is not None)
