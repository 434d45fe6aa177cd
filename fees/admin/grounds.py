"""Grounds for fees as the office keeps them; claims and places to read, and places that another university certified."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from curriculum.admin.base import LookOnly, PortalAdmin, ReadOnlyAdmin
from curriculum.models import Term
from people.models import Student

from ..models import Claim, ClaimStep, Ground, SingleCourseExam, TopTen
from ..ranking import certify
from ..signals import tell_reasons_changed


@admin.register(Ground)
class GroundAdmin(PortalAdmin):
    fields = (
        ("code", "order", "active"),
        ("name", "name_en"),
        ("effect", "counts"),
        "rule",
        ("document", "document_en"),
        "issuers",
        ("needs_original", "claimable"),
    )
    list_display = ("name", "effect", "counts", "needs_original", "claimable", "active", "rule")
    list_filter = ("effect", "claimable", "active")
    search_fields = ("code",)
    folded_fields = ("code", "name", "name_en")

    def save_model(self, request: HttpRequest, obj: Ground, form: forms.ModelForm, change: bool) -> None:
        """Whoever stands on the ground is charged anew by what it says now."""
        super().save_model(request, obj, form, change)
        if change:
            tell_reasons_changed(obj.claims.filter(state__in=Claim.COUNTED).values_list("student", flat=True))


class StepInline(LookOnly, admin.TabularInline):
    model = ClaimStep
    fields = ("at", "event", "actor", "note")
    extra = 0


@admin.register(Claim)
class ClaimAdmin(ReadOnlyAdmin):
    """Decided at the desk of the fee office, never here."""

    fields = (
        "student",
        "ground",
        "state",
        "percent",
        "valid_from",
        "valid_until",
        "issuer",
        "document_no",
        "document_date",
        "note",
        "claimed_at",
        "original_seen_by",
        "original_seen_at",
        "decided_by",
        "decided_at",
    )
    list_display = ("student", "ground", "state", "percent", "valid_from", "valid_until", "decided_at")
    list_select_related = ("student", "ground")
    list_filter = ("state", "ground")
    search_fields = ("student__search_key",)
    inlines = (StepInline,)


class CertifiedForm(forms.ModelForm):
    """What the document of the university says that a student came from (OMU-91)."""

    term = forms.ModelChoiceField(Term.objects.order_by("-code"), label=_("Term that was ranked"))
    student = forms.ModelChoiceField(
        Student.objects.filter(programmes__is_primary=True),
        to_field_name="number",
        widget=forms.TextInput,
        label=_("student number"),
        error_messages={"invalid_choice": _("There is no student of this number.")},
    )
    certified = forms.CharField(
        label=_("certified by"), max_length=200, help_text=_("The university, with number and date of its document.")
    )

    class Meta:
        model = TopTen
        fields = ("term", "student", "average", "place", "population", "certified")

    def clean(self) -> None:
        super().clean()
        place, of = self.cleaned_data.get("place"), self.cleaned_data.get("population")
        if place is not None and of is not None and not 1 <= place <= of:
            self.add_error("place", _("A place is from 1 to the number that was ranked."))


@admin.register(TopTen)
class TopTenAdmin(PortalAdmin):
    """Computed by the ranking of a term; only certified places are entered by hand."""

    fields = (
        "term",
        "student",
        "department",
        "class_year",
        "average",
        "place",
        "population",
        "qualifies",
        "certified",
        "ranked_at",
    )
    list_display = ("student", "term", "department", "class_year", "average", "place", "population", "qualifies")
    list_select_related = ("student", "term", "department")
    list_filter = ("term", "qualifies", "department")
    ordering = ("-term__code", "department__name", "class_year", "place", "student__number")
    search_fields = ("student__search_key",)

    def get_fields(self, request: HttpRequest, obj: TopTen | None = None):
        return self.fields if obj else CertifiedForm.Meta.fields

    def get_form(self, request: HttpRequest, obj: TopTen | None = None, change: bool = False, **kwargs):
        if obj is None:
            kwargs["form"] = CertifiedForm
        return super().get_form(request, obj, change, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: TopTen | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: TopTen | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: TopTen, form: CertifiedForm, change: bool) -> None:
        named = ("student", "term", "average", "place", "population", "certified")
        obj.__dict__.update(certify(**{name: form.cleaned_data[name] for name in named}).__dict__)


@admin.register(SingleCourseExam)
class SingleCourseExamAdmin(ReadOnlyAdmin):
    """Entered and taken back at the desk of the fee office."""

    fields = ("student", "term", "course", "taken_on", "recorded_by", "recorded_at", "cancelled_at")
    list_display = ("student", "course", "term", "taken_on", "recorded_by", "cancelled_at")
    list_select_related = ("student", "course", "term", "recorded_by")
    list_filter = ("term",)
    search_fields = ("student__search_key", "course__search_key")
