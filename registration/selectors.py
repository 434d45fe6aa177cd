"""What the registration page shows, made of one statement's facts and the catalogue in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from . import rules
from .checklist import falls_back_at
from .choices import Manner, statuses_of
from .closing.judging import approvals_lost
from .listing import Row, rows_of
from .messages import Rendered, number_text, render, state_label
from .models import TermRegistration, Transition
from .notices import Notice, notices_for
from .rules import BY_CODE
from .rules.conduct import LOCKED
from .rules.engine import WARN, Finding, Verdict, evaluate
from .rules.facts import Catalogue, Change, Facts
from .rules.opening import CHANGE_KINDS, is_paused, nearest, opens_for, window_now
from .rules.policy import SettingMissing
from .rules.settings import Wording
from .services import fresh_catalogue
from .snapshot import load_facts
from .steps import NOTHING, Offered, offered
from .transitions import renewal_of
from .week import Week, grid_of

LOCKING = ("APPROVED_LOCKED", "SUBMITTED_LOCKED")
# what keeps the whole list from being changed, whatever stands on it; that no window is open the page says by itself
BARRING = (
    *("NOT_ENROLLED", "PREP_NO_COURSES", "RETURN_NOT_OPENED", "NOT_REGISTERED_IN_PERIOD", "PASSWORD_COOLDOWN"),
    *("FEE_UNPAID", *LOCKING),
)
GATES = ("WINDOW_CLOSED", "STAGE_NOT_OPEN")  # the hour alone: before the opening all else is judged as at that hour
DROPPING = ("PREP_NO_COURSES", "FEE_UNPAID")  # these leave it open to drop a course


@dataclass(frozen=True)
class Page:
    facts: Facts
    catalogue: Catalogue
    rows: tuple[Row, ...]
    week: Week
    warnings: tuple[Rendered, ...]
    credits: str
    ects: str
    missing: tuple[tuple[Rendered, str], ...]  # what could not be loaded, each with the words that find it
    adding: Manner  # what the form for a course not known yet lets choose
    opens: datetime | None  # when this student's next opening is, while it is closed
    closes: datetime | None
    state: str  # of the registration, in the university's own words
    verdict: Verdict  # of the list as the page shows it: what opening it and approving it would say
    notices: tuple[Notice, ...] = ()
    bars: tuple[Rendered, ...] = ()  # what keeps the whole list from being changed
    contact: Rendered | None = None  # speak with the advisor first (METU-37)
    steps: Offered = NOTHING
    falls_back: datetime | None = None  # when a change in add-drop that nobody approved is lost (METU-35)

    @property
    def is_open(self) -> bool:
        return self.closes is not None and self.opens is None

    @property
    def choosing(self) -> bool:
        """Whether anything but the section can be changed of some course."""
        return any(row.manner.statuses or row.manner.categories for row in self.rows)

    @property
    def general(self) -> tuple[Rendered, ...]:
        """Warnings of the whole list; those of a course stand beside it."""
        courses = {row.course_id for row in self.rows}
        return tuple(f for f in self.warnings if f.course_id not in courses)

    @property
    def locked(self) -> bool:
        """Approved, as it is printed; whether it can be changed all the same, `shut` says."""
        return self.facts.state in LOCKED

    @property
    def shut(self) -> bool:
        return any(f.code not in DROPPING for f in self.bars)

    @property
    def barred(self) -> tuple[Rendered, ...]:
        """What bars the student rather than the list in its present state, which is said by the state."""
        return tuple(f for f in self.bars if f.code not in LOCKING)


def page_of(student_id: int, term_id: int, language: str, asked: Iterable[int] = ()) -> Page:
    """With the seats of the courses on the list, and of the sections that were asked about."""
    facts = load_facts(term_id, [student_id], asked, held=True)[student_id].facts
    return build_page(facts, fresh_catalogue(facts, term_id), language)


def build_page(facts: Facts, catalogue: Catalogue, language: str) -> Page:
    verdict = rules.evaluate(catalogue, facts, Change(), "page")
    shown = tuple(render(f.stored(), catalogue, language) for f in verdict.findings if f.action == WARN or f.waived)
    missing = tuple(f for f in shown if f.code == "AUTOLOAD_FAILED" and not f.waived)
    contact = tuple(f for f in shown if f.code == "CONTACT_ADVISOR" and not f.waived)
    warnings = tuple(f for f in shown if f not in missing and f not in contact)
    held = [(catalogue.sections[e.section_id], e) for e in facts.enrolled if e.section_id in catalogue.sections]
    held.sort(key=lambda pair: catalogue.courses[pair[0].course_id].numeric_code)
    sections = [section for section, _ in held]
    opens, closes = opening(facts, catalogue)
    lost = approvals_lost([facts]).get(facts.registration_id)
    return Page(
        facts=facts,
        catalogue=catalogue,
        rows=rows_of(held, facts, catalogue, warnings, language),
        week=grid_of(sections, catalogue, language),
        warnings=warnings,
        credits=number_text(sum(catalogue.courses[s.course_id].credit for s in sections), language),
        ects=number_text(sum(catalogue.courses[s.course_id].ects for s in sections), language),
        missing=tuple((f, _query(f, catalogue)) for f in missing),
        adding=Manner(statuses=statuses_of(catalogue, facts.primary, facts.at.date())),
        opens=opens,
        closes=closes,
        state=state_text(facts, catalogue, language),
        verdict=verdict,
        notices=notices_for(catalogue, facts, language),
        bars=tuple(render(f.stored(), catalogue, language) for f in barring(catalogue, facts)),
        contact=next(iter(contact), None),
        steps=offered(catalogue, facts),
        falls_back=falls_back_at(catalogue, facts, renewal_of(catalogue, facts), lost),
    )


def barring(catalogue: Catalogue, facts: Facts) -> tuple[Finding, ...]:
    return evaluate((BY_CODE[code] for code in BARRING), catalogue, facts, Change(), "change").refusals


def _query(finding: Rendered, catalogue: Catalogue) -> str:
    course = catalogue.courses.get(finding.course_id or 0)
    return course.numeric_code if course else ""


def state_text(facts: Facts, catalogue: Catalogue, language: str) -> str:
    """OMU calls complete what METU calls approved (OMU-46)."""
    return state_label(facts.state, wording_of(catalogue, facts), language)


def wording_of(catalogue: Catalogue, facts: Facts) -> Wording:
    try:
        return catalogue.policy.setting(Wording, facts.primary, facts.at.date())
    except SettingMissing:
        return Wording()


def opening(facts: Facts, catalogue: Catalogue) -> tuple[datetime | None, datetime | None]:
    """(None, end) while open; (opening, end) before it; (None, None) when nothing comes any more, or none knows when."""
    if is_paused(catalogue, facts, CHANGE_KINDS):
        return None, None
    w = window_now(catalogue, facts, CHANGE_KINDS) or nearest(catalogue, facts, CHANGE_KINDS)
    if w is None or facts.at >= w.closes:
        return None, None
    opens = opens_for(w, facts.primary)
    return (opens if facts.at < opens else None), w.closes


def last_return(page: Page) -> Transition | None:
    """Why the list was returned, by the advisor or by the system (OMU-17); asked only while it stands returned."""
    returned = TermRegistration.State.RETURNED
    if page.facts.state != returned:
        return None
    return Transition.objects.filter(
        registration_id=page.facts.registration_id, to_state=returned, accepted=True
    ).first()
