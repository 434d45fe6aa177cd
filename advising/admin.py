"""Petitions and their steps, refused ones included, to look up; they are seen to on the portal's own pages."""

from __future__ import annotations

from django.contrib import admin

from curriculum.admin.base import ReadOnlyAdmin

from . import changed_sections
from .models import Petition, PetitionStep


@admin.register(Petition)
class PetitionAdmin(ReadOnlyAdmin):
    fields = ("student", "term", "kind", "state", "text", "terms", "institution", "open_education", "average")
    fields += ("submitted_at", "opinion", "favourable", "body", "decision_no", "decided_on")
    list_display = ("student", "term", "kind", "state", "submitted_at", "decision_no", "decided_on")
    list_select_related = ("student", "term")
    list_filter = ("kind", "state", "term")
    search_fields = ("student__search_key", "decision_no")


@admin.register(PetitionStep)
class PetitionStepAdmin(ReadOnlyAdmin):
    fields = ("petition", "student", "event", "actor", "at", "accepted", "findings", "note")
    list_display = ("student", "petition", "event", "actor", "at", "accepted")
    list_select_related = ("student", "petition__student", "actor")
    list_filter = ("event", "accepted")
    search_fields = ("student__search_key",)


__all__ = ["PetitionAdmin", "PetitionStepAdmin", "changed_sections"]
