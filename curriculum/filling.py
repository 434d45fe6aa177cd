"""How full sections are, in a few classes that everybody counts by: the first page of the admin and its list of sections."""

from __future__ import annotations

from django.db.models import Case, CharField, F, Value, When
from django.utils.translation import gettext_lazy as _

CLASSES = (
    ("empty", _("empty")),
    ("quarter", _("below a quarter")),
    ("half", _("below a half")),
    ("most", _("below three quarters")),
    ("nearly", _("three quarters or more")),
    ("full", _("full to the last seat")),
    ("none", _("no capacity")),
)


def class_of(counter: str = "") -> Case:
    """The class of a seat counter, or of the one at the end of a path such as "seats__"."""
    taken, capacity = F(f"{counter}taken"), f"{counter}capacity"
    return Case(
        When(**{capacity: 0}, then=Value("none")),
        When(**{f"{counter}taken": 0}, then=Value("empty")),
        When(**{f"{capacity}__lte": taken}, then=Value("full")),
        When(**{f"{capacity}__gt": taken * 4}, then=Value("quarter")),
        When(**{f"{capacity}__gt": taken * 2}, then=Value("half")),
        When(**{f"{counter}taken__lt": F(capacity) * 0.75}, then=Value("most")),
        When(**{f"{capacity}__gt": 0}, then=Value("nearly")),
        output_field=CharField(),
    )
