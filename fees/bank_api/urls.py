"""The addresses of the bank's service, and nothing else: its description is made of this list."""

from __future__ import annotations

import datetime

from django.urls import path, register_converter
from drf_spectacular.views import SpectacularJSONAPIView

from . import schema, views  # noqa: F401  (the description finds the token's scheme by its import)


class Day:
    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> datetime.date:
        return datetime.date.fromisoformat(value)  # a ValueError is no match

    def to_url(self, value: datetime.date) -> str:
        return value.isoformat()


class Reference:
    regex = r"[A-Za-z0-9._:-]{1,60}"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


register_converter(Day, "day")
register_converter(Reference, "reference")

service = [
    path("api/bank/v1/debts/<str:number>/", views.DebtsView.as_view(), name="bank_debts"),
    path("api/bank/v1/payments/", views.PaymentsView.as_view(), name="bank_payments"),
    path("api/bank/v1/payments/<reference:reference>/", views.PaymentView.as_view(), name="bank_payment"),
    path("api/bank/v1/payments/<reference:reference>/cancel/", views.CancelView.as_view(), name="bank_cancel"),
    path("api/bank/v1/days/<day:day>/", views.DayView.as_view(), name="bank_day"),
]
urlpatterns = [
    *service,
    path(
        "api/bank/schema/",
        SpectacularJSONAPIView.as_view(patterns=service, authentication_classes=[], permission_classes=[]),
        name="bank_schema",
    ),
]
