"""Refunds: the fee office's desk, and the student's own."""

from __future__ import annotations

from django.urls import path, re_path

from . import views

urlpatterns = [
    path("fees/desk/refunds/", views.desk, name="fee_refunds_desk"),
    path("fees/desk/refunds/approve/", views.approve_ticked, name="fee_refunds_approve"),
    path("fees/desk/refunds/hand-over/", views.hand_over, name="fee_refunds_hand_over"),
    path("fees/desk/refunds/lists/<int:batch_id>/", views.payment_list, name="fee_refund_list"),
    path("fees/desk/refunds/lists/<int:batch_id>/pay/", views.pay_list, name="fee_refund_list_pay"),
    re_path(
        r"^fees/desk/refunds/lists/(?P<batch_id>\d{1,9})/refunds\.(?P<kind>csv|xlsx)$",
        views.payment_file,
        name="fee_refund_file",
    ),
    path("fees/desk/refunds/<int:refund_id>/", views.refund, name="fee_refund"),
    path("fees/desk/refunds/<int:refund_id>/<slug:event>/", views.move, name="fee_refund_move"),
    path("fees/refunds/", views.own, name="own_refunds"),
    path("fees/refunds/ask/", views.ask, name="own_refunds_ask"),
]
