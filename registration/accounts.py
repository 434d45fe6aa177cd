"""What policy says about accounts: user codes (METU-07, OMU-29), temporary passwords (OMU-27), the pause after a change of
password (METU-53). `people` stands further left and is handed these functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from curriculum.models import Programme
from people.models import Student, User

from .catalogue import current_term, newest, read_policy
from .clock import today
from .rules import conduct
from .rules.engine import evaluate
from .rules.facts import NO_PROGRAMME, Change
from .rules.settings import Accounts
from .scopes import anybody_of
from .snapshot import load_facts

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


def temporary_minutes(student: Student) -> int:
    """For how long a temporary password is good, as the setting of the student's primary programme says."""
    primary = student.programmes.filter(is_primary=True).select_related("programme__department").first()
    if primary is None:
        return staff_minutes()
    return read_policy().setting(Accounts, anybody_of(primary.programme), today()).temporary_minutes


def staff_minutes() -> int:
    """The same for who follows no programme."""
    return read_policy().setting(Accounts, NO_PROGRAMME, today()).temporary_minutes


def shut_until(user: User) -> datetime | None:
    """Until when a change of password, made now, would keep its owner from registering; None where it would not."""
    student, term = getattr(user, "student", None), current_term()
    if student is None or term is None:
        return None
    facts = load_facts(term.id, [student.id])[student.id].facts
    changed = replace(facts, password_changed_at=facts.at)
    verdict = evaluate((conduct.password_cooldown,), newest(term.id), changed, Change(), "send")
    found = next((finding for finding in verdict.refusals if "opens" in finding.figures), None)
    return datetime.fromisoformat(found.figures["opens"]) if found else None
