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
        BOARD_CLERK = "board_clerk", _("Clerk of the administrative board")
        LIBRARY = "library", _("Library officer")
        HELP_DESK = "help_desk", _("Help desk")

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


class Substitution(models.Model):
    """Who stands in for an advisor, from a day until a day, both included."""

    advisor = models.ForeignKey(Staff, models.CASCADE, related_name="substitutions", verbose_name=_("advisor"))
    substitute = models.ForeignKey(Staff, models.PROTECT, related_name="stands_in", verbose_name=_("substitute"))
    date_from = models.DateField(_("from"))
    date_to = models.DateField(_("to"))

    class Meta:
        verbose_name = _("substitute advisor")
        verbose_name_plural = _("substitute advisors")
        ordering = ["-date_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(date_to__gte=models.F("date_from")),
                name="substitution_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=~Q(advisor=models.F("substitute")),
                name="substitute_is_another",
                violation_error_message=_("Somebody else has to stand in."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.advisor} → {self.substitute} {self.date_from:%d.%m.%Y}"


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
