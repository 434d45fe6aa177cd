"""Who may take a section, in words: its criterion rows, those that differ by department alone as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from ..rules.facts import NO_SEAT, Catalogue, Criterion, Seat, Section

HIGHEST_CGPA, HIGHEST_CLASS = Decimal(4), 8  # bounds from here on keep nobody out


@dataclass(frozen=True)
class Admitted:
    """One row in words; `quota` are seats kept for it, `mine` says that it is the row which admits the reader."""

    text: str
    quota: Seat | None = None
    mine: bool = False


def admitted(
    section: Section,
    catalogue: Catalogue,
    language: str,
    seats: Mapping[int, Seat] | None = None,
    mine: Criterion | None = None,
) -> tuple[Admitted, ...]:
    """Rows are alternatives; none where the section has no criteria."""
    rows: dict[object, list[Criterion]] = {}
    for c in section.criteria:
        rows.setdefault(_beyond_department(c), []).append(c)
    return tuple(_said(alike, catalogue, language, seats or {}, mine) for alike in rows.values())


def _beyond_department(c: Criterion) -> object:
    return c.quota or (c.surname_text, c.cgpa_min, c.cgpa_max, c.year_min, c.year_max, c.grade_from, c.grade_to)


def _said(
    alike: list[Criterion], catalogue: Catalogue, language: str, seats: Mapping[int, Seat], mine: Criterion | None
) -> Admitted:
    first = alike[0]
    parts = [_whose(alike, catalogue), *_conditions(first, catalogue, language)]
    text = "; ".join(part for part in parts if part) or _("Everybody")
    quota = seats.get(first.quota, NO_SEAT) if first.quota else None
    return Admitted(text[0].upper() + text[1:], quota, any(c == mine for c in alike))


def _whose(alike: list[Criterion], catalogue: Catalogue) -> str:
    if any(c.department_id is None for c in alike):
        return ""
    names = sorted({catalogue.departments[c.department_id][0] for c in alike if c.department_id})
    return _("students of %(departments)s") % {"departments": ", ".join(names)}


def _conditions(c: Criterion, catalogue: Catalogue, language: str) -> Iterator[str]:
    if c.surname_text:
        yield _surnames(*c.surname_text.split("–"))
    yield _classes(c.year_min or None, c.year_max if (c.year_max or 0) < HIGHEST_CLASS else None)
    yield _averages(c.cgpa_min or None, c.cgpa_max if (c.cgpa_max or 0) < HIGHEST_CGPA else None, language)
    if c.grade_from is not None or c.grade_to is not None:
        yield _grades(catalogue.letter_of(c.grade_from), catalogue.letter_of(c.grade_to))


def _surnames(first: str, last: str) -> str:
    if first and last:
        return _("surnames %(first)s–%(last)s") % {"first": first, "last": last}
    return _("surnames from %(first)s") % {"first": first} if first else _("surnames to %(last)s") % {"last": last}


def _classes(low: int | None, high: int | None) -> str:
    if low and low == high:
        return _("class %(n)s") % {"n": low}
    if low and high:
        return _("classes %(low)s–%(high)s") % {"low": low, "high": high}
    if low:
        return _("class %(n)s and above") % {"n": low} if low > 1 else ""
    return _("class %(n)s and below") % {"n": high} if high else ""


def _averages(low: Decimal | None, high: Decimal | None, language: str) -> str:
    shown = {"low": _two(low, language), "high": _two(high, language)}
    if low and high:
        return _("CGPA %(low)s–%(high)s") % shown
    if low:
        return _("CGPA at least %(low)s") % shown
    return _("CGPA at most %(high)s") % shown if high is not None else ""


def _two(value: Decimal | None, language: str) -> str:
    shown = f"{value:.2f}" if value is not None else ""
    return shown.replace(".", ",") if language == "tr" else shown


def _grades(best: str | None, worst: str | None) -> str:
    if best and best == worst:
        return _("last grade in this course %(grade)s") % {"grade": best}
    if best and worst:
        return _("last grade in this course %(best)s to %(worst)s") % {"best": best, "worst": worst}
    if best:
        return _("last grade in this course %(best)s or worse") % {"best": best}
    return _("last grade in this course %(worst)s or better") % {"worst": worst}
