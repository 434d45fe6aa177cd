"""Help, without sign-in: pages, questions and answers, whom to ask (KOU-121)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from . import markdown
from .help import help_for
from .models import HelpPage, SupportContact

MOST_TYPED = 100


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every page and question, or those that a search finds."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:MOST_TYPED]
    found = help_for(query)
    entries = [(entry, markdown.render(entry.shown_answer, top=4).html) for entry in found.entries]
    context = {"query": query, "found": found, "entries": entries}
    if not query:
        context["contacts"] = SupportContact.objects.all()
    return render(request, "curriculum/help.html", context)


@require_GET
def page(request: HttpRequest, slug: str) -> HttpResponse:
    return show(request, get_object_or_404(HelpPage, slug=slug))


def show(request: HttpRequest, shown: HelpPage) -> HttpResponse:
    """A page as it is kept, or as its editor has typed it."""
    others = HelpPage.objects.exclude(slug=shown.slug)
    context = {"page": shown, "text": markdown.render(shown.shown_body), "others": others}
    return render(request, "curriculum/help_page.html", context)
