"""Who wants to be told when a full section has a seat again (registration/searching/watches.py)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from curriculum.models import Section
from people.models import Student


class SeatWatch(models.Model):
    """A wish to be told, once: after `told_at` it rests until the student asks again. No seat is kept for anybody."""

    student = models.ForeignKey(
        Student, models.CASCADE, related_name="seat_watches", verbose_name=_("student"), db_index=False
    )
    section = models.ForeignKey(Section, models.CASCADE, related_name="watches", verbose_name=_("section"))
    made_at = models.DateTimeField(_("asked at"))
    told_at = models.DateTimeField(_("told at"), null=True, blank=True)

    class Meta:
        verbose_name = _("watched section")
        verbose_name_plural = _("watched sections")
        constraints = [models.UniqueConstraint(fields=["student", "section"], name="seat_watch_once")]

    def __str__(self) -> str:
        return f"{self.student.number} {self.section}"
