"""Who may take a section, and how many."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..criteria.words import in_words
from ..turkish import sort_key
from .courses import Grade
from .terms import Section
from .units import Department


class SectionCriterion(models.Model):
    """Who may take a section: one row of the criteria screen; rows are alternatives (METU-58).

    An empty field admits everyone. The earlier grade is the one the student holds from the same course; a student who
    never took it has none, and fits only a row whose grade fields are empty.
    """

    section = models.ForeignKey(Section, models.CASCADE, related_name="criteria", verbose_name=_("section"))
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, verbose_name=_("department of the student")
    )
    surname_from = models.CharField(_("surname from"), max_length=20, blank=True)
    surname_to = models.CharField(_("surname to"), max_length=20, blank=True)
    cgpa_min = models.DecimalField(_("CGPA from"), max_digits=4, decimal_places=2, null=True, blank=True)
    cgpa_max = models.DecimalField(_("CGPA to"), max_digits=4, decimal_places=2, null=True, blank=True)
    year_min = models.PositiveSmallIntegerField(_("class from"), null=True, blank=True)
    year_max = models.PositiveSmallIntegerField(_("class to"), null=True, blank=True)
    grade_from = models.ForeignKey(
        Grade, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("earlier grade from (best)")
    )
    grade_to = models.ForeignKey(
        Grade, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("earlier grade to (worst)")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["section_id", "id"]

    def __str__(self) -> str:
        return in_words(
            department=(self.department.prefix or self.department.code) if self.department else "",
            surnames=(self.surname_from, self.surname_to),
            cgpa=(self.cgpa_min, self.cgpa_max),
            years=(self.year_min, self.year_max),
            grades=tuple(grade.letter if grade else "" for grade in (self.grade_from, self.grade_to)),
        )

    def clean(self) -> None:
        errors = {}
        if self.surname_from and self.surname_to and sort_key(self.surname_from) > sort_key(self.surname_to):
            errors["surname_to"] = _("The range ends before it starts in the Turkish alphabet.")
        if self.cgpa_min is not None and self.cgpa_max is not None and self.cgpa_min > self.cgpa_max:
            errors["cgpa_max"] = _("The upper bound is below the lower one.")
        if self.year_min is not None and self.year_max is not None and self.year_min > self.year_max:
            errors["year_max"] = _("The upper bound is below the lower one.")
        if self.grade_from and self.grade_to and self.grade_from.rank > self.grade_to.rank:
            errors["grade_to"] = _("Give the better grade first.")
        if errors:
            raise ValidationError(errors)


class SeatCounter(models.Model):
    """The seats of a section, or the quota of one of its criteria: the only place where a seat is counted.

    Moved by registration/sql/seats.sql alone. Staff forms change `capacity` and `open` by name and never save a row whole.
    """

    section = models.OneToOneField(Section, models.CASCADE, null=True, blank=True, related_name="seats")
    criterion = models.OneToOneField(SectionCriterion, models.CASCADE, null=True, blank=True, related_name="quota")
    capacity = models.PositiveIntegerField(_("capacity"))
    open = models.BooleanField(_("open"), default=True)
    taken = models.PositiveIntegerField(_("taken"), default=0, editable=False)
    moves = models.BigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("seat counter")
        verbose_name_plural = _("seat counters")
        constraints = [
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity")),
                name="taken_within_capacity",
                violation_error_message=_(
                    "Capacity cannot be lowered below the seats taken; close the section instead."
                ),
            ),
            models.CheckConstraint(
                condition=Q(section__isnull=False, criterion__isnull=True)
                | Q(section__isnull=True, criterion__isnull=False),
                name="counter_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.taken}/{self.capacity}"
