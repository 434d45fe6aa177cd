"""Codes of papers: eighty bits of chance in letters that nobody mistakes, read however they are typed."""

from __future__ import annotations

import secrets

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's thirty-two: no I, L, O and U
LENGTH, GROUP = 16, 4
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1", "İ": "1", "U": "V"} | dict.fromkeys(" -–—.\t\r\n\xa0", ""))


def new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """As it is printed: ABCD-EFGH-JKMN-PQRS."""
    return "-".join(code[i : i + GROUP] for i in range(0, len(code), GROUP))


def read_code(typed: str) -> str:
    """The code that is meant, whatever its case and grouping; empty where none can be."""
    code = typed[:60].upper().translate(_MEANT)
    return code if len(code) == LENGTH and set(code) <= set(LETTERS) else ""
