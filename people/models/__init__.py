"""Users, students with their academic record, and staff with their units."""

from .accounts import Session, User
from .jobs import JobFile, JobRun
from .record import CourseCounting, EarlierCourse, LeaveTerm, TranscriptEntry
from .staff import Role, Staff, Teaching
from .students import Advisorship, Hold, Student, StudentProgramme, ThesisAdvisorship

__all__ = [
    "Advisorship",
    "CourseCounting",
    "EarlierCourse",
    "Hold",
    "JobFile",
    "JobRun",
    "LeaveTerm",
    "Role",
    "Session",
    "Staff",
    "Student",
    "StudentProgramme",
    "Teaching",
    "ThesisAdvisorship",
    "TranscriptEntry",
    "User",
]
