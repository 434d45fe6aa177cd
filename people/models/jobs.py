"""Long work that somebody asked for: how far it is, and what came of it."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from .accounts import User


class JobRun(models.Model):
    """One run of a command, task or admin action. `kind` names it, `params` say on what; `result` is its report."""

    kind = models.CharField(_("job"), max_length=40)
    params = models.JSONField(_("on"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    problem = models.TextField(_("problem"), blank=True)
    result = models.JSONField(_("result"), default=dict, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.asked_at:%d.%m.%Y %H:%M}"


class JobFile(models.Model):
    """A file that waits in the database, where every node finds it, until somebody confirms what it would do."""

    job = models.OneToOneField(JobRun, models.CASCADE, related_name="file", primary_key=True)
    name = models.CharField(max_length=200)
    content = models.BinaryField()

    class Meta:
        verbose_name = _("file of a job")
        verbose_name_plural = _("files of jobs")

    def __str__(self) -> str:
        return self.name
