"""The student's fee page, the desk of the fee office, and what the bank calls."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("fees.bank_api.urls")),
]
