"""How full the sections are: all of them by class, and both ends by name."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, FloatField, QuerySet, Sum
from django.db.models.functions import Cast

from curriculum.filling import CLASSES, class_of
from curriculum.models import SeatCounter

from .asked import Asked
from .charts import Bar, bars
from .links import listed, row

MAY = "curriculum.view_section"
NAMED = 10


@dataclass(frozen=True)
class Named:
    """A section by name, with its page."""

    name: str
    taken: int
    capacity: int
    open: bool
    at: str


@dataclass(frozen=True)
class Seats:
    bars: tuple[Bar, ...]
    sections: int
    taken: int
    capacity: int
    fullest: tuple[Named, ...]
    emptiest: tuple[Named, ...]
    all_at: str


def counters(asked: Asked) -> QuerySet[SeatCounter]:
    """Of the sections that are held, within reach."""
    reach = asked.user.reach(MAY)
    found = SeatCounter.objects.filter(section__term=asked.term, section__cancelled=False)
    return found if reach.everywhere else found.filter(section__course__department__in=reach.units)


def seats(asked: Asked) -> Seats:
    """Three statements: the classes, the fullest, the emptiest."""
    found = counters(asked)
    counted = found.annotate(fill=class_of()).values_list("fill")
    classes = {key: rest for key, *rest in counted.annotate(n=Count("pk"), t=Sum("taken"), c=Sum("capacity"))}
    held = {"term__id__exact": asked.term.pk, "cancelled__exact": 0}
    drawn = [
        (label, classes[key][0], listed("curriculum_section", **held, fill=key))
        for key, label in CLASSES
        if key in classes
    ]
    share = Cast("taken", FloatField()) / F("capacity")
    open_ = found.filter(capacity__gt=0).annotate(share=share).select_related("section__course")
    sections, taken, capacity = (sum(figures[n] for figures in classes.values()) for n in range(3))
    return Seats(
        bars(drawn),
        sections,
        taken,
        capacity,
        _named(open_.filter(taken__gt=0).order_by("-share", "-capacity", "section")[:NAMED]),
        _named(open_.filter(open=True).order_by("share", "-capacity", "section")[:NAMED]),
        listed("curriculum_section", **held),
    )


def _named(found: QuerySet[SeatCounter]) -> tuple[Named, ...]:
    return tuple(
        Named(str(c.section), c.taken, c.capacity, c.open, row("curriculum_section", c.section_id)) for c in found
    )
