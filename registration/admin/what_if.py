"""The button "What if": a posted form of policy or criteria, checked and not saved, becomes a job that judges a term."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from curriculum.models import Term

from .. import jobs

BUTTON, TERM = "_what_if", "_what_if_term"


class Drafted(Exception):
    """The form is right and is not to be saved. Raised within the form's transaction, so that nothing of it stays."""

    def __init__(self, term: str, draft: dict[str, Any], **more: Any) -> None:
        self.params = {"term": term, "draft": draft, **more}


class TriesDrafts:
    """For an admin whose form can be tried: it raises Drafted where the button was pressed."""

    def changeform_view(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Drafted as drafted:
            job = jobs.ask(jobs.Kind.WHAT_IF, drafted.params, request.user)
            return redirect("admin:people_jobrun_change", job.pk)

    def render_change_form(self, request: HttpRequest, context: dict, *args, **kwargs) -> HttpResponse:
        context["what_if_terms"] = Term.objects.order_by("-is_current", "-code")
        return super().render_change_form(request, context, *args, **kwargs)
