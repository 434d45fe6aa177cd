"""Who advises whom."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from .models import Advisorship, User


def advisorships(day: date | None = None) -> QuerySet[Advisorship]:
    """Those that hold on a day, today unless told otherwise: one for each student at most."""
    day = day or localdate()
    return Advisorship.objects.filter(Q(date_to__isnull=True) | Q(date_to__gte=day), date_from__lte=day)


def advises(user: User, student_id: int) -> bool:
    """Whether the user is the student's advisor today; checked at every request, never remembered."""
    return advisorships().filter(advisor__user=user, student_id=student_id).exists()
