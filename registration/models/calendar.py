"""When something may be done."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from curriculum.models import Department, Faculty, Term


class Window(models.Model):
    """When something may be done in a term. The narrowest scope wins; an empty scope is the whole university."""

    class Kind(models.TextChoices):
        REGISTRATION = "registration", _("Interactive registration")
        ADD_DROP = "add_drop", _("Add-drop")
        APPROVAL = "approval", _("Advisor approval")
        FOLLOW_UP = "follow_up", _("Follow-up of returned lists")
        THESIS_ADVISOR = "thesis_advisor", _("Assignment of thesis advisors")
        ENROLMENT = "enrolment", _("Enrolment of new students")

    term = models.ForeignKey(Term, models.CASCADE, related_name="windows", verbose_name=_("term"))
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"), help_text=_("Exclusive: 17:00 closes after 16:59:59."))
    faculty = models.ForeignKey(Faculty, models.CASCADE, null=True, blank=True, verbose_name=_("faculty"))
    department = models.ForeignKey(Department, models.CASCADE, null=True, blank=True, verbose_name=_("department"))
    paused = models.BooleanField(_("paused"), default=False, db_default=False)
    paused_at = models.DateTimeField(_("paused since"), null=True, blank=True, editable=False)
    pause_note = models.CharField(_("why it is paused"), max_length=300, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("window")
        verbose_name_plural = _("windows")
        ordering = ["opens_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="window_closes_after_opening",
                violation_error_message=_("The window closes before it opens."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {localtime(self.opens_at):%d.%m.%Y %H:%M}"


class StageOpening(models.Model):
    """From when, on the first day of a window, which students may enter (METU-43 to METU-48)."""

    class Group(models.TextChoices):
        UNDERGRADUATE = "undergraduate", _("Associate and undergraduate")
        GRADUATE = "graduate", _("Graduate, special, exchange")

    window = models.ForeignKey(Window, models.CASCADE, related_name="stages", verbose_name=_("window"))
    group = models.CharField(_("group"), max_length=13, choices=Group.choices)
    class_from = models.PositiveSmallIntegerField(_("from class"), default=1)
    opens_at = models.DateTimeField(_("opens"))

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["opens_at"]
        constraints = [models.UniqueConstraint(fields=["window", "group", "class_from"], name="stage_once")]

    def __str__(self) -> str:
        return f"{self.get_group_display()} {self.class_from}+ {localtime(self.opens_at):%H:%M}"
