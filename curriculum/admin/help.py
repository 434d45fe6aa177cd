"""Help pages, and questions with their answers, kept by the registrar; each seen as students will before it is saved."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from ..help_views import show
from ..models import HelpEntry, HelpPage
from .base import PortalAdmin


@admin.register(HelpPage)
class HelpPageAdmin(PortalAdmin):
    """The form's second button shows the page as it is typed, in a window of its own; nothing is saved by it."""

    change_form_template = "admin/curriculum/help_form.html"
    fields = ("slug", "title", "title_en", "body", "body_en", "order", "profile")
    list_display = ("title", "slug", "title_en", "order", "profile")
    search_fields = ("folded",)
    folded_fields = ("title", "title_en", "body", "body_en")
    prepopulated_fields = {"slug": ("title_en",)}

    def get_urls(self):
        preview = path(
            "preview/", self.admin_site.admin_view(require_POST(self.preview)), name="curriculum_helppage_preview"
        )
        return [preview, *super().get_urls()]

    def preview(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        names = ("slug", "title", "title_en", "body", "body_en")
        typed = {name: request.POST.get(name, "").replace("\x00", "") for name in names}
        return show(request, HelpPage(**typed))


@admin.register(HelpEntry)
class HelpEntryAdmin(PortalAdmin):
    fields = ("question", "question_en", "answer", "answer_en", "order", "profile")
    list_display = ("question", "question_en", "order", "profile")
    search_fields = ("folded",)
    folded_fields = ("question", "question_en", "answer", "answer_en")
