"""Fee standings: the fee officer's page."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from curriculum.admin.base import PortalAdmin

from ..models import FeeStanding


@admin.register(FeeStanding)
class FeeStandingAdmin(PortalAdmin):
    fields = ("student", "term", "charged", "paid")
    list_display = ("student", "term", "charged", "paid", "due")
    list_select_related = ("student", "term")
    list_filter = ("term",)
    ordering = ("-term__code", "student__number")
    search_fields = ("student__search_key",)
    autocomplete_fields = ("student", "term")

    @admin.display(description=_("still due"))
    def due(self, standing: FeeStanding) -> Decimal:
        return max(standing.charged - standing.paid, Decimal(0))
