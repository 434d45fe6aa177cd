"""What the collecting bank reports: its statements, and each payment from receipt to account (OMU-15, OMU-59, OMU-60)."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from curriculum.models import Term
from people.models import JobRun, Student, User


class Channel(models.TextChoices):
    BRANCH = "branch", _("Branch")
    CARD = "card", _("Card")
    ATM = "atm", _("Cash machine")
    ONLINE = "online", _("Fee payment on the bank's site")
    EFT = "eft", _("EFT")
    TRANSFER = "transfer", _("Transfer (havale)")


class Bank(models.Model):
    """A collecting bank. `channels` are those whose payments count by themselves; the rest goes to the worklist.

    Its programs sign in with a token of which only the digest is kept.
    """

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=100)
    channels = models.JSONField(_("channels that count"), default=list)
    instructions = models.TextField(_("how to pay"), blank=True)
    instructions_en = models.TextField(_("how to pay, English"), blank=True)
    token_digest = models.CharField(max_length=64, blank=True, editable=False)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("collecting bank")
        verbose_name_plural = _("collecting banks")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Statement(models.Model):
    """A file of a bank that was booked; the same file is booked once. `lines` and `total` are its own last line's;
    `left_out` are its lines that were not valid: number, reference, amount, reason.
    """

    bank = models.ForeignKey(Bank, models.PROTECT, related_name="statements", verbose_name=_("bank"))
    name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(max_length=64)
    lines = models.PositiveIntegerField(_("lines"))
    total = models.DecimalField(_("total"), max_digits=14, decimal_places=2)
    booked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("booked by")
    )
    booked_at = models.DateTimeField(_("booked at"))
    job = models.OneToOneField(
        JobRun, models.PROTECT, null=True, blank=True, related_name="statement", verbose_name=_("job")
    )
    left_out = models.JSONField(_("lines left out"), default=list, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["bank", "sha256"], name="statement_once")]

    def __str__(self) -> str:
        return f"{self.bank} {self.name}"


class DayReport(models.Model):
    """What a bank says of a day: how many payments, and how much. Of each source the last one counts."""

    bank = models.ForeignKey(Bank, models.PROTECT, related_name="day_reports", verbose_name=_("bank"), db_index=False)
    day = models.DateField(_("day"))
    lines = models.PositiveIntegerField(_("lines"))
    total = models.DecimalField(_("total"), max_digits=14, decimal_places=2)
    statement = models.OneToOneField(
        Statement, models.PROTECT, null=True, blank=True, related_name="day_report", verbose_name=_("statement")
    )
    reported_at = models.DateTimeField(_("reported at"))

    class Meta:
        verbose_name = _("report of a day")
        verbose_name_plural = _("reports of days")
        ordering = ["-id"]
        indexes = [models.Index(fields=["bank", "day"], name="day_report")]

    def __str__(self) -> str:
        return f"{self.bank} {self.day:%d.%m.%Y}"


class Payment(models.Model):
    """Money that a bank reports. The same reference twice is one payment.

    MATCHED ones stand on an account (an Entry each), and so do CLEARED ones, which an officer put there; UNMATCHED ones
    wait on the worklist with their problem; a reversed one is no payment any more, a returned one went back to its sender.
    """

    class State(models.TextChoices):
        MATCHED = "matched", _("On the account")
        CLEARED = "cleared", _("Put on the account by the fee office")
        UNMATCHED = "unmatched", _("On the worklist")
        RETURNED = "returned", _("Returned to the sender")
        REVERSED = "reversed", _("Reversed")

    class Problem(models.TextChoices):
        NUMBER = "number", _("unknown student number")
        CHANNEL = "channel", _("a channel that does not count")
        AMOUNT = "amount", _("not a sum that is owed")
        NOTHING_DUE = "nothing_due", _("nothing is owed")
        TAKEN_OFF = "taken_off", _("taken off an account")

    class Source(models.TextChoices):
        STATEMENT = "statement", _("Statement")
        SERVICE = "service", _("Web service")

    bank = models.ForeignKey(Bank, models.PROTECT, related_name="payments", verbose_name=_("bank"))
    reference = models.CharField(_("reference"), max_length=60)
    number = models.CharField(_("student number as given"), max_length=20, blank=True)
    payer = models.CharField(_("payer"), max_length=200, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    paid_at = models.DateTimeField(_("paid at"))
    source = models.CharField(_("reported by"), max_length=9, choices=Source.choices)
    statement = models.ForeignKey(
        Statement, models.PROTECT, null=True, blank=True, related_name="payments", verbose_name=_("statement")
    )
    student = models.ForeignKey(
        Student, models.PROTECT, null=True, blank=True, related_name="payments", verbose_name=_("student")
    )
    term = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("term"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices)
    problem = models.CharField(_("problem"), max_length=11, choices=Problem.choices, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    received_at = models.DateTimeField(_("received at"))
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("put right by")
    )

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["bank", "reference"], name="payment_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_above_nothing"),
        ]
        indexes = [
            models.Index(fields=["state"], condition=Q(state="unmatched"), name="payment_worklist"),
            models.Index(fields=["bank", "paid_at"], name="payments_of_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.amount}"
