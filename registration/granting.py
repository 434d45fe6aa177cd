"""What a petition that was granted writes into a registration, behind its lock: called by advising, `beside` an event."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from people.models import LeaveTerm

from .ending import release_all
from .models import TermRegistration
from .rules.facts import Catalogue, Facts
from .rules.policy import SettingMissing
from .rules.record import AUTUMN, SPRING
from .standing import update_standing


def open_personally(*, facts: Facts, until: datetime) -> None:
    """A window of the student's own, from now on: registration and its approval (METU-28, KOU-83)."""
    TermRegistration.objects.filter(pk=facts.registration_id).update(personal_from=facts.at, personal_until=until)


def answer_return(*, facts: Facts, opened: bool) -> None:
    """Whether a student who was unregistered may register in this term (METU-32)."""
    answer = TermRegistration.Return.OPENED if opened else TermRegistration.Return.REFUSED
    TermRegistration.objects.filter(pk=facts.registration_id).update(coming_back=answer)


def grant_leave(*, facts: Facts, catalogue: Catalogue, terms: int, actor_id: int, note: str) -> None:
    """The terms on leave, counted from this one, which do not count as terms used (KOU-75); the list gives back its seats."""
    codes = terms_from(catalogue.term_code, terms)
    rows = [LeaveTerm(student_id=facts.student_id, term_code=code) for code in codes]
    LeaveTerm.objects.bulk_create(rows, ignore_conflicts=True)
    with suppress(SettingMissing):  # no policy says how standing is made, so there is none
        update_standing([facts.student_id])
    release_all(facts=facts, actor_id=actor_id, source="registrar", note=note)


def terms_from(code: str, count: int) -> list[str]:
    """Terms on end, as codes: of 20171 two are 20171 and 20172. Summer schools are none."""
    found = [code]
    while len(found) < count:
        year, season = int(found[-1][:4]), found[-1][4:]
        found.append(f"{year}{SPRING}" if season == AUTUMN else f"{year + 1}{AUTUMN}")
    return found
