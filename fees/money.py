"""Sums of money as people and banks write them. What could be read in two ways is not guessed but refused."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PLAIN = re.compile(r"\d+(?:[.,]\d{1,2})?", re.ASCII)  # 1234 · 1234,5 · 1234.56
GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+,\d{1,2}", re.ASCII)  # 1.234,56
TWO_WAYS = re.compile(r"\d{1,3}[.,]\d{3}", re.ASCII)  # 1.234: a thousand and some, or one and three decimals
MORE_DECIMALS = re.compile(r"\d+[.,]\d{3,}|\d{1,3}(?:\.\d{3})+,\d{3,}", re.ASCII)
LARGEST = Decimal("99999999.99")  # what an account holds

SAID: dict[str, Promise] = {
    "AMOUNT_EMPTY": _("There is no amount."),
    "AMOUNT_NEGATIVE": _("The amount is below nothing."),
    "AMOUNT_ZERO": _("The amount is nothing."),
    "AMOUNT_AMBIGUOUS": _("The amount can be read in two ways: write 1234,00 or 1.234,00."),
    "AMOUNT_DECIMALS": _("The amount has more than two decimals."),
    "AMOUNT_SEPARATOR": _("The amount is written with other separators than 1.234,56 or 1234.56."),
    "AMOUNT_TOO_LARGE": _("The amount is too large."),
}


def read_amount(text: str, *, most: Decimal = LARGEST) -> Decimal | str:
    """A sum above nothing, or the code of what is wrong with it."""
    text = text.strip()
    if not text:
        return "AMOUNT_EMPTY"
    if text.startswith(("-", "−")):
        return "AMOUNT_NEGATIVE"
    if TWO_WAYS.fullmatch(text):
        return "AMOUNT_AMBIGUOUS"
    if MORE_DECIMALS.fullmatch(text):
        return "AMOUNT_DECIMALS"
    if not (grouped := GROUPED.fullmatch(text)) and not PLAIN.fullmatch(text):
        return "AMOUNT_SEPARATOR"
    amount = Decimal((text.replace(".", "") if grouped else text).replace(",", "."))
    if amount > most:
        return "AMOUNT_TOO_LARGE"
    return amount.quantize(Decimal("0.01")) if amount else "AMOUNT_ZERO"
