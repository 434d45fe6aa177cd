"""What the university takes out of a term: final lists, class lists, changes since a moment, and accounts for the LMS.

One statement each, read through a cursor of the database and written line by line, so that a whole university needs no
more memory than one student. `units` are the departments whose sections are asked for; None is all of them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.db import connection, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from curriculum.criteria.table import SHEET
from curriculum.importers.table_writing import written
from curriculum.importers.tables import Text
from curriculum.models import Term
from curriculum.naming import language

AT_ONCE = 2000  # lines fetched at a time
STUDENT = (
    ("öğrenci no", "student number"),
    ("ad", "first name"),
    ("soyad", "surname"),
    ("program kodu", "programme code"),
    ("sınıf", "class"),
)
COURSE = (("ders no", "course number"), ("ders kodu", "course code"), ("ders", "course"), ("şube", "section"))
STATUS = (("statü", "status"), ("kategori", "category"))  # normal or ni; TE, NTE, …: as what elective it is taken

WHO = "s.number, s.first_name, s.last_name, pr.code, sp.class_year"
WHAT = "c.numeric_code, c.code, c.name, x.number"
LISTED = """
    FROM registration_enrolment e
    JOIN registration_termregistration t ON t.id = e.registration_id
    JOIN people_student s ON s.id = e.student_id
    JOIN people_user u ON u.id = s.user_id
    JOIN curriculum_section x ON x.id = e.section_id
    JOIN curriculum_course c ON c.id = x.course_id
    LEFT JOIN people_studentprogramme sp ON sp.student_id = s.id AND sp.is_primary
    LEFT JOIN curriculum_programme pr ON pr.id = sp.programme_id
    WHERE e.term_id = %(term)s AND (%(units)s::bigint[] IS NULL OR c.department_id = ANY(%(units)s::bigint[]))
"""


@dataclass(frozen=True)
class Export:
    """One kind of list. Its columns are (Turkish, English) headings of what the statement selects."""

    kind: str
    title: Text
    help: Text
    columns: tuple[tuple[str, str], ...]
    sql: str
    needs_since: bool = False

    @property
    def headings(self) -> list[str]:
        return [tr if language() == "tr" else en for tr, en in self.columns]


FINAL = Export(
    "final",
    _("Final lists"),
    _("The courses of every student whose registration is complete."),
    (*STUDENT, *COURSE, ("kredi", "credit"), ("AKTS", "ECTS"), *STATUS),
    f"SELECT {WHO}, {WHAT}, c.credit, c.ects, e.status, e.category {LISTED} AND t.state = 'final' "
    "ORDER BY s.number, c.numeric_code",
)
CLASSES = Export(
    "classes",
    _("Class lists"),
    _("The students of every section, whatever the state of their registration."),
    (*COURSE, ("öğretim elemanları", "instructors"), *STUDENT, *STATUS, ("kayıt durumu", "registration")),
    f"SELECT {WHAT}, x.instructors, {WHO}, e.status, e.category, t.state {LISTED} "
    'ORDER BY c.numeric_code, x.number, s.surname_key COLLATE "C", s.number',
)
LMS = Export(
    "lms",
    _("Accounts for the learning management system"),
    _("The students of distance sections whose registration is complete."),  # OMU-52
    (("kullanıcı kodu", "user code"), *STUDENT[:3], ("e-posta", "e-mail"), *COURSE),
    f"SELECT u.username, s.number, s.first_name, s.last_name, u.email, {WHAT} {LISTED} "
    "AND t.state = 'final' AND x.delivery = 'distance' ORDER BY u.username, c.numeric_code",
)
CHANGES = Export(
    "changes",
    _("Changes since a moment"),
    _("Every section added or dropped since then, as the ledger has it."),
    (("zaman", "when"), ("işlem", "change"), *STUDENT, *COURSE, ("kim", "who")),
    f"""
    SELECT a.at, l.what, {WHO}, {WHAT}, actor.username
    FROM registration_attempt a
    JOIN registration_termregistration t ON t.id = a.registration_id
    CROSS JOIN LATERAL (
        SELECT 'drop' AS what, d.value::bigint AS section_id FROM jsonb_array_elements_text(a.change -> 'drop') d
        UNION ALL SELECT 'add', (d.value ->> 0)::bigint FROM jsonb_array_elements(a.change -> 'add') d
    ) l
    JOIN people_student s ON s.id = t.student_id
    JOIN curriculum_section x ON x.id = l.section_id
    JOIN curriculum_course c ON c.id = x.course_id
    LEFT JOIN people_user actor ON actor.id = a.actor_id
    LEFT JOIN people_studentprogramme sp ON sp.student_id = s.id AND sp.is_primary
    LEFT JOIN curriculum_programme pr ON pr.id = sp.programme_id
    WHERE t.term_id = %(term)s AND a.accepted AND a.at >= %(since)s
      AND (%(units)s::bigint[] IS NULL OR c.department_id = ANY(%(units)s::bigint[]))
    ORDER BY a.at, a.id, l.what DESC, c.numeric_code
    """,
    needs_since=True,
)
CRITERIA = Export(
    "criteria",
    _("Criteria of sections"),
    _("Sections with their seats, a line for each criterion; edited and imported again it changes what was edited."),
    tuple((column.tr, column.en) for column in SHEET.columns),
    """
    SELECT CASE WHEN twin.n > 1 THEN c.numeric_code ELSE c.code END, c.name, x.number, x.instructors, n.capacity, n.open, n.taken,
        CASE WHEN r.id IS NULL THEN '' WHEN d.id IS NULL THEN '*' WHEN d.prefix = '' OR same.n > 1 THEN d.code
            ELSE d.prefix END,
        r.surname_from, r.surname_to, r.cgpa_min, r.cgpa_max, r.year_min, r.year_max, best.letter, worst.letter,
        q.capacity, r.note
    FROM curriculum_section x
    JOIN curriculum_course c ON c.id = x.course_id
    JOIN (SELECT code, count(*) AS n FROM curriculum_course GROUP BY 1) twin ON twin.code = c.code
    LEFT JOIN curriculum_seatcounter n ON n.section_id = x.id
    LEFT JOIN curriculum_sectioncriterion r ON r.section_id = x.id
    LEFT JOIN curriculum_department d ON d.id = r.department_id
    LEFT JOIN (SELECT upper(prefix) AS prefix, count(*) AS n FROM curriculum_department GROUP BY 1) same
        ON same.prefix = upper(d.prefix)
    LEFT JOIN curriculum_grade best ON best.id = r.grade_from_id
    LEFT JOIN curriculum_grade worst ON worst.id = r.grade_to_id
    LEFT JOIN curriculum_seatcounter q ON q.criterion_id = r.id
    WHERE x.term_id = %(term)s AND (%(units)s::bigint[] IS NULL OR c.department_id = ANY(%(units)s::bigint[]))
      AND (%(course)s::bigint IS NULL OR c.id = %(course)s::bigint)
    ORDER BY c.numeric_code, x.number, r.id
    """,
)
EXPORTS = {export.kind: export for export in (FINAL, CLASSES, CHANGES, LMS, CRITERIA)}


def write_export(
    export: Export,
    file: IO[bytes],
    *,
    term: Term,
    units: Collection[int] | None,
    since: datetime | None = None,
    course_id: int | None = None,
    xlsx: bool = False,
) -> int:
    """The list, and how many lines it has. The cursor lives in one short transaction, as PgBouncer needs it."""
    asked = {
        "term": term.id,
        "units": None if units is None else sorted(units),
        "since": since,
        "course": course_id,
    }
    lines = 0
    with (
        transaction.atomic(),
        connection.chunked_cursor() as cursor,
        written(file, xlsx=xlsx, title=str(export.title)) as write,
    ):
        write(export.headings)
        cursor.execute(export.sql, asked)
        while rows := cursor.fetchmany(AT_ONCE):
            for row in rows:
                write(map(_shown, row))
            lines += len(rows)
    return lines


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return f"{localtime(value):%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else value
