"""The advisor's desk: messages, reminders, requests to remove an approval, tasks."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from curriculum.models import Course, Term
from people.models import Student


class Message(models.Model):
    """A message between a student and whoever advises the student, kept with the term (OMU-08)."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="messages", verbose_name=_("student"))
    term = models.ForeignKey(Term, models.CASCADE, related_name="+", verbose_name=_("term"))
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("from"))
    body = models.TextField(_("message"), max_length=2000)
    at = models.DateTimeField(_("when"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)  # by the other side

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["id"]
        indexes = [models.Index(fields=["student", "term"], name="message_of_student")]

    def __str__(self) -> str:
        return f"{self.student.number} {self.at:%d.%m.%Y %H:%M}"


class Reminder(models.Model):
    """A student's nudge to the advisor about a list that waits (OMU-42); answered by whatever next happens to the list."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="reminders", verbose_name=_("student"))
    term = models.ForeignKey(Term, models.CASCADE, related_name="+", verbose_name=_("term"))
    at = models.DateTimeField(_("when"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.student.number} {self.at:%d.%m.%Y %H:%M}"


class RemovalRequest(models.Model):
    """A student's request that the approval be removed (METU-41); open until it is granted, declined or taken back."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="removal_requests", verbose_name=_("student"))
    term = models.ForeignKey(Term, models.CASCADE, related_name="+", verbose_name=_("term"))
    reason = models.CharField(_("why"), max_length=300)
    at = models.DateTimeField(_("when"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    granted = models.BooleanField(_("granted"), null=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("request to remove an approval")
        verbose_name_plural = _("requests to remove an approval")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "term"], condition=Q(closed_at__isnull=True), name="one_open_removal_request"
            )
        ]

    def __str__(self) -> str:
        return f"{self.student.number} {self.at:%d.%m.%Y %H:%M}"


class AdvisorTask(models.Model):
    """Something that an advisor has to see to for one student: a course that does not open, a section that moved."""

    class Kind(models.TextChoices):
        NOT_OPENED = "not_opened", _("A course of the list does not open")
        SECTION_CHANGED = "section_changed", _("A section of the list changed")
        NOT_RESTORED = "not_restored", _("The approved list could not be restored whole")

    student = models.ForeignKey(Student, models.CASCADE, related_name="tasks", verbose_name=_("student"))
    term = models.ForeignKey(Term, models.CASCADE, related_name="+", verbose_name=_("term"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    course = models.ForeignKey(
        Course, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("course")
    )
    figures = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(_("since"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("done by")
    )

    class Meta:
        verbose_name = _("task of an advisor")
        verbose_name_plural = _("tasks of advisors")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "term", "kind", "course"],
                condition=Q(done_at__isnull=True),
                nulls_distinct=False,
                name="one_open_task",
            )
        ]

    def __str__(self) -> str:
        return f"{self.student.number} {self.get_kind_display()}"
