"""What the registration page shows, made of one statement's facts and the catalogue in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from . import rules, seats
from .checklist import falls_back_at
from .choices import Manner, manner_of, statuses_of
from .closing.judging import approvals_lost
from .fixes import find_fixes
from .messages import Rendered, clock, day_name, meets_text, number_text, render, section_label, state_label
from .models import Attempt, TermRegistration, Transition
from .notices import Notice, notices_for
from .offers import OfferedFix, offer
from .rules import BY_CODE
from .rules.conduct import LOCKED
from .rules.engine import WARN, Finding, Verdict, evaluate
from .rules.facts import Catalogue, Change, Enrolled, Facts, Section
from .rules.opening import CHANGE_KINDS, is_paused, nearest, opens_for, window_now
from .rules.policy import SettingMissing
from .rules.settings import Wording
from .rules.timetable import clashes
from .services import Receipt, fresh_catalogue
from .snapshot import load_facts
from .steps import NOTHING, Offered, offered
from .transitions import renewal_of

LOCKING = ("APPROVED_LOCKED", "SUBMITTED_LOCKED")
# what keeps the whole list from being changed, whatever stands on it; that no window is open the page says by itself
BARRING = (
    *("NOT_ENROLLED", "PREP_NO_COURSES", "RETURN_NOT_OPENED", "NOT_REGISTERED_IN_PERIOD", "PASSWORD_COOLDOWN"),
    *("FEE_UNPAID", *LOCKING),
)
DROPPING = ("PREP_NO_COURSES", "FEE_UNPAID")  # these leave it open to drop a course


@dataclass(frozen=True)
class Row:
    """One course of the list."""

    section_id: int
    numeric_code: str
    code: str
    name: str
    number: int
    credit: str
    ects: str
    meets: str
    instructors: str
    must: bool
    warnings: tuple[Rendered, ...]
    manner: Manner
    auto: bool  # loaded by the system (METU-11)


@dataclass(frozen=True)
class Entry:
    """One meeting in the week."""

    label: str
    start: str
    end: str
    room: str
    clash: bool


@dataclass(frozen=True)
class Week:
    """The same meetings as a table (hours by days) and as lists by day."""

    days: tuple[str, ...]
    hours: tuple[tuple[str, tuple[tuple[Entry, ...], ...]], ...]
    by_day: tuple[tuple[str, tuple[Entry, ...]], ...]


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


@dataclass(frozen=True)
class Answer:
    """What became of the last attempt."""

    status: str
    findings: tuple[Rendered, ...]
    fixes: tuple[OfferedFix, ...] = ()
    at: datetime | None = None
    number: int | None = None
    elsewhere: bool = False  # another screen changed the list meanwhile
    step: str = ""  # what was asked for, where it was no change of the list


def page_of(student_id: int, term_id: int, language: str) -> Page:
    facts = load_facts(term_id, [student_id])[student_id].facts
    return build_page(facts, fresh_catalogue(facts, term_id), language)


def build_page(facts: Facts, catalogue: Catalogue, language: str) -> Page:
    verdict = rules.evaluate(catalogue, facts, Change(), "page")
    shown = tuple(render(f.stored(), catalogue, language) for f in verdict.findings if f.action == WARN or f.waived)
    missing = tuple(f for f in shown if f.code == "AUTOLOAD_FAILED" and not f.waived)
    contact = tuple(f for f in shown if f.code == "CONTACT_ADVISOR" and not f.waived)
    held = [(catalogue.sections[e.section_id], e) for e in facts.enrolled if e.section_id in catalogue.sections]
    held.sort(key=lambda pair: catalogue.courses[pair[0].course_id].numeric_code)
    sections = [section for section, _ in held]
    opens, closes = opening(facts, catalogue)
    lost = approvals_lost([facts]).get(facts.registration_id)
    return Page(
        facts=facts,
        catalogue=catalogue,
        rows=tuple(_row(s, e, facts, catalogue, shown, language) for s, e in held),
        week=week_of(sections, catalogue, language),
        warnings=tuple(f for f in shown if f not in missing and f not in contact),
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


def _row(
    s: Section, held: Enrolled, facts: Facts, catalogue: Catalogue, warnings: tuple[Rendered, ...], language: str
) -> Row:
    course = catalogue.courses[s.course_id]
    return Row(
        section_id=s.id,
        numeric_code=course.numeric_code,
        code=course.code,
        name=course.name_in(language),
        number=s.number,
        credit=number_text(course.credit, language),
        ects=number_text(course.ects, language),
        meets=meets_text(s, language),
        instructors=s.instructors,
        must=catalogue.is_must(facts.primary, course.id),
        warnings=tuple(w for w in warnings if w.course_id == course.id),
        manner=manner_of(catalogue, facts.primary, facts.at.date(), s, held),
        auto=held.source == "auto",
    )


def week_of(
    sections: Iterable[Section], catalogue: Catalogue, language: str, among: Iterable[Section] | None = None
) -> Week:
    """Marked are the meetings that clash with another course of `among`, which is the sections themselves unless given."""
    sections = list(sections)
    others = sections if among is None else list(among)
    clashing = {
        (a.id, meeting)
        for a in sections
        for b in others
        if a.course_id != b.course_id and a.week & b.week
        for meeting, _ in clashes(a, b)
    }
    cells: dict[tuple[int, int], list[Entry]] = {}
    for s in sections:
        for m in s.meetings:
            entry = Entry(section_label(catalogue, s.id), clock(m.start), clock(m.end), m.room, (s.id, m) in clashing)
            cells.setdefault((m.start, m.weekday), []).append(entry)
    shown = range(max([4, *(day for _, day in cells)]) + 1)  # Saturday and Sunday only where something meets
    hours = tuple(
        (clock(start), tuple(tuple(cells.get((start, day), ())) for day in shown))
        for start in sorted({start for start, _ in cells})
    )
    by_day = tuple(
        (day_name(day, language), tuple(e for (_, d), entries in sorted(cells.items()) if d == day for e in entries))
        for day in shown
    )
    return Week(tuple(day_name(d, language) for d in shown), hours, tuple((d, e) for d, e in by_day if e))


def answer_of(receipt: Receipt, page: Page, language: str, *, elsewhere: bool = False) -> Answer:
    findings = tuple(render(f, page.catalogue, language) for f in receipt.findings)
    fixes = tuple(offer(fix, page.catalogue, language) for fix in receipt.fixes)
    return Answer(receipt.status, findings, fixes, receipt.at, receipt.attempt_id, elsewhere)


def stored_answer(attempt_id: int, page: Page, language: str, *, elsewhere: bool = False) -> Answer | None:
    """The receipt of an earlier attempt of this student's own; fixes are found anew on what is true now."""
    attempt = Attempt.objects.filter(id=attempt_id, registration_id=page.facts.registration_id).first()
    if attempt is None:
        return None
    receipt = Receipt(
        "accepted" if attempt.accepted else "refused",
        tuple(attempt.findings),
        (),
        attempt.id,
        attempt.version,
        attempt.at,
    )
    if not attempt.accepted:
        change = seats.restored(attempt.change)
        asked = [line.section_id for line in change.add]
        facts = load_facts(page.catalogue.term_id, [page.facts.student_id], asked)[page.facts.student_id].facts
        receipt = replace(receipt, fixes=find_fixes(page.catalogue, facts, change, receipt.findings))
    return answer_of(receipt, page, language, elsewhere=elsewhere)


def last_return(page: Page) -> Transition | None:
    """Why the list was returned, by the advisor or by the system (OMU-17); asked only while it stands returned."""
    returned = TermRegistration.State.RETURNED
    if page.facts.state != returned:
        return None
    return Transition.objects.filter(
        registration_id=page.facts.registration_id, to_state=returned, accepted=True
    ).first()
