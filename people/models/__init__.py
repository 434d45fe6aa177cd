"""Users, students with their academic record, and staff with their units."""

from .accounts import AccountEvent, Session, TemporaryPassword, User
from .distance import DistanceAccount
from .files import KeptFile
from .jobs import JobFile, JobRun
from .notices import Notice
from .record import CourseCounting, EarlierCourse, LeaveTerm, TranscriptEntry
from .staff import Role, Staff, Substitution, Teaching
from .students import Advisorship, Departure, Hold, Student, StudentProgramme, ThesisAdvisorship

__all__ = [
    "AccountEvent",
    "Advisorship",
    "CourseCounting",
    "Departure",
    "DistanceAccount",
    "EarlierCourse",
    "Hold",
    "JobFile",
    "JobRun",
    "KeptFile",
    "LeaveTerm",
    "Notice",
    "Role",
    "Session",
    "Staff",
    "Student",
    "StudentProgramme",
    "Substitution",
    "Teaching",
    "TemporaryPassword",
    "ThesisAdvisorship",
    "TranscriptEntry",
    "User",
]
