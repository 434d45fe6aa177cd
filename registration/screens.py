"""Pages to read: the rules of a programme, what the term offers, a student's printed list."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from curriculum.models import Programme

from . import rulebook
from .catalogue import current_term, newest
from .clock import today
from .views import language


@require_GET
def programmes(request: HttpRequest) -> HttpResponse:
    """The programmes whose rules can be read; a student's own come first."""
    student = getattr(request.user, "student", None)
    own = Programme.objects.filter(students__student=student).order_by("code") if student else ()
    found = Programme.objects.select_related("department").order_by("department__code", "code")
    return render(request, "registration/programmes.html", {"programmes": found, "own": own})


@require_GET
def rules_of(request: HttpRequest, code: str) -> HttpResponse:
    """Every rule for one programme, from the policy rows in force, for everybody to read."""
    programme = get_object_or_404(Programme.objects.select_related("department"), code=code)
    term = current_term()
    if term is None:
        raise Http404
    day = today()
    book = rulebook.rulebook(newest(term.id).policy, rulebook.student_of(programme), day, language())
    return render(request, "registration/rules.html", {"programme": programme, "book": book, "day": day})
