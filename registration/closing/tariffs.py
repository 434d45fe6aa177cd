"""Tariffs are decided by the end of June (KOU-104): on 1 July the fee office and the registrar are told what is missing."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction

from curriculum.models import Term
from fees.cases import tariffs_of_year
from fees.models import Tariff
from people.models import Role
from people.notices import tell

from ..catalogue import newest
from ..charging.missing import lacking_tariffs
from ..clock import today
from ..progress import Progress, silent

TOLD = (Role.Kind.FEE_OFFICER, Role.Kind.REGISTRAR)
PAGE = "/admin/fees/tariff/"


def decided_by(year: int) -> date:
    """The day after the last one on which the tariffs of the year that begins in autumn may still be decided."""
    return date(year, 7, 1)


@dataclass
class Checked:
    """What a check found: of which year, how many tariffs it has, and how many it lacks for the students there are."""

    year: int
    tariffs: int
    lacking: int = 0
    told: int = 0

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def check_tariffs(*, term_id: int, dry_run: bool = False, progress: Progress = silent) -> Checked:
    """Look for the tariffs of the academic year that begins this autumn, for the students of a term; tell once a year."""
    term, day = Term.objects.get(pk=term_id), today()
    found = Checked(day.year, Tariff.objects.filter(year=day.year).count())
    found.lacking = len(lacking_tariffs(newest(term_id), term, tariffs_of_year(day.year), day))
    if found.tariffs and not found.lacking:
        return found
    people = sorted(set(Role.objects.filter(kind__in=TOLD).values_list("staff__user", flat=True)))
    found.told = len(people)
    if not dry_run:
        said = {"year": found.year, "tariffs": found.tariffs, "n": found.lacking}
        with transaction.atomic():
            tell(people, "tariffs_missing", said, link=PAGE, once=f"tariffs_missing:{found.year}")
    return found
