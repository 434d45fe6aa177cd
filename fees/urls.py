"""The student's fee page, the desk of the fee office, and what the bank calls.

Pages that ask what only registration knows are mounted there, with what they ask it by.
"""

from __future__ import annotations

from django.urls import include, path

from . import bank_views, claim_desk, claim_views, desk_views, totals_views

urlpatterns = [
    path("fees/claims/", claim_views.own, name="fee_claims"),
    path("fees/claims/new/<slug:code>/", claim_views.new, name="fee_claim_new"),
    path("fees/claims/file/<int:file_id>/", claim_views.file, name="fee_claim_file"),
    path("fees/desk/", desk_views.desk, name="fee_desk"),
    path("fees/desk/<int:student_id>/", desk_views.account, name="fee_account"),
    path("fees/desk/<int:student_id>/correct/", desk_views.correct, name="fee_correct"),
    path("fees/desk/entries/<int:entry_id>/take-back/", desk_views.take_back, name="fee_take_back"),
    path("fees/desk/totals/", totals_views.totals, name="fee_totals"),
    path("fees/desk/accounts/", totals_views.listed, name="fee_accounts"),
    path("fees/desk/accounts.xlsx", totals_views.listed_file, name="fee_accounts_file"),
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
    path("", include("fees.refunds.urls")),
    path("", include("fees.bank_api.urls")),
]
