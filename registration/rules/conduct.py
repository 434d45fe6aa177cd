"""Whether the list may be touched at all, and whether the request makes sense on it."""

from __future__ import annotations

from collections.abc import Iterator

from .engine import Data, NoParams, rule
from .facts import Case

CHANGE = ("add", "drop", "change")


@rule("APPROVED_LOCKED", phases=CHANGE)
def approved_locked(case: Case, p: NoParams) -> Iterator[Data]:
    """An approved list changes only after the approval is removed (METU-40)."""
    if case.facts.state == "final":
        yield Data({})


@rule("ALREADY_REGISTERED", phases=CHANGE, binding=True)
def already_registered(case: Case, p: NoParams) -> Iterator[Data]:
    """A course stands on the list once; another section of it is a change of section (METU-14)."""
    kept = {c: s for c, s in case.before.items() if s not in case.dropped}
    asked = [case.catalogue.sections[line.section_id] for line in case.change.add]
    for section in sorted(asked, key=lambda s: s.id):
        twice = sum(s.course_id == section.course_id for s in asked) > 1
        if section.course_id in kept or twice:
            held = kept.get(section.course_id, section)
            yield Data({"section": held.number}, course_id=section.course_id, section_id=section.id)


@rule("NOT_REGISTERED", phases=CHANGE)
def not_registered(case: Case, p: NoParams) -> Iterator[Data]:
    """Only what is on the list can be dropped or changed (METU-15, METU-16)."""
    held = {s.id for s in case.before.values()}
    for section_id in sorted(case.change.drop - held):
        section = case.catalogue.sections.get(section_id)
        yield Data({}, course_id=section.course_id if section else None, section_id=section_id)
