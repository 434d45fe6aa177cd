"""Accounts on the distance-education system (E-Ders), which is another program with passwords of its own."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .students import Student


class DistanceAccount(models.Model):
    """That a student needs an account there: asked for at enrolment, told by an export (KOU-09)."""

    student = models.OneToOneField(
        Student, models.CASCADE, related_name="distance_account", primary_key=True, verbose_name=_("student")
    )
    asked_at = models.DateTimeField(_("asked at"))
    exported_at = models.DateTimeField(_("first exported at"), null=True, blank=True)

    class Meta:
        verbose_name = _("account for distance education")
        verbose_name_plural = _("accounts for distance education")

    def __str__(self) -> str:
        return str(self.student)
