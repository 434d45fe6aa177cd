"""What follows from the transcript, written down: averages, probation, conditional letters, honours, class and terms used.

However many students there are, it is the same number of statements; the figures come from the setting STANDING of each
student's own profile. rules/record.py says what follows from what.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, transaction

from people.models import Student

from .catalogue import read_equivalents, read_grades, read_policy
from .clock import today
from .query import fetch
from .replacing import replaced_electives
from .rules import record
from .rules.facts import Grade, Pin, Programme
from .rules.policy import Policy
from .rules.record import Entry
from .rules.settings import Standing

PATIENCE = "30s"  # of a batch with a grade entry, or with another that computes the same
BATCH = 2000  # students at a time: some hundred megabytes at most, and a lock held for a few seconds


@dataclass(frozen=True)
class Followed:
    """A programme of a student as far as standing depends on it."""

    id: int
    student_id: int
    programme: Programme
    entry_term: str


@dataclass
class Records:
    """What was read of the students: the only input of the figures."""

    day: date
    now: str  # the code of the current term
    policy: Policy
    scale: dict[str, Grade]
    programmes: list[Followed]
    entries: dict[int, list[Entry]]
    leave: dict[int, list[str]]
    own: dict[int | None, set[int]]  # curriculum → its must courses
    equal: dict[int, int] = field(default_factory=dict)  # course → the course that it repeats
    # by programme of the student: course → what it repeats by the course counting
    replaced: dict[int, dict[int, int]] = field(default_factory=dict)


@transaction.atomic
def update_standing(student_ids: Iterable[int], term_code: str | None = None) -> None:
    """Write what follows from the students' transcripts into their programmes and conditional letters.

    `term_code` is the term taken as the current one. Programmes are locked first, by id: of two writers of one student's
    grades the later one reads what the earlier one wrote.
    """
    records = _read(list(student_ids), term_code)
    standings, outcomes = [], []
    for followed in records.programmes:
        p = records.policy.setting(Standing, followed.programme, records.day)
        entries, same = _counting(records, followed)
        ends = record.term_ends(entries, records.scale, p, same)
        standings.append(_standing(records, followed, p, entries, ends))
        if followed.programme.is_primary:
            found = record.outcomes(entries, ends, records.scale, p, followed.programme.entry_year)
            outcomes += [(e.id, found[e.id]) for e in entries if found[e.id] != e.outcome]
    _write(standings, outcomes)


@dataclass(frozen=True)
class Then:
    """What a programme's record came to when a term began; semester and class are None where they cannot be told."""

    cgpa: Decimal | None
    on_probation: bool
    semester: int | None
    class_year: int | None


def standing_before(student_ids: Iterable[int], term_code: str) -> dict[int, Then]:
    """By programme of the student, what followed from the grades of the terms before one; nothing is written."""
    records = _read(list(student_ids), term_code, lock=False)
    found = {}
    for followed in records.programmes:
        p = records.policy.setting(Standing, followed.programme, records.day)
        entries, same = _counting(records, followed)
        earlier = [e for e in entries if e.term_code < term_code]
        ends = record.term_ends(earlier, records.scale, p, same)
        id_, cgpa, _, on_probation, _, _, semester, class_year = _standing(records, followed, p, earlier, ends)
        found[id_] = Then(cgpa, on_probation, semester, class_year)
    return found


class TermRecord(NamedTuple):
    """What a term of a programme came to: the semester it was, the courses passed in it, and the averages at its end."""

    semester: int | None
    passed: int
    gpa: Decimal | None
    cgpa: Decimal | None


def term_records(student_ids: Iterable[int], term_code: str) -> dict[int, TermRecord]:
    """By programme of the student, from the grades up to a term; nothing is written."""
    records = _read(list(student_ids), term_code, lock=False)
    found = {}
    for followed in records.programmes:
        p = records.policy.setting(Standing, followed.programme, records.day)
        entries, same = _counting(records, followed)
        until = [e for e in entries if e.term_code <= term_code]
        ends = record.term_ends(until, records.scale, p, same)
        end = ends[-1] if ends and ends[-1].term_code == term_code else record.TermEnd(term_code, None, None)
        own = [e for e in until if e.term_code == term_code and not e.not_included and e.outcome != record.MUST_REPEAT]
        passed = {e.course_id for e in own if not record.fails(records.scale[e.letter], end.cgpa, p)}
        semester = _standing(records, followed, p, until, ends)[6]
        found[followed.id] = TermRecord(semester, len(passed), end.gpa, end.cgpa)
    return found


def update_all(
    student_ids: Sequence[int] | None = None,
    term_code: str | None = None,
    progress: Callable[[int], Any] = lambda done: None,
) -> int:
    """update_standing() for many, or for everyone, batch by batch; tells how many more are done after each."""
    ids = list(Student.objects.order_by("id").values_list("id", flat=True)) if student_ids is None else student_ids
    for n in range(0, len(ids), BATCH):
        batch = ids[n : n + BATCH]
        with transaction.atomic():
            fetch("SELECT set_config('lock_timeout', %s, true)", PATIENCE)  # nobody waits for us at a screen
            update_standing(batch, term_code)
        progress(len(batch))
    return len(ids)


def _counting(records: Records, followed: Followed) -> tuple[list[Entry], Mapping[int, int]]:
    """The entries that count for a programme, and what repeats what: a second one counts the courses of its own curriculum."""
    entries, same = records.entries.get(followed.student_id, []), records.equal
    if followed.id in records.replaced:
        same = same | records.replaced[followed.id]
    if not followed.programme.is_primary:
        own = records.own.get(followed.programme.curriculum_id, set())
        entries = [e for e in entries if e.course_id in own or same.get(e.course_id) in own]
    return entries, same


def _standing(
    records: Records, followed: Followed, p: Standing, entries: list[Entry], ends: list[record.TermEnd]
) -> tuple[Any, ...]:
    """The columns of _write(), None where a figure cannot be told and what is there stays."""
    mine, last = followed.programme, ends[-1] if ends else None
    entry = followed.entry_term or f"{mine.entry_year}{record.AUTUMN}"
    used = record.terms_used(entry, records.now, records.leave.get(followed.student_id, ()))
    semester = None if used is None else max(1, used)
    return (
        followed.id,
        last.cgpa if last else None,
        last.gpa if last else None,
        record.on_probation(ends, p),
        record.honour(entries, records.scale, p),
        used,
        semester,
        None if semester is None else record.class_year(semester, mine.normal_semesters),
    )


# rows


def _read(student_ids: list[int], term_code: str | None, *, lock: bool = True) -> Records:
    programmes = [
        Followed(row[0], student_id, Programme(*row), entry_term)
        for student_id, entry_term, *row in fetch(
            "SELECT sp.student_id, sp.entry_term, sp.id, sp.programme_id, p.department_id, d.faculty_id, p.campus, "
            "p.level, p.education_type, sp.curriculum_id, sp.semester, sp.class_year, sp.cgpa, sp.on_probation, "
            "sp.is_primary, sp.entry_year, p.normal_semesters, sp.kind FROM people_studentprogramme sp "
            "JOIN curriculum_programme p ON p.id = sp.programme_id "
            "JOIN curriculum_department d ON d.id = p.department_id "
            "WHERE sp.student_id = ANY (%s) ORDER BY sp.id" + (" FOR NO KEY UPDATE OF sp" if lock else ""),
            student_ids,
        )
    ]
    current = [code for (code,) in fetch("SELECT code FROM curriculum_term WHERE is_current")]
    records = Records(
        day=today(),
        now=term_code or (current[0] if current else ""),
        policy=read_policy(),
        scale=read_grades(),
        programmes=programmes,
        entries=_entries(student_ids),
        leave=_grouped("SELECT student_id, term_code FROM people_leaveterm WHERE student_id = ANY (%s)", student_ids),
        own=_own(programmes),
    )
    records.equal = same_courses(read_equivalents(records.now))
    records.replaced = _replaced(records, _pins(student_ids))
    return records


def _entries(student_ids: list[int]) -> dict[int, list[Entry]]:
    """In order of term, and of rows within a term."""
    found: dict[int, list[Entry]] = defaultdict(list)
    for student_id, *row in fetch(
        "SELECT x.student_id, x.id, x.course_id, x.term_code, g.letter, x.credit, x.ects, x.not_included, x.outcome, "
        "x.single_course FROM people_transcriptentry x JOIN curriculum_grade g ON g.id = x.grade_id "
        "WHERE x.student_id = ANY (%s) ORDER BY x.student_id, x.term_code, x.id",
        student_ids,
    ):
        found[student_id].append(Entry._make(row))
    return found


def _grouped(sql: str, *params: Any) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for key, value in fetch(sql, *params):
        found[key].append(value)
    return found


def same_courses(equivalents: Mapping[int, Iterable[int]]) -> dict[int, int]:
    """Course → the one that it repeats where it stands for another; of two that stand for each other, one for both."""
    stands_for: dict[int, set[int]] = defaultdict(set)
    for course, stand_ins in equivalents.items():
        for one in stand_ins:
            stands_for[one].add(course)
    mutual = {c for c, others in stands_for.items() if any(c in stands_for.get(o, ()) for o in others)}
    return {c: min(others | ({c} & mutual)) for c, others in stands_for.items()}


def _pins(student_ids: list[int]) -> dict[int, tuple[Pin, ...]]:
    found: dict[int, tuple[Pin, ...]] = defaultdict(tuple)
    for row in fetch(
        "SELECT n.programme_id, n.course_id, n.item_id, n.replaces_id FROM people_coursecounting n "
        "JOIN people_studentprogramme sp ON sp.id = n.programme_id WHERE sp.student_id = ANY (%s) ORDER BY n.id",
        student_ids,
    ):
        found[row[0]] += (Pin(*row),)
    return found


def _replaced(records: Records, pins: dict[int, tuple[Pin, ...]]) -> dict[int, dict[int, int]]:
    """What was said by hand, and where policy says so the electives of the primary programme; equivalents aside."""
    said = {id_: {p.course_id: p.replaces_id for p in mine if p.replaces_id} for id_, mine in pins.items()}
    asked = [
        (f.programme, records.entries.get(f.student_id, []), pins.get(f.id, ()))
        for f in records.programmes
        if f.programme.is_primary and records.policy.setting(Standing, f.programme, records.day).elective_replaces
    ]
    said |= replaced_electives(asked, records.policy, records.scale, records.now)
    equal = records.equal
    return {
        id_: {new: equal.get(old, old) for new, old in mine.items() if equal.get(new, new) != equal.get(old, old)}
        for id_, mine in said.items()
    }


def _own(programmes: list[Followed]) -> dict[int | None, set[int]]:
    second = [f.programme.curriculum_id for f in programmes if not f.programme.is_primary]
    rows = _grouped(
        "SELECT curriculum_id, course_id FROM curriculum_curriculumitem "
        "WHERE curriculum_id = ANY (%s::bigint[]) AND course_id IS NOT NULL",
        second,
    )
    return {curriculum: set(courses) for curriculum, courses in rows.items()}


def _write(standings: list[tuple[Any, ...]], outcomes: list[tuple[int, str]]) -> None:
    """Only rows that differ are touched."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_studentprogramme sp SET cgpa = n.cgpa, term_gpa = n.term_gpa, on_probation = n.on_probation, "
            "honour = n.honour, terms_used = COALESCE(n.terms_used, sp.terms_used), "
            "semester = COALESCE(n.semester, sp.semester), class_year = COALESCE(n.class_year, sp.class_year) "
            "FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[], %s::boolean[], %s::text[], %s::int[], %s::int[], "
            "%s::int[]) n(id, cgpa, term_gpa, on_probation, honour, terms_used, semester, class_year) "
            "WHERE sp.id = n.id AND (sp.cgpa, sp.term_gpa, sp.on_probation, sp.honour, sp.terms_used, sp.semester, "
            "sp.class_year) IS DISTINCT FROM (n.cgpa, n.term_gpa, n.on_probation, n.honour, "
            "COALESCE(n.terms_used, sp.terms_used), COALESCE(n.semester, sp.semester), "
            "COALESCE(n.class_year, sp.class_year))",
            _columns(standings, 8),
        )
        cursor.execute(
            "UPDATE people_transcriptentry x SET outcome = n.outcome "
            "FROM unnest(%s::bigint[], %s::text[]) n(id, outcome) WHERE x.id = n.id",
            _columns(outcomes, 2),
        )


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [[row[n] for row in rows] for n in range(width)]
