"""Users, staff with their roles, students with their record; and the way into the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.forms import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from curriculum.admin.base import LookOnly, PortalAdmin, ReadOnlyAdmin
from curriculum.importers.tables import TERM
from curriculum.models import CurriculumItem

from .models import (
    Advisorship,
    CourseCounting,
    EarlierCourse,
    Hold,
    LeaveTerm,
    Role,
    Staff,
    Student,
    StudentProgramme,
    Substitution,
    Teaching,
    ThesisAdvisorship,
    TranscriptEntry,
    User,
)
from .passwords import close_account

admin.site.site_header = admin.site.site_title = settings.SITE_NAME
admin.site.unregister([TOTPDevice, StaticDevice])  # whoever sees the key of an app signs in as its owner
admin.site.unregister(Group)  # permissions follow roles; a group would promise what it does not give


def sign_in(request: HttpRequest) -> HttpResponse:
    """The admin's door is the portal's own sign-in page, with its throttle; mounted over the stock one.

    Who is signed in already and has no business here is told so: sent to sign in, they would come back for ever.
    """
    if admin.site.has_permission(request):
        return redirect("admin:index")
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index"), settings.LOGIN_URL)


class NewAccountForm(forms.ModelForm):
    """An account without a password: its owner creates it, or the help desk makes a temporary one."""

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email")

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        return super().save(commit)


@admin.register(User)
class UserAdmin(PortalAdmin, StockUserAdmin):
    """No groups and no single permissions: roles decide. Accounts are closed, not deleted, since the history names them.

    Only a superuser makes a superuser or touches the account of one. Nobody sets another's password: it is reset.
    """

    add_form, add_form_template = NewAccountForm, None
    add_fieldsets = ((None, {"fields": ("username", "first_name", "last_name", "email")}),)
    fieldsets = (
        (None, {"fields": ("username",)}),
        (_("Person"), {"fields": ("first_name", "last_name", "email", "language")}),
        (_("Account"), {"fields": ("is_active", "is_staff")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")
    list_display = ("username", "first_name", "last_name", "email", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff")
    filter_horizontal = ()
    search_fields = ("folded",)
    folded_fields = ("username", "first_name", "last_name", "email")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj and request.user.is_superuser:
            return (*fieldsets, (_("System"), {"fields": ("is_superuser",)}))
        return fieldsets

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        user = self.get_object(request, unquote(id))
        if user is None:
            raise Http404
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        return redirect("account", user.pk)

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        """What was changed: a password chosen or reset since the page was read stays so."""
        obj.save(update_fields=form.changed_data if change else None)
        if change and "is_active" in form.changed_data and not obj.is_active:
            close_account(user=obj, actor=request.user, request=request)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not above and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False


class RoleInline(admin.TabularInline):
    model = Role
    fields = ("kind", "department")
    autocomplete_fields = ("department",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("department")


class TeachingInline(admin.TabularInline):
    model = Teaching
    fields = ("section",)
    autocomplete_fields = ("section",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("section__course", "staff__user")


@admin.register(Staff)
class StaffAdmin(PortalAdmin):
    """Who signs in to the admin also needs "staff status" on the account; what they may do there follows the roles."""

    fields = ("user", "title", "department")
    inlines = (RoleInline, TeachingInline)
    list_display = ("__str__", "username", "department", "held")
    list_select_related = ("user", "department")
    list_filter = ("roles__kind", ("department", admin.RelatedOnlyFieldListFilter))
    ordering = ("user__last_name", "user__first_name")
    search_fields = ("folded",)
    folded_fields = ("user__username", "user__first_name", "user__last_name")
    autocomplete_fields = ("user", "department")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("roles__department")

    @admin.display(description=_("user name"), ordering="user__username")
    def username(self, staff: Staff) -> str:
        return staff.user.username

    @admin.display(description=_("roles"))
    def held(self, staff: Staff) -> str:
        return ", ".join(str(role) for role in staff.roles.all())


@admin.register(Substitution)
class SubstitutionAdmin(PortalAdmin):
    """Who stands in for an advisor. A unit chooses among its own staff; the Registrar's Office among everybody."""

    unit = "advisor__department"
    fields = ("advisor", "substitute", ("date_from", "date_to"))
    list_display = ("advisor", "substitute", "date_from", "date_to")
    list_select_related = ("advisor__user", "advisor__department", "substitute__user")
    search_fields = ("folded",)
    folded_fields = ("advisor__user__first_name", "advisor__user__last_name", "substitute__user__last_name")

    def get_autocomplete_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return ("advisor", "substitute") if self.reach(request, "view").everywhere else ()

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs):
        reach = self.reach(request, "view")
        staff = Staff.objects.select_related("user").order_by("user__last_name", "user__first_name")
        kwargs["queryset"] = staff if reach.everywhere else staff.filter(department__in=reach.units)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class OnlyOne(BaseInlineFormSet):
    """Rows of which one alone may be marked; the database says so too, but not in a form's words."""

    field, mark, text = "", None, ""

    def clean(self) -> None:
        super().clean()
        kept = [f.cleaned_data for f in self.forms if f not in self.deleted_forms and getattr(f, "cleaned_data", None)]
        if sum(data.get(self.field) == self.mark for data in kept) > 1:
            raise ValidationError(self.text)


class OnePrimary(OnlyOne):
    field, mark, text = "is_primary", True, _("Only one programme can be the primary one.")


class OneAdvisor(OnlyOne):
    field, mark, text = "date_to", None, _("End the earlier advisor's time before a new one begins.")


class ProgrammeInline(admin.StackedInline):
    """What follows from the transcript and the calendar is only shown: registration/standing.py keeps it."""

    model, formset = StudentProgramme, OnePrimary
    fields = (
        ("programme", "kind", "is_primary"),
        ("curriculum", "entry_year", "entry_term"),
        ("semester", "class_year", "terms_used"),
        ("cgpa", "term_gpa", "on_probation", "honour"),
    )
    readonly_fields = ("terms_used", "cgpa", "term_gpa", "on_probation", "honour")
    autocomplete_fields = ("programme", "curriculum")
    show_change_link = True  # to what its courses count for
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("programme", "curriculum__programme")


class TimeForm(forms.ModelForm):
    """A time from a day until a day."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("date_from"), data.get("date_to")
        if first and last and last < first:
            self.add_error("date_to", _("It ends before it begins."))
        return data


class AdvisorshipInline(admin.TabularInline):
    model, formset, form = Advisorship, OneAdvisor, TimeForm
    fields = ("advisor", "date_from", "date_to")
    autocomplete_fields = ("advisor",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("advisor__user")


class ThesisAdvisorshipInline(AdvisorshipInline):
    model = ThesisAdvisorship


class LeaveTermForm(forms.ModelForm):
    def clean_term_code(self) -> str:
        code = self.cleaned_data["term_code"]
        if not TERM.fullmatch(code):
            raise ValidationError(_("A term is written as 20261: the year it begins, then 1, 2 or 3."))
        return code


class LeaveTermInline(admin.TabularInline):
    model, form = LeaveTerm, LeaveTermForm
    fields = ("term_code",)
    extra = 0


class EarlierCourseInline(admin.TabularInline):
    model = EarlierCourse
    fields = ("level", "code")
    extra = 0


class HoldInline(admin.TabularInline):
    model = Hold
    fields = ("kind", "note", "placed_at", "lifted_at")
    readonly_fields = ("placed_at",)
    extra = 0


class TranscriptInline(LookOnly, admin.TabularInline):
    model = TranscriptEntry
    fields = ("term_code", "course", "grade", "score", "credit", "ects", "not_included", "attendance_met", "outcome")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("course", "grade")


@admin.register(Student)
class StudentAdmin(PortalAdmin):
    fields = ("user", "number", "first_name", "last_name", "status", "admission", "citizenship", "birth_date")
    inlines = (
        ProgrammeInline,
        AdvisorshipInline,
        ThesisAdvisorshipInline,
        HoldInline,
        LeaveTermInline,
        EarlierCourseInline,
        TranscriptInline,
    )
    list_display = ("number", "first_name", "last_name", "programme", "status")
    list_display_links = ("number",)
    list_filter = ("status", ("programmes__programme__department", admin.RelatedOnlyFieldListFilter))
    search_fields = ("search_key",)
    autocomplete_fields = ("user",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        primary = StudentProgramme.objects.filter(student=OuterRef("pk"), is_primary=True)
        return super().get_queryset(request).annotate(primary=Subquery(primary.values("programme__name")[:1]))

    def own(self, queryset: QuerySet, units: frozenset[int]) -> QuerySet:
        """Who follows any programme of the units; a subquery, since a double major would come twice by a join."""
        mine = StudentProgramme.objects.filter(programme__department__in=units)
        return queryset.filter(pk__in=mine.values("student"))

    def is_own(self, obj: Model, units: frozenset[int]) -> bool:
        return self.own(Student.objects.filter(pk=obj.pk), units).exists()

    @admin.display(description=_("programme"), ordering="primary")
    def programme(self, student: Student) -> str | None:
        return student.primary


class CountingForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("course") and data.get("course") == data.get("replaces"):
            self.add_error("replaces", _("A course does not replace itself."))
        return data


class CourseCountingInline(admin.TabularInline):
    model, form = CourseCounting, CountingForm
    fields = ("course", "item", "replaces")
    autocomplete_fields = ("course", "replaces")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("course", "item__course", "replaces")

    def get_formset(self, request: HttpRequest, obj: StudentProgramme | None = None, **kwargs):
        """A course counts for an item of the student's own curriculum: any other is no valid choice."""
        formset = super().get_formset(request, obj, **kwargs)
        if "item" in formset.form.base_fields:
            items = (
                CurriculumItem.objects.filter(curriculum=obj.curriculum_id) if obj else CurriculumItem.objects.none()
            )
            formset.form.base_fields["item"].queryset = items.select_related("course")
        return formset


@admin.register(StudentProgramme)
class StudentProgrammeAdmin(PortalAdmin):
    """What the courses of one programme count for; the programme itself is kept on the student's page."""

    unit = "programme__department"
    fields = readonly_fields = ("student", "programme", "kind", "is_primary", "curriculum", "semester", "cgpa")
    inlines = (CourseCountingInline,)
    list_display = ("student", "programme", "kind", "is_primary", "semester", "cgpa")
    list_select_related = ("student", "programme__department", "curriculum__programme")
    list_filter = ("kind", ("programme__department", admin.RelatedOnlyFieldListFilter))
    ordering = ("student__number", "id")
    search_fields = ("student__search_key",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    """Every change made in the admin; also of what has since been deleted and has no history page any more."""

    fields = ("action_time", "user", "content_type", "object_repr", "action_flag", "message")
    list_display = ("action_time", "user", "content_type", "object_repr", "action_flag", "message")
    list_select_related = ("user", "content_type")
    list_filter = ("action_flag", ("content_type", admin.RelatedOnlyFieldListFilter))
    show_full_result_count = False
    search_fields = ("folded",)
    folded_fields = ("object_repr", "user__username")

    @admin.display(description=_("change"))
    def message(self, entry: LogEntry) -> str:
        return entry.get_change_message()
