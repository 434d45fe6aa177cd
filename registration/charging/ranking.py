"""The top of the evening students at the end of a term (OMU-88 to OMU-91): who pays the contribution in the next one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from curriculum.models import CurriculumItem, EducationType, Level, Term
from fees.computing.ranking import Record, top_ten
from fees.ranking import Ranked, publish
from people.models import Student, StudentProgramme

from ..catalogue import read_policy
from ..clock import today
from ..progress import Progress, silent
from ..rules.record import class_year
from ..rules.settings import Fees
from ..scopes import anybody_of
from ..standing import BATCH, term_records


@dataclass
class RankingReport:
    """`ranked` took and passed what their term asks for; `changed` stand otherwise than before."""

    evening: int = 0
    ranked: int = 0
    qualify: int = 0
    changed: int = 0

    def as_dict(self) -> dict[str, Any]:
        return dict(vars(self))


def rank_top_ten(*, term_id: int, dry_run: bool = False, progress: Progress = silent) -> RankingReport:
    """Once the grades of a term are in. Safe to repeat: the following term is charged anew where it comes out otherwise,
    and what was paid too much is proposed as a refund by itself (OMU-119)."""
    term, records = Term.objects.get(pk=term_id), dict[Fees, list[Record]]()
    rows = _evening()
    for start in range(0, len(rows), BATCH):
        progress(start, len(rows))
        for figures, own in _records(term, rows[start : start + BATCH]).items():
            records.setdefault(figures, []).extend(own)
    progress(len(rows), len(rows))
    ranked = [one for figures, own in records.items() for one in _ranked(own, figures)]
    report = RankingReport(len(rows), len(ranked), sum(r.place.qualifies for r in ranked))
    if not dry_run:
        report.changed = len(publish(term=term, ranked=ranked))
    return report


def _evening() -> list[StudentProgramme]:
    rows = StudentProgramme.objects.filter(
        is_primary=True, student__status=Student.Status.ENROLLED, programme__education_type=EducationType.EVENING
    )
    return list(rows.select_related("programme__department").order_by("student"))


def _records(term: Term, rows: Sequence[StudentProgramme]) -> dict[Fees, list[Record]]:
    """By the figures of policy for the student's programme."""
    policy, day = read_policy(), today()
    came_to = term_records([row.student_id for row in rows], term.code)
    asked = _asked({row.curriculum_id for row in rows if row.curriculum_id})
    found: dict[Fees, list[Record]] = defaultdict(list)
    for row in rows:
        p, own = row.programme, came_to[row.pk]
        semester = own.semester or row.semester
        record = Record(
            student_id=row.student_id,
            department_id=p.department_id,
            level=p.level,
            class_year=class_year(semester, p.normal_semesters),
            asked=asked.get((row.curriculum_id, semester), 0),
            passed=own.passed,
            term_average=own.gpa,
            cgpa=own.cgpa,
            preparation=p.level == Level.PREPARATORY,
        )
        found[policy.setting(Fees, anybody_of(p), day)].append(record)
    return found


def _asked(curricula: set[int]) -> dict[tuple[int | None, int], int]:
    """How many courses each semester of a curriculum sets."""
    rows = CurriculumItem.objects.filter(curriculum__in=curricula).order_by().values_list("curriculum", "semester")
    return {(curriculum, semester): n for curriculum, semester, n in rows.annotate(n=Count("id"))}


def _ranked(records: Sequence[Record], figures: Fees) -> list[Ranked]:
    by_student = {r.student_id: r for r in records}
    found = []
    for place in top_ten(records, figures):
        r = by_student[place.student_id]
        average = r.term_average if figures.top_ten_average == "term" else r.cgpa
        if average is not None:  # who has none has no place
            found.append(Ranked(place, r.department_id, r.class_year, average))
    return found
