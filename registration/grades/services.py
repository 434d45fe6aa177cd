"""enter_grades() and set_pass_grade(): the writers of a grade. All rows or none; what was there before stays in the history.

Lock order: registrations of the current term by id, then the students' programmes by id, as update_standing() locks them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _

from curriculum.models import Course, Section
from curriculum.models import Grade as GradeRecord
from people.models import Student, StudentProgramme, TranscriptEntry, User

from ..catalogue import current_term, read_grades, read_policy
from ..clock import today
from ..models import Enrolment
from ..rules import grading
from ..rules.engine import POLICY_MISSING, REFUSE, Data, Finding
from ..rules.facts import Catalogue, Grade
from ..rules.policy import Policy, SettingMissing
from ..rules.settings import Grading
from ..scopes import unit_giving
from ..services import ACCEPTED, BUSY, REFUSED, in_step
from ..standing import update_standing
from ..unmet import watching

Place = tuple[int, int, str]  # student, course, term: where one grade stands
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class GradeRow:
    """One grade to be entered, as a letter or a score; a letter given beside a score is the grade.

    `attendance_met` None leaves what is there. `seen` is the state that the screen showed (state_of()); None overwrites.
    """

    student_id: int
    course_id: int
    term_code: str
    letter: str = ""
    score: Decimal | None = None
    attendance_met: bool | None = None
    single_course: bool = False
    seen: str | None = None

    @property
    def place(self) -> Place:
        return self.student_id, self.course_id, self.term_code


@dataclass(frozen=True)
class Entered:
    """What became of the rows: the number of grades written, or stored findings by the number of the row."""

    status: str
    errors: Mapping[int, tuple[dict[str, Any], ...]] = field(default_factory=dict)
    written: int = 0

    @property
    def accepted(self) -> bool:
        return self.status == ACCEPTED


@dataclass(frozen=True)
class Desk:
    """What rows are judged by: the scale, the policy, the class lists, and the grades that are there."""

    scale: dict[str, Grade]
    policy: Policy
    day: date
    courses: dict[int, Course]
    enrolled: dict[Place, Enrolment]
    known: dict[Place, TranscriptEntry]

    def grading_of(self, course: Course) -> Grading:
        return grading_of(self.policy, course, self.day)


def grading_of(policy: Policy, course: Course, day: date) -> Grading:
    """The figures of a course's grading: by its own department and level, since one list has students of many."""
    unit = unit_giving(course.department_id, course.department.faculty_id, course.level)
    return policy.setting(Grading, unit, day)


def state_of(entry: TranscriptEntry | None) -> str:
    """What a grade says, in one word: a screen sends it back, so that nobody overwrites what was not seen."""
    if entry is None:
        return ""
    score = "" if entry.score is None else entry.score.normalize()
    return f"{entry.grade.letter}/{score}/{entry.attendance_met}"


def enter_grades(rows: Sequence[GradeRow], *, actor: User, section_id: int | None = None) -> Entered:
    """Write the grades with what follows from them, or nothing and what is wrong with each row.

    With a section, only those on its list get one. Opens its own transaction: call it outside of one.
    """
    try:
        return _in_step((row.student_id for row in rows), lambda: _enter(rows, actor, section_id))
    except SettingMissing as missing:
        return _no_policy(missing, len(rows))


def _no_policy(missing: SettingMissing, rows: int) -> Entered:
    none = Finding(POLICY_MISSING, REFUSE, "", {"rule": str(missing)}).stored()
    return Entered(REFUSED, {n: (none,) for n in range(rows)})


def set_pass_grade(*, section: Section, pass_grade: Decimal | None, actor: User) -> Entered:
    """The instructor's own pass grade, within the limits of policy; letters made of scores follow it (KOU-32)."""
    try:
        limits = grading_of(read_policy(), section.course, today())
    except SettingMissing as missing:
        return _no_policy(missing, 1)
    wrong = [] if pass_grade is None else [*grading.pass_grade_limit(pass_grade, limits)]
    if pass_grade is not None and not _is_score(pass_grade):
        wrong = [Data({"score": str(pass_grade)}, code="SCORE_WRONG")]
    if wrong:
        return Entered(REFUSED, {0: tuple(_refusal(data) for data in wrong)})
    students = Enrolment.objects.filter(section=section).values_list("student_id", flat=True)

    @transaction.atomic
    def work() -> Entered:
        before = Section.objects.select_for_update(no_key=True).values_list("pass_grade", flat=True).get(pk=section.pk)
        rows = _scored(section, grading.pass_grade_of(before, limits))  # behind the locks: none was scored meanwhile
        Section.objects.filter(pk=section.pk).update(pass_grade=pass_grade)
        change = f"{_('pass grade')}: {before or '—'} → {pass_grade or '—'}"
        _log(actor, Section, [(section.pk, str(section), change, False)])
        entered = _enter(rows, actor, section.pk)
        if not entered.accepted:
            transaction.set_rollback(True)  # no pass grade without the letters that follow from it
        return entered

    return _in_step(students, work)


def _scored(section: Section, pass_grade: Decimal | None) -> list[GradeRow]:
    """The scores of a class list whose letters follow from the pass grade; another letter was given by hand."""
    entries = TranscriptEntry.objects.filter(
        course=section.course, term_code=section.term.code, score__isnull=False, student__enrolments__section=section
    ).select_related("grade")
    scale = read_grades()
    return [
        GradeRow(e.student_id, e.course_id, e.term_code, score=e.score)
        for e in entries
        if e.score is not None and _letter(e.score, scale, pass_grade) == e.grade.letter
    ]


def _in_step(student_ids: Iterable[int], work: Callable[[], Entered]) -> Entered:
    """The work in one transaction, with the students' lists of the current term watched where there is a term."""
    students = sorted(set(student_ids))

    def watched(catalogue: Catalogue | None) -> Entered:
        with watching(catalogue, students) if catalogue else nullcontext():
            list(
                StudentProgramme.objects.filter(student_id__in=students)
                .order_by("id")
                .select_for_update(no_key=True)
                .values_list("id")
            )
            return work()

    if term := current_term():
        return in_step(term.id, watched) or Entered(BUSY)
    with transaction.atomic():
        return watched(None)


def _enter(rows: Sequence[GradeRow], actor: User, section_id: int | None) -> Entered:
    desk = _desk(rows, section_id)
    judged = [_judge(desk, row, on_list=section_id is not None) for row in rows]
    errors = {n: (_refusal(found),) for n, found in enumerate(judged) if isinstance(found, Data)}
    if errors:
        return Entered(REFUSED, errors)
    pairs = [(row, letter) for row, letter in zip(rows, judged, strict=True) if isinstance(letter, str)]
    changed = _write(desk, pairs, actor)
    if changed:
        update_standing(changed)
    return Entered(ACCEPTED, written=len(changed))


def _desk(rows: Sequence[GradeRow], section_id: int | None) -> Desk:
    students, courses = {row.student_id for row in rows}, {row.course_id for row in rows}
    terms = {row.term_code for row in rows}
    enrolled = Enrolment.objects.filter(student_id__in=students, course_id__in=courses, term__code__in=terms)
    if section_id is not None:
        enrolled = enrolled.filter(section_id=section_id)
    known = TranscriptEntry.objects.filter(student_id__in=students, course_id__in=courses, term_code__in=terms)
    return Desk(
        scale=read_grades(),
        policy=read_policy(),
        day=today(),
        courses={c.id: c for c in Course.objects.filter(id__in=courses).select_related("department")},
        enrolled={(e.student_id, e.course_id, e.term.code): e for e in enrolled.select_related("section", "term")},
        known={(e.student_id, e.course_id, e.term_code): e for e in known.select_related("grade", "course")},
    )


def _judge(desk: Desk, row: GradeRow, *, on_list: bool) -> str | Data | None:
    """The letter of a row, what is wrong with it, or None where the screen's own state was sent back unchanged."""
    enrolment, entry = desk.enrolled.get(row.place), desk.known.get(row.place)
    if on_list and enrolment is None:
        return Data({}, code="NOT_ON_CLASS_LIST")
    letter = row.letter.strip().upper()
    if letter and letter not in desk.scale:
        return Data({"letter": row.letter.strip()}, code="GRADE_UNKNOWN")
    if row.score is not None and not _is_score(row.score):
        return Data({"score": str(row.score)}, code="SCORE_WRONG")
    if not letter and row.score is None:
        return Data({}, code="GRADE_EMPTY")
    if not letter and row.score is not None:
        letter = _letter(row.score, desk.scale, _pass_grade(desk, row, enrolment))
        if not letter:
            return Data({"score": str(row.score)}, code="SCORE_WITHOUT_LETTER")
    if row.seen is not None and row.seen != state_of(entry):
        unchanged = _state(letter, row, entry) == row.seen
        return None if unchanged else Data({"grade": entry and entry.grade.letter}, code="GRADE_CHANGED_MEANWHILE")
    return letter


def _pass_grade(desk: Desk, row: GradeRow, enrolment: Enrolment | None) -> Decimal | None:
    """The section's, else the university's; none in a single-course exam, where the scale alone decides (KOU-88)."""
    if row.single_course:
        return None
    own = enrolment.section.pass_grade if enrolment else None
    return grading.pass_grade_of(own, desk.grading_of(desk.courses[row.course_id]))


def _is_score(score: Decimal) -> bool:
    """Out of 100, to two places: a third one would be rounded, and 64.996 is no 65."""
    return score.is_finite() and 0 <= score <= HUNDRED and score == round(score, 2)


def _letter(score: Decimal, scale: dict[str, Grade], pass_grade: Decimal | None) -> str:
    found = grading.letter_of(score, scale.values(), pass_grade)
    return found.letter if found else ""


def _state(letter: str, row: GradeRow, entry: TranscriptEntry | None) -> str:
    """state_of() the entry that the row would make."""
    score = "" if row.score is None else row.score.normalize()
    before = entry.attendance_met if entry else None
    return f"{letter}/{score}/{before if row.attendance_met is None else row.attendance_met}"


def _write(desk: Desk, pairs: list[tuple[GradeRow, str]], actor: User) -> list[int]:
    """Write what differs, with its history; the students whose record changed."""
    grades = {g.letter: g for g in GradeRecord.objects.all()}
    new: list[TranscriptEntry] = []
    changed: list[TranscriptEntry] = []
    log: list[tuple[TranscriptEntry, str]] = []
    for row, letter in pairs:
        entry = desk.known.get(row.place)
        before = state_of(entry)
        if entry is not None and before == _state(letter, row, entry) and entry.single_course == row.single_course:
            continue
        (changed if entry else new).append(entry := entry or _new(desk, row))
        entry.grade, entry.score, entry.single_course = grades[letter], row.score, row.single_course
        entry.attendance_met = entry.attendance_met if row.attendance_met is None else row.attendance_met
        log.append((entry, before))
    TranscriptEntry.objects.bulk_create(new)
    TranscriptEntry.objects.bulk_update(changed, ["grade", "score", "attendance_met", "single_course"], batch_size=500)
    numbers = dict(Student.objects.filter(id__in=[e.student_id for e, _before in log]).values_list("id", "number"))
    named = [
        (e.pk, f"{numbers[e.student_id]} {e}", f"{_('grade')}: {before or '—'} → {state_of(e)}", not before)
        for e, before in log
    ]
    _log(actor, TranscriptEntry, named)
    return sorted({e.student_id for e, _before in log})


def _new(desk: Desk, row: GradeRow) -> TranscriptEntry:
    """Credit and ECTS of the course as they are now; NI and what counts, of the enrolment."""
    course, enrolment = desk.courses[row.course_id], desk.enrolled.get(row.place)
    return TranscriptEntry(
        student_id=row.student_id,
        course=course,
        term_code=row.term_code,
        credit=course.credit,
        ects=course.ects,
        not_included=enrolment is not None and enrolment.status == Enrolment.Status.NOT_INCLUDED,
        counts_to_degree_load=enrolment is None or enrolment.counts_to_degree_load,
    )


def _log(actor: User, model: type, changes: list[tuple[int, str, str, bool]]) -> None:
    """The admin's own history: who, when, from what to what."""
    kind = ContentType.objects.get_for_model(model)
    LogEntry.objects.bulk_create(
        LogEntry(
            user=actor,
            content_type=kind,
            object_id=str(pk),
            object_repr=name[:200],
            action_flag=ADDITION if added else CHANGE,
            change_message=json.dumps([{"changed": {"fields": [change]}}], ensure_ascii=False),
        )
        for pk, name, change, added in changes
    )


def _refusal(data: Data) -> dict[str, Any]:
    return Finding(data.code, REFUSE, "", data.figures).stored()
