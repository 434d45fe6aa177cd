"""What a programme asks for, semester by semester."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .courses import Category, Course, Decided
from .units import Programme


class Curriculum(models.Model):
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="curricula", verbose_name=_("programme"))
    entry_year_from = models.PositiveSmallIntegerField(_("for entrants from"), default=1956)
    entry_year_to = models.PositiveSmallIntegerField(_("for entrants to"), null=True, blank=True)

    class Meta:
        verbose_name = _("curriculum")
        verbose_name_plural = _("curricula")
        constraints = [models.UniqueConstraint(fields=["programme", "entry_year_from"], name="curriculum_once")]

    def __str__(self) -> str:
        return f"{self.programme} {self.entry_year_from}–{self.entry_year_to or ''}"


class CurriculumItem(Decided):
    """A must course, or an elective slot of a category, in a semester of a curriculum."""

    curriculum = models.ForeignKey(Curriculum, models.CASCADE, related_name="items", verbose_name=_("curriculum"))
    semester = models.PositiveSmallIntegerField(_("semester"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    course = models.ForeignKey(Course, models.PROTECT, null=True, blank=True, verbose_name=_("must course"))
    category = models.CharField(_("elective slot"), max_length=3, choices=Category.choices, blank=True)

    class Meta:
        verbose_name = _("curriculum item")
        verbose_name_plural = _("curriculum items")
        ordering = ["curriculum_id", "semester", "order"]
        constraints = [
            models.CheckConstraint(
                condition=Q(course__isnull=False, category="") | (Q(course__isnull=True) & ~Q(category="")),
                name="item_is_must_or_slot",
                violation_error_message=_("Give either a must course or an elective slot."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.semester}: {self.course or self.category}"
