"""One engine for preview, commit, approval and what-if: a change is judged by every rule, and all findings come back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from .facts import LOAD, Case, Catalogue, Change, Facts
from .policy import Ruling

REFUSE, WARN, OFF = "refuse", "warn", "off"
POLICY_MISSING, NO_PROGRAMME = "POLICY_MISSING", "NO_PROGRAMME"


@dataclass(frozen=True, slots=True)
class NoParams:
    """For rules without figures."""


@dataclass(frozen=True)
class Data:
    """What a rule found: the figures, never a severity or a text. `code` where it differs from the rule's own."""

    figures: dict[str, Any]
    code: str = ""
    course_id: int | None = None
    section_id: int | None = None


@dataclass(frozen=True)
class Rule:
    code: str
    check: Callable[[Case, Any], Iterator[Data]]
    params: type
    phases: tuple[str, ...]
    codes: tuple[str, ...]
    binding: bool = False
    gate: bool = False


def rule(
    code: str,
    *,
    params: type = NoParams,
    phases: tuple[str, ...] = (),
    codes: tuple[str, ...] = (),
    binding: bool = False,
    gate: bool = False,
) -> Callable[[Callable[[Case, Any], Iterator[Data]]], Rule]:
    """Make a rule of a function. `phases` limits where it speaks unless policy says otherwise; empty is everywhere.

    A binding rule refuses whatever policy and waivers say: what it forbids cannot be written down.
    A gate is about when a student may come in, not about the courses: the loader goes round it, unless the phases of its
    policy row name "load".
    """

    def make(check: Callable[[Case, Any], Iterator[Data]]) -> Rule:
        return Rule(code, check, params, phases, codes or (code,), binding, gate)

    return make


@dataclass(frozen=True)
class Finding:
    code: str
    action: str
    article: str
    figures: dict[str, Any]
    course_id: int | None = None
    section_id: int | None = None
    waived: bool = False
    waiver: str = ""  # why it was waived
    waived_by: str = ""  # "registrar" or "head"
    rule: str = field(default="", compare=False)  # which a waiver names: two rules may speak with one code

    @property
    def refuses(self) -> bool:
        return self.action == REFUSE and not self.waived

    def stored(self) -> dict[str, Any]:
        """As kept in the ledger: code and data, never prose."""
        return {
            "code": self.code,
            "action": self.action,
            "article": self.article,
            "figures": self.figures,
            "course_id": self.course_id,
            "section_id": self.section_id,
            "waived": self.waived,
            "waiver": self.waiver,
            "waived_by": self.waived_by,
            "rule": self.rule,
        }


@dataclass(frozen=True)
class Verdict:
    findings: tuple[Finding, ...]

    @property
    def accepted(self) -> bool:
        return not any(f.refuses for f in self.findings)

    @property
    def refusals(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.refuses)


def evaluate(
    rules: Iterable[Rule], catalogue: Catalogue, facts: Facts, change: Change, kind: str = "approve"
) -> Verdict:
    """Judge a change by every rule; `kind` says what an empty change is for: "approve", "send" or "open".

    A change that the loader makes is of the kind "load".
    """
    if not facts.programmes:  # no programme, no policy to judge by: fails closed as well
        return Verdict((Finding(NO_PROGRAMME, REFUSE, "", {}),))
    case = Case(catalogue, facts, change, kind)
    rulings = catalogue.policy.rulings(case.programme, case.at.date())
    findings: list[Finding] = []
    for each in rules:
        ruling = rulings.get(each.code)
        if ruling is None:
            # no row at any level fails closed: an unconfigured rule must not let anything pass unseen
            findings.append(Finding(POLICY_MISSING, REFUSE, "", {"rule": each.code}))
            continue
        action = REFUSE if each.binding else ruling.action
        if action != OFF and _speaks(each, ruling, case):
            findings += [_finding(each, action, ruling, facts, data) for data in each.check(case, ruling.params)]
    return Verdict(tuple(findings))


def phases_of(each: Rule, ruling: Ruling) -> tuple[str, ...]:
    """Where a rule speaks; empty is everywhere."""
    return each.phases if each.binding else ruling.phases or each.phases


def _speaks(each: Rule, ruling: Ruling, case: Case) -> bool:
    phases = phases_of(each, ruling)
    if each.gate and LOAD in case.kinds:
        return LOAD in phases
    return not phases or not case.kinds.isdisjoint(phases)


def _finding(each: Rule, action: str, ruling: Ruling, facts: Facts, data: Data) -> Finding:
    """The only place where waivers are applied."""
    waiver = None
    if facts.waivers and not each.binding:
        lifted = (w for w in facts.waivers if w.code == each.code and w.course_id in (None, data.course_id))
        waiver = next(lifted, None)
    code = data.code or each.code
    found = Finding(code, action, ruling.article, data.figures, data.course_id, data.section_id, rule=each.code)
    return replace(found, waived=True, waiver=waiver.reason, waived_by=waiver.by) if waiver else found
