"""What a sample's students pay: a tariff for every line that may be charged, of the year of its term."""

from __future__ import annotations

from datetime import date

from curriculum.models import Term
from fees.cases import year_of
from fees.models import Tariff
from registration.models import PolicyRule

DECISION = "Örnek karar {year}/1"
SUMS = (  # line, level, education type, sum, period
    ("contribution", "", "", "1104.00", "term"),
    ("tuition", "", "evening", "6420.00", "term"),
    ("tuition", "", "distance", "4280.00", "term"),
    ("material", "", "distance", "1250.00", "term"),
    ("foreign", "", "", "2208.00", "year"),
    ("preparation", "", "", "9500.00", "term"),
    ("course", "", "", "150.00", "term"),
    ("course_material", "", "", "25.00", "term"),
    ("exam", "", "", "120.00", "term"),
)


def decide(term: Term) -> None:
    """Where the year has none yet."""
    year = year_of(term)
    if Tariff.objects.filter(year=year).exists():
        return
    decision = {"decision_no": DECISION.format(year=year), "decision_date": date(year, 6, 30)}
    Tariff.objects.bulk_create(
        Tariff(year=year, line=line, level=level, education_type=kind, amount=amount, period=period, **decision)
        for line, level, kind, amount, period in SUMS
    )


def charge_distance() -> None:
    """The distance form of a course that is given both ways costs something, beside the rules that are loaded."""
    beside = (
        PolicyRule.objects.filter(code="FEE_UNPAID").order_by("-effective_from", "-id").select_related("profile")[0]
    )
    params = {"course_fee": "flat", "course_material": "course"}
    PolicyRule.objects.get_or_create(
        code="FEES",
        profile=beside.profile,
        effective_from=beside.effective_from,
        defaults={"article": "Örnek karar", "params": params},
    )
