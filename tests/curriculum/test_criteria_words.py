"""A criterion row in words, in both languages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils.translation import override

from curriculum.criteria.words import in_words

SAID = [
    ({}, "Everyone", "Herkes"),
    ({"department": "CENG"}, "Students of CENG", "CENG öğrencileri"),
    ({"surnames": ("A", "K")}, "Surnames A–K", "Soyadı A–K olanlar"),
    (
        {"department": "CENG", "surnames": ("A", "K"), "years": (2, 4)},
        "Surnames A–K of CENG, years 2–4",
        "CENG öğrencilerinden soyadı A–K olanlar, sınıf 2–4",
    ),
    ({"surnames": ("K", "")}, "Surnames from K on", "Soyadı K ve sonrası olanlar"),
    ({"surnames": ("", "K")}, "Surnames up to K", "Soyadı K ve öncesi olanlar"),
    ({"years": (2, 2)}, "Everyone, year 2", "Herkes, sınıf 2"),
    ({"years": (3, None)}, "Everyone, from year 3 on", "Herkes, sınıf 3 ve üstü"),
    ({"years": (None, 3)}, "Everyone, up to year 3", "Herkes, sınıf 3 ve altı"),
    ({"cgpa": (Decimal("2.00"), None)}, "Everyone, CGPA at least 2.00", "Herkes, genel ortalama en az 2.00"),
    ({"cgpa": (None, Decimal("3.50"))}, "Everyone, CGPA at most 3.50", "Herkes, genel ortalama en çok 3.50"),
    (
        {"grades": ("DD", "FF"), "quota": 5},
        "Everyone, earlier grade DD–FF, quota 5",
        "Herkes, önceki notu DD–FF, kota 5",
    ),
]


@pytest.mark.parametrize(("row", "english", "turkish"), SAID)
def test_a_row_is_said_in_words(row, english: str, turkish: str):
    with override("en"):
        assert in_words(**row) == english
    with override("tr"):
        assert in_words(**row) == turkish
