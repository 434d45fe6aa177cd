"""What a person is told: in the portal at once, and by mail. The rows are the outbox, written with what they tell of."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .accounts import User


class Notice(models.Model):
    """One notice to one person: a kind with figures, never prose; notices.py makes it, in the reader's language.

    `mailed_at` is empty while the mail is due; a kind that is not mailed has it from the start. With a `failure` beside it
    the mail was given up, and the notice is shown in the portal only. `next_try_at` is also the end of the lease of whoever
    is mailing it now (delivery.py). `once` keeps a job that runs twice from telling twice.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="notices", verbose_name=_("to"))
    kind = models.CharField(_("kind"), max_length=40)
    figures = models.JSONField(default=dict, blank=True)
    link = models.CharField(max_length=200, blank=True)  # a path of the portal
    once = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(_("when"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)
    failure = models.CharField(_("failure"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["id"], condition=Q(mailed_at__isnull=True), name="notice_to_mail"),
            models.Index(fields=["user", "-id"], name="notice_of_user"),
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="notice_unread"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["user", "once"], condition=~Q(once=""), name="notice_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user.username} {self.kind} {self.at:%d.%m.%Y %H:%M}"
