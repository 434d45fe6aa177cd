"""The assistant as it is shown: whole weeks that pass every rule, best first, or what stands in their way."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ..checklist import times
from ..choices import Manner
from ..messages import Rendered, meets_text, number_text, render, section_label
from ..planning.services import read_plan
from ..planning.shape import Plan
from ..rules.engine import REFUSE, Finding
from ..rules.facts import Case, Catalogue, Change, Facts, Section
from ..services import fresh_catalogue
from ..snapshot import load_facts
from ..week import Week as Table
from ..week import week_of
from .asked import MOST_WEEKS, Asked
from .judging import Judge, Refused
from .reasons import Reason, in_words
from .search import Clashes, Courses, Found, best_weeks
from .weeks import Group, Week, group

SECONDS = 0.45  # of the search; half as much again where courses have to be left out


@dataclass(frozen=True)
class Pick:
    """A course that can be ticked. `where` it comes from: "plan", "semester", "list" or "asked"."""

    course_id: int
    numeric_code: str
    code: str
    name: str
    figures: str
    where: str
    picked: bool
    spare: bool


@dataclass(frozen=True)
class Row:
    """A course of an offered week; `others` are the sections that meet at the same times."""

    section_id: int
    label: str
    name: str
    others: tuple[int, ...]
    meets: str
    instructors: str
    left: int
    capacity: int
    manner: Manner
    held: bool
    kept: bool  # held, and not asked about
    pinned: bool
    pin: str  # the query of this page with the section pinned, or no longer
    avoid: str  # with another section than these


@dataclass(frozen=True)
class Offer:
    reasons: tuple[Reason, ...]
    rows: tuple[Row, ...]
    table: Table
    credits: str
    ects: str
    without: tuple[str, ...]  # courses left out
    warnings: tuple[Rendered, ...]

    @property
    def news(self) -> bool:
        return any(not row.held for row in self.rows)


@dataclass(frozen=True)
class Obstacle:
    """A course of which no section can be taken, and why, each reason with the number of its sections."""

    code: str
    reasons: tuple[tuple[Rendered, int], ...]


@dataclass(frozen=True)
class Assistance:
    asked: Asked
    picks: tuple[Pick, ...]
    pinned: tuple[tuple[int, str], ...]
    avoided: tuple[tuple[int, str], ...]
    query: str
    read_at: datetime
    may_clash: bool  # whether the rules leave it to the student
    opens: datetime | None = None
    too_late: bool = False
    gates: tuple[Rendered, ...] = ()
    offers: tuple[Offer, ...] = ()
    complete: bool = True
    warnings: tuple[Rendered, ...] = ()  # those of every week
    fits: bool = True  # all of the courses go together
    against: tuple[Rendered, ...] = ()  # what is said against them together
    apart: tuple[tuple[str, str], ...] = ()
    none: tuple[Obstacle, ...] = ()
    more: str = ""  # the query that shows more

    @property
    def semester(self) -> list[Pick]:
        return [p for p in self.picks if p.where == "semester"]

    @property
    def sources(self) -> list[tuple[str, list[Pick]]]:
        return [(where, found) for where in WHERE if (found := [p for p in self.picks if p.where == where])]


WHERE = ("plan", "semester", "list", "asked")


def assist(student_id: int, term_id: int, asked: Asked, catalogue: Catalogue, language: str) -> Assistance:
    """Facts and plan, a statement each; all else in memory, in less than a second (search.py keeps to its time)."""
    until = time.perf_counter() + SECONDS
    sections = [s.id for c in asked.courses for s in catalogue.by_course[c]]
    facts = load_facts(term_id, [student_id], sections)[student_id].facts
    catalogue = fresh_catalogue(facts, term_id)
    return _Assistant(catalogue, facts, asked, language, until).answer(read_plan(student_id, term_id))


class _Assistant:
    def __init__(self, catalogue: Catalogue, facts: Facts, asked: Asked, language: str, until: float) -> None:
        self.when = times(catalogue, facts)
        # before the opening, as it will be then
        self.judge = Judge(catalogue, replace(facts, at=self.when.opens or facts.at), asked.courses, keep=asked.keep)
        self.catalogue, self.facts, self.asked, self.language, self.until = catalogue, facts, asked, language, until
        timetable = catalogue.policy.rulings(facts.primary, self.judge.facts.at.date())["TIME_CONFLICT"]
        self.live_distance = timetable.params.live_distance if timetable else True
        self.may_clash = timetable is not None and timetable.action != REFUSE

    def answer(self, plan: Plan) -> Assistance:
        asked = self.asked
        found = Assistance(
            asked=asked,
            picks=tuple(self._picks(p.course_id for p in plan)),
            pinned=tuple((id_, section_label(self.catalogue, id_)) for id_ in sorted(asked.wishes.pinned)),
            avoided=tuple((id_, section_label(self.catalogue, id_)) for id_ in sorted(asked.wishes.avoided)),
            query=asked.query(self.catalogue),
            read_at=self.facts.at,
            may_clash=self.may_clash,
            opens=self.when.opens,
            too_late=self.when.over(self.facts.at),
            gates=self._said(self.judge.gates),
        )
        return found if found.too_late or not asked.courses else self._with_weeks(found)

    def _with_weeks(self, shown: Assistance) -> Assistance:
        open_, none = self.judge.open_sections()
        courses = self._groups(open_)
        clashes = Clashes(courses, live_distance=self.live_distance, until=self.until)
        found, fits = self._search(courses, clashes), True
        if not found.weeks:
            fits, found = False, self._search(courses, clashes, spare=True)
        offers = [self._offer(week, courses) for week in found.weeks]
        everywhere = [w for w in offers[0].warnings if all(w in o.warnings for o in offers)] if offers else []
        shown = replace(
            shown,
            offers=tuple(replace(o, warnings=tuple(w for w in o.warnings if w not in everywhere)) for o in offers),
            warnings=tuple(everywhere),
            complete=found.complete,
            fits=fits,
            more=self._more(found),
        )
        return shown if fits else self._explained(shown, courses, clashes, none)

    def _groups(self, open_: dict[int, list[Section]]) -> Courses:
        """With what stays on the list, which is as it is."""
        admitted = {c: self.asked.wishes.admitted(sections) for c, sections in open_.items()}
        kept = {s.course_id: [s] for s in self.judge.kept}
        wishes, seats, live = self.asked.wishes, self.judge.seats, self.live_distance
        return {c: group(sections, wishes, seats, live_distance=live) for c, sections in (admitted | kept).items()}

    def _search(self, courses: Courses, clashes: Clashes, *, spare: bool = False) -> Found:
        judge, wishes = self.judge, replace(self.asked.wishes, clashes=self.asked.wishes.clashes and self.may_clash)
        if spare:
            wishes = replace(wishes, spare=frozenset(judge.courses))
            self.until = clashes.until = max(self.until, time.perf_counter() + SECONDS / 2)
        return best_weeks(
            courses,
            wishes,
            most=self.asked.shown,
            clashes=clashes,
            may=lambda groups: judge.possible(_firsts(groups)),
            accept=lambda groups: judge.accepts(_firsts(groups)),
            until=self.until,
            until_any=spare,
        )

    def _more(self, found: Found) -> str:
        full = len(found.weeks) == self.asked.shown < MOST_WEEKS
        return self.asked.more().query(self.catalogue) if full else ""

    def _explained(self, shown: Assistance, courses: Courses, clashes: Clashes, none: list[Refused]) -> Assistance:
        firsts = [groups[0].first for groups in courses.values() if groups]
        code = {c: self.catalogue.courses[c].code for c in courses}
        emptied = [Refused(c) for c, groups in courses.items() if not groups and c not in {r.course_id for r in none}]
        return replace(
            shown,
            against=self._said(self.judge.against(firsts)),
            apart=tuple((code[a], code[b]) for a, b in clashes.apart()),
            none=tuple(Obstacle(code[r.course_id], self._counted(r)) for r in (*none, *emptied)),
        )

    def _counted(self, refused: Refused) -> tuple[tuple[Rendered, int], ...]:
        return tuple((said, n) for finding, n in refused.reasons for said in self._said([finding]))

    def _said(self, findings: Iterable[Finding]) -> tuple[Rendered, ...]:
        """What is said of several courses in the same words is said once."""
        said = (render(f.stored(), self.catalogue, self.language) for f in findings)
        return tuple({(f.code, f.text, f.waived): f for f in said}.values())

    # one week

    def _offer(self, week: Week, courses: Courses) -> Offer:
        groups = sorted(week.groups, key=lambda g: self.catalogue.courses[g.course_id].numeric_code)
        sections = [g.first for g in groups]
        taken = [self.catalogue.courses[s.course_id] for s in sections]
        left_out = courses.keys() - {c.id for c in taken}
        verdict = self.judge.verdict(sections)
        return Offer(
            reasons=in_words(sections, week.score, self.asked.wishes, self.language),
            rows=tuple(self._row(g) for g in groups),
            table=week_of(sections, self.catalogue, self.language),
            credits=number_text(sum(c.credit for c in taken), self.language),
            ects=number_text(sum(c.ects for c in taken), self.language),
            without=tuple(self.catalogue.courses[c].code for c in courses if c in left_out),
            warnings=self._said(verdict.findings),
        )

    def _row(self, g: Group) -> Row:
        s, asked = g.first, self.asked
        seat, pinned = self.facts.seats.get(s.counter), s.id in asked.wishes.pinned
        held = self.judge.held.get(s.course_id)
        return Row(
            section_id=s.id,
            label=section_label(self.catalogue, s.id),
            name=self.catalogue.courses[s.course_id].name_in(self.language),
            others=tuple(other.number for other in g.sections[1:]),
            meets=meets_text(s, self.language),
            instructors=s.instructors,
            left=seat.left if seat else 0,
            capacity=seat.capacity if seat else 0,
            manner=self.judge.manner(s),
            held=held is not None and held.section_id == s.id,
            kept=s.course_id not in self.judge.courses,
            pinned=pinned,
            pin=(asked.unpinning(s.id) if pinned else asked.pinning(s.id)).query(self.catalogue),
            avoid=asked.avoiding(other.id for other in g.sections).query(self.catalogue),
        )

    # what can be picked

    def _picks(self, planned: Iterable[int]) -> Iterable[Pick]:
        """Each course once, by where the student would look for it first."""
        case = Case(self.catalogue, self.facts, Change(), "open")
        curriculum = self.catalogue.curriculum_of(self.facts.primary)
        musts = curriculum.musts.get(self.facts.primary.semester, frozenset()) if curriculum else frozenset()
        sources = {
            "plan": [*planned],
            "semester": self._ordered(c for c in musts if not case.passed(case.taken(c))),
            "list": self._ordered(self.judge.held),
            "asked": [*self.asked.courses],
        }
        seen: set[int] = set()
        for where, courses in sources.items():
            for c in courses:
                if c in self.catalogue.by_course and c not in seen:
                    seen.add(c)
                    yield self._pick(c, where)

    def _ordered(self, courses: Iterable[int]) -> list[int]:
        known = self.catalogue.courses
        return sorted((c for c in courses if c in known), key=lambda c: known[c].numeric_code)

    def _pick(self, course_id: int, where: str) -> Pick:
        course, language = self.catalogue.courses[course_id], self.language
        return Pick(
            course_id=course_id,
            numeric_code=course.numeric_code,
            code=course.code,
            name=course.name_in(language),
            figures=f"{number_text(course.credit, language)} / {number_text(course.ects, language)}",
            where=where,
            picked=course_id in self.asked.courses,
            spare=course_id in self.asked.wishes.spare,
        )


def _firsts(groups: Sequence[Group]) -> list[Section]:
    return [g.first for g in groups]
