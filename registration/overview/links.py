"""Addresses of the admin's lists, as their filters have them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode


def listed(model: str, **filters: Any) -> str:
    """The list of a model such as "people_student"; a filter without a value is left out."""
    asked = {name: value for name, value in filters.items() if value not in ("", None)}
    return reverse(f"admin:{model}_changelist") + (f"?{urlencode(asked)}" if asked else "")


def row(model: str, pk: int) -> str:
    return reverse(f"admin:{model}_change", args=[pk])
