"""Banks with the token of their programs, which is shown once; payments, statements and day reports to read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from curriculum.admin.base import PortalAdmin, ReadOnlyAdmin

from ..bank_api.tokens import make_token
from ..models import Bank, Channel, DayReport, Payment, Statement


class BankForm(forms.ModelForm):
    channels = forms.MultipleChoiceField(
        label=_("channels that count"),
        choices=Channel.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("A payment by any other channel goes to the worklist."),
    )

    class Meta:
        model = Bank
        fields = ("code", "name", "channels", "instructions", "instructions_en", "active")


@admin.register(Bank)
class BankAdmin(PortalAdmin):
    form = BankForm
    list_display = ("code", "name", "counts", "has_token", "active")
    ordering = ("code",)
    folded_fields = ("code", "name")
    search_fields = ("folded",)

    @admin.display(description=_("channels that count"))
    def counts(self, bank: Bank) -> str:
        return ", ".join(str(Channel(c).label) for c in bank.channels)

    @admin.display(description=_("token"), boolean=True)
    def has_token(self, bank: Bank) -> bool:
        return bool(bank.token_digest)

    @admin.display(description=_("token"))
    def token(self, bank: Bank) -> str:
        word = gettext("Replace the token") if bank.token_digest else gettext("Make a token")
        return format_html('<a href="{}">{}</a>', reverse("admin:fees_bank_token", args=[bank.pk]), word)

    def get_fields(self, request: HttpRequest, obj: Bank | None = None) -> tuple[str, ...]:
        return (
            (*BankForm.Meta.fields, "token")
            if obj and self.has_change_permission(request, obj)
            else BankForm.Meta.fields
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Bank | None = None) -> tuple[str, ...]:
        return ("token",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(never_cache(self.token_view))
        return [path("<int:bank_id>/token/", view, name="fees_bank_token"), *super().get_urls()]

    def token_view(self, request: HttpRequest, bank_id: int) -> HttpResponse:
        """Asked first, since the old token is worth nothing then; the new one is on this answer and nowhere else."""
        bank = get_object_or_404(Bank, pk=bank_id)
        if not self.has_change_permission(request, bank):
            raise PermissionDenied
        made = ""
        if request.method == "POST":
            made = make_token(bank)
            self.log_change(request, bank, [{"changed": {"fields": ["token"]}}])
            messages.success(request, gettext("The bank has a new token. It is shown once: hand it over now."))
        context = {**self.admin_site.each_context(request), "opts": self.opts, "bank": bank, "made": made}
        return TemplateResponse(request, "admin/fees/bank/token.html", context | {"title": gettext("Token of a bank")})


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    fields = (
        "bank",
        "reference",
        "number",
        "payer",
        "amount",
        "channel",
        "paid_at",
        "source",
        "statement",
        "student",
        "term",
        "state",
        "problem",
        "note",
        "received_at",
        "settled_by",
    )
    list_display = ("reference", "bank", "number", "student", "amount", "channel", "paid_at", "state", "problem")
    list_select_related = ("bank", "student", "term", "statement__bank", "settled_by")
    list_filter = ("state", "problem", "channel", "bank")
    search_fields = ("reference", "number", "student__search_key")
    ordering = ("-id",)


@admin.register(Statement)
class StatementAdmin(ReadOnlyAdmin):
    fields = ("bank", "name", "sha256", "lines", "total", "booked_by", "booked_at")
    list_display = ("name", "bank", "lines", "total", "booked_by", "booked_at")
    list_select_related = ("bank", "booked_by")
    list_filter = ("bank",)
    ordering = ("-id",)


@admin.register(DayReport)
class DayReportAdmin(ReadOnlyAdmin):
    fields = ("bank", "day", "lines", "total", "statement", "reported_at")
    list_display = ("day", "bank", "lines", "total", "statement", "reported_at")
    list_select_related = ("bank", "statement__bank")
    list_filter = ("bank",)
    ordering = ("-id",)
