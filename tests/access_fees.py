"""Who may reach the pages of fees, as tests/access.py says it of the rest."""

from __future__ import annotations

# by tests/access.py ROLES
FEES = """
GET  /fees/                              in  200 200 403 403 403 403 403 403
POST /fees/                              405 405 405 405 405 405 405 405 405
GET  /fees/refunds/                      in  200 200 403 403 403 403 403 403
POST /fees/refunds/                      405 405 405 405 405 405 405 405 405
GET  /fees/refunds/ask/                  405 405 405 405 405 405 405 405 405
POST /fees/refunds/ask/                  in  302 409 403 403 403 403 403 403
GET  /fees/desk/refunds/                 in  403 403 403 403 403 403 200 200
POST /fees/desk/refunds/                 405 405 405 405 405 405 405 405 405
GET  /fees/desk/refunds/approve/         405 405 405 405 405 405 405 405 405
POST /fees/desk/refunds/approve/         in  403 403 403 403 403 403 302 302
GET  /fees/desk/refunds/hand-over/       405 405 405 405 405 405 405 405 405
POST /fees/desk/refunds/hand-over/       in  403 403 403 403 403 403 302 302
GET  /fees/desk/refunds/{refund}/        in  403 403 403 403 403 403 200 200
POST /fees/desk/refunds/{refund}/        405 405 405 405 405 405 405 405 405
GET  /fees/desk/refunds/{refund}/reject/ 405 405 405 405 405 405 405 405 405
POST /fees/desk/refunds/{refund}/reject/ in  403 403 403 403 403 403 302 302
POST /fees/desk/refunds/{refund}/pay/    in  403 403 403 403 403 403 409 409
POST /fees/desk/refunds/{refund}/explode/ in 403 403 403 403 403 403 404 404
GET  /fees/desk/refunds/lists/{list}/    in  403 403 403 403 403 403 200 200
POST /fees/desk/refunds/lists/{list}/    405 405 405 405 405 405 405 405 405
GET  /fees/desk/refunds/lists/{list}/pay/ 405 405 405 405 405 405 405 405 405
POST /fees/desk/refunds/lists/{list}/pay/ in 403 403 403 403 403 403 302 302
GET  /fees/desk/refunds/lists/{list}/refunds.csv in 403 403 403 403 403 403 200 200
POST /fees/desk/refunds/lists/{list}/refunds.csv 405 405 405 405 405 405 405 405 405
GET  /fees/desk/refunds/lists/{list}/refunds.xlsx in 403 403 403 403 403 403 200 200
POST /fees/desk/refunds/lists/{list}/refunds.xlsx 405 405 405 405 405 405 405 405 405
GET  /fees/desk/worklist/                in  403 403 403 403 403 403 200 200
GET  /fees/desk/worklist/?problem=number in  403 403 403 403 403 403 200 200
POST /fees/desk/worklist/                405 405 405 405 405 405 405 405 405
GET  /fees/desk/payments/{payment}/      in  403 403 403 403 403 403 200 200
POST /fees/desk/payments/{payment}/      405 405 405 405 405 405 405 405 405
GET  /fees/desk/payments/{payment}/settle/ 405 405 405 405 405 405 405 405 405
POST /fees/desk/payments/{payment}/settle/ in 403 403 403 403 403 403 302 302
GET  /fees/desk/payments/{payment}/return/ 405 405 405 405 405 405 405 405 405
POST /fees/desk/payments/{payment}/return/ in 403 403 403 403 403 403 302 302
POST /fees/desk/payments/{payment}/take-off/ in 403 403 403 403 403 403 302 302
POST /fees/desk/payments/{payment}/explode/ in 403 403 403 403 403 403 404 404
GET  /fees/desk/statements/              in  403 403 403 403 403 403 200 200
POST /fees/desk/statements/              in  403 403 403 403 403 403 400 400
GET  /fees/desk/statements/{statement}/  in  403 403 403 403 403 403 200 200
POST /fees/desk/statements/{statement}/  in  403 403 403 403 403 403 302 302
GET  /fees/desk/statements/{job}/        in  403 403 403 403 403 403 404 404
GET  /fees/desk/reconciliation/          in  403 403 403 403 403 403 200 200
GET  /fees/desk/reconciliation/?day=x    in  403 403 403 403 403 403 400 400
POST /fees/desk/reconciliation/          405 405 405 405 405 405 405 405 405
GET  /api/bank/schema/                   200 200 200 200 200 200 200 200 200
POST /api/bank/schema/                   405 405 405 405 405 405 405 405 405
GET  /api/bank/v1/debts/2501231/         401 401 401 401 401 401 401 401 401
POST /api/bank/v1/debts/2501231/         401 401 401 401 401 401 401 401 401
GET  /api/bank/v1/payments/              401 401 401 401 401 401 401 401 401
POST /api/bank/v1/payments/              401 401 401 401 401 401 401 401 401
GET  /api/bank/v1/payments/A1/           401 401 401 401 401 401 401 401 401
GET  /api/bank/v1/payments/A1/cancel/    401 401 401 401 401 401 401 401 401
POST /api/bank/v1/payments/A1/cancel/    401 401 401 401 401 401 401 401 401
GET  /api/bank/v1/days/2026-02-10/       401 401 401 401 401 401 401 401 401
POST /api/bank/v1/days/2026-02-10/       401 401 401 401 401 401 401 401 401
GET  /fees/claims/                        in  200 200 403 403 403 403 403 403
POST /fees/claims/                        405 405 405 405 405 405 405 405 405
GET  /fees/claims/new/syria/              in  200 200 403 403 403 403 403 403
POST /fees/claims/new/syria/              in  409 409 403 403 403 403 403 403
POST /fees/claims/new/nonsense/           in  404 404 403 403 403 403 403 403
GET  /fees/claims/file/{claim_file}/      in  200 404 404 404 404 404 200 200
POST /fees/claims/file/{claim_file}/      405 405 405 405 405 405 405 405 405
GET  /fees/desk/claims/                   in  403 403 403 403 403 403 200 200
POST /fees/desk/claims/                   405 405 405 405 405 405 405 405 405
GET  /fees/desk/claims/record/            in  403 403 403 403 403 403 200 200
POST /fees/desk/claims/record/            in  403 403 403 403 403 403 200 200
GET  /fees/desk/claims/{claim}/           in  403 403 403 403 403 403 200 200
POST /fees/desk/claims/{claim}/           405 405 405 405 405 405 405 405 405
GET  /fees/desk/claims/{claim}/approve/   405 405 405 405 405 405 405 405 405
POST /fees/desk/claims/{claim}/see_original/ in  403 403 403 403 403 403 302 302
POST /fees/desk/claims/{claim}/approve/   in  403 403 403 403 403 403 409 409
POST /fees/desk/claims/{claim}/reject/    in  403 403 403 403 403 403 409 409
POST /fees/desk/claims/{claim}/end/       in  403 403 403 403 403 403 400 400
POST /fees/desk/claims/{claim}/explode/   in  403 403 403 403 403 403 404 404
GET  /fees/desk/exams/                    in  403 403 403 403 403 403 200 200
POST /fees/desk/exams/                    405 405 405 405 405 405 405 405 405
GET  /fees/desk/exams/enter/              405 405 405 405 405 405 405 405 405
POST /fees/desk/exams/enter/              in  403 403 403 403 403 403 400 400
GET  /fees/desk/exams/{exam}/cancel/      405 405 405 405 405 405 405 405 405
POST /fees/desk/exams/{exam}/cancel/      in  403 403 403 403 403 403 302 302
"""

# The desk of the fee office, whose officer stands in no other table. The registrar keeps everything; a secretary and an
# advisor have no business with money (METU-55).
FEE_ROLES = ("anonymous", "student", "advisor", "secretary", "fee officer", "registrar")
FEE_DESK = """
GET  /fees/desk/                         in  403 403 403 200 200
GET  /fees/desk/?q=deniz                 in  403 403 403 200 200
POST /fees/desk/                         405 405 405 405 405 405
GET  /fees/desk/{u4}/                    in  403 403 403 200 200
GET  /fees/desk/{u4}/?term=19991         in  403 403 403 404 404
GET  /fees/desk/7777777/                 in  403 403 403 404 404
POST /fees/desk/{u4}/                    405 405 405 405 405 405
GET  /fees/desk/{u4}/charge/             405 405 405 405 405 405
POST /fees/desk/{u4}/charge/             in  403 403 403 302 302
GET  /fees/desk/{u4}/correct/            405 405 405 405 405 405
POST /fees/desk/{u4}/correct/            in  403 403 403 302 302
GET  /fees/desk/entries/{entry}/take-back/ 405 405 405 405 405 405
POST /fees/desk/entries/{entry}/take-back/ in 403 403 403 302 302
GET  /fees/desk/totals/                  in  403 403 403 200 200
POST /fees/desk/totals/                  405 405 405 405 405 405
GET  /fees/desk/accounts/                in  403 403 403 200 200
GET  /fees/desk/accounts/?which=due      in  403 403 403 200 200
GET  /fees/desk/accounts/?which=x        in  403 403 403 404 404
POST /fees/desk/accounts/                405 405 405 405 405 405
GET  /fees/desk/accounts.xlsx            in  403 403 403 200 200
POST /fees/desk/accounts.xlsx            405 405 405 405 405 405
GET  /admin/fees/feestanding/            403 403 403 403 200 200
GET  /admin/fees/entry/                  403 403 403 403 200 200
GET  /admin/fees/entry/{entry}/change/   403 403 403 403 200 200
POST /admin/fees/entry/{entry}/change/   403 403 403 403 403 403
"""
