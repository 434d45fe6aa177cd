"""What a student owes for a term and why: pure, standard library only (RULES.md §5.3).

    assessment = compute(case, tariffs, figures)

Nothing here knows an amount: it comes from `tariffs`, what is done with it from `figures`, on what grounds from the case.
"""

from .case import (
    CONTRIBUTION,
    COURSE,
    COURSE_MATERIAL,
    EXAM,
    FOREIGN,
    MATERIAL,
    PREPARATION,
    TUITION,
    Assessment,
    Case,
    Charge,
    Course,
    Effect,
    Figures,
    Ground,
    Missing,
    Step,
    Tariff,
    Unit,
)
from .order import compute
from .tariffs import Tariffs

__all__ = [
    "CONTRIBUTION",
    "COURSE",
    "COURSE_MATERIAL",
    "EXAM",
    "FOREIGN",
    "MATERIAL",
    "PREPARATION",
    "TUITION",
    "Assessment",
    "Case",
    "Charge",
    "Course",
    "Effect",
    "Figures",
    "Ground",
    "Missing",
    "Step",
    "Tariff",
    "Tariffs",
    "Unit",
    "compute",
]
