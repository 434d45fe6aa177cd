"""The queue of requests for documents, of the Registrar's Office and of each department's secretary; papers that were issued."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from curriculum.admin.base import LookOnly, ReadOnlyAdmin
from curriculum.naming import language
from people.files import as_attachment
from people.models import StudentProgramme

from ..catalogue import catalogue_of
from ..documents.services import STEPS, advance_request
from ..messages import render as words
from ..models import DocumentRequest, DocumentRequestStep, IssuedDocument
from ..papers.codes import grouped, read_code
from ..papers.issuing import issue_paper
from ..papers.views import as_pdf
from ..rules.engine import Finding


class StepInline(LookOnly, admin.TabularInline):
    model = DocumentRequestStep
    fields = ("event", "actor", "at", "note", "said")
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True  # with the request it is of

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("actor", "request")

    @admin.display(description=_("why it was refused"))
    def said(self, step: DocumentRequestStep) -> str:
        catalogue = catalogue_of(step.request.term_id)
        return " ".join(words(f, catalogue, language()).text for f in step.findings)


@admin.register(DocumentRequest)
class DocumentRequestAdmin(ReadOnlyAdmin):
    """Looked at and carried on; a request is never edited."""

    fields = ("student", "term", "kind", "delivery", "tracking", "state", "note")
    inlines = (StepInline,)
    list_display = ("student", "kind", "delivery", "tracking", "state", "requested_at", "handled_by", "handled_at")
    list_select_related = ("student", "term", "handled_by")
    list_filter = ("state", "kind", "delivery", "term")
    ordering = ("id",)  # who has waited longest comes first
    search_fields = ("student__search_key",)
    actions = ("make_ready", "hand_over")
    change_form_template = "admin/registration/documentrequest/page.html"

    def own(self, queryset: QuerySet, units: frozenset[int]) -> QuerySet:
        students = StudentProgramme.objects.filter(programme__department__in=units).values("student")
        return queryset.filter(student__in=students)

    def is_own(self, obj: Model, units: frozenset[int]) -> bool:
        return self.own(DocumentRequest.objects.filter(pk=obj.pk), units).exists()

    def has_carry_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, "change", obj)

    def get_urls(self):
        views = (("step", "step", self.step), ("paper", "paper", self.paper), ("file", "file/<int:file_id>", self.file))
        own = [
            path(f"<int:pk>/{route}/", self.admin_site.admin_view(view), name=f"document_request_{name}")
            for name, route, view in views
        ]
        return [*own, *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None):
        found = self.get_object(request, object_id)
        possible = [event for event, step in STEPS.items() if found and found.state in step.sources]
        more = {"possible": possible if self.has_carry_permission(request, found) else []}
        return super().change_view(request, object_id, form_url, (extra_context or {}) | more)

    def _asked(self, request: HttpRequest, pk: int) -> DocumentRequest:
        found: DocumentRequest | None = self.get_object(request, str(pk))
        if found is None:
            raise Http404
        if not self.has_carry_permission(request, found):
            raise PermissionDenied
        return found

    def step(self, request: HttpRequest, pk: int) -> HttpResponse:
        found, event = self._asked(request, pk), request.POST.get("event", "")
        if request.method == "POST" and event in STEPS:
            note = request.POST.get("note", "").replace("\x00", "").strip()[:300]
            self._say(request, found, advance_request(request_id=pk, event=event, actor=request.user, note=note))
        return redirect("admin:registration_documentrequest_change", pk)

    def paper(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The certificate that was asked for, to be printed and stamped."""
        found = self._asked(request, pk)
        if request.method == "POST" and found.kind == DocumentRequest.Kind.CERTIFICATE:
            kind = IssuedDocument.Kind.CERTIFICATE
            issued = issue_paper(student=found.student, term=found.term, kind=kind, language=language())
            if not isinstance(issued, Finding):
                return as_pdf(request, issued)
            self._say(request, found, (issued,))
        return redirect("admin:registration_documentrequest_change", pk)

    def file(self, request: HttpRequest, pk: int, file_id: int) -> HttpResponse:
        file = get_object_or_404(self._asked(request, pk).files, pk=file_id)
        return as_attachment(name=file.name, kind=file.kind, stored_as=file.stored_as)

    @admin.action(permissions=["carry"], description=_("Mark the selected requests as ready"))
    def make_ready(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._all(request, queryset, "ready")

    @admin.action(permissions=["carry"], description=_("Mark the selected requests as handed over"))
    def hand_over(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._all(request, queryset, "hand_over")

    def _all(self, request: HttpRequest, queryset: QuerySet, event: str) -> None:
        done = 0
        for found in queryset:
            wrong = advance_request(request_id=found.pk, event=event, actor=request.user)
            done += not wrong
            if wrong:
                self._say(request, found, wrong)
        if done:
            text = ngettext("%(count)d request was carried on.", "%(count)d requests were carried on.", done)
            messages.success(request, text % {"count": done})

    def _say(self, request: HttpRequest, found: DocumentRequest, wrong: tuple[Finding, ...]) -> None:
        for finding in wrong:
            said = words(finding.stored(), catalogue_of(found.term_id), language())
            messages.error(request, f"{found}: {said.text} {said.fix}")
        if not wrong:
            messages.success(request, _("Done; the student was told."))


@admin.register(IssuedDocument)
class IssuedDocumentAdmin(ReadOnlyAdmin):
    """Who was issued what, found by the code on it; the Registrar's Office alone."""

    fields = ("printed_code", "kind", "student", "term", "language", "issued_at", "last_issued_at", "withdrawn_at")
    list_display = fields
    list_select_related = ("student", "term")
    list_filter = ("kind", "term")
    search_fields = ("code", "student__search_key")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        if code := read_code(search_term):
            return queryset.filter(code=code), False
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description=_("verification code"), ordering="code")
    def printed_code(self, document: IssuedDocument) -> str:
        return grouped(document.code)
