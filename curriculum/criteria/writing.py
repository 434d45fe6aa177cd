"""Writing changes of many sections as one: locks first, counters last, each section's history, and the way back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from ..importers.writing import create, delete, update
from ..models import SeatCounter, Section, SectionCriterion
from ..signals import tell_of_edit
from .changes import Change, change_of, current_of, lines_of
from .rows import COLUMNS, Names, Row, Wanted, wanted_of


@dataclass(frozen=True)
class Applied:
    """What came of it: every change, and what takes them back; nothing was written where one was refused."""

    changes: list[Change]
    undo: list[dict[str, Any]]

    @property
    def refused(self) -> bool:
        return any(change.refused for change in self.changes)


def preview(wanted: Mapping[int, Wanted]) -> list[Change]:
    return [change_of(current, wanted[id_]) for id_, current in current_of(wanted).items()]


def apply(*, wanted: Mapping[int, Wanted], actor_id: int | None) -> Applied:
    """All sections or none, behind the locks of every counter concerned, taken by id."""
    with transaction.atomic():
        found = current_of(wanted, hold=True)
        changes = [change_of(current, wanted[id_]) for id_, current in found.items()]
        if any(change.refused for change in changes):
            return Applied(changes, [])
        return Applied(changes, write(changes, actor_id=actor_id))


def take_back(entries: list[dict[str, Any]], *, actor_id: int | None) -> bool:
    """Put sections back as they were; False, and nothing, where one was changed since or has its new quota in use.

    A capacity that students have filled since stays: the section is closed instead. So do the seats of one that had none.
    """
    with transaction.atomic():
        found = current_of([entry["section"] for entry in entries], hold=True)
        if any(e["section"] not in found or found[e["section"]].state.stored() != e["is"] for e in entries):
            return False
        changes = [change_of(found[entry["section"]], wanted_of(entry["was"])) for entry in entries]
        if any(change.refused for change in changes):
            return False
        write(changes, actor_id=actor_id)
    return True


def write(changes: Iterable[Change], *, actor_id: int | None) -> list[dict[str, Any]]:
    """Changes found behind the locks. Returns what takes them back."""
    changes = [change for change in changes if change]
    undo = [{"section": c.section.pk, "was": c.current.state.stored(), "is": c.after.stored()} for c in changes]
    _write_history(changes, actor_id)
    _write_instructors(changes)
    _write_rows(changes)
    _write_counters(changes)
    for term_id in {change.section.term_id for change in changes}:
        tell_of_edit(term_id)
    return undo


def _write_instructors(changes: list[Change]) -> None:
    taught = [change for change in changes if "instructors" in change.fields]
    for change in taught:
        change.section.instructors = change.fields["instructors"][1]
    update(Section, [change.section for change in taught], ("instructors",), "sections")


def _write_rows(changes: list[Change]) -> None:
    """Criteria, then the counters of their quotas, which stand in the locks of their sections."""
    changed = [pair for change in changes for pair in change.changed]
    quotas = {criterion.pk: getattr(criterion, "quota", None) for criterion, _row in changed}
    for criterion, row in changed:
        _state(criterion, row)
    update(SectionCriterion, [criterion for criterion, _row in changed], COLUMNS, "criteria")
    delete(SectionCriterion, [criterion for change in changes for criterion in change.removed])
    new = [(_state(SectionCriterion(section=change.section), row), row) for change in changes for row in change.added]
    create(SectionCriterion, [criterion for criterion, _row in new], "criteria")
    missing = [(c, row) for c, row in changed if quotas[c.pk] is None] + new
    fresh = [SeatCounter(criterion=c, capacity=row.quota) for c, row in missing if row.quota is not None]
    create(SeatCounter, fresh, "quotas")
    _write_quotas([(counter, row.quota) for c, row in changed if (counter := quotas[c.pk])])


def _write_quotas(sizes: list[tuple[SeatCounter, int | None]]) -> None:
    delete(SeatCounter, [counter for counter, seats in sizes if seats is None])
    resized = [(counter, seats) for counter, seats in sizes if seats not in (None, counter.capacity)]
    for counter, seats in resized:
        counter.capacity = seats
    update(SeatCounter, [counter for counter, _seats in resized], ("capacity",), "quotas")


def _state(criterion: SectionCriterion, row: Row) -> SectionCriterion:
    for name in COLUMNS:
        setattr(criterion, name, getattr(row, name))
    return criterion


def _write_counters(changes: list[Change]) -> None:
    """Last, and by name: whatever students move is never written."""
    sized, fresh = [], []
    for change in changes:
        counter, new = change.current.counter, {name: pair[1] for name, pair in change.fields.items()}
        if counter is None and "capacity" in new:
            fresh.append(SeatCounter(section=change.section, capacity=new["capacity"], open=new.get("open", True)))
        elif counter and "capacity" in new:
            counter.capacity = new["capacity"]
            sized.append(counter)
    create(SeatCounter, fresh, "seats")
    update(SeatCounter, sized, ("capacity",), "seats")
    for is_open in (True, False):
        asked = [c.section.pk for c in changes if c.current.counter and c.fields.get("open", ("", ""))[1] is is_open]
        if asked:
            SeatCounter.objects.filter(section__in=asked).update(open=is_open)


def _write_history(changes: list[Change], actor_id: int | None) -> None:
    """A line in each section's history; a command has nobody to name."""
    if actor_id is None or not changes:
        return
    names, kind = Names(), ContentType.objects.get_for_model(Section)
    create(LogEntry, [_entry(change, names, kind.pk, actor_id) for change in changes], "history")


def _entry(change: Change, names: Names, kind: int, actor_id: int) -> LogEntry:
    name = str(SectionCriterion._meta.verbose_name)
    message: list[dict[str, Any]] = []
    for what, said in lines_of(change, names):
        if what in ("added", "removed"):
            message.append({{"removed": "deleted"}.get(what, what): {"name": name, "object": said}})
        elif what == "changed":
            message.append({"changed": {"fields": [said]}})
    return LogEntry(
        user_id=actor_id,
        content_type_id=kind,
        object_id=str(change.section.pk),
        object_repr=str(change.section)[:200],
        action_flag=CHANGE,
        change_message=json.dumps(message, ensure_ascii=False),
    )
