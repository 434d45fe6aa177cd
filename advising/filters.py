"""What an advisor chose to see of the desk: kept in the address, so that it goes with each step from student to student."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.http import urlencode

from registration.transitions import STATES

UNAPPROVED = "unapproved"  # the filter of all states that are not settled yet
WARNED, CHANGED, UNREAD = "warned", "changed", "unread"
ONLY = (WARNED, CHANGED, UNREAD)
LONGEST = 60  # characters of what is searched for


@dataclass(frozen=True)
class Filter:
    """Empty is everybody: a state, a class, one mark, and words of a name or a number."""

    state: str = ""
    year: int | None = None
    only: str = ""
    q: str = ""

    @property
    def query(self) -> str:
        """As it stands behind an address."""
        said = {"state": self.state, "year": self.year, "only": self.only, "q": self.q}
        text = urlencode({name: value for name, value in said.items() if value})
        return f"?{text}" if text else ""

    @property
    def narrows(self) -> bool:
        """Whether anything but the state is chosen."""
        return bool(self.year or self.only or self.q)


def chosen_of(request: HttpRequest) -> Filter:
    """Of the page, or of the page that a form was on; what is none of the choices leaves everybody."""
    asked = request.GET
    state, only, year = asked.get("state", ""), asked.get("only", ""), asked.get("year", "")
    return Filter(
        state=state if state in (UNAPPROVED, *STATES) else "",
        year=int(year) if year in tuple("123456789") else None,
        only=only if only in ONLY else "",
        q=asked.get("q", "").replace("\x00", "").strip()[:LONGEST],
    )
