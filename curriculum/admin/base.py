"""What every admin page of the portal shares: the unit's own rows, search that folds Turkish letters, a full history.

Apps further right build their admin on this. Who may do what is asked of the user (`request.user.reach()`), so that
nothing here knows of roles.
"""

from __future__ import annotations

from functools import reduce

from django.contrib import admin
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Func, Model, QuerySet, URLField, Value
from django.db.models.functions import Concat
from django.http import HttpRequest

from ..models import Grade
from ..turkish import search_key
from .history import ValueHistory


class Folded(Func):
    """turkish.search_key() of some columns, in the database, for tables without a stored key."""

    template = "lower(translate(%(expressions)s, 'İIıÇçĞğÖöŞşÜüÂâÎîÛû', 'iiiccggoossuuaaiiuu'))"

    def __init__(self, *columns: str) -> None:
        spaced = [part for column in columns for part in (column, Value(" "))]
        super().__init__(Concat(*spaced, output_field=CharField()), output_field=CharField())


class FoldedSearch:
    """Search where ISPARTA, Isparta, ısparta and isparta are one word.

    `search_fields` name stored keys; `folded_fields` are folded by the query and searched as "folded".
    """

    folded_fields: tuple[str, ...] = ()

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        if self.folded_fields:
            queryset = queryset.alias(folded=Folded(*self.folded_fields))
        return super().get_search_results(request, queryset, search_key(search_term))


class OwnRows:
    """Rows of the units that the user's permission covers; other rows are refused, not just hidden (METU-57).

    `unit` is the path from a row to its department; a model without one is for those who reach every unit.
    """

    unit = ""

    def reach(self, request: HttpRequest, action: str):
        return request.user.reach(f"{self.opts.app_label}.{get_permission_codename(action, self.opts)}")

    def own(self, queryset: QuerySet, units: frozenset[int]) -> QuerySet:
        return queryset.filter(**{f"{self.unit}__in": units}) if self.unit else queryset.none()

    def is_own(self, obj: Model, units: frozenset[int]) -> bool:
        return bool(self.unit) and reduce(getattr, self.unit.split("__"), obj).pk in units

    def _may(self, request: HttpRequest, action: str, obj: Model | None) -> bool:
        reach = self.reach(request, action)
        return bool(reach) if obj is None or reach.everywhere else bool(reach) and self.is_own(obj, reach.units)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset, reach = super().get_queryset(request), self.reach(request, "view")
        return queryset if reach.everywhere else self.own(queryset, reach.units) if reach else queryset.none()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Model | None:
        """Whose reach ends somewhere is refused a row that is not there and a row beyond it alike."""
        obj = super().get_object(request, object_id, from_field)
        if obj is None and not self.reach(request, "view").everywhere:
            raise PermissionDenied
        return obj

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, "view", obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "add", None)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, "delete", obj)


class PortalAdmin(OwnRows, FoldedSearch, ValueHistory, admin.ModelAdmin):
    """The base of the portal's admin pages."""

    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """What a list joins, autocomplete and change page join as well: a row's name often is its parents'."""
        queryset = super().get_queryset(request)
        return queryset.select_related(*self.list_select_related) if self.list_select_related else queryset


class LookOnly:
    """For what services write and nobody edits; a superuser neither. Fields that are no columns may be shown as well."""

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None):
        return self.fields

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyAdmin(LookOnly, PortalAdmin):
    """A list and pages to read."""


class GradesOnce:
    """For inlines with a grade in every row: the scale is read once for the page, not once for each row."""

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.related_model is Grade and field:
            if not hasattr(request, "grade_choices"):
                request.grade_choices = [("", "—"), *((g.pk, str(g)) for g in Grade.objects.all())]
            field.choices = request.grade_choices
        return field
