"""The first page as a whole: each part if its permission reaches anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from curriculum.models import Term
from people.models import User

from ..clock import now
from . import demand, runs, seats
from .asked import Asked
from .openings import Openings, openings
from .registrations import MAY, Registrations, registrations
from .waiting import Waiting, waiting

T = TypeVar("T")


@dataclass(frozen=True)
class Overview:
    """A part that is None is not open to who asked."""

    asked: Asked
    waiting: tuple[Waiting, ...]
    registrations: Registrations | None
    seats: seats.Seats | None
    demand: demand.Demand | None
    openings: Openings | None
    runs: tuple[runs.Run, ...] | None

    @property
    def is_empty(self) -> bool:
        parts = (self.registrations, self.seats, self.openings, self.runs)
        return not self.waiting and all(part is None for part in parts)


def overview_of(user: User, term: Term, period: str) -> Overview:
    asked = Asked(user, term, period, now())

    def part(permission: str, read: Callable[[Asked], T]) -> T | None:
        return read(asked) if user.reach(permission) else None

    return Overview(
        asked,
        waiting(asked),
        part(MAY, registrations),
        part(seats.MAY, seats.seats),
        part(demand.OF_SECTIONS, demand.demand),
        part("registration.view_window", openings),
        part(runs.MAY, runs.runs),
    )
