"""Meetings and criteria of sections: what of them changes, and writing it.

Staff work on imported criteria, and what they made is never taken away. One with limits that no file states is theirs
altogether. One that only got a quota or a note follows the file's surname range: else the new range would stand beside
it without the quota.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from curriculum.models import Meeting, Section, SectionCriterion, Term

from .offering_file import GivenCriterion, GivenMeeting, GivenSection
from .reading import Notes
from .writing import Difference, Tally, compare, create, delete, update

STAFF_KEPT = "Criteria of the staff's that the file does not have, kept"
STAFF_CHANGED = "Criteria with a quota or note of the staff's that got the file's surname range"
LIMITS = ("cgpa_min", "cgpa_max", "year_min", "year_max", "grade_from_id", "grade_to_id")

CriterionState = tuple[int | None, str, str]  # department id, surname from, surname to


@dataclass
class Rows:
    """What is to be written of one kind of row, gathered over all sections."""

    new: list[tuple[Section, Any]] = field(default_factory=list)
    changed: list[tuple[Any, Any]] = field(default_factory=list)
    removed: list[Any] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)

    def gather(self, section: Section, found: Difference[Any, Any]) -> None:
        self.new += [(section, one) for one in found.new]
        self.changed += found.changed
        self.removed += found.removed
        self.tally.update(new=len(found.new), changed=len(found.changed), removed=len(found.removed), same=found.same)


class SectionRows:
    """The meetings and criteria of a term's sections."""

    def __init__(self, term: Term, department_ids: dict[str, int | None], notes: Notes) -> None:
        self.department_ids, self.notes = department_ids, notes
        self.meetings, self.criteria = Rows(), Rows()
        self._meetings: dict[int, list[Meeting]] = defaultdict(list)
        for meeting in Meeting.objects.filter(section__term=term).order_by("weekday", "start", "id"):
            self._meetings[meeting.section_id].append(meeting)
        rows = SectionCriterion.objects.filter(section__term=term).select_related("quota", "department")
        self._criteria: dict[int, list[SectionCriterion]] = defaultdict(list)
        for criterion in sorted(rows.order_by("id"), key=_of_staff):  # the file's own rows are matched first
            self._criteria[criterion.section_id].append(criterion)

    def compare(self, section: Section, given: GivenSection) -> None:
        """Gather the difference of a section that is there, or of a new one, which has no rows yet."""
        meetings, criteria = self._rows_of(section)
        self.meetings.gather(section, compare(meetings, given.meetings, _meeting_state))
        states = [self._state(criterion) for criterion in given.criteria]
        # a row of another department is another row, not a changed one: its quota must not go over
        found = compare(criteria, states, _criterion_state, group=lambda state: state[0], is_fixed=_is_limited)
        for criterion, (_, first, last) in found.changed:
            if _of_staff(criterion):
                self.notes.add(STAFF_CHANGED, f"{section} {_as_filed(criterion)}, now {first}-{last}")
        for criterion in [one for one in found.removed if _of_staff(one)]:
            self.notes.add(STAFF_KEPT, f"{section} {_as_filed(criterion)}")
            found.removed.remove(criterion)
        self.criteria.gather(section, found)

    def vanish(self, section: Section) -> None:
        """Count the rows of a section that goes: they go, or stay, with it."""
        meetings, criteria = self._rows_of(section)
        self.meetings.tally["removed"] += len(meetings)
        self.criteria.tally["removed"] += len(criteria)

    def by_weekday(self, sections: Iterable[Section]) -> list[int]:
        """How many meetings the sections have on each day, as they are there now."""
        days = [0] * 7
        for section in sections:
            for meeting in self._meetings.get(section.id, ()):
                days[meeting.weekday] += 1
        return days

    def write(self) -> None:
        for meeting, given in self.meetings.changed:
            meeting.weekday, meeting.start, meeting.end, meeting.room = given
        for criterion, given in self.criteria.changed:
            criterion.department_id, criterion.surname_from, criterion.surname_to = given
        fields = ("weekday", "start", "end", "room")
        update(Meeting, [row for row, _ in self.meetings.changed], fields, "meetings")
        fields = ("department", "surname_from", "surname_to")
        update(SectionCriterion, [row for row, _ in self.criteria.changed], fields, "criteria")
        delete(Meeting, self.meetings.removed)
        delete(SectionCriterion, self.criteria.removed)
        create(
            Meeting, [Meeting(section=section, **given._asdict()) for section, given in self.meetings.new], "meetings"
        )
        create(SectionCriterion, [_criterion(section, given) for section, given in self.criteria.new], "criteria")

    def _rows_of(self, section: Section) -> tuple[list[Meeting], list[SectionCriterion]]:
        return self._meetings.get(section.id, []), self._criteria.get(section.id, [])

    def _state(self, given: GivenCriterion) -> CriterionState:
        return self.department_ids[given.prefix], given.surname_from, given.surname_to


def _as_filed(criterion: SectionCriterion) -> str:
    """As the file writes a row, by which it is looked for there; its words would follow the reader's language."""
    department, first, last = criterion.department, criterion.surname_from, criterion.surname_to
    who = (department.prefix or department.code) if department else "ALL"
    return f"{who} {first}-{last}" if first or last else who


def _is_limited(criterion: SectionCriterion) -> bool:
    return any(getattr(criterion, name) is not None for name in LIMITS)


def _of_staff(criterion: SectionCriterion) -> bool:
    return _is_limited(criterion) or bool(criterion.note) or hasattr(criterion, "quota")


def _meeting_state(meeting: Meeting) -> GivenMeeting:
    return GivenMeeting(meeting.weekday, meeting.start, meeting.end, meeting.room)


def _criterion_state(criterion: SectionCriterion) -> CriterionState:
    return criterion.department_id, criterion.surname_from, criterion.surname_to


def _criterion(section: Section, state: CriterionState) -> SectionCriterion:
    department_id, first, last = state
    return SectionCriterion(section=section, department_id=department_id, surname_from=first, surname_to=last)
