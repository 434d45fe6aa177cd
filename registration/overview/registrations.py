"""Registrations by state and class."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, FilteredRelation, Q

from ..models import TermRegistration
from .asked import Asked
from .charts import Bar, Part, stacked
from .links import listed

MAY = "registration.view_termregistration"
State = TermRegistration.State
NO_CLASS = 0


@dataclass(frozen=True)
class Registrations:
    bars: tuple[Bar, ...]
    classes: tuple[int, ...]
    total: int
    all_at: str


def registrations(asked: Asked) -> Registrations:
    """In the order of a renewal; a state in which nobody is takes no room. By the primary programme's class."""
    rows = asked.of_students(TermRegistration.objects.filter(term=asked.term), MAY)
    followed = FilteredRelation("student__programmes", condition=Q(student__programmes__is_primary=True))
    rows = rows.annotate(followed=followed, year=F("followed__class_year")).values_list("state", "year")
    rows = rows.annotate(n=Count("pk"))
    found = {(state, year or NO_CLASS): n for state, year, n in rows.order_by()}
    classes = tuple(sorted({year for _state, year in found}))

    def at(state: str = "", year: int | None = None) -> str:
        return listed("registration_termregistration", term__id__exact=asked.term.pk, state__exact=state, year=year)

    named = [
        (
            label,
            at(state),
            [Part(str(year or "–"), found.get((state, year), 0), at(state, year), f"c{year}") for year in classes],
        )
        for state, label in State.choices
        if any((state, year) in found for year in classes)
    ]
    return Registrations(stacked(named), classes, sum(found.values()), at())
