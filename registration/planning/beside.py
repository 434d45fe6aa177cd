"""The plan on the registration page, and whether all of it or as much as is accepted is to be registered."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest

from curriculum.naming import language

from ..selectors import Page
from .choosing import ALL, SOME
from .selectors import page_of_plan

MANNER, KEPT = "plan_manner", 365 * 24 * 60 * 60  # the cookie that keeps what was last chosen, in seconds
LIST = "list"  # the fragment stands on the registration page


def plan_beside(request: HttpRequest, page: Page) -> dict[str, Any]:
    """Nothing where there is no plan or the list cannot be changed any more: then the page costs no statement more."""
    if not page.facts.planned or page.shut or page.closes is None:
        return {}
    plan = page_of_plan(page.facts.student_id, page.catalogue.term_id, language())
    return {"plan": plan, "where": LIST, "manner": manner_of(request), "plan_attempt": uuid.uuid4()}


def manner_of(request: HttpRequest) -> str:
    """As it was chosen, else as it was last."""
    asked = request.POST.get("manner") or request.GET.get("manner") or request.COOKIES.get(MANNER)
    return ALL if asked == ALL else SOME
