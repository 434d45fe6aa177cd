"""How many problems the last check of a term found, kept where the cache is: a check takes seconds, a number none."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.utils.timezone import localtime

KEPT = 30 * 24 * 60 * 60
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Remembered:
    problems: int
    at: datetime

    @property
    def said(self) -> str:
        return f"{localtime(self.at):%d.%m.%Y %H:%M}"


def remember(term_id: int, problems: int, at: datetime) -> None:
    try:
        cache.set(f"term-check-{term_id}", (problems, at), KEPT)
    except Exception:  # whatever the cache's client raises when its server is gone
        log.warning("term check: the cache did not answer")


def last(term_id: int) -> Remembered | None:
    try:
        kept = cache.get(f"term-check-{term_id}")
    except Exception:  # the first page is there all the same
        log.warning("term check: the cache did not answer")
        return None
    return Remembered(*kept) if kept else None
