"""What a change of criteria, seats or instructors would do to sections; found alike for a preview and behind the locks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from ..importers.writing import compare
from ..locks import lock
from ..models import SeatCounter, Section, SectionCriterion
from .rows import Names, Row, State, Wanted, row_of

Counters = Mapping[tuple[int | None, int | None], SeatCounter]


@dataclass
class Current:
    """A section as it is."""

    section: Section
    criteria: list[SectionCriterion]
    counter: SeatCounter | None

    @cached_property
    def state(self) -> State:
        counter = self.counter
        seats = (counter.capacity, counter.open) if counter else (None, None)
        return State(tuple(map(row_of, self.criteria)), *seats, self.section.instructors)


@dataclass
class Change:
    """The difference for one section. `fields` are (old, new) by name; `refused` says why it cannot be."""

    current: Current
    added: list[Row] = field(default_factory=list)
    changed: list[tuple[SectionCriterion, Row]] = field(default_factory=list)
    removed: list[SectionCriterion] = field(default_factory=list)
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    too_low: int | None = None  # a capacity asked for below what is taken: the section is closed instead
    refused: list[str] = field(default_factory=list)
    same: int = 0

    @property
    def section(self) -> Section:
        return self.current.section

    @property
    def rows_differ(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def __bool__(self) -> bool:
        return bool(self.rows_differ or self.fields)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The criteria as they would be."""
        new = {criterion.pk: row for criterion, row in self.changed}
        gone = {criterion.pk for criterion in self.removed}
        kept = [new.get(c.pk) or row_of(c) for c in self.current.criteria if c.pk not in gone]
        return (*kept, *self.added)

    @property
    def after(self) -> State:
        new = {name: value for name, (_old, value) in self.fields.items()}
        if self.current.counter is None and "capacity" in new:
            new.setdefault("open", True)  # as a counter begins
        return replace(self.current.state, rows=self.rows, **new)


def current_of(section_ids: Collection[int], *, hold: bool = False) -> dict[int, Current]:
    """Sections by id, in the order of course and number; with `hold` nobody changes them until the transaction is over."""
    counters: Counters | None = lock(*section_ids) if hold else None
    sections = Section.objects.filter(id__in=section_ids).select_related("course__department", "term")
    criteria: dict[int, list[SectionCriterion]] = defaultdict(list)
    related = ("department", "grade_from", "grade_to", "quota")
    for criterion in SectionCriterion.objects.filter(section__in=section_ids).select_related(*related).order_by("id"):
        criteria[criterion.section_id].append(criterion)
    if counters is None:
        found = SeatCounter.objects.filter(section__in=section_ids)
        counters = {(c.section_id, None): c for c in found}
    ordered = sections.order_by("course__numeric_code", "number", "id")
    return {s.pk: Current(s, criteria[s.pk], counters.get((s.pk, None))) for s in ordered}


def change_of(current: Current, wanted: Wanted) -> Change:
    change = Change(current)
    if wanted.rows is not None:
        _compare_rows(change, wanted.rows)
    _compare_seats(change, wanted)
    if wanted.instructors is not None and wanted.instructors != current.section.instructors:
        change.fields["instructors"] = (current.section.instructors, wanted.instructors)
    return change


def _compare_rows(change: Change, wanted: Iterable[Row]) -> None:
    """Rows of the same limits belong together, whatever their quota; what is left over, by department and in order."""
    alike = compare(change.current.criteria, wanted, row_of, group=lambda row: row.limits)
    left = compare(alike.removed, alike.new, row_of, group=lambda row: row.department_id)
    change.same, change.added, change.removed = alike.same, left.new, left.removed
    change.changed = alike.changed + left.changed
    for criterion in change.removed:
        if taken := _taken(criterion):
            change.refused.append(in_use(criterion, taken))
    for criterion, row in change.changed:
        taken = _taken(criterion)
        if taken and (row.quota is None or row.quota < taken):
            change.refused.append(quota_too_low(criterion, taken))


def _taken(criterion: SectionCriterion) -> int:
    counter: SeatCounter | None = getattr(criterion, "quota", None)
    return counter.taken if counter else 0


def _compare_seats(change: Change, wanted: Wanted) -> None:
    """Capacity is not lowered below what is taken: the section is closed to further adds instead."""
    counter, capacity, is_open = change.current.counter, wanted.capacity, wanted.open
    if counter and capacity is not None and capacity < counter.taken:
        change.too_low, capacity, is_open = capacity, None, False
    stands = (counter.capacity, counter.open) if counter else (None, True)
    for name, old, new in zip(("capacity", "open"), stands, (capacity, is_open), strict=True):
        if new is not None and new != old:
            change.fields[name] = (old, new)
    if counter is None and "capacity" not in change.fields:
        change.fields.pop("open", None)  # without a capacity there is nothing to open or close


def in_use(criterion: SectionCriterion, taken: int) -> str:
    text = _(
        "Seats taken by the quota of the criterion “%(criterion)s”: %(taken)d, so it cannot be deleted. "
        "Set its quota to %(taken)d to admit no more."
    )
    return text % {"criterion": criterion, "taken": taken}


def quota_too_low(criterion: SectionCriterion, taken: int) -> str:
    text = _(
        "Seats taken by the quota of the criterion “%(criterion)s”: %(taken)d, so it cannot be lowered below that. "
        "At %(taken)d it admits no more; or close the section instead."
    )
    return text % {"criterion": criterion, "taken": taken}


# what the change of each section says, for a preview, a job and the history


def lines_of(change: Change, names: Names) -> Iterator[tuple[str, str]]:
    """(added | changed | removed, in words) for each thing that differs."""
    for name, (old, new) in change.fields.items():
        yield "changed", f"{_label(name)}: {_value(old)} → {_value(new)}"
    if change.too_low is not None and change.current.counter:
        yield "closed", closed_instead(change.too_low, change.current.counter.taken)
    for criterion, row in change.changed:
        yield "changed", f"{names.say(row_of(criterion))} → {names.say(row)}"
    for row in change.added:
        yield "added", names.say(row)
    for criterion in change.removed:
        yield "removed", names.say(row_of(criterion))


def closed_instead(capacity: int, taken: int) -> str:
    text = _("Capacity %(capacity)d is below the %(taken)d seats taken: the section is closed instead.")
    return text % {"capacity": capacity, "taken": taken}


def _label(name: str) -> str:
    labels: dict[str, Callable[[], str]] = {
        "capacity": lambda: _("Capacity"),
        "open": lambda: _("Open"),
        "instructors": lambda: _("Instructors"),
    }
    return labels[name]()


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "—" if value in (None, "") else str(value)
