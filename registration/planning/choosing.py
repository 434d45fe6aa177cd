"""Which sections a plan is taken by: pure, over the catalogue and the facts, for the page and for the commit alike.

The whole plan comes first: of its sections, in the order of the choices, the first arrangement that is accepted as one
change. Where there is none, and the student takes as many as are accepted, courses are taken in turn: each by its first
section that is accepted with what was taken before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .. import candidates, rules
from ..forms import refusal
from ..rules.criteria import admit, refused
from ..rules.engine import Finding, Rule, Verdict, evaluate
from ..rules.facts import NO_SEAT, Case, Catalogue, Change, Facts, Line
from .shape import Plan, Planned

ALL, SOME = "all", "some"
MOST_EVALUATIONS = 200
MOST_STEPS = 5000  # from one section to the next, in search of an arrangement
OTHER_SECTION = {candidates.other_section, candidates.other_of_clash, candidates.other_mode}
Lines = tuple[Line, ...]
Judge = Callable[[Lines], Verdict]
Against = tuple[int, tuple[Finding, ...]]  # a section, 0 where none is left, and the refusals


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a course: the line that it is taken by, and what stands against the sections asked for before."""

    course_id: int
    line: Line | None
    against: tuple[Against, ...] = ()

    def stored(self) -> dict[str, Any]:
        """As kept in the ledger: ids, codes and data, never prose."""
        tried = [[section, [f.stored() for f in findings]] for section, findings in self.against]
        return {"course": self.course_id, "section": self.line.section_id if self.line else None, "tried": tried}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a plan comes to. Of a plan that is taken whole or not at all, `verdict` may refuse what the outcomes would take."""

    lines: Lines
    verdict: Verdict
    outcomes: tuple[Outcome, ...]

    @property
    def complete(self) -> bool:
        return all(o.line for o in self.outcomes)


def choose(judge: Judge, catalogue: Catalogue, plan: Plan, manner: str) -> Chosen:
    """The plan of courses that are not on the list; every section of it is in the catalogue."""
    ask = _Asked(judge)
    if whole := _first_accepted(ask, plan):
        return Chosen(whole, judge(whole), _outcomes(ask.anew(), catalogue, plan, whole))
    taken = _in_turn(ask.anew(), catalogue, plan)
    outcomes = _outcomes(ask.anew(), catalogue, plan, taken)
    if taken and manner == SOME:
        return Chosen(taken, judge(taken), outcomes)
    firsts = tuple(p.lines[0] for p in plan if p.lines)
    gone = (_gone(catalogue, p) for p in plan if not p.lines)
    return Chosen(firsts, Verdict((*judge(firsts).findings, *gone)), outcomes)


def judge_of(catalogue: Catalogue, facts: Facts, among: Sequence[Rule] | None = None) -> Judge:
    """All rules, or these; and whatever they say, a seat that is not there is not taken."""

    def judge(lines: Lines) -> Verdict:
        change = Change(frozenset(lines))
        verdict = evaluate(rules.RULES if among is None else among, catalogue, facts, change)
        if not verdict.accepted:
            return verdict
        return Verdict((*verdict.findings, *_seatless(Case(catalogue, facts, change, "add"))))

    return judge


def _seatless(case: Case) -> Iterator[Finding]:
    """Policy may let a full section pass; the seat statement does not."""
    for section in case.added:
        own, quota = case.facts.seats.get(section.counter, NO_SEAT), admit(case, section).full_quota
        if own.left == 0:
            yield refused(case, section, own, by_quota=False)
        elif quota is not None:
            yield refused(case, section, case.facts.seats.get(quota, NO_SEAT), by_quota=True)


class _Asked:
    """The judge, who is asked the same only once and not for ever."""

    def __init__(self, judge: Judge, known: dict[frozenset[Line], Verdict] | None = None) -> None:
        self._judge, self._known, self.left = judge, {} if known is None else known, MOST_EVALUATIONS

    def anew(self) -> _Asked:
        return _Asked(self._judge, self._known)

    def __call__(self, lines: Iterable[Line]) -> Verdict | None:
        """None: the rules were asked often enough."""
        lines = tuple(lines)
        asked = frozenset(lines)
        if asked not in self._known and self.left:
            self.left -= 1
            self._known[asked] = self._judge(lines)
        return self._known.get(asked)


def _first_accepted(ask: _Asked, plan: Sequence[Planned], taken: Lines = ()) -> Lines | None:
    """The first arrangement of these courses that is accepted with what is taken; None, if none is."""
    barred: set[frozenset[int]] = set()  # sections that are refused together, or alone
    alike = all(len({(x.status, x.category) for x in p.lines}) == 1 for p in plan)
    for lines in _arrangements(plan, barred, iter(range(MOST_STEPS, 0, -1))):
        verdict = ask((*taken, *lines))
        if verdict is None:
            return None
        if verdict.accepted:
            return lines
        mine = frozenset(x.section_id for x in lines)
        for f in verdict.refusals:
            if alike and not _section_matters(f):
                return None
            barred.add(mine & _to_blame(f) or mine)
    return None


def _arrangements(
    plan: Sequence[Planned], barred: set[frozenset[int]], steps: Iterator[int], chosen: Lines = ()
) -> Iterator[Lines]:
    """In the order of the choices, the first course's first; none with sections that were barred meanwhile.

    Not for ever: where a late course has no section left, every arrangement of those before it would be gone through.
    """
    if len(chosen) == len(plan):
        yield chosen
        return
    for line in plan[len(chosen)].lines:
        if not next(steps, 0):
            return
        ids = {line.section_id, *(x.section_id for x in chosen)}
        if not any(refused_ones <= ids for refused_ones in barred):
            yield from _arrangements(plan, barred, steps, (*chosen, line))


def _section_matters(finding: Finding) -> bool:
    """Whether another section, taken alike, might be accepted: not where a grade or the load is in the way."""
    return not OTHER_SECTION.isdisjoint(candidates.MAKERS.get(finding.code, ()))


def _to_blame(finding: Finding) -> frozenset[int]:
    """The section that is refused whatever is taken beside it; with the one that it clashes with, where it does."""
    ids = (finding.section_id, finding.figures.get("other")) if _section_matters(finding) else ()
    return frozenset(id_ for id_ in ids if id_)


def _in_turn(ask: _Asked, catalogue: Catalogue, plan: Plan) -> Lines:
    """Each course by its first section that is accepted with those before; what waits is asked for again after others."""
    taken: Lines = ()
    waiting, more = list(plan), True
    while more:
        more = False
        for p in list(waiting):
            if p not in waiting:  # came along as a co-requisite
                continue
            for together in ([p], [p, *_beside(p, waiting, catalogue)]):
                if lines := _first_accepted(ask, together, taken):
                    taken, more = (*taken, *lines), True
                    waiting = [w for w in waiting if w not in together]
                    break
    return taken


def _beside(p: Planned, waiting: Iterable[Planned], catalogue: Catalogue) -> list[Planned]:
    """Its co-requisites that wait as well: a course and its laboratory are taken together or not at all."""
    return [w for w in waiting if w is not p and w.course_id in catalogue.courses[p.course_id].corequisites]


def _outcomes(ask: _Asked, catalogue: Catalogue, plan: Plan, taken: Lines) -> tuple[Outcome, ...]:
    """With what stands against every section that was passed over, judged beside what is taken of the other courses."""
    lines = {x.section_id: x for x in taken}
    outcomes = []
    for p in plan:
        line = next((lines[id_] for id_ in p.section_ids if id_ in lines), None)
        others = tuple(x for x in taken if x.section_id not in p.section_ids)
        passed_over = p.lines[: p.lines.index(line)] if line else p.lines
        judged = ((x.section_id, ask((*others, x))) for x in passed_over)
        against: list[Against] = [(id_, verdict.refusals) for id_, verdict in judged if verdict and verdict.refusals]
        outcomes.append(Outcome(p.course_id, line, tuple(against) if p.lines else ((0, (_gone(catalogue, p),)),)))
    return tuple(outcomes)


def _gone(catalogue: Catalogue, p: Planned) -> Finding:
    course = catalogue.courses.get(p.course_id)
    return refusal("SECTION_NOT_FOUND", p.course_id, section=f"{course.code if course else '–'}/–")
