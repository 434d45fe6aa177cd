"""Whether the list may be touched at all, and whether the request makes sense on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from .engine import Data, NoParams, rule
from .facts import Case, Section
from .opening import ADD_DROP, CHANGE_KINDS, window_at, window_now

CHANGE = ("add", "drop", "change")
LISTED = ("add", "drop", "change", "send")
LOCKED = ("approved", "final")
FIRST_SEMESTER, ADAPTATION = "first_semester", "adaptation"


@dataclass(frozen=True, slots=True)
class Kept:
    """The windows in which compulsory courses stay on the list."""

    windows: tuple[str, ...] = ("add_drop",)


@dataclass(frozen=True, slots=True)
class Modes:
    """`courses` that are asked about: the common compulsory ones (5/i) or all. `only`: the one mode that is allowed."""

    courses: Literal["five_i", "all"] = "all"
    only: Literal["", "face", "distance"] = ""


@dataclass(frozen=True, slots=True)
class Locked:
    """Whether the approval of the registration period still locks the list when add-drop begins (DESIGN.md §8)."""

    add_drop_entry: Literal["open", "locked"] = "locked"


@dataclass(frozen=True, slots=True)
class Late:
    """Who may register in add-drop first: students in their first semester, students in adaptation (METU-26)."""

    exempt: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cooldown:
    """For how many minutes after a change of password, made while a window was open, it stays shut (METU-53)."""

    minutes: int = 30


@dataclass(frozen=True, slots=True)
class Levels:
    levels: tuple[str, ...] = ("prep",)


@rule("NOT_ENROLLED", phases=LISTED)
def not_enrolled(case: Case, p: NoParams) -> Iterator[Data]:
    """Only an enrolled student registers; who is on leave does not (KOU-76, KOU-95)."""
    status = "on_leave" if case.facts.state == "on_leave" else case.facts.status
    if status != "enrolled":
        yield Data({"case": status})


@rule("PREP_NO_COURSES", params=Levels, phases=("add", "change", "send"))
def prep_no_courses(case: Case, p: Levels) -> Iterator[Data]:
    """Students of English preparation take no courses (METU-22)."""
    if case.programme.level in p.levels:
        yield Data({})


@rule("RETURN_NOT_OPENED", phases=LISTED)
def return_not_opened(case: Case, p: NoParams) -> Iterator[Data]:
    """Who was unregistered last term registers once the Registrar's Office has opened the term (METU-30 to METU-32)."""
    if case.facts.may_not_return:
        yield Data({"case": case.facts.coming_back})


@rule("NOT_REGISTERED_IN_PERIOD", params=Late, phases=LISTED, codes=("NOT_REGISTERED_IN_PERIOD", "EXCUSE_REJECTED"))
def not_registered_in_period(case: Case, p: Late) -> Iterator[Data]:
    """Add-drop is for those who registered in the registration period (METU-25), and for new students (METU-26)."""
    if case.facts.excuse_rejected:
        yield Data({}, "EXCUSE_REJECTED")
    elif case.facts.state in ("unregistered", "excuse_pending", "cancelled"):
        yield Data({"case": case.facts.state})
    elif case.facts.approved is None and not exempt(case, p.exempt):
        now = window_now(case.catalogue, case.facts, CHANGE_KINDS)
        if now is not None and now.kind == ADD_DROP:
            yield Data({})


def exempt(case: Case, groups: tuple[str, ...]) -> bool:
    first = case.programme.semester <= 1
    return (FIRST_SEMESTER in groups and first) or (ADAPTATION in groups and case.programme.adaptation)


@rule("PASSWORD_COOLDOWN", params=Cooldown, phases=LISTED, gate=True)
def password_cooldown(case: Case, p: Cooldown) -> Iterator[Data]:
    """After a change of password during registration the list stays shut for a while (METU-53)."""
    changed = case.facts.password_changed_at
    if changed is None or not changed <= case.at < changed + timedelta(minutes=p.minutes):
        return
    if window_now(case.catalogue, replace(case.facts, at=changed), CHANGE_KINDS) is not None:
        opens = changed + timedelta(minutes=p.minutes)
        yield Data({"opens": opens.isoformat(), "minutes": -((case.at - opens) // timedelta(minutes=1))})


@rule("APPROVED_LOCKED", params=Locked, phases=CHANGE)
def approved_locked(case: Case, p: Locked) -> Iterator[Data]:
    """An approved list changes only after the approval is removed (METU-40)."""
    if case.facts.state not in LOCKED:
        return
    now = window_now(case.catalogue, case.facts, CHANGE_KINDS)
    since = case.facts.approved_at
    entry = now is not None and now.kind == ADD_DROP and since is not None and since < now.opens
    if not (entry and p.add_drop_entry == "open"):
        yield Data({})


@rule("SUBMITTED_LOCKED", phases=CHANGE)
def submitted_locked(case: Case, p: NoParams) -> Iterator[Data]:
    """A list that was sent changes once it comes back or is taken back (OMU-39)."""
    if case.facts.state == "submitted":
        yield Data({})


@rule("CONTACT_ADVISOR", phases=("open",))
def contact_advisor(case: Case, p: NoParams) -> Iterator[Data]:
    """Students speak with their advisor before they register (METU-37)."""
    if not case.facts.contacted and case.facts.state not in LOCKED:
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


@rule("MULTI_SCREEN", phases=CHANGE)
def multi_screen(case: Case, p: NoParams) -> Iterator[Data]:
    """The list changed on another screen since the one that asks was made (METU-03)."""
    if case.change.seen not in (None, case.facts.version):
        yield Data({"seen": case.change.seen, "now": case.facts.version})


@rule("COMPULSORY_DROP", params=Kept, phases=("drop",))
def compulsory_drop(case: Case, p: Kept) -> Iterator[Data]:
    """In add-drop no course is dropped that has to be taken (KOU-65); another section of it is no drop."""
    gone = [s for s in case.dropped if s.course_id not in case.after]
    if not gone or window_at(case.catalogue, case.programme, p.windows, case.at) is None:
        return
    for section in gone:
        taken = case.taken(section.course_id)
        if (case.is_must(section.course_id) or taken) and not case.passed(taken):
            yield Data({"grade": taken.grade if taken else None}, course_id=section.course_id, section_id=section.id)


@rule("COURSE_NOT_OPENED", phases=("add", "change", "send", "approve"))
def course_not_opened(case: Case, p: NoParams) -> Iterator[Data]:
    """A section that too few students chose is not opened (OMU-16, OMU-17)."""
    for section in case.fresh:
        if section.not_opened:
            yield Data({}, course_id=section.course_id, section_id=section.id)


@rule("SECTION_CANCELLED", phases=("add", "change", "send", "approve"))
def section_cancelled(case: Case, p: NoParams) -> Iterator[Data]:
    """A section that was cancelled is not taken; who has it acts before the list goes on."""
    for section in case.fresh:
        if section.cancelled:
            yield Data({}, course_id=section.course_id, section_id=section.id)


@rule("MODE", params=Modes, phases=("add", "change"), codes=("MODE_REQUIRED", "MODE_NOT_ALLOWED"))
def mode(case: Case, p: Modes) -> Iterator[Data]:
    """A course given both face to face and by distance asks for the choice (OMU-48, 55, 57; KOU-110, 111)."""
    for section in case.added:
        if p.courses == "five_i" and not case.catalogue.courses[section.course_id].is_five_i:
            continue
        asked = case.lines[section.id].mode
        if p.only and section.delivery != p.only:
            yield Data({"mode": p.only}, "MODE_NOT_ALLOWED", section.course_id, section.id)
        elif asked and asked != section.delivery:
            figures = {"case": "section", "mode": section.delivery, "asked": asked}
            yield Data(figures, "MODE_NOT_ALLOWED", section.course_id, section.id)
        elif not asked and not p.only and asks_mode(case, section):
            yield Data({}, "MODE_REQUIRED", section.course_id, section.id)


def asks_mode(case: Case, section: Section) -> bool:
    """Both modes are offered, and this is not another section in the mode that the student is in already."""
    offered = {s.delivery for s in case.catalogue.by_course.get(section.course_id, ()) if s.is_given}
    held = case.before.get(section.course_id)
    return len(offered) > 1 and (held is None or held.delivery != section.delivery)
