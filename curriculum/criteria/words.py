"""A criterion row in words: "Surnames A–K of CENG, years 2–4"."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

Bound = Decimal | int | None


def in_words(
    *,
    department: str = "",
    surnames: tuple[str, str] = ("", ""),
    cgpa: tuple[Bound, Bound] = (None, None),
    years: tuple[Bound, Bound] = (None, None),
    grades: tuple[str, str] = ("", ""),
    quota: int | None = None,
) -> str:
    parts = [_who(department, _letters(*surnames)), *_limits(cgpa, years, grades)]
    if quota is not None:
        parts.append(_("quota %(n)d") % {"n": quota})
    return ", ".join(parts)


def _who(department: str, surnames: str) -> str:
    said = {"department": department, "surnames": surnames}
    if department and surnames:
        return _("Surnames %(surnames)s of %(department)s") % said
    if surnames:
        return _("Surnames %(surnames)s") % said
    return _("Students of %(department)s") % said if department else _("Everyone")


def _limits(cgpa: tuple[Bound, Bound], years: tuple[Bound, Bound], grades: tuple[str, str]) -> Iterator[str]:
    if said := _years(*years):
        yield said
    if span := _figures(*cgpa):
        yield _("CGPA %(span)s") % {"span": span}
    best, worst = grades
    if best or worst:
        yield _("earlier grade %(span)s") % {"span": _letters(best, worst)}


def _letters(first: str, last: str) -> str:
    if first and last:
        return first if first == last else f"{first}–{last}"
    if first:
        return _("from %(first)s on") % {"first": first}
    return _("up to %(last)s") % {"last": last} if last else ""


def _years(low: Bound, high: Bound) -> str:
    said = {"low": low, "high": high}
    if low is not None and high is not None:
        return _("year %(low)s") % said if low == high else _("years %(low)s–%(high)s") % said
    if low is not None:
        return _("from year %(low)s on") % said
    return _("up to year %(high)s") % said if high is not None else ""


def _figures(low: Bound, high: Bound) -> str:
    if low is not None and high is not None:
        return str(low) if low == high else f"{low}–{high}"
    if low is not None:
        return _("at least %(low)s") % {"low": low}
    return _("at most %(high)s") % {"high": high} if high is not None else ""
