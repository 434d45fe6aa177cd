"""A student's term: windows, policy, registration, enrolments, waivers, and the ledger of what was tried."""

from .calendar import StageOpening, Window
from .changes import SectionChange, SectionVersion
from .charging import ToCharge
from .documents import DocumentRequest, DocumentRequestFile, DocumentRequestStep, IssuedDocument
from .ledger import Attempt, SeatMove, Transition
from .plans import PlannedCourse, PlannedSection
from .policy import PolicyProfile, PolicyRule
from .registrations import Enrolment, NotLoaded, TermRegistration, Unmet, Waiver
from .watches import SeatWatch

__all__ = [
    "Attempt",
    "DocumentRequest",
    "DocumentRequestFile",
    "DocumentRequestStep",
    "Enrolment",
    "IssuedDocument",
    "NotLoaded",
    "PlannedCourse",
    "PlannedSection",
    "PolicyProfile",
    "PolicyRule",
    "SeatMove",
    "SeatWatch",
    "SectionChange",
    "SectionVersion",
    "StageOpening",
    "TermRegistration",
    "ToCharge",
    "Transition",
    "Unmet",
    "Waiver",
    "Window",
]
