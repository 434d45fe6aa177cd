"""Who advises whom."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from .models import Advisorship, Substitution, User


def advisorships(day: date | None = None) -> QuerySet[Advisorship]:
    """Those that hold on a day, today unless told otherwise: one for each student at most."""
    day = day or localdate()
    return Advisorship.objects.filter(Q(date_to__isnull=True) | Q(date_to__gte=day), date_from__lte=day)


def advises(user: User, student_id: int) -> bool:
    """Whether the user is the student's advisor today; checked at every request, never remembered."""
    return advisorships().filter(advisor__user=user, student_id=student_id).exists()


def advisor_of(student_id: int, day: date) -> Advisorship | None:
    """Who advises a student on a day, with the name and address of the advisor."""
    return advisorships(day).filter(student_id=student_id).select_related("advisor__user").first()


def acting_advisors(student_id: int, day: date) -> list[int]:
    """User ids of the student's advisor on a day and of whoever stands in."""
    advisors = advisorships(day).filter(student_id=student_id)
    standing_in = Substitution.objects.filter(
        advisor__in=advisors.values("advisor"), date_from__lte=day, date_to__gte=day
    )
    users = advisors.values_list("advisor__user_id").union(standing_in.values_list("substitute__user_id"))
    return sorted(user for (user,) in users)
