"""What stands against a petition, and by when it is asked for and used: pure functions of facts, calendar and policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from registration.checklist import excuse_until, last_minute
from registration.forms import refusal
from registration.rules.engine import POLICY_MISSING, Finding
from registration.rules.facts import Catalogue, Facts
from registration.rules.opening import REGISTRATION, windows_for
from registration.rules.policy import SettingMissing
from registration.rules.settings import Petitions
from registration.transitions import TABLE as EVENTS
from registration.working_days import after_days, last_of_next_week

from .models import Petition

Kind = Petition.Kind
MOST_FILES = 5
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    """A petition as the student writes it. `terms` is of a leave, what follows of an exemption."""

    kind: str
    text: str
    terms: int | None = None
    institution: str = ""
    open_education: bool = False
    average: Decimal | None = None


@dataclass(frozen=True)
class Span:
    """When a petition may be handed in; the end is exclusive. No end: the calendar does not tell it."""

    opens: datetime | None = None
    closes: datetime | None = None

    @property
    def last(self) -> datetime | None:
        """The end as people say it: 1 October 23:59, not 2 October 00:00."""
        return self.closes and last_minute(self.closes)


def policy_of(catalogue: Catalogue, facts: Facts) -> Petitions | None:
    """None where no row of policy speaks of petitions for this student."""
    try:
        return catalogue.policy.setting(Petitions, facts.primary, facts.at.date())
    except SettingMissing:
        return None


def span_of(kind: str, catalogue: Catalogue, facts: Facts, p: Petitions) -> Span:
    """METU-27 and KOU-82 for an excuse, METU-31 for a return, KOU-73 for a leave, KOU-53 for an exemption."""
    if kind == Kind.LEAVE:
        return _window(catalogue, facts)
    first_day = _midnight(catalogue.starts_on, facts)
    if kind == Kind.EXEMPTION:
        return Span(first_day, first_day and first_day + DAY * p.exemption_days)
    if kind == Kind.RETURN:
        windows = windows_for(catalogue, facts.primary, (REGISTRATION,))
        start = windows and _midnight(windows[0].opens.date(), facts)
        return Span(None, start + DAY * p.return_by_start if start else None)
    return Span(None, excuse_until(catalogue, facts))


def _window(catalogue: Catalogue, facts: Facts) -> Span:
    """The registration window that is not over yet, else the last one."""
    windows = windows_for(catalogue, facts.primary, (REGISTRATION,))
    w = next((w for w in windows if facts.at < w.closes), windows[-1] if windows else None)
    return Span(w.opens, w.closes) if w else Span()


def _midnight(day: date | None, facts: Facts) -> datetime | None:
    return datetime.combine(day, time(), facts.at.tzinfo) if day else None


def against_handing_in(kind: str, catalogue: Catalogue, facts: Facts) -> list[Finding]:
    """Whatever is written in it: status, dates, fee, and what each kind is for."""
    p = policy_of(catalogue, facts)
    if p is None:
        return [refusal(POLICY_MISSING, rule="PETITIONS")]
    found = [] if facts.status == "enrolled" else [refusal("NOT_ENROLLED", case=facts.status)]
    found += against_date(span_of(kind, catalogue, facts, p), facts.at)
    fee = {Kind.EXCUSE: p.excuse_fee, Kind.LEAVE: p.leave_fee}.get(Kind(kind), False)
    if fee and facts.due > 0:
        found.append(refusal("FEE_UNPAID", due=str(facts.due)))
    if kind == Kind.EXCUSE and facts.excuse_rejected:
        found.append(refusal("EXCUSE_REJECTED"))
    if kind == Kind.LEAVE and facts.state not in EVENTS["leave"].sources:
        found.append(refusal("ILLEGAL_TRANSITION", event="leave", state=facts.state))
    if kind == Kind.EXEMPTION and facts.primary.semester > 1:
        found.append(refusal("FIRST_TERM_ONLY", semester=facts.primary.semester))
    if kind == Kind.RETURN and facts.coming_back != "needed":
        refused = facts.coming_back == "refused"
        found.append(refusal("RETURN_NOT_OPENED", case="refused") if refused else refusal("RETURN_NOT_NEEDED"))
    return found


def against_date(span: Span, at: datetime) -> list[Finding]:
    if span.closes is None or span.last is None:
        return [refusal("PETITION_NO_DEADLINE")]
    if at >= span.closes:
        return [refusal("PETITION_LATE", closes=span.last.isoformat())]
    if span.opens and at < span.opens:
        return [refusal("PETITION_NOT_OPEN", opens=span.opens.isoformat())]
    return []


def against_contents(asked: Asked, documents: int, catalogue: Catalogue, facts: Facts) -> list[Finding]:
    """What is written in it, and what comes with it."""
    found = [] if asked.text.strip() else [refusal("GROUNDS_REQUIRED")]
    if asked.kind == Kind.EXCUSE and not documents:
        found.append(refusal("DOCUMENT_REQUIRED", document="excuse_document"))
    p = policy_of(catalogue, facts)
    if p and asked.kind == Kind.LEAVE and not 1 <= (asked.terms or 0) <= p.leave_terms:
        found.append(refusal("LEAVE_LENGTH", asked=asked.terms or 0, max=p.leave_terms))
    if p and asked.kind == Kind.EXEMPTION:
        found += _exemption(asked, p.open_education_average)
    return found


def _exemption(asked: Asked, least: Decimal | None) -> list[Finding]:
    found = [] if asked.institution.strip() else [refusal("INSTITUTION_REQUIRED")]
    if not asked.open_education or least is None:
        return found
    if asked.average is None:
        return [*found, refusal("AVERAGE_REQUIRED")]
    if asked.average < least:
        found.append(refusal("OPEN_ED_AVERAGE", average=str(asked.average), min=str(least)))
    return found


def excuse_window_end(p: Petitions, at: datetime, decided_on: date) -> datetime:
    """Until when an accepted excuse opens the term: so many working days from the day on which the decision is recorded
    (METU-28), or the last working hour of the week after the decision (KOU-83)."""
    if p.excuse_window == "next_week":
        return last_of_next_week(decided_on, p.work_day_ends)
    return after_days(at.date(), p.excuse_days, p.work_day_ends)
