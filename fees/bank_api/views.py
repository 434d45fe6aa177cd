"""Each address: parse, call one service, answer."""

from __future__ import annotations

import datetime
from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.parsers import JSONParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ..booking import cancel_payment, report_payment
from ..debts import debts_of
from ..models import Payment
from ..reconciling import reconcile, report_day
from . import shapes
from .problems import as_problem, problem
from .tokens import BearerToken, OfOneBank


def answers(*codes: int, **good: Any) -> dict[Any, Any]:
    """The description of what an address answers: problems by status, and what is right."""
    told = {status: OpenApiResponse(shapes.Problem) for status in (401, 429, *codes)}
    return {(status, "application/problem+json"): answer for status, answer in told.items()} | good.get("right", {})


class BankView(APIView):
    """Who calls is a bank, by its token; nothing here knows of users and sessions."""

    authentication_classes = [BearerToken]
    permission_classes = [IsAuthenticated]
    throttle_classes = [OfOneBank]
    parser_classes = [JSONParser]
    renderer_classes = [JSONRenderer]

    def get_exception_handler(self) -> Any:
        return as_problem

    @property
    def bank(self) -> Any:
        return self.request.user.bank


class DebtsView(BankView):
    @extend_schema(operation_id="query_debt", responses=answers(404, right={200: shapes.Debts}))
    def get(self, request: Request, number: str) -> Response:
        """What a student owes, by term and line."""
        found = debts_of(number)
        return Response(shapes.Debts(found).data) if found else problem("UNKNOWN_NUMBER")


class PaymentsView(BankView):
    @extend_schema(
        operation_id="report_payment",
        request=shapes.NewPayment,
        responses=answers(400, 409, 503, right={200: shapes.PaymentAnswer, 201: shapes.PaymentAnswer}),
    )
    def post(self, request: Request) -> Response:
        """Report a payment. The same again is the same payment (200); the same reference with other figures is refused."""
        asked = shapes.NewPayment(data=request.data)
        asked.is_valid(raise_exception=True)
        booked = report_payment(bank=self.bank, source=Payment.Source.SERVICE, **asked.validated_data)
        if booked.code:
            return problem(booked.code)
        return Response(shapes.PaymentAnswer(booked.payment).data, status=200 if booked.again else 201)


class PaymentView(BankView):
    @extend_schema(operation_id="read_payment", responses=answers(404, right={200: shapes.PaymentAnswer}))
    def get(self, request: Request, reference: str) -> Response:
        """What became of a payment."""
        found = Payment.objects.select_related("term").filter(bank=self.bank, reference=reference).first()
        return Response(shapes.PaymentAnswer(found).data) if found else problem("NOT_FOUND")


class CancelView(BankView):
    @extend_schema(
        operation_id="cancel_payment", request=None, responses=answers(404, 409, 503, right={200: shapes.PaymentAnswer})
    )
    def post(self, request: Request, reference: str) -> Response:
        """Take a payment back; the same again has the same answer."""
        done = cancel_payment(bank=self.bank, reference=reference)
        if done is None or done.code:
            return problem(done.code if done else "NOT_FOUND")
        return Response(shapes.PaymentAnswer(done.payment).data)


class DayView(BankView):
    @extend_schema(
        operation_id="report_day", request=shapes.DayReport, responses=answers(400, right={200: shapes.DayAnswer})
    )
    def put(self, request: Request, day: datetime.date) -> Response:
        """Report the count and the total of a day, and read whether they agree with what was received."""
        asked = shapes.DayReport(data=request.data)
        asked.is_valid(raise_exception=True)
        report_day(bank=self.bank, day=day, **asked.validated_data)
        return Response(shapes.DayAnswer(reconcile(self.bank, day)).data)
