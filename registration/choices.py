"""In what status, as which elective and how delivered a course may be taken: what the screens let a student choose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from django.utils import translation
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from curriculum.models import Category, Delivery

from .models import Enrolment
from .rules.facts import Catalogue, Enrolled, Programme, Section

NORMAL, NI = Enrolment.Status.NORMAL.value, Enrolment.Status.NOT_INCLUDED.value
STATUSES = dict(Enrolment.Status.choices)
CATEGORIES = dict(Category.choices)
MODES = dict(Delivery.choices)
NAMES = {"status": STATUSES, "category": CATEGORIES, "mode": MODES}


@dataclass(frozen=True)
class Manner:
    """How a course is taken, and what else may be chosen for it; no choices where there is but one way."""

    status: str = NORMAL
    category: str = ""
    mode: str = ""
    price: Decimal | None = None  # in lira, where this delivery costs something
    statuses: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    @property
    def status_options(self) -> list[tuple[str, str]]:
        return [(value, str(STATUSES[value])) for value in self.statuses]

    @property
    def category_options(self) -> list[tuple[str, str]]:
        return [(value, str(CATEGORIES[value])) for value in self.categories]

    @property
    def status_select(self) -> SafeString:
        return _select("status", self.statuses, self.status, get_language() or "")

    @property
    def category_select(self) -> SafeString:
        return _select("category", self.categories, self.category, get_language() or "")

    @property
    def category_name(self) -> str:
        return str(CATEGORIES.get(self.category, ""))

    @property
    def mode_name(self) -> str:
        return str(MODES.get(self.mode, ""))

    @property
    def is_ni(self) -> bool:
        return self.status == NI


@cache
def _select(kind: str, values: tuple[str, ...], chosen: str, language: str) -> SafeString:
    """The options of a select, remembered: each row of each page has one, and few are different."""
    with translation.override(language):
        options = [(value, " selected" if value == chosen else "", str(NAMES[kind][value])) for value in values]
    return format_html_join("", '<option value="{}"{}>{}</option>', options)


def categories_of(catalogue: Catalogue, p: Programme, course_id: int) -> tuple[str, ...]:
    """What a course may count as for a student of a programme; a must course is no elective (METU-61)."""
    if catalogue.is_must(p, course_id):
        return ()
    return tuple(sorted(catalogue.courses[course_id].categories_for(p.department_id)))


def both_ways(catalogue: Catalogue, course_id: int) -> bool:
    """Whether a course is given face to face and at a distance, so that its students choose (KOU-98)."""
    return len({s.delivery for s in catalogue.by_course.get(course_id, ())}) > 1


def statuses_of(catalogue: Catalogue, p: Programme, day: date) -> tuple[str, ...]:
    """The statuses to choose from: NI is not offered where policy has no such status."""
    ruling = catalogue.policy.rulings(p, day)["NI_CONDITIONS"]
    return () if ruling is None or ruling.params.max_per_term == 0 else (NORMAL, NI)


def manner_of(catalogue: Catalogue, p: Programme, day: date, section: Section, held: Enrolled | None) -> Manner:
    """How a section is held, or would be taken by who changes nothing: one category is chosen, of several none."""
    categories = categories_of(catalogue, p, section.course_id)
    category = held.category if held else ""
    return Manner(
        status=held.status if held else NORMAL,
        category=category or (categories[0] if len(categories) == 1 else ""),
        mode=section.delivery if both_ways(catalogue, section.course_id) else "",
        statuses=statuses_of(catalogue, p, day),
        categories=categories if len(categories) > 1 else (),
    )
