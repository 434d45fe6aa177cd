"""Single-course exams that a student enters: the first is free (KOU-89)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from curriculum.models import Course, Term
from people.models import Student, User


class SingleCourseExam(models.Model):
    student = models.ForeignKey(Student, models.PROTECT, related_name="single_course_exams", verbose_name=_("student"))
    term = models.ForeignKey(Term, models.PROTECT, related_name="+", verbose_name=_("term"))
    course = models.ForeignKey(Course, models.PROTECT, related_name="+", verbose_name=_("course"))
    taken_on = models.DateField(_("date of the exam"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)

    class Meta:
        verbose_name = _("entry to a single-course exam")
        verbose_name_plural = _("entries to single-course exams")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "course", "taken_on"], condition=Q(cancelled_at=None), name="exam_entered_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.student.number} {self.course.code} {self.taken_on}"
