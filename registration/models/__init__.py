"""A student's term: windows, policy, registration, enrolments, waivers, and the ledger of what was tried."""

from .calendar import StageOpening, Window
from .ledger import Attempt, SeatMove, Transition
from .policy import PolicyProfile, PolicyRule
from .registrations import Enrolment, NotLoaded, TermRegistration, Unmet, Waiver

__all__ = [
    "Attempt",
    "Enrolment",
    "NotLoaded",
    "PolicyProfile",
    "PolicyRule",
    "SeatMove",
    "StageOpening",
    "TermRegistration",
    "Transition",
    "Unmet",
    "Waiver",
    "Window",
]
