"""An IBAN of a Turkish account: TR, two check digits and 22 more; ISO 13616 by its remainder of 97."""

from __future__ import annotations

import re

SHAPE = re.compile(r"TR\d{24}")


def compact(text: str) -> str:
    """Without the spaces that people write."""
    return re.sub(r"[\s.-]", "", text).upper()


def is_iban(text: str) -> bool:
    if not SHAPE.fullmatch(text) or not text.isascii():
        return False
    digits = "".join(str(int(sign, 36)) for sign in text[4:] + text[:4])
    return int(digits) % 97 == 1


def grouped(iban: str) -> str:
    """As people read it, in fours."""
    return " ".join(iban[n : n + 4] for n in range(0, len(iban), 4))


def masked(iban: str) -> str:
    """What others see: enough to tell two apart."""
    return f"{iban[:4]} … {iban[-4:]}" if iban else ""
