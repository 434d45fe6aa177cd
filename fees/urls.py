"""The student's fee page, the desk of the fee office, and what the bank calls."""

from __future__ import annotations

from django.urls import include, path

from . import bank_views

urlpatterns = [
    path("fees/desk/worklist/", bank_views.worklist, name="fee_worklist"),
    path("fees/desk/payments/<int:payment_id>/", bank_views.payment, name="fee_payment"),
    path("fees/desk/payments/<int:payment_id>/settle/", bank_views.settle, name="fee_payment_settle"),
    path("fees/desk/payments/<int:payment_id>/<slug:event>/", bank_views.take, name="fee_payment_take"),
    path("fees/desk/statements/", bank_views.statement_desk, name="fee_statements"),
    path("fees/desk/statements/<int:job_id>/", bank_views.statement, name="fee_statement"),
    path("fees/desk/reconciliation/", bank_views.reconciliation, name="fee_reconciliation"),
    path("", include("fees.bank_api.urls")),
]
