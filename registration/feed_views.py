"""The calendar feed: the week of a student, or of who teaches, at a secret address (people/feeds.py)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET, require_POST

from curriculum.models import Term
from people.feeds import SECONDS, admits, owner_of, renew_feed
from people.models import Teaching, User

from .catalogue import TermGone, current_term, newest
from .clock import now
from .rules.engine import Finding
from .rules.facts import Catalogue
from .services import fresh_catalogue
from .snapshot import load_facts
from .views import in_current_term
from .week_calendar import calendar_of, empty_calendar

READ_AGAIN = 3600  # seconds after which a programme does well to ask again


@dataclass(frozen=True)
class Taught:
    """What a feed is made of. `mark` changes whenever that does."""

    catalogue: Catalogue
    section_ids: tuple[int, ...]
    tentative: bool = False

    @property
    def mark(self) -> str:
        made_of = (self.catalogue.term_id, self.catalogue.revision, self.section_ids, self.tentative)
        return hashlib.sha256(repr(made_of).encode()).hexdigest()[:32]


@require_GET
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """As its owner would see it; a programme that has it already is told so, and one that asks too often to wait."""
    user = owner_of(secret)
    if user is None:
        raise Http404
    if not admits(user):
        return HttpResponse(status=429, headers={"Retry-After": SECONDS, "Cache-Control": "private, no-store"})
    term, week = _week(user)
    language = user.language if user.language_chosen else "tr"
    etag = f'W/"{week.mark if week else "none"}-{language}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(_written(request, term, week, language), content_type="text/calendar; charset=utf-8")
    response.headers["ETag"], response.headers["Cache-Control"] = etag, f"private, max-age={READ_AGAIN}"
    return response


@require_POST
@in_current_term
def renew(request: HttpRequest, term: Term) -> HttpResponse:
    """A new address for one's own week; the old one stops at once."""
    if not (hasattr(request.user, "student") or hasattr(request.user, "staff")):
        raise PermissionDenied
    renew_feed(user=request.user)
    return redirect(f"{reverse('timetable' if hasattr(request.user, 'student') else 'grades')}#feed")


def _week(user: User) -> tuple[Term | None, Taught | None]:
    while term := current_term():
        try:
            return term, _of_student(user, term) if hasattr(user, "student") else _of_teacher(user, term)
        except TermGone:
            continue
    return None, None


def _of_student(user: User, term: Term) -> Taught:
    facts = load_facts(term.id, [user.student.id])[user.student.id].facts
    held = tuple(sorted(e.section_id for e in facts.enrolled))
    return Taught(fresh_catalogue(facts, term.id), held, tentative=facts.state != "final")


def _of_teacher(user: User, term: Term) -> Taught:
    sections = {"section__term": term, "section__cancelled": False, "section__not_opened": False}
    taught = Teaching.objects.filter(staff__user=user, **sections).order_by("section_id")
    return Taught(newest(term.id), tuple(taught.values_list("section_id", flat=True)))


def _written(request: HttpRequest, term: Term | None, week: Taught | None, language: str) -> bytes:
    about = {"term": term, "language": language, "at": now(), "host": request.get_host().partition(":")[0]}
    with translation.override(language):
        made: bytes | Finding | None = None
        if week:
            known = week.catalogue.sections
            sections = [known[id_] for id_ in week.section_ids if id_ in known]
            made = calendar_of(sections, catalogue=week.catalogue, tentative=week.tentative, **about)
        return made if isinstance(made, bytes) else empty_calendar(**about)
