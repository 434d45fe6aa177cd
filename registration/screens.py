"""Pages to read: the rules of a programme, what the term offers, a week, a student's path to graduation."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from curriculum.models import Department, Programme, Term
from curriculum.naming import language
from people.models import Student, StudentProgramme, Teaching

from . import offering, rulebook
from .catalogue import current_term, newest
from .clock import now, today
from .coursework.categories import categories_of
from .coursework.details import departments_named, departments_offering, details
from .coursework.page import course_page
from .coursework.path import degree_of
from .degree import pin_course, unpin_course
from .forms import as_number, read_place
from .happened import happened
from .messages import render as words
from .notices import notices
from .rules.engine import Finding
from .rules.facts import Catalogue
from .scopes import anybody_of
from .services import fresh_catalogue
from .snapshot import load_facts
from .views import in_current_term, student_of
from .week_calendar import calendar_of


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
    book = rulebook.rulebook(newest(term.id).policy, anybody_of(programme), day, language())
    return render(request, "registration/rules.html", {"programme": programme, "book": book, "day": day})


# what the term offers


def _asked(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:100]


@require_GET
@in_current_term
def course_details(request: HttpRequest, term: Term) -> HttpResponse:
    """View Program Course Details (64): a department by its numeric code or name, and everything of its courses."""
    query, catalogue = _asked(request), newest(term.id)
    found = departments_named(catalogue, query) if query else departments_offering(catalogue)
    context = {"query": query, "term": term, "departments": Department.objects.filter(id__in=found)}
    if query and len(found) == 1:
        courses = (c for c in map(catalogue.courses.get, catalogue.by_course) if c and c.department_id in found)
        context["courses"], context["read_at"] = details(catalogue, courses, language())
        day = context["read_at"].date()
        context["notices"] = notices(catalogue, day, language(), departments=found, everywhere=False)
    return render(request, "registration/course_details.html", context)


@require_GET
@in_current_term
def course_detail(request: HttpRequest, term: Term, code: str) -> HttpResponse:
    """One course, and how it stands to the student who reads."""
    student = getattr(request.user, "student", None)
    page = course_page(code, term.id, language(), student.id if student else None)
    if page is None:
        raise Http404
    return render(request, "registration/course_detail.html", {"page": page, "term": term, "notices": page.notices})


@require_GET
@in_current_term
def categories(request: HttpRequest, term: Term) -> HttpResponse:
    """View Student Course Categories (METU-62)."""
    query = _asked(request)
    found = categories_of(student_of(request).id, term.id, query, language())
    return render(request, "registration/categories.html", {"query": query, "found": found, "term": term})


@require_GET
@in_current_term
def open_courses(request: HttpRequest, term: Term) -> HttpResponse:
    """Açılan Dersler (OMU-12): courses open to the student, lower classes first."""
    found = offering.open_courses(student_of(request).id, term.id, language())
    return render(request, "registration/open_courses.html", {"open": found, "term": term, "attempt": uuid.uuid4()})


@require_GET
@in_current_term
def timetable(request: HttpRequest, term: Term) -> HttpResponse:
    """The week of the student's own unit, whether a window is open or not (OMU-14)."""
    shown = offering.timetable(student_of(request).id, term.id, as_number(request.GET.get("year", "")), language())
    return render(request, "registration/timetable.html", {"timetable": shown, "term": term})


# weeks for a calendar programme


@require_GET
@in_current_term
def own_week(request: HttpRequest, term: Term) -> HttpResponse:
    """The student's week; marked tentative until the registration is final."""
    student = student_of(request)
    facts = load_facts(term.id, [student.id])[student.id].facts
    held, tentative = (e.section_id for e in facts.enrolled), facts.state != "final"
    return _calendar(request, term, held, fresh_catalogue(facts, term.id), tentative=tentative)


@require_GET
@in_current_term
def taught_week(request: HttpRequest, term: Term) -> HttpResponse:
    if not hasattr(request.user, "staff"):
        raise PermissionDenied
    taught = Teaching.objects.filter(
        staff=request.user.staff, section__term=term, section__cancelled=False, section__not_opened=False
    )
    return _calendar(request, term, taught.values_list("section_id", flat=True).order_by("section_id"), newest(term.id))


def _calendar(
    request: HttpRequest, term: Term, section_ids: Iterable[int], catalogue: Catalogue, *, tentative: bool = False
) -> HttpResponse:
    made = calendar_of(
        [catalogue.sections[id_] for id_ in section_ids if id_ in catalogue.sections],
        catalogue=catalogue,
        term=term,
        language=language(),
        at=now(),
        host=request.get_host().partition(":")[0],
        tentative=tentative,
    )
    if isinstance(made, Finding):
        findings = [words(made.stored(), catalogue, language())]
        return render(request, "registration/no_calendar.html", {"findings": findings}, status=409)
    response = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{term.code}.ics"'
    return response


# the path to graduation, of the student and of the advisor


@require_GET
@in_current_term
def degree(request: HttpRequest, term: Term) -> HttpResponse:
    return degree_page(request, term, student_of(request), reverse("degree_count"))


@require_POST
@in_current_term
def degree_count(request: HttpRequest, term: Term) -> HttpResponse:
    """Say what one of the student's own courses counts for."""
    student = student_of(request)
    if findings := count_for(request, term, student):
        return degree_page(request, term, student, reverse("degree_count"), findings)
    return redirect("degree")


def degree_page(
    request: HttpRequest, term: Term, student: Student, action: str, findings: Iterable[Finding] = ()
) -> HttpResponse:
    """The page, with what kept the course from counting as was asked."""
    found = degree_of(student.id, term.id, language())
    answer = [words(f.stored(), found.catalogue, language()) for f in findings]
    context = {"student": student, "term": term, "degree": found, "action": action, "answer": answer}
    context["own"] = student.user_id == request.user.pk
    return render(request, "registration/degree.html", context, status=409 if answer else 200)


def count_for(request: HttpRequest, term: Term, student: Student) -> tuple[Finding, ...]:
    """What a posted form says one course of the student counts for; the findings that kept it from being said."""
    programme = get_object_or_404(StudentProgramme, id=as_number(request.POST.get("programme", "")), student=student)
    course_id, place = as_number(request.POST.get("course", "")) or 0, read_place(request.POST)
    if place is None:
        return unpin_course(programme_id=programme.id, course_id=course_id, actor=request.user)
    return pin_course(programme_id=programme.id, term_id=term.id, course_id=course_id, actor=request.user, **place)


@require_GET
@in_current_term
def what_happened(request: HttpRequest, term: Term) -> HttpResponse:
    student = student_of(request)
    number = min(as_number(request.GET.get("page", "")) or 1, 10**6)
    page = happened(student.id, term.id, request.user.pk, number, language())
    return render(request, "registration/happened.html", {"page": page, "term": term})
