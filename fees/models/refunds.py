"""Money that goes back: what is too much on an account, from proposal to payment (OMU-116 to OMU-129)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import User

from .accounts import FeeStanding


class RefundBatch(models.Model):
    """Approved refunds that were handed over for payment together, as one file."""

    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("handed over by"))
    made_at = models.DateTimeField(_("handed over at"))
    lines = models.PositiveIntegerField(_("lines"))
    total = models.DecimalField(_("total"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("payment list of refunds")
        verbose_name_plural = _("payment lists of refunds")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.pk} ({self.lines}, {self.total})"


class Refund(models.Model):
    """One sum of one account. Only a PAID refund stands on the account (an Entry); until it is handed over for payment it
    follows the balance: another sum is another refund.

    `cause` says why the account has too much: a code of fees/refunds/causes.py. `version` rises with every move.
    """

    class State(models.TextChoices):
        OFFERED = "offered", _("Given back on request")
        PROPOSED = "proposed", _("Proposed")
        REQUESTED = "requested", _("Requested")
        APPROVED = "approved", _("Approved")
        SENT = "sent", _("Handed over for payment")
        REJECTED = "rejected", _("Rejected")
        PAID = "paid", _("Paid back")
        RETURNED = "returned", _("Sent back by the bank")
        WITHDRAWN = "withdrawn", _("No longer too much")

    standing = models.ForeignKey(FeeStanding, models.PROTECT, related_name="refunds", verbose_name=_("account"))
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2)
    cause = models.CharField(_("cause"), max_length=30)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.PROPOSED)
    version = models.PositiveIntegerField(_("version"), default=1)
    requested_at = models.DateTimeField(_("asked for by the student at"), null=True, blank=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    batch = models.ForeignKey(
        RefundBatch, models.PROTECT, null=True, blank=True, related_name="refunds", verbose_name=_("payment list")
    )
    paid_on = models.DateField(_("paid back on"), null=True, blank=True)
    paid_as = models.CharField(_("reference of the transfer"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_above_nothing"),
            models.UniqueConstraint(
                fields=["standing"],
                condition=Q(state__in=("offered", "proposed", "requested", "approved", "sent")),
                name="one_open_refund",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="refund_queue")]

    def __str__(self) -> str:
        return f"{self.standing.student.number} {self.amount}"


class RefundStep(models.Model):
    """One line of a refund's record, append-only: who moved it when. Without an actor it was the system."""

    refund = models.ForeignKey(
        Refund, models.PROTECT, related_name="steps", verbose_name=_("refund"), db_constraint=False
    )
    event = models.CharField(_("event"), max_length=12)
    state = models.CharField(_("state after it"), max_length=9, choices=Refund.State.choices)
    actor = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by"), db_constraint=False
    )
    at = models.DateTimeField(_("at"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("step of a refund")
        verbose_name_plural = _("steps of refunds")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.refund_id} {self.event}"
