"""A student's account: what was charged, paid and paid back. Nothing is deleted; what was wrong is reversed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from curriculum.models import Course, Term
from people.models import Student, User

from .tariffs import Line

UNCHECKED: dict[str, Any] = {"db_constraint": False}
BY_HAND = "by_hand"  # the step of a charge that is no computed one


class FeeStanding(models.Model):
    """Sums of one student's account in one term, in Turkish lira: what the rules read. `manage.py audit_fees` rebuilds
    them from the entries.

    `charged` is everything, `charged_courses` the part of it that courses and exams cost; `paid` is less what was paid
    back. `missing` names tariffs that are not there: nothing is charged then, and nothing is settled (OMU-131).
    `steps` say how the charge came to be.
    """

    # found by student and term together, by the unique constraint's own index
    student = models.ForeignKey(
        Student, models.CASCADE, related_name="fee_standings", verbose_name=_("student"), db_index=False
    )
    term = models.ForeignKey(Term, models.PROTECT, verbose_name=_("term"), db_index=False)
    charged = models.DecimalField(_("charged"), max_digits=10, decimal_places=2, default=0, db_default=0)
    charged_courses = models.DecimalField(
        _("of it for courses"), max_digits=10, decimal_places=2, default=0, db_default=0
    )
    paid = models.DecimalField(_("paid"), max_digits=10, decimal_places=2, default=0, db_default=0)
    missing = models.JSONField(_("missing tariffs"), default=list, blank=True, db_default=[])
    steps = models.JSONField(_("steps"), default=list, blank=True, db_default=[], encoder=DjangoJSONEncoder)
    assessed_at = models.DateTimeField(_("charged at"), null=True, blank=True)

    class Meta:
        verbose_name = _("fee standing")
        verbose_name_plural = _("fee standings")
        constraints = [models.UniqueConstraint(fields=["student", "term"], name="fee_standing_once")]

    def __str__(self) -> str:
        return f"{self.student.number} {self.charged - self.paid}"

    @property
    def balance(self) -> Decimal:
        """Above nothing it is owed, below it is too much."""
        return self.charged - self.paid

    @property
    def due(self) -> Decimal:
        return max(self.balance, Decimal(0))


class Entry(models.Model):
    """One line of the ledger, append-only. A reversal is an entry of its own kind with the opposite sum.

    Of one account: the sum of charges less payments plus refunds is its balance. What the fee office charges by hand
    (fees/corrections.py) may be below nothing: a credit.

    What an entry names cannot be deleted; the database does not check it, since that needs the right to update entries,
    which nobody has: with the check nothing of these could be deleted, entries or none.
    """

    class Kind(models.TextChoices):
        CHARGE = "charge", _("Charge")
        PAYMENT = "payment", _("Payment")
        REFUND = "refund", _("Refund")

    standing = models.ForeignKey(
        FeeStanding, models.PROTECT, related_name="entries", verbose_name=_("account"), **UNCHECKED
    )
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices)
    line = models.CharField(_("line"), max_length=16, choices=Line.choices, blank=True)
    course = models.ForeignKey(
        Course,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("course"),
        db_index=False,
        **UNCHECKED,
    )
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2)
    steps = models.JSONField(_("steps"), default=list, blank=True, encoder=DjangoJSONEncoder)
    payment = models.ForeignKey(
        "fees.Payment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("payment"),
        **UNCHECKED,
    )
    refund = models.ForeignKey(
        "fees.Refund",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("refund"),
        **UNCHECKED,
    )
    reverses = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
        verbose_name=_("reverses"),
        **UNCHECKED,
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    actor = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by"), **UNCHECKED
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("entry of an account")
        verbose_name_plural = _("entries of accounts")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="entry_has_amount"),
            models.CheckConstraint(
                condition=Q(kind="charge", payment=None, refund=None)
                | Q(kind="payment", payment__isnull=False, refund=None)
                | Q(kind="refund", payment=None, refund__isnull=False),
                name="entry_names_its_source",
            ),
            models.CheckConstraint(
                condition=Q(kind="charge") | Q(reverses=None, amount__gt=0) | Q(reverses__isnull=False, amount__lt=0),
                name="reversal_is_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standing.student.number} {self.get_kind_display()} {self.amount}"

    @property
    def by_hand(self) -> bool:
        """Whether the fee office wrote the charge: computing anew leaves it as it is."""
        return self.kind == self.Kind.CHARGE and any(step.get("code") == BY_HAND for step in self.steps)
