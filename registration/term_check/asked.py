"""What the checks of a term share: the term under check, and the places they find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import QuerySet
from django.urls import reverse

from curriculum.models import Programme, Term
from people.models import Student

from ..calendar_check import Calendar
from ..catalogue import newest
from ..clock import today
from ..models import PolicyRule, Window
from ..rules import facts
from ..rules.facts import Catalogue
from ..scopes import anybody_of

SHOWN = 20


@dataclass(frozen=True)
class Place:
    """Where something is wrong: a row of the admin, or a list of them."""

    label: str
    model: str = ""  # as in the admin's URLs, such as "curriculum_section"
    pk: int | None = None
    query: str = ""

    @property
    def url(self) -> str:
        if not self.model:
            return ""
        if self.pk is not None:
            return reverse(f"admin:{self.model}_change", args=[self.pk])
        return reverse(f"admin:{self.model}_add") + (f"?{self.query}" if self.query else "")


def place(label: object, model: str, pk: int) -> Place:
    return Place(str(label), model, pk)


class Asked:
    """The term under check, with what several checks ask of it."""

    def __init__(self, term: Term) -> None:
        self.term, self.day = term, today()

    @cached_property
    def catalogue(self) -> Catalogue:
        return newest(self.term.id)

    @cached_property
    def programmes(self) -> list[tuple[Programme, facts.Programme]]:
        """Each programme of the university, and a student of it as policy and windows see one."""
        return [(p, anybody_of(p)) for p in Programme.objects.select_related("department").order_by("code")]

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar(self.catalogue.windows, tuple(self.programmes))

    @cached_property
    def windows(self) -> list[Window]:
        return list(Window.objects.filter(term=self.term).select_related("faculty", "department"))

    @property
    def students(self) -> QuerySet[Student]:
        return Student.objects.filter(status=Student.Status.ENROLLED)

    @property
    def days(self) -> list[date]:
        """Today, and every later day on which policy changes."""
        later = PolicyRule.objects.filter(effective_from__gt=self.day).values_list("effective_from", flat=True)
        return [self.day, *sorted(set(later))]


def listed(names: list[str]) -> str:
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" … +{more}" if more > 0 else "")
