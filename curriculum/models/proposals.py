"""What departments ask the registrar to change."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .courses import Course, Decided, Grade


class PrerequisiteProposal(Decided):
    """A change of a course's prerequisites that its department asks for; the registrar alone commits it (METU-59)."""

    class Action(models.TextChoices):
        ADD = "add", _("Add the prerequisite")
        REMOVE = "remove", _("Remove the prerequisite")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for the registrar")
        COMMITTED = "committed", _("Committed")
        DECLINED = "declined", _("Declined")

    course = models.ForeignKey(Course, models.CASCADE, related_name="+", verbose_name=_("course"))
    action = models.CharField(_("change"), max_length=6, choices=Action.choices, default=Action.ADD)
    set_no = models.PositiveSmallIntegerField(_("set"), default=1)
    required = models.ForeignKey(Course, models.CASCADE, related_name="+", verbose_name=_("needs"))
    min_grade = models.ForeignKey(
        Grade, models.PROTECT, null=True, blank=True, verbose_name=_("at least"), help_text=_("Empty: any pass.")
    )
    grounds = models.TextField(_("grounds"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.WAITING, db_index=True)
    answer = models.CharField(_("answer to the department"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("proposed prerequisite")
        verbose_name_plural = _("proposed prerequisites")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.course.code} ← {self.set_no}: {self.required.code}"
