"""What the petition pages show: what may be asked for now and until when, and what an earlier list could take again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from people.models import StudentProgramme
from registration.forms import refusal
from registration.messages import Rendered, render, section_label
from registration.models import TermRegistration
from registration.rules.facts import Catalogue, Facts
from registration.rules.policy import SettingMissing
from registration.rules.settings import Standing
from registration.seats import counters_of, seats_of
from registration.services import fresh_catalogue
from registration.snapshot import load_facts
from registration.transitions import DRAFT, RETURNED
from registration.transitions import TABLE as EVENTS

from . import petition_checks as checks
from .models import Petition
from .petition_people import may
from .petitions import TABLE


@dataclass(frozen=True)
class Offer:
    """A kind of petition as it stands for one student now; `against` empty: it may be handed in until `last`."""

    kind: str
    label: str
    last: datetime | None
    against: tuple[Rendered, ...]


@dataclass(frozen=True)
class LeftOver:
    """A course of the list that went with the close; `left` are the seats there now."""

    section_id: int
    label: str
    name: str
    status: str
    category: str
    left: int


def read_student(student_id: int, term_id: int) -> tuple[Facts, Catalogue]:
    facts = load_facts(term_id, [student_id])[student_id].facts
    return facts, fresh_catalogue(facts, term_id)


def offers(facts: Facts, catalogue: Catalogue, open_kinds: set[str], language: str) -> list[Offer]:
    """Those that are possible first; those that are open already are among the petitions."""
    p = checks.policy_of(catalogue, facts)
    found = []
    for kind, label in Petition.Kind.choices:
        if kind in open_kinds:
            continue
        against = checks.against_handing_in(kind, catalogue, facts)
        if kind == Petition.Kind.EXCUSE and facts.state not in EVENTS["excuse"].sources:
            against.append(refusal("ILLEGAL_TRANSITION", event="excuse", state=facts.state))
        last = checks.span_of(kind, catalogue, facts, p).last if p else None
        said = tuple(render(f.stored(), catalogue, language) for f in against)
        found.append(Offer(kind, str(label), last, said))
    return sorted(found, key=lambda offer: bool(offer.against))


def left_over(facts: Facts, catalogue: Catalogue, language: str) -> list[LeftOver]:
    """The courses of the earlier list that are not on it again, while the student's own window is open."""
    opens, closes = facts.personal_from, facts.personal_until
    if not (opens and closes and opens <= facts.at < closes and facts.state in (DRAFT, RETURNED)):
        return []
    row = TermRegistration.objects.filter(pk=facts.registration_id).values_list("left_over", flat=True).first()
    held = {e.course_id for e in facts.enrolled}
    lines = [line for line in row or () if line[0] in catalogue.sections and line[1] not in held]
    seats = seats_of(counters_of(catalogue.sections[line[0]] for line in lines))
    return [
        LeftOver(
            section_id=section,
            label=section_label(catalogue, section),
            name=catalogue.courses[course].name_in(language),
            status=status,
            category=category,
            left=seats[catalogue.sections[section].counter].left if catalogue.sections[section].counter in seats else 0,
        )
        for section, course, _quota, status, _source, category, *_rest in lines
    ]


@dataclass(frozen=True)
class Duration:
    """For the answer to a return: terms used of the most that are allowed (METU-32, METU-33)."""

    used: int
    most: int | None
    cgpa: Decimal | None


def duration_of(petition: Petition, catalogue: Catalogue, facts: Facts) -> Duration:
    mine = StudentProgramme.objects.filter(student=petition.student_id, is_primary=True).first()
    try:
        most = catalogue.policy.setting(Standing, facts.primary, facts.at.date()).max_terms
    except SettingMissing:
        most = None
    return Duration(mine.terms_used if mine else 0, most, facts.primary.cgpa)


def events_of(petition: Petition, user) -> list[str]:
    """What the user may do with it as it stands; another's event is no button."""
    steps = [s for (kind, _), s in TABLE.items() if kind == petition.kind and petition.state in s.sources]
    allowed = {by: may(user, petition, by) for by in {s.by for s in steps}}
    return [s.event for s in steps if allowed[s.by]]
