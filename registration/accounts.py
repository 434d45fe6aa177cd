"""User codes of students, made of their numbers as the ACCOUNTS setting of their programme says (METU-07, OMU-29)."""

from __future__ import annotations

from collections.abc import Callable

from curriculum.models import Programme

from .catalogue import read_policy
from .clock import today
from .rules import facts
from .rules.settings import Accounts

SHAPES = {
    "student_number": lambda number: number,
    "e_and_all_but_last": lambda number: f"e{number[:-1]}",
}


def user_codes() -> Callable[[str, Programme], str]:
    """A function from a student number and the programme; the policy is read once for all of them."""
    policy, day = read_policy(), today()

    def name_of(number: str, programme: Programme) -> str:
        return SHAPES[policy.setting(Accounts, _scope(programme), day).username](number)

    return name_of


def _scope(programme: Programme) -> facts.Programme:
    return facts.Programme(
        id=0,
        programme_id=programme.id,
        department_id=programme.department_id,
        faculty_id=programme.department.faculty_id,
        campus=programme.campus,
        level=programme.level,
        education_type=programme.education_type,
        curriculum_id=None,
        semester=1,
        class_year=1,
        cgpa=None,
        on_probation=False,
    )
