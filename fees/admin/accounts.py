"""Accounts and their entries, to read: what is wrong is put right at the desk of the fee office, by an entry of its own."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from curriculum.admin.base import ReadOnlyAdmin

from ..models import Entry, FeeStanding


@admin.register(FeeStanding)
class FeeStandingAdmin(ReadOnlyAdmin):
    fields = ("student", "term", "charged", "charged_courses", "paid", "due", "assessed_at", "at_the_desk")
    list_display = ("student", "term", "charged", "paid", "due")
    list_select_related = ("student", "term")
    list_filter = ("term",)
    ordering = ("-term__code", "student__number")
    search_fields = ("student__search_key",)
    autocomplete_fields = ("student", "term")

    def get_queryset(self, request: HttpRequest) -> QuerySet[FeeStanding]:
        return super().get_queryset(request).defer("steps")

    @admin.display(description=_("still due"))
    def due(self, standing: FeeStanding) -> Decimal:
        return standing.due

    @admin.display(description=_("the account"))
    def at_the_desk(self, standing: FeeStanding) -> str:
        address = reverse("fee_account", args=[standing.student_id])
        return format_html('<a href="{}?term={}">{}</a>', address, standing.term.code, standing.student)


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    fields = ("student", "term", "kind", "line", "course", "amount", "payment", "reverses", "reason", "actor", "at")
    list_display = ("at", "student", "term", "kind", "line", "amount", "reason")
    list_select_related = ("standing__student", "standing__term", "course", "payment", "actor")
    list_filter = ("kind", "line", "standing__term")
    ordering = ("-id",)
    search_fields = ("standing__student__search_key",)
    show_full_result_count = False  # there are hundreds of thousands

    @admin.display(description=_("student"))
    def student(self, entry: Entry) -> str:
        return str(entry.standing.student)

    @admin.display(description=_("term"))
    def term(self, entry: Entry) -> str:
        return str(entry.standing.term)
