"""What a term came to by unit, and the accounts behind each figure. Read through a cursor and written line by line, so
that a whole university needs no more memory than one student."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import IO, Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from curriculum.importers.table_writing import written
from curriculum.models import Term
from curriculum.naming import in_language

from .models import Line

AT_ONCE, SHOWN = 2000, 100
OF_NO_UNIT = 0  # who follows no programme

_DUE, _EXCESS = "greatest(f.charged - f.paid, 0)", "greatest(f.paid - f.charged, 0)"
_REFUNDED = "coalesce(r.amount, 0)"
_PAID = f"(f.paid + {_REFUNDED})"  # what stands on the account is less what was paid back
_BLOCKED = "f.missing <> '[]'::jsonb"
_FIGURES = {"charged": "f.charged", "paid": _PAID, "refunded": _REFUNDED, "due": _DUE, "excess": _EXCESS}
# the accounts behind a figure
WHICH = {"": "true", "blocked": _BLOCKED, **{name: f"{figure} > 0" for name, figure in _FIGURES.items()}}

_FROM = """
    FROM fees_feestanding f
    JOIN people_student s ON s.id = f.student_id
    LEFT JOIN people_studentprogramme sp ON sp.student_id = s.id AND sp.is_primary
    LEFT JOIN curriculum_programme pr ON pr.id = sp.programme_id
    LEFT JOIN curriculum_department d ON d.id = pr.department_id
    LEFT JOIN curriculum_faculty fa ON fa.id = d.faculty_id
    LEFT JOIN (
        SELECT e.standing_id, sum(e.amount) AS amount FROM fees_entry e
        JOIN fees_feestanding x ON x.id = e.standing_id
        WHERE e.refund_id IS NOT NULL AND x.term_id = %(term)s GROUP BY e.standing_id
    ) r ON r.standing_id = f.id
    WHERE f.term_id = %(term)s AND (%(department)s::bigint IS NULL OR coalesce(d.id, 0) = %(department)s)
      AND (%(faculty)s::bigint IS NULL OR coalesce(fa.id, 0) = %(faculty)s)
"""
_SUMS = ", ".join(f"coalesce(sum({f}), 0), count(*) FILTER (WHERE {f} > 0)" for f in _FIGURES.values())
_COUNTS = f"count(*), count(*) FILTER (WHERE {_BLOCKED})"


@dataclass(frozen=True)
class Asked:
    """Accounts of a term: of a department or a faculty, and those behind one figure."""

    term: Term
    which: str = ""
    department: int | None = None
    faculty: int | None = None

    @property
    def params(self) -> dict[str, Any]:
        return {"term": self.term.pk, "department": self.department, "faculty": self.faculty}


@dataclass(frozen=True)
class Sum:
    amount: Decimal = Decimal(0)
    count: int = 0

    def __add__(self, other: Sum) -> Sum:
        return Sum(self.amount + other.amount, self.count + other.count)


@dataclass(frozen=True)
class Totals:
    """Charged less paid plus refunded is what is due less what is too much."""

    accounts: int = 0
    blocked: int = 0
    charged: Sum = Sum()
    paid: Sum = Sum()
    refunded: Sum = Sum()
    due: Sum = Sum()
    excess: Sum = Sum()

    def __add__(self, other: Totals) -> Totals:
        return Totals(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def figures(self) -> Iterator[tuple[str, Sum]]:
        """By the name under which the accounts behind it are found."""
        return ((name, getattr(self, name)) for name in _FIGURES)


@dataclass(frozen=True)
class OfUnit:
    """A department (or OF_NO_UNIT) with its totals."""

    id: int
    name: str
    totals: Totals

    @property
    def key(self) -> str:
        return str(self.id)


@dataclass(frozen=True)
class OfFaculty:
    id: int
    name: str
    departments: tuple[OfUnit, ...]

    @property
    def key(self) -> str:
        return str(self.id)

    @property
    def totals(self) -> Totals:
        return sum((d.totals for d in self.departments), Totals())


def totals_by_unit(term: Term) -> list[OfFaculty]:
    """One statement, however many accounts."""
    names = "coalesce(fa.id, 0), fa.name, fa.name_en, coalesce(d.id, 0), d.name, d.name_en"
    sql = f"SELECT {names}, {_COUNTS}, {_SUMS} {_FROM} GROUP BY {names} ORDER BY fa.name, d.name"
    with connection.cursor() as cursor:
        cursor.execute(sql, Asked(term).params)
        rows = cursor.fetchall()
    found: dict[int, tuple[str, list[OfUnit]]] = {}
    for faculty, name, name_en, department, own, own_en, *figures in rows:
        _name, departments = found.setdefault(faculty, (_shown(name, name_en), []))
        departments.append(OfUnit(department, _shown(own, own_en), _totals(figures)))
    return [OfFaculty(id_, name, tuple(departments)) for id_, (name, departments) in found.items()]


def totals_of(asked: Asked) -> Totals:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COUNTS}, {_SUMS} {_FROM} AND {WHICH[asked.which]}", asked.params)
        return _totals(cursor.fetchone())


def _totals(figures: Any) -> Totals:
    accounts, blocked, *sums = figures
    return Totals(accounts, blocked, *(Sum(*pair) for pair in zip(sums[::2], sums[1::2], strict=True)))


def _shown(name: str | None, name_en: str | None) -> str:
    if name is None:
        return _("Without a unit")
    return in_language(name, name_en or "")


@dataclass(frozen=True)
class Listed:
    """One account of the list."""

    student_id: int
    number: str
    first_name: str
    last_name: str
    programme: str | None
    department: str | None
    charged: Decimal
    charged_courses: Decimal
    paid: Decimal
    refunded: Decimal
    due: Decimal
    excess: Decimal
    missing: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


_LINE = f"""
    SELECT s.id, s.number, s.first_name, s.last_name, pr.code, d.name, f.charged, f.charged_courses, {_PAID},
        {_REFUNDED}, {_DUE}, {_EXCESS},
        (SELECT coalesce(string_agg(m ->> 'line', ','), '') FROM jsonb_array_elements(f.missing) m) {_FROM}
"""


def accounts_listed(asked: Asked, after: str = "") -> list[Listed]:
    """The first hundred by number after a number, and one more if there are more."""
    sql = f"{_LINE} AND {WHICH[asked.which]} AND s.number > %(after)s ORDER BY s.number LIMIT %(most)s"
    with connection.cursor() as cursor:
        cursor.execute(sql, {**asked.params, "after": after, "most": SHOWN + 1})
        return [_line(row) for row in cursor.fetchall()]


def write_accounts(asked: Asked, file: IO[bytes], *, xlsx: bool = True) -> int:
    """The whole list, and how many lines it has."""
    lines, sql = 0, f"{_LINE} AND {WHICH[asked.which]} ORDER BY s.number"
    with (
        transaction.atomic(),
        connection.chunked_cursor() as cursor,
        written(file, xlsx=xlsx, title=f"{asked.term.code} {asked.which}".strip()) as write,
    ):
        write(_headings())
        cursor.execute(sql, asked.params)
        while rows := cursor.fetchmany(AT_ONCE):
            for row in rows:
                write([getattr(line, name) for line in [_line(row)] for name in _COLUMNS])
            lines += len(rows)
    return lines


_COLUMNS = [f.name for f in fields(Listed) if f.name != "student_id"]


def _headings() -> list[str]:
    return [
        _("Student number"),
        _("First name"),
        _("Surname"),
        _("Programme"),
        _("Department"),
        _("Charged"),
        _("of it for courses"),
        _("Paid"),
        _("Paid back"),
        _("Still due"),
        _("Too much"),
        _("Missing tariffs"),
    ]


def _line(row: tuple[Any, ...]) -> Listed:
    *own, missing = row
    return Listed(*own, missing=", ".join(str(Line(code).label) for code in missing.split(",") if code))
