"""Money that goes back: what is too much on an account, from proposal to payment (OMU-116 to OMU-129)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import User

from .accounts import FeeStanding


class Refund(models.Model):
    """One sum of one account. Only a PAID refund stands on the account (an Entry); what is proposed follows the balance.

    `cause` says why the account has too much: a code of fees/refunds.py with the row behind it.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        PAID = "paid", _("Paid back")
        WITHDRAWN = "withdrawn", _("No longer too much")

    standing = models.ForeignKey(FeeStanding, models.PROTECT, related_name="refunds", verbose_name=_("account"))
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2)
    cause = models.CharField(_("cause"), max_length=30)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.PROPOSED)
    requested_at = models.DateTimeField(_("asked for by the student at"), null=True, blank=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    paid_at = models.DateTimeField(_("paid back at"), null=True, blank=True)
    paid_as = models.CharField(_("reference of the transfer"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_above_nothing"),
            models.UniqueConstraint(
                fields=["standing"], condition=Q(state__in=("proposed", "approved")), name="one_open_refund"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standing.student.number} {self.amount}"
