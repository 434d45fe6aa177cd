"""What the assistant is asked for, as it stands in the page's address: an address that is kept asks the same again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.http import QueryDict

from curriculum.turkish import search_key

from ..forms import as_number
from ..rules.facts import Catalogue
from .weeks import AFTERNOON, MORNING, Preferences

NONE = Preferences()
AT_ONCE, MOST_WEEKS, MOST_COURSES = 10, 50, 15
MOST_TYPED = 2 * MOST_COURSES  # each that is no course of the term is looked for among all of them
HOURS = tuple(range(7 * 60, 23 * 60, 30))


@dataclass(frozen=True, slots=True)
class Asked:
    courses: tuple[int, ...] = ()
    wishes: Preferences = NONE
    keep: bool = True  # what stands on the list stays on it
    shown: int = AT_ONCE
    unknown: tuple[str, ...] = ()  # what was typed and is no course of the term

    def query(self, catalogue: Catalogue) -> str:
        """The address again, without what is as usual."""
        asked, wishes = QueryDict(mutable=True), self.wishes
        asked.setlist("course", [catalogue.courses[c].numeric_code for c in self.courses])
        asked.setlist("spare", [catalogue.courses[c].numeric_code for c in self.courses if c in wishes.spare])
        asked.setlist("free", [str(day) for day in sorted(wishes.free_days)])
        asked.setlist("pin", [str(id_) for id_ in sorted(wishes.pinned)])
        asked.setlist("not", [str(id_) for id_ in sorted(wishes.avoided)])
        said = {
            "from": "" if wishes.not_before is None else str(wishes.not_before),
            "to": "" if wishes.not_after is None else str(wishes.not_after),
            "gaps": "" if wishes.few_gaps else "any",
            "half": wishes.half,
            "list": "" if self.keep else "new",
            "clash": "1" if wishes.clashes else "",
            "n": "" if self.shown == AT_ONCE else str(self.shown),
        }
        for name, value in said.items():
            if value:
                asked[name] = value
        return asked.urlencode()

    def pinning(self, section_id: int) -> Asked:
        return replace(self, wishes=replace(self.wishes, pinned=self.wishes.pinned | {section_id}), shown=AT_ONCE)

    def unpinning(self, section_id: int) -> Asked:
        return replace(self, wishes=replace(self.wishes, pinned=self.wishes.pinned - {section_id}), shown=AT_ONCE)

    def avoiding(self, section_ids: Iterable[int]) -> Asked:
        wishes = replace(self.wishes, avoided=self.wishes.avoided | {*section_ids})
        return replace(self, wishes=wishes, shown=AT_ONCE)

    def more(self) -> Asked:
        return replace(self, shown=min(self.shown + AT_ONCE, MOST_WEEKS))


def read(query: QueryDict, catalogue: Catalogue) -> Asked:
    typed = query.get("code", "").replace(",", " ").split()
    found = {code: _course(catalogue, code) for code in (*query.getlist("course"), *typed)[:MOST_TYPED]}
    courses = tuple(dict.fromkeys(id_ for id_ in found.values() if id_ is not None))[:MOST_COURSES]
    half, spare = query.get("half", ""), query.getlist("spare")[:MOST_TYPED]
    wishes = Preferences(
        free_days=frozenset(day for day in _numbers(query, "free") if day < 7),
        not_before=_hour(query, "from"),
        not_after=_hour(query, "to"),
        few_gaps=query.get("gaps") != "any",
        half=half if half in (MORNING, AFTERNOON) else "",
        pinned=_sections(query, "pin", catalogue),
        avoided=_sections(query, "not", catalogue),
        spare=frozenset(id_ for code in spare if (id_ := _course(catalogue, code)) is not None),
        clashes=query.get("clash") == "1",
    )
    shown = as_number(query.get("n", "")) or AT_ONCE
    unknown = tuple(code for code, id_ in found.items() if id_ is None)
    return Asked(courses, wishes, query.get("list") != "new", min(shown, MOST_WEEKS), unknown)


def _course(catalogue: Catalogue, code: str) -> int | None:
    """By its number or by its code, CENG213 as well as 5710213, of those that the term offers."""
    id_ = catalogue.by_code.get(code)
    if id_ is None and not code.isdecimal():
        key = search_key(code)
        id_ = next((c for c in catalogue.by_course if search_key(catalogue.courses[c].code) == key), None)
    return id_ if id_ in catalogue.by_course else None


def _numbers(query: QueryDict, name: str) -> list[int]:
    return [number for text in query.getlist(name) if (number := as_number(text)) is not None]


def _sections(query: QueryDict, name: str, catalogue: Catalogue) -> frozenset[int]:
    return frozenset(id_ for id_ in _numbers(query, name) if id_ in catalogue.sections)


def _hour(query: QueryDict, name: str) -> int | None:
    minutes = as_number(query.get(name, ""))
    return minutes if minutes is not None and 0 < minutes < 24 * 60 else None
