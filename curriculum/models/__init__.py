"""What the university offers: units, programmes, courses, curricula, terms, sections."""

from .courses import (
    Category,
    Corequisite,
    Course,
    CourseCategory,
    CourseEquivalence,
    Grade,
    Prerequisite,
    SpecialRole,
)
from .curricula import Curriculum, CurriculumItem
from .help import HelpEntry, HelpPage
from .notices import Announcement, GuidePage, SupportContact
from .proposals import PrerequisiteProposal
from .seats import SeatCounter, SectionCriterion
from .terms import Delivery, Meeting, Section, Term
from .units import Department, EducationType, Faculty, Level, Programme

__all__ = [
    "Announcement",
    "Category",
    "Corequisite",
    "Course",
    "CourseCategory",
    "CourseEquivalence",
    "Curriculum",
    "CurriculumItem",
    "Delivery",
    "Department",
    "EducationType",
    "Faculty",
    "Grade",
    "GuidePage",
    "HelpEntry",
    "HelpPage",
    "Level",
    "Meeting",
    "Prerequisite",
    "PrerequisiteProposal",
    "Programme",
    "SeatCounter",
    "Section",
    "SectionCriterion",
    "SpecialRole",
    "SupportContact",
    "Term",
]
