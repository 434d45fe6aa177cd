"""What a student means to take, before it is taken: courses in order, each with its sections in order."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from curriculum.models import Category, Course, Delivery, Section, Term
from people.models import Student

from .registrations import Enrolment


class PlannedCourse(models.Model):
    """A course of the plan. It holds no seat; registration/planning/ judges it and takes it."""

    # found by the unique constraint's own index
    student = models.ForeignKey(
        Student, models.CASCADE, related_name="planned", verbose_name=_("student"), db_index=False
    )
    term = models.ForeignKey(Term, models.CASCADE, related_name="+", verbose_name=_("term"))
    course = models.ForeignKey(Course, models.CASCADE, related_name="+", verbose_name=_("course"))
    order = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        verbose_name = _("planned course")
        verbose_name_plural = _("planned courses")
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["student", "term", "course"], name="planned_once")]

    def __str__(self) -> str:
        return f"{self.student.number} {self.course.code}"


class PlannedSection(models.Model):
    """One way to take a planned course: the first that is accepted will do."""

    planned = models.ForeignKey(PlannedCourse, models.CASCADE, related_name="sections", db_index=False)
    section = models.ForeignKey(Section, models.CASCADE, related_name="+", verbose_name=_("section"))
    order = models.PositiveSmallIntegerField(_("order"))
    status = models.CharField(
        _("status"), max_length=6, choices=Enrolment.Status.choices, default=Enrolment.Status.NORMAL
    )
    category = models.CharField(_("category"), max_length=3, choices=Category.choices, blank=True)
    mode = models.CharField(_("delivery"), max_length=8, choices=Delivery.choices, blank=True)

    class Meta:
        verbose_name = _("planned section")
        verbose_name_plural = _("planned sections")
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["planned", "section"], name="planned_section_once")]

    def __str__(self) -> str:
        return f"{self.planned} {self.section.number}"
