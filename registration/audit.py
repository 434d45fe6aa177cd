"""Rebuild every seat counter from the ledger and from the enrolments, and name any difference."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

SQL = """
WITH ledger AS (
    SELECT counter_id, sum(delta)::int AS taken, count(*) AS moves, max(seq) AS last
    FROM registration_seatmove GROUP BY counter_id),
held AS (
    SELECT id, count(*)::int AS taken
    FROM (SELECT c.id FROM registration_enrolment e JOIN curriculum_seatcounter c ON c.section_id = e.section_id
          UNION ALL SELECT quota_id FROM registration_enrolment WHERE quota_id IS NOT NULL) seats
    GROUP BY id),
uncounted AS (
    SELECT e.section_id, count(*)::int AS taken
    FROM registration_enrolment e LEFT JOIN curriculum_seatcounter c ON c.section_id = e.section_id
    WHERE c.id IS NULL GROUP BY e.section_id),
differing AS (
    SELECT s.id, COALESCE(s.section_id, k.section_id) AS section_id, s.criterion_id, s.capacity, s.taken,
           COALESCE(h.taken, 0) AS held, COALESCE(l.taken, 0) AS ledger,
           s.moves, COALESCE(l.moves, 0) AS ledger_moves, COALESCE(l.last, 0) AS last
    FROM curriculum_seatcounter s
    LEFT JOIN curriculum_sectioncriterion k ON k.id = s.criterion_id
    LEFT JOIN ledger l ON l.counter_id = s.id
    LEFT JOIN held h ON h.id = s.id
    WHERE s.taken <> COALESCE(h.taken, 0) OR s.taken <> COALESCE(l.taken, 0) OR s.taken > s.capacity
       OR s.moves <> COALESCE(l.moves, 0) OR s.moves <> COALESCE(l.last, 0)
    UNION ALL SELECT NULL, section_id, NULL, 0, 0, taken, 0, 0, 0, 0 FROM uncounted)
SELECT d.id, t.code, o.code, s.number, d.criterion_id, d.capacity, d.taken, d.held, d.ledger, d.moves, d.ledger_moves,
       d.last
FROM differing d
JOIN curriculum_section s ON s.id = d.section_id
JOIN curriculum_course o ON o.id = s.course_id
JOIN curriculum_term t ON t.id = s.term_id
ORDER BY t.code, o.code, s.number, d.id
"""


@dataclass(frozen=True)
class Difference:
    """One counter whose three accounts do not agree: its own row, the enrolments that hold it, the ledger.

    No counter: enrolments in a section whose seats nobody counts.
    """

    counter_id: int | None
    term: str
    course: str
    section: int
    criterion_id: int | None
    capacity: int
    taken: int
    enrolments: int
    ledger: int
    moves: int
    ledger_moves: int
    last_seq: int

    def __str__(self) -> str:
        quota = f" quota of criterion {self.criterion_id}" if self.criterion_id else ""
        return (
            f"{self.term} {self.course}/{self.section}{quota} (counter {self.counter_id or 'missing'}): taken {self.taken} of "
            f"{self.capacity}, enrolments {self.enrolments}, ledger {self.ledger}; moves {self.moves}, "
            f"ledger {self.ledger_moves} up to {self.last_seq}"
        )


def audit() -> list[Difference]:
    """Empty where counters, enrolments and ledger agree; one statement, so one moment is judged."""
    with connection.cursor() as cursor:
        cursor.execute(SQL)
        return [Difference(*row) for row in cursor.fetchall()]
