"""The student's fee page, the desk of the fee office, and what the bank calls."""

from __future__ import annotations

from django.urls import include, path

from . import bank_views, claim_desk, claim_views

urlpatterns = [
    path("fees/claims/", claim_views.own, name="fee_claims"),
    path("fees/claims/new/<slug:code>/", claim_views.new, name="fee_claim_new"),
    path("fees/claims/file/<int:file_id>/", claim_views.file, name="fee_claim_file"),
    path("fees/desk/claims/", claim_desk.desk, name="fee_claims_desk"),
    path("fees/desk/claims/record/", claim_desk.record, name="fee_claim_record"),
    path("fees/desk/claims/<int:claim_id>/", claim_desk.claim, name="fee_claim"),
    path("fees/desk/claims/<int:claim_id>/<slug:event>/", claim_desk.act, name="fee_claim_act"),
    path("fees/desk/worklist/", bank_views.worklist, name="fee_worklist"),
    path("fees/desk/payments/<int:payment_id>/", bank_views.payment, name="fee_payment"),
    path("fees/desk/payments/<int:payment_id>/settle/", bank_views.settle, name="fee_payment_settle"),
    path("fees/desk/payments/<int:payment_id>/<slug:event>/", bank_views.take, name="fee_payment_take"),
    path("fees/desk/statements/", bank_views.statement_desk, name="fee_statements"),
    path("fees/desk/statements/<int:job_id>/", bank_views.statement, name="fee_statement"),
    path("fees/desk/reconciliation/", bank_views.reconciliation, name="fee_reconciliation"),
    path("", include("fees.bank_api.urls")),
]
