"""What is sent and answered, as the description shows it. Nothing else of a row goes out or comes in."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from people.clock import now

from ..models import Channel, Line, Payment
from ..statement_files import FIRST_YEAR, REFERENCE

AHEAD = timedelta(minutes=5)  # that a bank's clock may be ahead of ours


class Money(serializers.DecimalField):
    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=10, decimal_places=2, **options)


class DebtLine(serializers.Serializer):
    line = serializers.ChoiceField(choices=Line.choices, help_text="What is charged.")
    course = serializers.CharField(allow_blank=True, help_text="Code of the course, where one is charged.")
    amount = Money()


class DebtOfTerm(serializers.Serializer):
    term = serializers.CharField(help_text="Such as 20252.")
    term_name = serializers.CharField()
    due = Money(help_text="Still to be paid for the term.")
    lines = DebtLine(many=True, help_text="What was charged; any of these sums, or all that is due, may be paid.")
    paid = Money(help_text="Paid so far.")


class Debts(serializers.Serializer):
    number = serializers.CharField()
    name = serializers.CharField(help_text="Masked: D**** Y*****.")
    due = Money()
    terms = DebtOfTerm(many=True, help_text="The current term first, then the oldest that owes.")


class NewPayment(serializers.Serializer):
    """A payment that the bank took."""

    reference = serializers.RegexField(
        f"^{REFERENCE.pattern}$", help_text="The bank's own, once: letters, digits and . _ : -"
    )
    number = serializers.CharField(max_length=20, help_text="Student number as the payer gave it.")
    amount = Money(min_value=Decimal("0.01"), help_text="Turkish lira, such as 200.00.")
    channel = serializers.ChoiceField(choices=Channel.choices)
    paid_at = serializers.DateTimeField(help_text="With its offset, such as 2026-02-10T14:05:00+03:00.")
    payer = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")

    def validate_paid_at(self, value: datetime) -> datetime:
        if value.year < FIRST_YEAR or value > now() + AHEAD:
            raise serializers.ValidationError(_("The moment is to come, or long past."), code="paid_at")
        return value


class PaymentAnswer(serializers.ModelSerializer):
    term = serializers.CharField(
        source="term.code", allow_null=True, default=None, help_text="The term it was paid for."
    )

    class Meta:
        model = Payment
        fields = ("reference", "number", "amount", "channel", "paid_at", "state", "problem", "term", "received_at")
        read_only_fields = fields


class DayReport(serializers.Serializer):
    """What the bank counts of a day, without what it took back."""

    count = serializers.IntegerField(min_value=0, max_value=1_000_000)
    total = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=0)


class Sums(serializers.Serializer):
    count = serializers.IntegerField()
    total = serializers.DecimalField(max_digits=14, decimal_places=2)


class Difference(serializers.Serializer):
    code = serializers.CharField()
    text = serializers.CharField(source="__str__")


class DayAnswer(serializers.Serializer):
    day = serializers.DateField()
    agrees = serializers.BooleanField()
    received = Sums()
    accounts = Sums()
    worklist = Sums()
    returned = Sums()
    reversed = Sums()
    differences = Difference(many=True)


class Problem(serializers.Serializer):
    """Problem details as in RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    errors = serializers.DictField(required=False, help_text="By field, where the request is not as described.")
