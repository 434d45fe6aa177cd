"""Policy in the admin: a row in force is read, a change is a new row from a later date (DESIGN.md §5)."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, DateField, Exists, ExpressionWrapper, Func, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from curriculum.admin.base import PortalAdmin
from curriculum.naming import language

from ..clock import today
from ..drafts import row_of
from ..forms import as_number
from ..messages.figures import label, value_text
from ..models import PolicyProfile, PolicyRule
from ..rulebook import words_for
from ..rules import BY_CODE, SETTINGS, SHAPES, ParamErrors, parse
from .policy_form import PREFIX, hints_of, initial_of, policy_form
from .what_if import BUTTON, TERM, Drafted, TriesDrafts


class Today(Func):
    """today() within a query."""

    template = f"(portal_now() AT TIME ZONE '{settings.TIME_ZONE}')::date"
    output_field = DateField()


IN_FORCE = Q(effective_from__lte=Today())


@admin.register(PolicyProfile)
class PolicyProfileAdmin(PortalAdmin):
    """Whom rows in force apply to does not change under them: then only the name may."""

    scope = ("programme", "department", "faculty", "campus", "level", "education_type")
    fields = ("name", *scope)
    list_display = ("name", *scope)
    list_select_related = ("programme", "department", "faculty")
    search_fields = ("folded",)
    folded_fields = ("name",)
    autocomplete_fields = ("programme", "department", "faculty")

    def get_readonly_fields(self, request: HttpRequest, obj: PolicyProfile | None = None):
        return self.scope if obj and obj.rules.filter(IN_FORCE).exists() else ()

    def has_delete_permission(self, request: HttpRequest, obj: PolicyProfile | None = None) -> bool:
        used = obj is not None and obj.rules.filter(IN_FORCE).exists()
        return not used and super().has_delete_permission(request, obj)


class StatusFilter(admin.SimpleListFilter):
    title, parameter_name = _("status"), "status"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin):
        return [("now", _("in force")), ("later", _("to come")), ("past", _("replaced"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        wanted = {
            "now": {"in_force": True, "replaced": False},
            "later": {"in_force": False},
            "past": {"replaced": True},
        }
        return queryset.filter(**wanted.get(self.value(), {}))


@admin.register(PolicyRule)
class PolicyRuleAdmin(TriesDrafts, PortalAdmin):
    list_display = ("code", "title", "profile", "action", "figures", "effective_from", "status", "source")
    list_display_links = ("code", "title")
    list_select_related = ("profile",)
    list_filter = (StatusFilter, "confirmed", "profile", "action")
    ordering = ("code", "profile__name", "-effective_from")
    search_fields = ("folded",)
    folded_fields = ("code", "profile__name", "article")
    autocomplete_fields = ("profile",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        later = PolicyRule.objects.filter(
            IN_FORCE,
            code=OuterRef("code"),
            profile=OuterRef("profile"),
            effective_from__gt=OuterRef("effective_from"),
        )
        in_force = ExpressionWrapper(IN_FORCE, output_field=BooleanField())
        return super().get_queryset(request).annotate(in_force=in_force, replaced=Exists(later))

    # what a row in force allows: reading it, and a later row

    def _in_force(self, row: PolicyRule) -> bool:
        return row.in_force if hasattr(row, "in_force") else row.effective_from <= today()

    def has_change_permission(self, request: HttpRequest, obj: PolicyRule | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and self._in_force(obj))

    def has_delete_permission(self, request: HttpRequest, obj: PolicyRule | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and self._in_force(obj))

    def render_change_form(self, request: HttpRequest, context: dict, obj: PolicyRule | None = None, **kwargs):
        if obj and self.has_add_permission(request):
            query = urlencode({"code": obj.code, "from": obj.pk})
            context["later_url"] = f"{reverse('admin:registration_policyrule_add')}?{query}"
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context=None) -> HttpResponse:
        """The rule comes first, since the form's fields are its figures."""
        if request.GET.get("code") in SHAPES:
            return super().add_view(request, form_url, extra_context)
        if not self.has_add_permission(request):
            raise PermissionDenied
        named = [(code, words_for(code, language())) for code in SHAPES]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "rules": [(code, *words) for code, words in named if code in BY_CODE],
            "settings": [(code, *words) for code, words in named if code in SETTINGS],
        }
        return TemplateResponse(
            request, "admin/registration/policyrule/choose.html", {**context, "title": _("For which rule?")}
        )

    # the form

    def _rule(self, request: HttpRequest, obj: PolicyRule | None) -> str:
        return obj.code if obj else request.GET["code"]

    def get_form(self, request: HttpRequest, obj: PolicyRule | None = None, change: bool = False, **kwargs):
        return super().get_form(request, obj, change, form=policy_form(self._rule(request, obj)), **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: PolicyRule | None = None):
        rule = self._rule(request, obj)
        editable = obj is None or self.has_change_permission(request, obj)
        figures = [PREFIX + name for name in hints_of(rule)] if editable else ["figures"]
        return (
            (None, {"fields": ("rule", "profile") if rule in SETTINGS else ("rule", "profile", "action", "phases")}),
            *([(_("Figures"), {"fields": figures})] if figures else []),
            (None, {"fields": ("article", "confirmed", "effective_from")}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: PolicyRule | None = None):
        return ("rule", "figures")

    def save_form(self, request: HttpRequest, form, change: bool) -> PolicyRule:
        """Asked for by Django once the form is found right."""
        row = super().save_form(request, form, change)
        if BUTTON in request.POST:
            raise Drafted(request.POST.get(TERM, ""), {"rows": [row_of(row)]})
        return row

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        """A new row from a later date starts from the row it follows; its source has yet to be given."""
        initial = super().get_changeform_initial_data(request)
        given = as_number(request.GET.get("from", ""))
        row = self.get_queryset(request).filter(pk=given, code=request.GET["code"]).first()
        if row is None:
            return initial
        kept = {name: getattr(row, name) for name in ("profile", "action", "phases", "article")}
        tomorrow = today() + timedelta(days=1)
        return {**initial, **kept, **initial_of(row.code, row.params), "effective_from": tomorrow}

    # columns

    @admin.display(description=_("rule"))
    def rule(self, row: PolicyRule) -> str:
        title, text = words_for(row.code, language())
        return format_html("<strong>{}</strong> ({})<br>{}", title, row.code, text.replace("{", "").replace("}", ""))

    @admin.display(description=_("name"))
    def title(self, row: PolicyRule) -> str:
        return words_for(row.code, language())[0]

    @admin.display(description=_("figures"))
    def figures(self, row: PolicyRule) -> str:
        """In words; as stored where the rule would not read them."""
        try:
            figures = parse(SHAPES[row.code], row.params)
            shown = [(label(n, language()), value_text(getattr(figures, n), language())) for n in row.params]
        except (KeyError, ParamErrors):
            shown = [(n, json.dumps(value, ensure_ascii=False)) for n, value in row.params.items()]
        return format_html_join("", "<div>{}: {}</div>", shown)

    @admin.display(description=_("status"))
    def status(self, row: PolicyRule):
        return _("replaced") if row.replaced else _("in force") if row.in_force else _("to come")

    @admin.display(description=_("source"), ordering="confirmed")
    def source(self, row: PolicyRule) -> str:
        return _("confirmed") if row.confirmed else format_html("<strong>⚠ {}</strong>", _("not confirmed"))
