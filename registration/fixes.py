"""What would be accepted instead: each fix is judged by the same rules before it is offered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from . import rules
from .choices import NI, NORMAL, categories_of
from .rules.facts import Catalogue, Change, Facts, Line, Seat, Section

MOST_EVALUATIONS = 20
SECTION_CODES = frozenset(
    {
        "CAPACITY_FULL",
        "CRITERIA_DEPARTMENT",
        "CRITERIA_SURNAME",
        "CRITERIA_CGPA",
        "CRITERIA_CLASS",
        "CRITERIA_GRADE",
    }
)
STATUS_CODES = frozenset({"PHD_UG_NOT_NI", "LATE_CREDIT_NOT_NI", "NI_CONDITIONS"})
CATEGORY_CODES = frozenset({"CATEGORY_MISMATCH"})
MODE_CODES = frozenset({"MODE_REQUIRED", "MODE_NOT_ALLOWED"})


@dataclass(frozen=True)
class Fix:
    """A change that would be accepted now, or the hour from which this one is."""

    kind: str  # "section", "drop", "wait", "status", "category" or "mode"
    change: Change
    section_id: int | None = None
    course_id: int | None = None
    opens: datetime | None = None
    seat: Seat | None = None  # of the other section, as it was judged


def find_fixes(
    catalogue: Catalogue, facts: Facts, change: Change, findings: tuple[dict[str, Any], ...]
) -> tuple[Fix, ...]:
    """At most three fixes from at most twenty evaluations; none where nothing would be accepted."""
    if any(line.section_id not in catalogue.sections for line in change.add):
        return ()  # a section asked for is gone, perhaps since an old receipt was written
    found: list[Fix] = []
    for tried, (fix, case_facts) in enumerate(_candidates(catalogue, facts, change, findings)):
        if tried == MOST_EVALUATIONS or len(found) == 3:
            break
        if rules.evaluate(catalogue, case_facts, fix.change).accepted:
            found.append(fix)
    return tuple(found)


def _candidates(
    catalogue: Catalogue, facts: Facts, change: Change, findings: tuple[dict[str, Any], ...]
) -> Iterator[tuple[Fix, Facts]]:
    codes = {f["code"] for f in findings}
    for finding in findings:
        if finding["code"] == "STAGE_NOT_OPEN":
            opens = datetime.fromisoformat(finding["figures"]["opens"])
            yield Fix("wait", change, opens=opens), replace(facts, at=opens)
    for section_id in dict.fromkeys(f["section_id"] for f in findings if f["code"] in SECTION_CODES):
        for other in catalogue.by_course.get(catalogue.sections[section_id].course_id, ()):
            if other.id != section_id and other.id not in {line.section_id for line in change.add}:
                instead = _instead(change, section_id, other)
                seat = facts.seats.get(other.counter)
                yield Fix("section", instead, other.id, other.course_id, seat=seat), facts
    yield from _taken_otherwise(catalogue, facts, change, findings)
    if "LOAD_EXCEEDED" in codes:
        for held in facts.enrolled:
            if held.section_id not in change.drop:
                wider = Change(change.add, change.drop | {held.section_id})
                yield Fix("drop", wider, held.section_id, held.course_id), facts


def _taken_otherwise(
    catalogue: Catalogue, facts: Facts, change: Change, findings: tuple[dict[str, Any], ...]
) -> Iterator[tuple[Fix, Facts]]:
    """The same section in the other status or in a category that it may count as, or a section given in another way."""
    asked = {line.section_id: line for line in change.add}
    for finding in findings:
        code, line = finding["code"], asked.get(finding["section_id"] or 0)
        if line is None:
            continue
        section = catalogue.sections[line.section_id]
        found: list[tuple[str, Section, dict[str, str]]] = []
        if code in STATUS_CODES:
            found = [("status", section, {"status": NORMAL if line.status == NI else NI})]
        elif code in CATEGORY_CODES:
            allowed = categories_of(catalogue, facts.primary, section.course_id)
            found = [("category", section, {"category": category}) for category in allowed]
        elif code in MODE_CODES:
            siblings = catalogue.by_course[section.course_id]
            found = [("mode", other, {"mode": other.delivery}) for other in siblings]
        for kind, other, how in found:
            instead, seat = _instead(change, section.id, other, **how), facts.seats.get(other.counter)
            yield Fix(kind, instead, other.id, other.course_id, seat=seat), facts


def _instead(change: Change, section_id: int, other: Section, **how: str) -> Change:
    """The same change with another section of the course, or the same one, taken as it was asked for but for `how`."""

    def moved(line: Line) -> Line:
        mode = other.delivery if line.mode else ""
        return replace(line, section_id=other.id, **({"mode": mode} | how))

    return Change(frozenset(moved(x) if x.section_id == section_id else x for x in change.add), change.drop)
