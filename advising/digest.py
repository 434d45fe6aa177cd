"""Once a day, what waits for each advisor, in one notice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse

from curriculum.models import Programme, Term
from people.models import StudentProgramme
from people.notices import tell
from people.selectors import advisorships, substitutions
from registration.catalogue import newest
from registration.models import Enrolment, TermRegistration
from registration.rules.facts import Catalogue
from registration.rules.opening import APPROVAL, window_at
from registration.rules.policy import SettingMissing
from registration.rules.settings import Renewal
from registration.scopes import anybody_of
from registration.transitions import DRAFT, RETURNED, SUBMITTED

from .models import AdvisorTask, Message, RemovalRequest


@dataclass(frozen=True)
class Digest:
    """What waits for one user: as an advisor, or as who stands in for one."""

    user_id: int
    waiting: int
    requests: int
    tasks: int
    unread: int

    @property
    def figures(self) -> dict[str, int]:
        return {"waiting": self.waiting, "requests": self.requests, "tasks": self.tasks, "unread": self.unread}


def send_digests(at: datetime) -> list[Digest]:
    """Tell each advisor with something that waits; a second run on the same day tells nobody again."""
    term = Term.objects.filter(is_current=True).first()
    found = digests(term, at) if term else []
    for digest in found:
        figures = {"term": term, **digest.figures}
        tell([digest.user_id], "digest", figures, link=reverse("advising"), once=f"digest:{at.date().isoformat()}")
    return found


def digests(term: Term, at: datetime) -> list[Digest]:
    """Lists that can be approved, requests to remove an approval, tasks and unread messages, by whom they wait for."""
    counted: dict[str, Counter[int]] = {
        "waiting": Counter(_waiting(newest(term.pk), at)),
        "requests": Counter(RemovalRequest.objects.filter(term=term, closed_at=None).values_list("student", flat=True)),
        "tasks": Counter(AdvisorTask.objects.filter(term=term, done_at=None).values_list("student", flat=True)),
        "unread": Counter(_unread(term)),
    }
    students = set().union(*counted.values())
    totals: dict[int, Counter[str]] = {}
    for user_id, student_id in _readers(students, at):
        mine = {kind: counts[student_id] for kind, counts in counted.items()}
        totals.setdefault(user_id, Counter()).update(mine)
    return [Digest(user_id, *(total[kind] for kind in counted)) for user_id, total in sorted(totals.items())]


def _waiting(catalogue: Catalogue, at: datetime) -> list[int]:
    """Students whose list was sent; where sending is optional, those with courses on it while approval is open."""
    listed = Exists(Enrolment.objects.filter(registration=OuterRef("pk")))
    rows = TermRegistration.objects.filter(listed, term=catalogue.term_id, state__in=(DRAFT, SUBMITTED, RETURNED))
    states = dict(rows.values_list("student", "state"))
    followed = StudentProgramme.objects.filter(student__in=states, is_primary=True)
    programme_of = dict(followed.values_list("student", "programme"))
    ready = _approved_unsent(catalogue, set(programme_of.values()), at)
    return [s for s, state in states.items() if state == SUBMITTED or programme_of.get(s) in ready]


def _approved_unsent(catalogue: Catalogue, programmes: Iterable[int], at: datetime) -> set[int]:
    """The programmes whose advisors may approve now what was never sent."""
    found = set()
    for programme in Programme.objects.filter(id__in=programmes).select_related("department"):
        anybody = anybody_of(programme)
        try:
            submit = catalogue.policy.setting(Renewal, anybody, at.date()).submit
        except SettingMissing:
            continue
        if submit != "required" and window_at(catalogue, anybody, (APPROVAL,), at):
            found.add(programme.pk)
    return found


def _unread(term: Term) -> Iterable[int]:
    """One student id for each message that a student wrote and nobody read."""
    unread = Message.objects.filter(term=term, read_at=None).select_related("student")
    return (m.student_id for m in unread if m.sender_id == m.student.user_id)


def _readers(students: set[int], at: datetime) -> Iterable[tuple[int, int]]:
    """(user, student): the advisor of the day and whoever stands in, once each."""
    rows = advisorships(at.date()).filter(student__in=students)
    standing: dict[int, list[int]] = {}
    for advisor_id, user_id in substitutions(at.date()).values_list("advisor", "substitute__user"):
        standing.setdefault(advisor_id, []).append(user_id)
    for student_id, advisor_id, user_id in rows.values_list("student", "advisor", "advisor__user"):
        yield from ((reader, student_id) for reader in {user_id, *standing.get(advisor_id, ())})
