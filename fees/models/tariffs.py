"""What each line costs whom in a year, and the decision it rests on (OMU-131, KOU-101 to KOU-113)."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from curriculum.models import Department, EducationType, Faculty, Level, Programme


class Line(models.TextChoices):
    """The lines of an account; fees/computing/case.py has the same words."""

    CONTRIBUTION = "contribution", _("Contribution (katkı payı)")
    TUITION = "tuition", _("Tuition (öğrenim ücreti)")
    MATERIAL = "material", _("Material fee")
    FOREIGN = "foreign", _("Tuition of students from abroad")
    PREPARATION = "preparation", _("Turkish preparation")
    COURSE = "course", _("Course taken by distance")
    COURSE_MATERIAL = "course_material", _("Material of a course taken by distance")
    EXAM = "exam", _("Single-course exam")


NOT_NEGATIVE = [MinValueValidator(0)]
YEARS = [MinValueValidator(2000), MaxValueValidator(2099)]


class Tariff(models.Model):
    """One line's sum for a year and for whom it is; an empty scope is everybody, the more specific row wins.

    `year` is the one in which the academic year begins. `service_cost` is what a student costs a year, where known: the
    State's share is at least half of it (KOU-103). `minimum` is the least that may be asked of students from abroad
    (KOU-105).
    """

    class Period(models.TextChoices):
        YEAR = "year", _("year")
        TERM = "term", _("term")

    year = models.PositiveSmallIntegerField(
        _("year"), validators=YEARS, help_text=_("In which the academic year begins, such as 2026.")
    )
    line = models.CharField(_("fee line"), max_length=16, choices=Line.choices)
    faculty = models.ForeignKey(
        Faculty, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("faculty")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("department")
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("programme")
    )
    level = models.CharField(_("level"), max_length=14, choices=Level.choices, blank=True)
    education_type = models.CharField(_("education type"), max_length=10, choices=EducationType.choices, blank=True)
    amount = models.DecimalField(_("amount (TL)"), max_digits=10, decimal_places=2, validators=NOT_NEGATIVE)
    period = models.CharField(_("for a"), max_length=4, choices=Period.choices, default=Period.TERM)
    decision_no = models.CharField(_("decision number"), max_length=60)
    decision_date = models.DateField(_("decision date"), null=True, blank=True)
    service_cost = models.DecimalField(
        _("service cost a year (TL)"), max_digits=10, decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE
    )
    minimum = models.DecimalField(
        _("least sum allowed (TL)"), max_digits=10, decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE
    )

    class Meta:
        verbose_name = _("tariff")
        verbose_name_plural = _("tariffs")
        ordering = ["-year", "line", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "line", "faculty", "department", "programme", "level", "education_type"],
                name="tariff_once",
                nulls_distinct=False,
                violation_error_message=_("This line has a tariff for these students in this year already."),
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="tariff_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.get_line_display()} {self.amount}"
