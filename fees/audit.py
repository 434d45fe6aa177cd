"""Rebuild the sums of every account from its entries, and name any difference."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from .computing.case import OF_COURSES

SQL = """
WITH ledger AS (
    SELECT standing_id, COALESCE(sum(amount) FILTER (WHERE kind = 'charge'), 0) AS charged,
           COALESCE(sum(amount) FILTER (WHERE kind = 'charge' AND line = ANY (%s)), 0) AS charged_courses,
           COALESCE(sum(amount) FILTER (WHERE kind = 'payment'), 0)
               - COALESCE(sum(amount) FILTER (WHERE kind = 'refund'), 0) AS paid
    FROM fees_entry GROUP BY 1)
SELECT f.id, t.code, s.number, f.charged, COALESCE(l.charged, 0), f.charged_courses, COALESCE(l.charged_courses, 0),
       f.paid, COALESCE(l.paid, 0)
FROM fees_feestanding f
JOIN people_student s ON s.id = f.student_id
JOIN curriculum_term t ON t.id = f.term_id
LEFT JOIN ledger l ON l.standing_id = f.id
WHERE (f.charged, f.charged_courses, f.paid)
    IS DISTINCT FROM (COALESCE(l.charged, 0), COALESCE(l.charged_courses, 0), COALESCE(l.paid, 0))
ORDER BY t.code, s.number
"""


@dataclass(frozen=True)
class Difference:
    """One account whose sums are not those of its entries; each pair is the sum and the entries."""

    standing_id: int
    term: str
    number: str
    charged: tuple[Decimal, Decimal]
    charged_courses: tuple[Decimal, Decimal]
    paid: tuple[Decimal, Decimal]

    def __str__(self) -> str:
        pairs = {"charged": self.charged, "of it for courses": self.charged_courses, "paid": self.paid}
        said = (f"{name} {own}, entries {sum_}" for name, (own, sum_) in pairs.items() if own != sum_)
        return f"{self.term} {self.number}: {'; '.join(said)}"


def audit() -> list[Difference]:
    """Empty where every sum is that of its entries; one statement, so one moment is judged."""
    with connection.cursor() as cursor:
        cursor.execute(SQL, [list(OF_COURSES)])
        return [
            Difference(id_, term, number, (charged, e1), (courses, e2), (paid, e3))
            for id_, term, number, charged, e1, courses, e2, paid, e3 in cursor.fetchall()
        ]
