from .accounts import Entry, FeeStanding
from .bank import Bank, Channel, DayReport, Payment, Statement
from .claims import Claim, ClaimFile, ClaimStep, Ground, TopTen
from .exams import SingleCourseExam
from .refunds import Refund, RefundBatch, RefundStep
from .tariffs import Line, Tariff

__all__ = [
    "Bank",
    "Channel",
    "Claim",
    "ClaimFile",
    "ClaimStep",
    "DayReport",
    "Entry",
    "FeeStanding",
    "Ground",
    "Line",
    "Payment",
    "Refund",
    "RefundBatch",
    "RefundStep",
    "SingleCourseExam",
    "Statement",
    "Tariff",
    "TopTen",
]
