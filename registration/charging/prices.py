"""What a course costs in its distance form, before it is chosen: the same computation that charges it (OMU-58, KOU-98)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from curriculum.models import Term
from fees.cases import cases_of, tariffs_of
from fees.computing import compute

from ..choices import both_ways
from ..rules.facts import Catalogue, Facts, Section
from ..rules.policy import SettingMissing
from ..rules.settings import Fees
from .told import DISTANCE, tell


def prices(catalogue: Catalogue, facts: Facts, sections: Iterable[Section]) -> dict[int, Decimal]:
    """By section where there is a choice of delivery that costs something; a constant number of statements, none without
    such a choice. A course whose tariff is missing has no price."""
    asked = [s for s in sections if s.delivery == DISTANCE and both_ways(catalogue, s.course_id)]
    if not asked or not _costs(catalogue, facts):
        return {}
    told, _ = tell(catalogue, [facts.student_id], facts.at, {facts.student_id: [s.id for s in asked]})
    term = Term.objects.get(pk=catalogue.term_id)
    case = cases_of(term, told).get(facts.student_id)
    if case is None:
        return {}
    found: dict[int, Decimal] = defaultdict(Decimal)
    for charge in compute(case, tariffs_of(term), told[facts.student_id].figures).charges:
        if charge.course_id:
            found[charge.course_id] += charge.amount
    return {s.id: found[s.course_id] for s in asked if s.course_id in found}


def _costs(catalogue: Catalogue, facts: Facts) -> bool:
    try:
        return catalogue.policy.setting(Fees, facts.primary, facts.at.date()).course_fee != "none"
    except SettingMissing:
        return False
