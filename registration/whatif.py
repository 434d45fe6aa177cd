"""What if: a draft of policy or criteria against what a term has seen. Nothing is written.

Every attempt of the ledger is judged twice on the facts it had then (past.py), by the policy of its day and by the
draft; what comes and goes between the two is added to, and taken from, the refusals that the ledger has. So is every list
as it stands. Who is accepted by one and refused by the other flips.

- The ledger is what was answered: a fee paid since, or a course loaded before the window opened, flips nobody.
- Each attempt is judged on the list that really was, not on one that the draft would have made of it.
- Capacity is kept as it was recorded: no draft changes who was there first, and no policy sells a seat twice. Only the
  quotas of draft criteria are counted anew, in the order of the ledger, from whoever the draft lets in.
- A list is judged whatever the hour: rules of the calendar speak on lists only where the draft is about them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from .catalogue import newest
from .drafts import Draft
from .models import Attempt, TermRegistration
from .outcomes import ATTEMPT, LIST, Outcome, totals
from .past import CLOSE, Attempted, Past, known, pasts_of
from .progress import Progress, silent
from .rules import RULES
from .rules.criteria import admit, refused
from .rules.engine import REFUSE, Finding, Rule, evaluate
from .rules.facts import Case, Catalogue, Change, Facts, Seat

BATCH = 1000  # students whose facts one statement reads
CAPACITY = "CAPACITY_FULL"
GONE = "SECTION_NOT_FOUND"  # also what a plan is refused for of which a course has no section left
CALENDAR = frozenset({"WINDOW_CLOSED", "STAGE_NOT_OPEN", "APPROVAL_CLOSED", "APPROVED_LOCKED"})


@dataclass
class Report:
    """What came of it: how much was judged, what could not be, and every flip."""

    term: str
    attempts: int = 0
    lists: int = 0
    left_out: int = 0  # attempts on sections that the term has no more
    otherwise: int = 0  # attempts that the same policy answers otherwise today, by records that have changed
    flips: list[dict[str, Any]] = field(default_factory=list)

    def stored(self) -> dict[str, Any]:
        return {**self.__dict__, **totals(self.flips)}


def what_if(term_id: int, draft: Draft, progress: Progress = silent) -> Report:
    """Judge the term's attempts and lists by the draft; `progress` hears of students done and of all."""
    catalogue = newest(term_id)
    run = _Run(catalogue, draft)
    batches = list(_batches(term_id, draft))
    total, done = sum(map(len, batches)), 0
    progress(0, total)
    for batch in batches:
        run.judge(batch)
        progress(done := done + len(batch), total)
    run.report.flips.sort(key=lambda flip: (flip["what"], flip["id"]))
    return run.report


def _batches(term_id: int, draft: Draft) -> Iterator[list[int]]:
    """Who asked for the section of draft criteria comes first and at once, since its quotas are counted in order.

    Whom draft rows concern may be anyone; draft criteria alone concern nobody else.
    """
    registrations = TermRegistration.objects.filter(term=term_id)
    asked: list[int] = []
    if draft.section_id:
        adding = Attempt.objects.filter(change__add__contains=[[draft.section_id]])
        asked = sorted(registrations.filter(id__in=adding.values("registration_id")).values_list("student", flat=True))
    if asked:
        yield asked
    if draft.rows:
        first = set(asked)
        rest = [s for s in registrations.order_by("student").values_list("student", flat=True) if s not in first]
        yield from (rest[n : n + BATCH] for n in range(0, len(rest), BATCH))


class _Run:
    def __init__(self, catalogue: Catalogue, draft: Draft) -> None:
        self.today, self.drafted, self.draft = catalogue, draft.over(catalogue), draft
        self.rules = tuple(r for r in RULES if r.code != CAPACITY)
        self.list_rules = tuple(r for r in self.rules if r.code not in CALENDAR - draft.codes)
        self.quotas = _Quotas(self.drafted, draft)
        self.report = Report(catalogue.term_code)

    def judge(self, students: list[int]) -> None:
        pasts, attempts = pasts_of(self.today, students)
        for attempt in attempts:
            self._attempt(pasts[attempt.student_id], attempt)
        for past in pasts.values():
            self._list(past)

    def _attempt(self, past: Past, attempt: Attempted) -> None:
        facts, change = past.before(attempt), attempt.change
        if attempt.kind == CLOSE:
            self.quotas.settle(facts.student_id, change, attempt.accepted)
        elif known(change, self.today) == change and GONE not in {f.code for f in attempt.findings}:
            self.report.attempts += 1
            recorded = [f for f in attempt.findings if f.refuses]
            today = _refusals(self.rules, self.today, facts, change, attempt.kind)
            self.report.otherwise += bool(today) is not any(f.code != CAPACITY for f in recorded)
            drafted = self._drafted(facts, attempt, recorded, today)
            self._note(ATTEMPT, attempt.id, facts, change, recorded, drafted)
            self.quotas.settle(facts.student_id, change, attempt.accepted)
        else:
            self.report.left_out += 1
        past.settle(self.today, facts, attempt)

    def _drafted(
        self, facts: Facts, attempt: Attempted, recorded: list[Finding], today: list[Finding]
    ) -> list[Finding]:
        """What the ledger would have refused by the draft: without what the draft lifts, with what it adds."""
        drafted = _refusals(self.rules, self.drafted, facts, attempt.change, attempt.kind)
        before, after = ({_about(f) for f in found} for found in (today, drafted))
        gone = before - after
        kept = [f for f in recorded if _about(f) not in gone and not self._lifted(f, facts)]
        found = kept + [f for f in drafted if _about(f) not in before]
        return found + self.quotas.ask(facts, attempt.change, free=not found)

    def _lifted(self, finding: Finding, facts: Facts) -> bool:
        """A refusal whose cause may be gone by now is lifted by a draft that refuses no more, as is an old quota."""
        if finding.code == CAPACITY:
            return finding.section_id == self.draft.section_id and finding.figures["quota"]
        rulings = self.drafted.policy.rulings(facts.primary, facts.at.date())
        rules = [r for r in self.rules if finding.code in r.codes and r.code in self.draft.codes]
        return any((ruling := rulings[r.code]) and ruling.action != REFUSE and not r.binding for r in rules)

    def _list(self, past: Past) -> None:
        facts = past.whole_list()
        if facts.enrolled:
            self.report.lists += 1
            both = (_refusals(self.list_rules, c, facts, Change()) for c in (self.today, self.drafted))
            self._note(LIST, facts.registration_id, facts, Change(), *both)

    def _note(
        self, what: str, id_: int, facts: Facts, change: Change, today: list[Finding], drafted: list[Finding]
    ) -> None:
        if bool(today) is not bool(drafted):
            flip = Outcome(what, id_, facts, change, not drafted, tuple(today or drafted))
            self.report.flips.append(flip.stored())


def _about(finding: Finding) -> tuple[str, int | None, int | None]:
    return finding.code, finding.course_id, finding.section_id


def _refusals(
    rules: Iterable[Rule], catalogue: Catalogue, facts: Facts, change: Change, kind: str = "approve"
) -> list[Finding]:
    return list(evaluate(rules, catalogue, facts, change, kind).refusals)


class _Quotas:
    """The quotas of draft criteria, counted from nought: whom the draft lets in holds one until the section is left."""

    def __init__(self, drafted: Catalogue, draft: Draft) -> None:
        self.catalogue, self.section_id, self.capacity = drafted, draft.section_id, draft.quotas
        self.held: dict[int, int] = {}  # student → counter

    def ask(self, facts: Facts, change: Change, *, free: bool) -> list[Finding]:
        """The refusal where every quota that admits the student is used up; `free` says that nothing else refuses."""
        if not any(line.section_id == self.section_id for line in change.add):
            return []
        used = Counter(counter for student, counter in self.held.items() if student != facts.student_id)
        seats = {counter: Seat(capacity, used[counter]) for counter, capacity in self.capacity.items()}
        case = Case(self.catalogue, replace(facts, seats=seats), change, "add")
        section = self.catalogue.sections[self.section_id or 0]
        admission = admit(case, section)
        if admission.full_quota is not None:
            return [refused(case, section, seats[admission.full_quota], by_quota=True)]
        if free and admission.row and admission.row.quota is not None:
            self.held[facts.student_id] = admission.row.quota
        return []

    def settle(self, student_id: int, change: Change, accepted: bool) -> None:
        """A drop that took place gives the quota back."""
        kept = any(line.section_id == self.section_id for line in change.add)
        if accepted and self.section_id in change.drop and not kept:
            self.held.pop(student_id, None)
