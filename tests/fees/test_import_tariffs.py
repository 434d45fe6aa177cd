"""Tariffs out of a file: what the columns mean, what is refused by line and reason, and what an import leaves behind."""

from __future__ import annotations

from datetime import date

import pytest

from fees.models import Tariff
from tests.fees.tariffs import OMU, import_tariffs
from tests.tables import counted
from tests.world import World

pytestmark = pytest.mark.django_db


def rows() -> list[tuple]:
    found = Tariff.objects.select_related("faculty", "department", "programme").order_by("id")
    units = [
        str((t.programme or t.department or t.faculty or "") and (t.programme or t.department or t.faculty).code)
        for t in found
    ]
    return [
        (t.year, t.line, u, t.level, t.education_type, str(t.amount), t.period)
        for t, u in zip(found, units, strict=True)
    ]


@pytest.mark.row("OMU-131")
def test_the_list_of_a_university_is_taken_in(omu: World):
    report = import_tariffs(omu, OMU)

    assert counted(report) == (9, 0, 0, 0)
    assert rows() == [
        (2025, "contribution", "", "", "", "200.00", "term"),
        (2025, "tuition", "", "", "evening", "1000.00", "term"),
        (2025, "course", "", "", "", "20.00", "term"),
        (2025, "course", "MED", "", "", "40.00", "year"),
        (2025, "course", "LAW", "", "", "40.00", "year"),
        (2025, "course", "DENT", "", "", "40.00", "year"),
        (2025, "foreign", "ENG", "", "", "3000.00", "year"),
        (2025, "foreign", "MED", "", "", "10000.00", "term"),
        (2025, "preparation", "", "", "", "800.00", "term"),
    ]
    first = Tariff.objects.get(line="contribution")
    assert (first.decision_no, first.decision_date) == ("2015/8014", date(2015, 8, 28))
