"""Checks of what a term costs."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from curriculum.models import EducationType, Level
from fees.cases import tariffs_of, year_of
from fees.models import Line

from ..charging.missing import lacking_tariffs
from ..rules.policy import SettingMissing
from .asked import Asked, Place, listed


def tariffs_missing(asked: Asked) -> Iterator[Place]:
    """Whoever needs one of them cannot be charged, and cannot register either (KOU-104, OMU-131)."""
    if not asked.term.code[:4].isdecimal():
        return  # a term of no year is charged nothing
    try:
        found = lacking_tariffs(asked.catalogue, asked.term, tariffs_of(asked.term), asked.day)
    except SettingMissing:
        return  # said by settings_without_policy()
    for lack in found:
        whom = f"{Line(lack.line).label} · {Level(lack.level).label} · {EducationType(lack.education_type).label}"
        label = _("%(whom)s: %(programmes)s; %(n)d students") % {
            "whom": whom,
            "programmes": listed(sorted(lack.programmes)),
            "n": lack.students,
        }
        query = {"year": year_of(asked.term), "line": lack.line, "level": lack.level}
        yield Place(label, "fees_tariff", query=urlencode(query))
