"""A YÖS list of Medicine with its places: the top of it pays less in the whole study (OMU-108).

The file is the whole list, since so many of a hundred of it are counted; a second file adds who qualifies by it and takes
nobody's place.
"""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from curriculum.importers.running import Result, TableImport, taken
from curriculum.importers.tables import Column, Sheet, Table, whole
from fees.computing.ranking import Place, ranked
from fees.models import Ground
from fees.ranking import YOS, claim_by_yos
from people.importers.found import NUMBER, students_of
from people.models import StudentProgramme
from people.services import system_user

from ..catalogue import read_policy
from ..clock import today
from ..rules.settings import Fees
from ..scopes import anybody_of

SHEET = Sheet(
    _("YÖS list"),
    (NUMBER, Column("place", "sıra", "place", whole(1, 9999), _("In the list; equals have one."), required=True)),
)


def write_yos_list(table: Table) -> Result:
    result, lines, places = Result(), dict[int, int](), dict[int, int]()
    said = gettext("the same student stands in line %(line)d already")
    for row, student in students_of(table, table.rows()):
        if not taken(table, lines, row, student.pk, "number", said):
            places[student.pk] = row.place
    if not Ground.objects.filter(code=YOS, active=True).exists():
        result.notes.add(gettext("Nobody pays less: this ground is not in use"), YOS)
        return result
    first = [p for p in _placed(places).values() if p.qualifies]
    written = claim_by_yos(places={p.student_id: p for p in first}, valid_from=today(), actor=system_user())
    result.tally["new"] += len(written)
    result.tally["same"] += len(places) - len(written)
    result.touched.update(claim.student_id for claim in written)
    for claim in written:
        result.notes.add(gettext("They pay less from now on"), f"{claim.student.number} {claim.document_no}")
    return result


def _placed(places: dict[int, int]) -> dict[int, Place]:
    """Of the whole list, each student by the percent of the own programme."""
    scores = {student_id: Decimal(-place) for student_id, place in places.items()}
    percents = _percents(places.keys())
    by_percent = {p: {one.student_id: one for one in ranked(scores, p)} for p in set(percents.values())}
    return {student_id: by_percent[percent][student_id] for student_id, percent in percents.items()}


def _percents(student_ids) -> dict[int, Decimal]:
    policy, day = read_policy(), today()
    rows = StudentProgramme.objects.filter(is_primary=True, student__in=list(student_ids))
    rows = rows.select_related("programme__department")
    return {row.student_id: policy.setting(Fees, anybody_of(row.programme), day).yos_top for row in rows}


YOS_LIST = TableImport("yos_list", SHEET.title, SHEET, write_yos_list)
