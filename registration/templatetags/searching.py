"""The form of the search, which stands on several pages."""

from __future__ import annotations

from typing import Any

from django import template

from curriculum.models import Category
from curriculum.naming import language

from ..messages import short_day_name
from ..searching.asking import DAYS, HOURS, LEVELS, Asked

register = template.Library()


@register.inclusion_tag("registration/_search_form.html", takes_context=True)
def search_form(context: template.Context, asked: Asked | None = None) -> dict[str, Any]:
    """On the search's own page with what was asked; elsewhere empty, and answered where it stands."""
    return {
        "asked": asked or Asked(),
        "beside": asked is None,
        "request": context["request"],
        "watched": context.get("watched"),
        "csrf_token": context.get("csrf_token"),
        "categories": Category.choices,
        "levels": LEVELS,
        "days": [(day, short_day_name(day, language())) for day in DAYS],
        "hours": HOURS,
    }


@register.filter
def of(states: dict[int, str], section_id: int) -> str:
    """The state of a section's watch; empty where it is not watched."""
    return states.get(section_id, "")
