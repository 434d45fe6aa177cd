"""The student's first page: where this term's renewal stands and what comes next."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from curriculum.models import SupportContact
from fees.models import FeeStanding
from people.selectors import AdvisorName, advisor_of

from . import checklist
from .checklist import Fee, Item, Times
from .closing.judging import blocked, owes
from .messages import Rendered, duration, render
from .models import TermRegistration, Transition
from .rules.facts import Catalogue, Facts
from .rules.settings import Renewal, Wording
from .selectors import Page, build_page, wording_of
from .services import fresh_catalogue, judge_list
from .snapshot import load_facts
from .transitions import (
    APPROVED,
    CANCELLED,
    EXCUSE_PENDING,
    FINAL,
    ON_LEAVE,
    RETURNED,
    SUBMITTED,
    UNREGISTERED,
    renewal_of,
    skipped,
)

# what bars the student altogether → how the page begins
BARRED = {
    "NOT_ENROLLED": "not_enrolled",
    "RETURN_NOT_OPENED": "return_not_opened",
    "NOT_REGISTERED_IN_PERIOD": "too_late",
}
NO_STEPS = ("cancelled", "on_leave", "not_enrolled")
# told by the dates or the state already, so that it is no obstacle to be mended
SAID_ELSEWHERE = {"WINDOW_CLOSED", "STAGE_NOT_OPEN", "PASSWORD_COOLDOWN", "FEE_UNPAID", *BARRED}


@dataclass(frozen=True)
class Until:
    """A moment to count down to, with the words of how long it still is."""

    moment: datetime
    left: str

    @property
    def last(self) -> datetime:
        return checklist.last_minute(self.moment)


@dataclass(frozen=True)
class FirstPage:
    """`case` says how the page begins: what the student's situation is and what is to be done next."""

    page: Page
    case: str
    items: tuple[Item, ...]
    times: Times
    fee: Fee
    renewal: Renewal
    wording: Wording
    advisor: AdvisorName | None
    contacts: dict[str, list[SupportContact]]  # by what they are asked about; "" is everything else
    last: Transition | None
    missing: tuple[str, ...] = ()  # the steps that were missing when the registration was closed
    obstacles: tuple[Rendered, ...] = ()  # what stands against sending the list as it is
    cooldown: Rendered | None = None
    until: Until | None = None
    falls_back: Until | None = None
    excuse: Until | None = None
    in_add_drop: bool = False

    @property
    def asks_contact(self) -> bool:
        """Whether it is still time to speak with the advisor first (METU-37)."""
        return self.case in ("before", "fee", "choose", "returned") and self.falls_back is None

    @property
    def item(self) -> dict[str, Item]:
        return {item.name: item for item in self.items}


def first_page(student_id: int, term_id: int, language: str) -> FirstPage:
    """Facts, fee, last event, advisor and contacts: a statement each; one more for who is unregistered."""
    facts = load_facts(term_id, [student_id])[student_id].facts
    catalogue = fresh_catalogue(facts, term_id)
    page, when, fee = build_page(facts, catalogue, language), checklist.times(catalogue, facts), _fee(catalogue, facts)
    renewal, missing = renewal_of(catalogue, facts), _missing(facts)
    bars, wording = {f.code: f for f in page.bars}, wording_of(catalogue, facts)
    names_final = wording.final == "completed"
    case = situation(facts, renewal, fee, when, frozenset(bars))

    def until(moment: datetime | None) -> Until | None:
        return Until(moment, duration(moment - facts.at, language)) if moment and facts.at < moment else None

    return FirstPage(
        page=page,
        case=case,
        items=() if case in NO_STEPS else checklist.steps(facts, renewal, fee, when, missing, names_final=names_final),
        times=when,
        fee=fee,
        renewal=renewal,
        wording=wording,
        advisor=advisor_of(student_id, facts.at.date()),
        contacts=_contacts(),
        last=_last(facts),
        missing=missing,
        obstacles=_obstacles(catalogue, facts, language) if case in ("choose", "returned") and facts.enrolled else (),
        cooldown=bars.get("PASSWORD_COOLDOWN"),
        until=until(when.opens or when.ends),
        falls_back=until(page.falls_back),
        excuse=until(checklist.excuse_until(catalogue, facts)),
        in_add_drop=checklist.in_add_drop(catalogue, facts),
    )


def situation(facts: Facts, renewal: Renewal, fee: Fee, when: Times, bars: frozenset[str]) -> str:
    """One word for where the student stands; the template says it in the university's own."""
    settled = {CANCELLED: "cancelled", ON_LEAVE: "on_leave", UNREGISTERED: "unregistered", EXCUSE_PENDING: "excuse"}
    if facts.state in settled or facts.status == "on_leave":
        return settled.get(facts.state, "on_leave")
    for code, case in BARRED.items():
        if code in bars:
            return case
    decided = {FINAL: "final", APPROVED: "approved", SUBMITTED: "submitted"}
    if facts.state in decided:
        return decided[facts.state]
    if when.paused:
        return "paused"
    if when.opens:
        return "before"
    if fee.unknown and not when.over(facts.at):
        return "no_tariff"
    if fee.due > 0 and not when.over(facts.at):
        return "fee"
    if checklist.COURSES in skipped(facts, renewal):
        return "preparation"
    if when.over(facts.at):
        return "over"
    return "returned" if facts.state == RETURNED else "choose"


def _fee(catalogue: Catalogue, facts: Facts) -> Fee:
    """What is due and holds nothing up, since somebody lifted it, is no step."""
    standing = FeeStanding.objects.filter(student_id=facts.student_id, term_id=catalogue.term_id).first()
    lifted = facts.due > 0 and not owes(catalogue, facts)
    if standing is None:
        return Fee()
    unknown = blocked(catalogue, facts)
    return Fee(unknown=unknown) if lifted else Fee(standing.charged, facts.due, facts.course_due, unknown)


def _missing(facts: Facts) -> tuple[str, ...]:
    if facts.state not in (UNREGISTERED, EXCUSE_PENDING):
        return ()
    return tuple(TermRegistration.objects.values_list("missing_steps", flat=True).get(id=facts.registration_id))


def _contacts() -> dict[str, list[SupportContact]]:
    found: dict[str, list[SupportContact]] = defaultdict(list)
    for contact in SupportContact.objects.all():
        found[contact.about].append(contact)
    return dict(found)


def _obstacles(catalogue: Catalogue, facts: Facts, language: str) -> tuple[Rendered, ...]:
    refusals = judge_list(catalogue, facts, "send").refusals
    return tuple(render(f.stored(), catalogue, language) for f in refusals if f.code not in SAID_ELSEWHERE)


def _last(facts: Facts) -> Transition | None:
    return Transition.objects.filter(registration_id=facts.registration_id, accepted=True).order_by("-id").first()
