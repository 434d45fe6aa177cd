"""What was tried and what moved; append-only by revoked rights.

No constraint leads from here to anything: with one, nobody could be erased, since PostgreSQL locks the rows that point to
what is deleted, and for that asks for the right to change them.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from .registrations import TermRegistration


class Attempt(models.Model):
    """The ledger: every change that was tried, accepted and refused alike. Append-only; ids instead of foreign keys."""

    registration_id = models.BigIntegerField()
    key = models.UUIDField()
    body_hash = models.CharField(max_length=64)
    actor_id = models.BigIntegerField()
    at = models.DateTimeField()
    change = models.JSONField()
    accepted = models.BooleanField()
    findings = models.JSONField()
    note = models.CharField(max_length=300, blank=True, default="")  # the registrar's reason (METU-20)
    version = models.IntegerField()
    revision = models.BigIntegerField()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [models.UniqueConstraint(fields=["registration_id", "key"], name="attempt_once")]
        # of what was done lately (overview/demand.py): rows lie in the order of their moments, so it costs an add nothing
        indexes = [BrinIndex(fields=["at"], autosummarize=True, pages_per_range=32, name="attempt_at")]

    def __str__(self) -> str:
        return f"{self.registration_id} {localtime(self.at):%d.%m.%Y %H:%M:%S}"


class SeatMove(models.Model):
    """One movement of one counter; `seq` is the counter's `moves` after it, so the sequence has no gap."""

    counter_id = models.BigIntegerField()
    seq = models.BigIntegerField()
    delta = models.SmallIntegerField()
    attempt_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("seat move")
        verbose_name_plural = _("seat moves")
        constraints = [models.UniqueConstraint(fields=["counter_id", "seq"], name="move_once")]

    def __str__(self) -> str:
        return f"{self.counter_id}#{self.seq} {self.delta:+d}"


class Transition(models.Model):
    """Every event that a registration was put to: who, when, with which note, on which version of the list.

    One that was refused is kept with its findings and leaves the state as it was.
    """

    registration = models.ForeignKey(TermRegistration, models.PROTECT, related_name="transitions", db_constraint=False)
    event = models.CharField(_("event"), max_length=20)
    from_state = models.CharField(_("from"), max_length=14)
    to_state = models.CharField(_("to"), max_length=14)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_constraint=False, verbose_name=_("who")
    )
    note = models.TextField(_("note"), blank=True)
    version = models.IntegerField(_("version"))
    at = models.DateTimeField(_("when"))
    accepted = models.BooleanField(_("accepted"), default=True)
    findings = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("transition")
        verbose_name_plural = _("transitions")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.event} {localtime(self.at):%d.%m.%Y %H:%M}"
