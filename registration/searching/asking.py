"""What is asked of a search, as its address says it, so that a search can be kept, shared and gone back to."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from curriculum.models import Category

from ..forms import as_number
from ..rules.facts import Meeting, week_mask

DAYS = range(7)
HOURS = range(7, 24)
LEVELS = range(1, 6)  # by the first digit of the code's number; 5 is everything from there on
MOST_TYPED = 100
WHOLE_DAY = (0, 24)


@dataclass(frozen=True)
class Asked:
    """A query and filters. A field that is empty filters nothing; `after` is where a list that was cut goes on."""

    q: str = ""
    seats: bool = False
    can: bool = False
    fits: bool = False
    category: str = ""
    level: int | None = None
    days: frozenset[int] = frozenset()
    start: int | None = None  # hours
    end: int | None = None
    after: int = 0

    @property
    def filters(self) -> tuple[str, ...]:
        """The names of those in use; day and hours are one."""
        used = [name for name in ("seats", "can", "fits", "category", "level") if getattr(self, name)]
        return (*used, *(("time",) if self.days or (self.start, self.end) != (None, None) else ()))

    @property
    def more(self) -> int:
        """How many of those that stand folded away are in use."""
        return len({"category", "level", "time"} & {*self.filters})

    def __bool__(self) -> bool:
        return bool(self.q.strip() or self.filters)

    @property
    def week(self) -> int:
        """The slots of the week that the meetings must stay within."""
        start, end = self.start or WHOLE_DAY[0], WHOLE_DAY[1] if self.end is None else self.end
        return week_mask(Meeting(day, start * 60, end * 60) for day in self.days or DAYS) if start < end else 0

    def without(self, name: str) -> Asked:
        gone: dict[str, Any] = {"days": frozenset(), "start": None, "end": None} if name == "time" else {}
        unset = {f.name: f.default for f in fields(self)}
        return replace(self, after=0, **(gone or {name: unset[name]}))

    def address(self, after: int = 0) -> str:
        """The query string that asks this."""
        said: list[tuple[str, Any]] = [("q", self.q)] if self.q else []
        said += [(name, 1) for name in ("seats", "can", "fits") if getattr(self, name)]
        said += [("category", self.category)] if self.category else []
        said += [("level", self.level)] if self.level else []
        said += [("day", day) for day in sorted(self.days)]
        said += [("from", self.start)] if self.start is not None else []
        said += [("to", self.end)] if self.end is not None else []
        return urlencode([*said, *([("after", after)] if after else [])])


def read(get: QueryDict) -> Asked:
    """What no form of ours would send filters nothing."""

    def number(name: str, known: range) -> int | None:
        value = as_number(get.get(name, ""))
        return value if value in known else None

    days = {as_number(value) for value in get.getlist("day")}
    return Asked(
        q=get.get("q", "").strip()[:MOST_TYPED],
        seats=get.get("seats") == "1",
        can=get.get("can") == "1",
        fits=get.get("fits") == "1",
        category=get.get("category", "") if get.get("category") in Category.values else "",
        level=number("level", LEVELS),
        days=frozenset(day for day in DAYS if day in days),
        start=number("from", HOURS),
        end=number("to", range(HOURS[0] + 1, HOURS[-1] + 2)),
        after=as_number(get.get("after", "")) or 0,
    )


def name_of(filter_: str) -> str:
    """A filter in words, as its box says it; no name is all of them."""
    return {
        "": "",
        "seats": _("With seats"),
        "can": _("I can take"),
        "fits": _("Fits my week"),
        "category": _("Category"),
        "level": _("Level"),
        "time": _("Day and hour"),
    }[filter_]
