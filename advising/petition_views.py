"""Petitions on the screen: the student's own, the queues of department, board and Registrar's Office, and the files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from curriculum.models import Term
from curriculum.naming import language
from people.files import ACCEPT, as_attachment
from people.models import Student
from registration.catalogue import newest
from registration.messages import render as words
from registration.services import BUSY, REFUSED
from registration.views import in_current_term, student_of

from . import petition_people as people
from . import petition_selectors as selectors
from . import petitions
from .models import Petition, PetitionFile
from .petition_forms import ManyForm, PetitionForm, SayingForm

STATUSES = {REFUSED: 409, BUSY: 503}
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


@require_GET
@in_current_term
def own(request: HttpRequest, term: Term) -> HttpResponse:
    return _own(request, term, student_of(request))


@require_POST
@in_current_term
def submit(request: HttpRequest, term: Term, kind: str) -> HttpResponse:
    student = student_of(request)
    if kind not in Petition.Kind.values:
        raise Http404
    form = PetitionForm(request.POST)
    if not form.is_valid():
        return _own(request, term, student, kind, form, 400)
    done = petitions.submit(
        student=student,
        term_id=term.id,
        asked=form.asked(kind),
        uploads=request.FILES.getlist("files"),
        actor=request.user,
    )
    if done.accepted:
        messages.success(request, _("Your petition was handed in."))
        return redirect("petitions")
    return _own(request, term, student, kind, form, STATUSES[done.status], done)


def _own(
    request: HttpRequest,
    term: Term,
    student: Student,
    kind: str = "",
    form: PetitionForm | None = None,
    status: int = 200,
    done: petitions.Done | None = None,
) -> HttpResponse:
    """The list, what may be asked for now, and the form that was refused as it was typed."""
    facts, catalogue = selectors.read_student(student.pk, term.id)
    mine = list(Petition.objects.filter(student=student).select_related("term"))
    opened = {p.kind for p in mine if p.term_id == term.id and p.state in ("submitted", "board")}
    context = {
        "term": term,
        "mine": mine,
        "offers": selectors.offers(facts, catalogue, opened, language()),
        "left_over": selectors.left_over(facts, catalogue, language()),
        "version": facts.version,
        "until": facts.personal_until,
        "kind": kind,
        "form": form,
        "accept": ACCEPT,
        "answer": [words(f, catalogue, language()) for f in done.findings] if done else [],
    }
    return render(request, "advising/petitions/own.html", context, status=status)


@require_GET
@in_current_term
def desk(request: HttpRequest, term: Term) -> HttpResponse:
    return _desk(request, term)


def _desk(request: HttpRequest, term: Term, form: ManyForm | None = None, **more: Any) -> HttpResponse:
    """What waits for each part that the user has."""
    parts = [by for by in people.PERMISSIONS if people.reach_of(request.user, by)]
    if not parts:
        raise PermissionDenied
    queues = [(by, list(people.waiting_for(request.user, by)[: petitions.MOST_AT_ONCE])) for by in parts]
    context = {"term": term, "queues": queues, "form": form, "ticked": request.POST.getlist("tick")} | more
    context["most"] = petitions.MOST_AT_ONCE
    status = context.pop("status", 200)
    return render(request, "advising/petitions/desk.html", context, status=status)


@require_POST
@in_current_term
def decide(request: HttpRequest, term: Term) -> HttpResponse:
    """One decision of the board on all that are ticked."""
    if not people.reach_of(request.user, "clerk"):
        raise PermissionDenied
    form = ManyForm(request.POST, among=people.waiting_for(request.user, "clerk"))
    if not form.is_valid():
        return _desk(request, term, form, status=400)
    done = petitions.decide_all(
        petitions=form.cleaned_data["tick"], event=form.cleaned_data["event"], actor=request.user, said=form.said()
    )
    if not (refused := [d for d in done if not d.accepted]):
        said = ngettext("%(n)d decision was recorded.", "%(n)d decisions were recorded.", len(done))
        messages.success(request, said % {"n": len(done)})
        return redirect("petitions_desk")
    found = [(d.petition, [words(f, newest(term.id), language()) for f in d.findings]) for d in refused]
    status = max(STATUSES[d.status] for d in refused)
    return _desk(request, term, form, refused=found, recorded=len(done) - len(refused), status=status)


@require_GET
@in_current_term
def petition(request: HttpRequest, term: Term, petition_id: int) -> HttpResponse:
    return _petition(request, _visible(request, petition_id))


@require_POST
@in_current_term
def act(request: HttpRequest, term: Term, petition_id: int, event: str) -> HttpResponse:
    one = _visible(request, petition_id)
    if event == "submit" or (one.kind, event) not in petitions.TABLE:
        raise Http404
    form = SayingForm(request.POST)
    if not form.is_valid():
        return _petition(request, one, form, 400)
    done = petitions.act(petition=one, event=event, actor=request.user, said=form.said())
    if done.accepted:
        messages.success(request, _("Done. The petition's state is below."))
        return redirect("petition", petition_id=one.pk)
    return _petition(request, one, form, STATUSES[done.status], done)


def _petition(
    request: HttpRequest,
    one: Petition,
    form: SayingForm | None = None,
    status: int = 200,
    done: petitions.Done | None = None,
) -> HttpResponse:
    facts, catalogue = selectors.read_student(one.student_id, one.term_id)
    owner = one.student.user_id == request.user.pk
    context = {
        "petition": one,
        "owner": owner,
        "files": one.files.all(),
        "steps": one.steps.filter(accepted=True).select_related("actor"),
        "events": selectors.events_of(one, request.user),
        "duration": None if owner else selectors.duration_of(one, catalogue, facts),
        "due": facts.due,
        "form": form,
        "answer": [words(f, catalogue, language()) for f in done.findings] if done else [],
    }
    return render(request, "advising/petitions/petition.html", context, status=status)


@require_GET
@in_current_term
def file(request: HttpRequest, term: Term, file_id: int) -> HttpResponse | FileResponse:
    """A document, as a download, to whoever may see the petition that it belongs to."""
    found = get_object_or_404(PetitionFile, pk=file_id)
    _visible(request, found.petition_id)
    try:
        response = as_attachment(name=found.name, kind=found.kind, stored_as=found.stored_as)
    except FileNotFoundError:
        raise Http404 from None
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _visible(request: HttpRequest, petition_id: int) -> Petition:
    return get_object_or_404(people.visible_to(request.user), pk=petition_id)
