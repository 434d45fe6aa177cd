"""What the rules say of the sections and weeks of the assistant: they are asked, not guessed at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from .. import rules
from ..choices import NI, Manner, manner_of
from ..rules import BY_CODE, engine
from ..rules.engine import Finding, Verdict
from ..rules.facts import Catalogue, Change, Facts, Line, Section
from ..selectors import BARRING, GATES

# what a section itself can be refused for, whatever stands beside it
OF_A_SECTION = ("CRITERIA", "COURSE_NOT_OPENED", "SECTION_CANCELLED", "MODE", "CAPACITY_FULL")
OF_TIMES = frozenset(
    {"TIME_CONFLICT", "ATTENDANCE_CONFLICT"}
)  # rules: what the search sees to, or was told not to mind
# what keeps the list shut whatever is chosen: it is said once, and weeks are judged apart from it
SHUTTING = (*GATES, *BARRING, "FEE_SCHEDULE_MISSING", "LIBRARY_DEBT")


@dataclass(frozen=True)
class Refused:
    """A course of which no section can be taken, with what its sections are refused for and how many for each."""

    course_id: int
    reasons: tuple[tuple[Finding, int], ...] = ()


class Judge:
    """The rules at one moment, for one student who wants some courses on the list.

    With `keep` the other courses of the list stay on it, else they give way.
    """

    def __init__(self, catalogue: Catalogue, facts: Facts, course_ids: Iterable[int], *, keep: bool) -> None:
        self.catalogue, self.facts = catalogue, facts
        self.courses = tuple(dict.fromkeys(course_ids))
        self.held = {e.course_id: e for e in facts.enrolled if e.section_id in catalogue.sections}
        others = [e.section_id for e in self.held.values() if e.course_id not in self.courses]
        self.kept = [catalogue.sections[id_] for id_ in others] if keep else []
        self.gates = engine.evaluate((BY_CODE[code] for code in SHUTTING), catalogue, facts, Change(), "add").refusals
        self._shut = {f.rule for f in self.gates} - {""}  # a rule without a policy row is no gate
        self.as_ni = {c for c in self.courses if self._only_as_ni(c)}
        self._possible: dict[frozenset[int], bool] = {}

    # how a section would be taken

    def manner(self, section: Section) -> Manner:
        held = self.held.get(section.course_id)
        manner = manner_of(self.catalogue, self.facts.primary, self.facts.at.date(), section, held)
        return replace(manner, status=NI) if section.course_id in self.as_ni else manner

    def line(self, section: Section) -> Line:
        """Of several categories none is claimed until one is chosen."""
        manner = self.manner(section)
        return Line(section.id, manner.status, manner.category, manner.mode)

    def change(self, sections: Iterable[Section]) -> Change:
        """From the list to a week: what stands on it as it is wanted is not touched."""
        wanted = {s.id: s for s in (*sections, *self.kept)}
        held = {e.section_id for e in self.held.values()}
        lines = (self.line(s) for id_, s in wanted.items() if id_ not in held)
        return Change(frozenset(lines), frozenset(held - wanted.keys()))

    def _only_as_ni(self, course_id: int) -> bool:
        """Whether the course would be accepted in NI alone, as the search shows it."""
        sections = self.catalogue.by_course.get(course_id, ())
        if course_id in self.held or not sections:
            return False
        manner = manner_of(self.catalogue, self.facts.primary, self.facts.at.date(), sections[0], None)
        if not manner.statuses:
            return False

        def accepted(status: str) -> bool:
            lines = (Line(s.id, status, manner.category, s.delivery if manner.mode else "") for s in sections[:1])
            return not self._refusals(self._verdict(Change(frozenset(lines))), but=frozenset(OF_A_SECTION) | OF_TIMES)

        return not accepted(manner.status) and accepted(NI)

    # what the rules say

    def _verdict(self, change: Change) -> Verdict:
        return rules.evaluate(self.catalogue, self.facts, change)

    def _refusals(self, verdict: Verdict, but: frozenset[str] = frozenset()) -> list[Finding]:
        return [f for f in verdict.refusals if f.rule not in self._shut and f.rule not in but]

    def verdict(self, sections: Iterable[Section]) -> Verdict:
        """Of a whole week, with what keeps the list shut left out."""
        found = self._verdict(self.change(sections))
        return Verdict(tuple(f for f in found.findings if f.rule not in self._shut))

    def accepts(self, sections: Iterable[Section]) -> bool:
        return self.verdict(sections).accepted

    def against(self, sections: Sequence[Section]) -> list[Finding]:
        """What is said against these courses together, whichever of their sections are taken."""
        found = self._refusals(self._verdict(self.change(sections)), but=OF_TIMES)
        return [f for f in found if f.rule not in OF_A_SECTION]

    def possible(self, sections: Sequence[Section]) -> bool:
        courses = frozenset(s.course_id for s in sections)
        if courses not in self._possible:
            self._possible[courses] = not self.against(sections)
        return self._possible[courses]

    def open_sections(self) -> tuple[dict[int, list[Section]], list[Refused]]:
        """Of each course the sections that the student may take, and the courses of which there is none.

        Judged a section of every course at a time: a rule about one section does not look at the others.
        """
        offered = {c: [s for s in self.catalogue.by_course.get(c, ())] for c in self.courses}
        refusing: dict[int, Finding] = {}
        few = tuple(BY_CODE[code] for code in OF_A_SECTION)
        for n in range(max(map(len, offered.values()), default=0)):
            row = [sections[n] for sections in offered.values() if n < len(sections)]
            found = engine.evaluate(few, self.catalogue, self.facts, self.change(row), "change")
            for f in found.refusals:
                refusing.setdefault(f.section_id or 0, f)
        open_ = {c: [s for s in sections if s.id not in refusing] for c, sections in offered.items()}
        none = [Refused(c, _counted(offered[c], refusing)) for c, sections in open_.items() if not sections]
        return open_, none

    def seats(self, section: Section) -> int:
        seat = self.facts.seats.get(section.counter)
        return seat.left if seat else 0


def _counted(sections: Iterable[Section], refusing: Mapping[int, Finding]) -> tuple[tuple[Finding, int], ...]:
    """The reasons by code, the most frequent first, each with one finding that shows it."""
    by_code: dict[str, list[Finding]] = {}
    for section in sections:
        by_code.setdefault(refusing[section.id].code, []).append(refusing[section.id])
    ordered = sorted(by_code.values(), key=len, reverse=True)
    return tuple((same[0], len(same)) for same in ordered)
