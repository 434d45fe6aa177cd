"""Staff, what they may do, and what they teach."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from curriculum.models import Department, Section

from .accounts import User


class Staff(models.Model):
    user = models.OneToOneField(User, models.CASCADE, related_name="staff", verbose_name=_("user"))
    title = models.CharField(_("title"), max_length=40, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, verbose_name=_("department"))

    class Meta:
        verbose_name = _("staff member")
        verbose_name_plural = _("staff")

    def __str__(self) -> str:
        return f"{self.title} {self.user.get_full_name()}".strip()


class Role(models.Model):
    """What a staff member may do; a secretary and a head for one department each, the registrar for all."""

    class Kind(models.TextChoices):
        REGISTRAR = "registrar", _("Registrar's Office")
        SECRETARY = "secretary", _("Department secretary")
        HEAD = "head", _("Department head")
        FEE_OFFICER = "fee_officer", _("Fee officer")

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="roles", verbose_name=_("staff member"))
    kind = models.CharField(_("role"), max_length=12, choices=Kind.choices)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, verbose_name=_("department"))

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["secretary", "head"]) | Q(department__isnull=False),
                name="unit_role_has_department",
                violation_error_message=_("This role needs a department."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.department or ''}".strip()


class Teaching(models.Model):
    """Who teaches a section; the right tells the left, so the row lives here."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="teachings", verbose_name=_("section"))
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="teachings", verbose_name=_("instructor"))

    class Meta:
        verbose_name = _("teaching")
        verbose_name_plural = _("teachings")
        constraints = [models.UniqueConstraint(fields=["section", "staff"], name="teaching_once")]

    def __str__(self) -> str:
        return f"{self.section} {self.staff}"
