"""National identity numbers: never kept, only compared, as a digest that nobody makes without the key (OMU-27)."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.utils.crypto import salted_hmac


def digest_of(identity: str) -> str:
    """64 hexadecimal digits. The key stands in the settings, not in the database: a copy of that one tells nothing."""
    return salted_hmac(
        "people.identity", identity.strip(), secret=settings.IDENTITY_KEY, algorithm="sha256"
    ).hexdigest()


def is_identity(identity: str, digest: str) -> bool:
    """Whether a number is the one behind a digest; nobody's where there is none."""
    return hmac.compare_digest(digest_of(identity), digest) and bool(digest)


def is_well_formed(identity: str) -> bool:
    """Eleven digits, of which the last two follow from the others, as on every Turkish identity card."""
    if not (len(identity) == 11 and identity.isascii() and identity.isdigit() and identity[0] != "0"):
        return False
    digits = [int(digit) for digit in identity]
    odd, even = sum(digits[0:9:2]), sum(digits[1:8:2])
    return digits[9] == (7 * odd - even) % 10 and digits[10] == sum(digits[:10]) % 10
