"""What of petitions waits on the first page of the admin."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from registration.overview import SOURCES, Asked, Waiting

from .petition_people import PERMISSIONS, reach_of, waiting_for


def petitions_waiting(asked: Asked) -> Iterator[Waiting]:
    """For every part that the user has, together."""
    parts = [by for by in PERMISSIONS if reach_of(asked.user, by)]
    if parts:
        n = sum(waiting_for(asked.user, by).count() for by in parts)
        yield Waiting(_("petitions"), n, reverse("petitions_desk"))


def offer() -> None:
    """Once, when the app is ready."""
    SOURCES.insert(0, petitions_waiting)
