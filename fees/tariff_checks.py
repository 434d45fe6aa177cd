"""What tariffs may not be: one set of checks for the form and for the import of a table.

Each looks at all tariffs of a year, since lowering a tuition is as wrong as raising the material fee above it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from curriculum.importers.writing import LOCK
from curriculum.models import Programme

from .cases import as_row, unit_of
from .computing import FOREIGN, MATERIAL, TUITION, Tariffs, Unit
from .computing.case import DISTANCE
from .computing.tariffs import per_term, per_year
from .models import Tariff

MATERIAL_ABOVE_TUITION = "MATERIAL_ABOVE_TUITION"
FOREIGN_FEE_BELOW_MIN = "FOREIGN_FEE_BELOW_MIN"
STATE_SHARE_BELOW_HALF = "STATE_SHARE_BELOW_HALF"
TARIFF_FOR_NOBODY = "TARIFF_FOR_NOBODY"
MINIMUM_OF_FOREIGN_ONLY = "MINIMUM_OF_FOREIGN_ONLY"
TEXTS: dict[str, str | Promise] = {
    MATERIAL_ABOVE_TUITION: _(
        "The material fee of a term may not be above the tuition: %(material)s TL are more than %(tuition)s TL."
    ),
    FOREIGN_FEE_BELOW_MIN: _("The fee is below the least sum allowed: %(amount)s TL are less than %(minimum)s TL."),
    STATE_SHARE_BELOW_HALF: _(
        "The State's share may not be below half of the service cost: of %(cost)s TL a year students would pay %(year)s TL."
    ),
    TARIFF_FOR_NOBODY: _("Applies to nobody: the programme is of another level or education type."),
    MINIMUM_OF_FOREIGN_ONLY: _("Only the tuition of students from abroad has a least sum."),
}


@dataclass(frozen=True)
class Problem:
    """What is wrong with the first of its tariffs, or between it and the others; `field` is where to say so."""

    code: str
    tariffs: tuple[Tariff, ...]
    field: str
    figures: dict[str, Decimal]

    def __str__(self) -> str:
        return str(TEXTS[self.code]) % {name: number_format(sum_, 2) for name, sum_ in self.figures.items()}

    def is_about(self, tariff: Tariff) -> bool:
        return any(t is tariff for t in self.tariffs)


def problems_of(tariffs: Sequence[Tariff]) -> list[Problem]:
    """Of all tariffs of one year, with faculty, department and programme at hand."""
    return [problem for check in CHECKS for problem in check(tariffs)]


def problems_with(draft: Tariff) -> list[Problem]:
    """Of one tariff as it would stand among those of its year. Officers who change one at the same time come one after
    the other, and after an import: each is held against what the other has saved."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    others = Tariff.objects.filter(year=draft.year).exclude(pk=draft.pk)
    others = others.select_related("faculty", "department", "programme__department")
    return [problem for problem in problems_of([*others, draft]) if problem.is_about(draft)]


def for_nobody(tariffs: Sequence[Tariff]) -> Iterator[Problem]:
    for t in tariffs:
        if (p := t.programme) is None:
            continue
        for field in ("level", "education_type"):
            if getattr(t, field) not in ("", getattr(p, field)):
                yield Problem(TARIFF_FOR_NOBODY, (t,), field, {})


def material_above_tuition(tariffs: Sequence[Tariff]) -> Iterator[Problem]:
    """Wherever a student may pay both, the sums of a term (KOU-113)."""
    lines = [t for t in tariffs if t.line in (MATERIAL, TUITION)]
    if len({t.line for t in lines}) < 2:
        return
    rows, told = _rows(lines), set[tuple[int, ...]]()
    for unit in (*_units(lines), *_programmes()):
        material, tuition = rows.find(MATERIAL, unit), rows.find(TUITION, unit)
        if material is None or tuition is None or per_term(material) <= per_term(tuition):
            continue
        asks_here = unit.education_type == DISTANCE or material.education_type == unit.education_type
        if asks_here and (material.id, tuition.id) not in told:
            told.add((material.id, tuition.id))
            said = {"material": per_term(material), "tuition": per_term(tuition)}
            yield Problem(MATERIAL_ABOVE_TUITION, (lines[material.id], lines[tuition.id]), "amount", said)


def _units(lines: Iterable[Tariff]) -> Iterator[Unit]:
    """Whom each tariff is for, also where no programme is yet; without an education type it is for distance education."""
    return (unit_of(t, t.education_type or DISTANCE) for t in lines)


def _programmes() -> Iterator[Unit]:
    for p in Programme.objects.select_related("department"):
        yield Unit(p.pk, p.department_id, p.department.faculty_id, p.level, p.education_type)


def foreign_below_minimum(tariffs: Sequence[Tariff]) -> Iterator[Problem]:
    """The least sum is the tariff's own, else that of the next wider one which has any (KOU-105)."""
    lines = [t for t in tariffs if t.line == FOREIGN]
    bounds = [t for t in lines if t.minimum is not None]
    rows = _rows(bounds)
    for t in lines:
        found = rows.find(FOREIGN, unit_of(t, t.education_type))
        bound = bounds[found.id] if found else None
        if bound is None or bound.minimum is None:
            continue
        amount, minimum = _a_term(t, t.amount), _a_term(bound, bound.minimum)
        if amount < minimum:
            yield Problem(FOREIGN_FEE_BELOW_MIN, (t, bound), "amount", {"amount": amount, "minimum": minimum})


def minimum_of_others(tariffs: Sequence[Tariff]) -> Iterator[Problem]:
    for t in tariffs:
        if t.minimum is not None and t.line != FOREIGN:
            yield Problem(MINIMUM_OF_FOREIGN_ONLY, (t,), "minimum", {})


def state_share_below_half(tariffs: Sequence[Tariff]) -> Iterator[Problem]:
    """Students pay at most half of what a year costs, where that is known (KOU-103)."""
    for t in tariffs:
        if t.service_cost is not None and (year := per_year(as_row(t))) * 2 > t.service_cost:
            yield Problem(STATE_SHARE_BELOW_HALF, (t,), "amount", {"cost": t.service_cost, "year": year})


CHECKS: tuple[Callable[[Sequence[Tariff]], Iterator[Problem]], ...] = (
    for_nobody,
    material_above_tuition,
    foreign_below_minimum,
    minimum_of_others,
    state_share_below_half,
)


def _rows(tariffs: Sequence[Tariff]) -> Tariffs:
    """Known by their place: a draft has no id yet."""
    return Tariffs(as_row(t, place) for place, t in enumerate(tariffs))


def _a_term(tariff: Tariff, amount: Decimal) -> Decimal:
    return amount / 2 if tariff.period == Tariff.Period.YEAR else amount
