"""Whose petitions are whose: who may see one, who may do what with it, and for whom it waits."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from people.models import Role, StudentProgramme, User
from people.permissions import Reach

from .models import Petition

PERMISSIONS = {
    "head": "advising.forward_petition",
    "clerk": "advising.decide_petition",
    "registrar": "advising.answer_petition",
}
KINDS = {"head": ("excuse", "exemption"), "clerk": ("excuse", "leave"), "registrar": ("return", "leave")}
WAITING = {"head": ("submitted",), "clerk": ("board",), "registrar": ("submitted",)}
ROLES = {"head": Role.Kind.HEAD, "clerk": Role.Kind.BOARD_CLERK, "registrar": Role.Kind.REGISTRAR}


def reach_of(user: User, by: str) -> Reach:
    return user.reach(PERMISSIONS[by])


def may(user: User, petition: Petition, by: str) -> bool:
    """Asked anew at every event: a student of the own petition, staff of those within their reach."""
    if by == "student":
        return petition.student.user_id == user.pk
    reach = reach_of(user, by)
    return reach.everywhere or department_of(petition) in reach.units


def department_of(petition: Petition) -> int | None:
    """Of the student's primary programme."""
    mine = StudentProgramme.objects.filter(student=petition.student_id, is_primary=True)
    return mine.values_list("programme__department_id", flat=True).first()


def within(user: User, by: str) -> QuerySet[Petition]:
    """The petitions of the kinds that this part decides, of students within the user's reach."""
    reach = reach_of(user, by)
    found = Petition.objects.filter(kind__in=KINDS[by])
    if reach.everywhere:
        return found
    mine = StudentProgramme.objects.filter(is_primary=True, programme__department__in=reach.units)
    return found.filter(student__in=mine.values("student"))


def visible_to(user: User) -> QuerySet[Petition]:
    """The own ones; of staff those within reach, a board's clerk once they are before the board."""
    seen = Q(student__user=user)
    for by in PERMISSIONS:
        if reach_of(user, by):
            of_part = Q(pk__in=within(user, by).values("pk"))
            seen |= of_part & Q(state__in=("board", "accepted", "rejected")) if by == "clerk" else of_part
    return Petition.objects.filter(seen).select_related("student__user", "term")


def waiting_for(user: User, by: str) -> QuerySet[Petition]:
    """What this part has to see to now, oldest first; of who has left nothing waits."""
    found = within(user, by).filter(state__in=WAITING[by], student__status="enrolled")
    return found.select_related("student", "term").order_by("submitted_at", "pk")


def who_decides_next(petition: Petition, by: str) -> list[int]:
    """The users for whom it waits; a role without a department is for all."""
    department = department_of(petition)
    roles = Role.objects.filter(kind=ROLES[by]).filter(Q(department=None) | Q(department=department))
    return list(roles.values_list("staff__user_id", flat=True))
