"""User codes of students, made of their numbers as the ACCOUNTS setting of their programme says (METU-07, OMU-29)."""

from __future__ import annotations

from collections.abc import Callable

from curriculum.models import Programme

from .catalogue import read_policy
from .clock import today
from .rules.settings import Accounts
from .scopes import anybody_of

SHAPES = {
    "student_number": lambda number: number,
    "e_and_all_but_last": lambda number: f"e{number[:-1]}",
}


def user_codes() -> Callable[[str, Programme], str]:
    """A function from a student number and the programme; the policy is read once for all of them."""
    policy, day = read_policy(), today()

    def name_of(number: str, programme: Programme) -> str:
        return SHAPES[policy.setting(Accounts, anybody_of(programme), day).username](number)

    return name_of
