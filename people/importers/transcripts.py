"""Transcripts: grades of past terms. A whole university has a million lines, so they go to a table of their own first
and are compared and written by the database, a thousand students at a time.

A student of whom one line cannot be used gets none of them: half a transcript makes a wrong average.
"""

from __future__ import annotations

import csv
import tempfile
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from curriculum.importers.running import Result
from curriculum.importers.tables import Column, Sheet, Table, code, decimal, term, yes_no
from curriculum.importers.writing import progress
from curriculum.models import Course, Grade
from people.models import Student

from .found import NUMBER

STUDENTS = 1000  # at a time
IN_MEMORY = 8 * 1024 * 1024  # of the lines on their way; more goes to a file

SHEET = Sheet(
    _("Transcripts"),
    (
        NUMBER,
        Column("term", "dönem", "term", term, _("Such as 20251."), required=True),
        Column(
            "course", "ders kodu", "course code", code(15), _("Such as CENG213, or its number 5710213."), required=True
        ),
        Column("grade", "harf notu", "grade", code(4), _("A letter of the grade scale. Empty: it follows the score.")),
        Column("score", "not", "score", decimal("0.01", 100), _("Out of 100.")),
        Column("credit", "kredi", "credit", decimal("0.01", 999), _("Empty: that of the course.")),
        Column("ects", "AKTS", "ECTS", decimal("0.1", 999), _("Empty: that of the course.")),
        Column("not_included", "NI", "not included", yes_no, _("Yes for a course taken not included. Empty: no.")),
        Column("attendance_met", "devam", "attendance", yes_no, _("Whether the attendance was met. Empty: unknown.")),
    ),
    together="number",
)

STAGE = """
    DROP TABLE IF EXISTS given_grade;
    CREATE TEMP TABLE given_grade (
        line int, student_id bigint, term_code text, course_id bigint, grade_id bigint, score numeric,
        credit numeric, ects numeric, not_included boolean, attendance_met boolean
    ) ON COMMIT DROP
"""
LOCK = """
    SELECT p.id FROM people_studentprogramme p WHERE p.student_id IN (SELECT student_id FROM given_grade)
    ORDER BY p.id FOR NO KEY UPDATE
"""
REPEATED = """
    SELECT line, first, number FROM (
        SELECT line, student_id, min(line) OVER (PARTITION BY student_id, course_id, term_code) AS first FROM given_grade
    ) g JOIN people_student s ON s.id = g.student_id
    WHERE line <> first
"""
CHANGED = """
    WITH stated AS (
        SELECT e.id, g.grade_id, COALESCE(g.score, e.score) AS score, COALESCE(g.credit, e.credit) AS credit,
               COALESCE(g.ects, e.ects) AS ects, COALESCE(g.not_included, e.not_included) AS not_included,
               COALESCE(g.attendance_met, e.attendance_met) AS attendance_met
        FROM given_grade g JOIN people_transcriptentry e USING (student_id, course_id, term_code)
        WHERE g.student_id = ANY(%(students)s)
    )
    UPDATE people_transcriptentry e
    SET grade_id = s.grade_id, score = s.score, credit = s.credit, ects = s.ects, not_included = s.not_included,
        attendance_met = s.attendance_met
    FROM stated s
    WHERE e.id = s.id AND (e.grade_id, e.score, e.credit, e.ects, e.not_included, e.attendance_met)
        IS DISTINCT FROM (s.grade_id, s.score, s.credit, s.ects, s.not_included, s.attendance_met)
    RETURNING e.student_id
"""
NEW = """
    INSERT INTO people_transcriptentry (student_id, course_id, term_code, grade_id, score, credit, ects, not_included,
        attendance_met, outcome)
    SELECT g.student_id, g.course_id, g.term_code, g.grade_id, g.score, COALESCE(g.credit, c.credit),
        COALESCE(g.ects, c.ects), COALESCE(g.not_included, false), g.attendance_met, ''
    FROM given_grade g JOIN curriculum_course c ON c.id = g.course_id
    WHERE g.student_id = ANY(%(students)s)
    ON CONFLICT (student_id, course_id, term_code) DO NOTHING
    RETURNING student_id
"""


def write_transcripts(table: Table) -> Result:
    """`touched` are the students whose average may have changed."""
    result = Result()
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
        _stage(table, cursor)
        cursor.execute("CREATE INDEX ON given_grade (student_id); ANALYZE given_grade")
        _refuse_repeated(table, cursor)
        _leave_out(table, cursor)
        cursor.execute(LOCK)  # programmes before grades, as whoever enters one: neither passes the other by
        cursor.execute("SELECT student_id, count(*) FROM given_grade GROUP BY 1 ORDER BY 1")
        lines = dict(cursor.fetchall())
        students = list(lines)
        for start in progress(range(0, len(students), STUDENTS), "transcripts"):
            _write(students[start : start + STUDENTS], cursor, result)
        result.tally["same"] = sum(lines.values()) - result.tally["new"] - result.tally["changed"]
    return result


def _stage(table: Table, cursor: Any) -> None:
    """Through a file that is in memory while it is small: the database takes a million lines in one piece."""
    known = Known()
    with tempfile.SpooledTemporaryFile(IN_MEMORY, "w+", newline="") as lines:
        write = csv.writer(lines).writerow
        for row in progress(table.rows(), "lines"):
            if found := known.resolve(table, row):
                write(found)
        lines.seek(0)
        cursor.copy_expert("COPY given_grade FROM STDIN WITH (FORMAT csv)", lines)


def _refuse_repeated(table: Table, cursor: Any) -> None:
    cursor.execute(REPEATED)
    for line, first, number in cursor.fetchall():
        said = gettext("the course stands in line %(line)d already, for the same term") % {"line": first}
        table.problems.add(line, table.sheet.column("course"), said)
        table.failed.add(number)


def _leave_out(table: Table, cursor: Any) -> None:
    cursor.execute(
        "DELETE FROM given_grade g USING people_student s WHERE s.id = g.student_id AND s.number = ANY(%s)",
        [[number for number in table.failed if number]],
    )


def _write(students: list[int], cursor: Any, result: Result) -> None:
    for what, statement in (("changed", CHANGED), ("new", NEW)):
        cursor.execute(statement, {"students": students})
        rows = cursor.fetchall()
        result.tally[what] += len(rows)
        result.touched.update(student for (student,) in rows)


class Known:
    """Students, courses and grades by what a transcript calls them."""

    def __init__(self) -> None:
        self.students = dict(Student.objects.values_list("number", "id"))
        self.courses: dict[str, set[int]] = defaultdict(set)
        for id_, *codes in Course.objects.values_list("id", "code", "numeric_code"):
            for said in codes:
                self.courses[said.replace(" ", "").upper()].add(id_)
        grades = list(Grade.objects.order_by("rank"))
        self.grades = {grade.letter.upper(): grade.id for grade in grades}
        self.scale = [(grade.min_score, grade.id) for grade in grades if grade.min_score is not None]

    def resolve(self, table: Table, row: Any) -> tuple[Any, ...] | None:
        """A line of the staging table; None, and told, if anything it names is not known."""
        student, courses = self.students.get(row.number), self.courses.get(row.course, ())
        grade = self.grades.get(row.grade) if row.grade else self._earned(row.score)
        if student and len(courses) == 1 and grade:
            (course,) = courses
            return (row.line, student, row.term, course, grade, *row[5:])
        if not student:
            table.refuse(row, "number", gettext("no student has the number %(number)s") % {"number": row.number})
        if not courses:
            table.refuse(row, "course", gettext("there is no course %(code)s") % {"code": row.course})
        elif len(courses) > 1:
            table.refuse(
                row, "course", gettext("%(code)s is more than one course; use the number") % {"code": row.course}
            )
        if not grade:
            table.refuse(row, "grade", self._no_grade(row))
        return None

    def _earned(self, score: Decimal | None) -> int | None:
        if score is None:
            return None
        return next((grade for least, grade in self.scale if score >= least), None)

    def _no_grade(self, row: Any) -> str:
        if row.grade:
            said = {"grade": row.grade, "known": ", ".join(self.grades)}
            return gettext("there is no grade %(grade)s; known are %(known)s") % said
        if row.score is None:
            return gettext("neither a grade nor a score")
        return gettext("no letter of the grade scale says from which score it is")
