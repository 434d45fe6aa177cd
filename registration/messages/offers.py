"""What a fix is called on its button, Turkish and English; a fix of two steps says both."""

from __future__ import annotations

OFFERS: dict[str, tuple[str, str]] = {
    "section": ("{old} yerine {place}: {meets}, {seats}", "{place} instead of {old}: {meets}, {seats}"),
    "move": ("{old} yerine {place}: {meets}, {seats}", "Change {old} to {place}: {meets}, {seats}"),
    "drop": ("{place} bırakılırsa olur", "Drop {place} and it fits"),
    "without": ("{place} olmadan kalanı", "The rest, without {place}"),
    "keep": ("{place} kalsın, gerisi yapılsın", "Keep {place} and do the rest"),
    "add": ("{place} de eklensin: {meets}, {seats}", "Add {place} as well: {meets}, {seats}"),
    "status": ("{place} – {value}", "{place} as {value}"),
    "category": ("{place} – {value}", "{place} as {value}"),
    "mode": ("{place} {value}: {meets}, {seats}", "{place} {value}: {meets}, {seats}"),
    "wait": ("Aynı istek {opens} tarihinden sonra kabul edilir", "The same opens for you on {opens}"),
    "again": ("Aynı istek, listenin bugünkü haliyle", "The same, on the list as it is now"),
}
SEATS: dict[str, tuple[str, str]] = {"tr": ("{n} yer", "{n} yer"), "en": ("{n} seat", "{n} seats")}
NONE: dict[str, str] = {"tr": "kategorisiz", "en": "no elective"}


def offer_text(kind: str, language: str, **figures: str) -> str:
    tr, en = OFFERS[kind]
    return (tr if language == "tr" else en).format(**figures)


def seats_text(left: int, language: str) -> str:
    one, many = SEATS["tr" if language == "tr" else "en"]
    return (one if left == 1 else many).format(n=left)
