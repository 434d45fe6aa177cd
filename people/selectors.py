"""Who advises whom, and who stands in for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import DateField, Exists, Func, OuterRef, Q, QuerySet

from .models import Advisorship, Staff, Substitution, User


@dataclass(frozen=True)
class AdvisorName:
    """Who advises a student, as the student is shown it."""

    name: str
    email: str


# today by the portal's clock, which is the database's
TODAY = Func(template="(portal_now() AT TIME ZONE 'Europe/Istanbul')::date", output_field=DateField())
Day = date | Func


def advisorships(day: Day = TODAY) -> QuerySet[Advisorship]:
    """Those that hold on a day, today unless told otherwise: one for each student at most."""
    return Advisorship.objects.filter(Q(date_to__isnull=True) | Q(date_to__gte=day), date_from__lte=day)


def substitutions(day: Day = TODAY) -> QuerySet[Substitution]:
    """Those that hold on a day, first and last day included."""
    return Substitution.objects.filter(date_from__lte=day, date_to__gte=day)


def advised_by(user: User) -> QuerySet[Advisorship]:
    """Today's advisorships of the user and of those for whom the user stands in: a substitute acts as the advisor."""
    stands_in = substitutions().filter(substitute__user=user).values("advisor_id")
    acting = Staff.objects.filter(Q(user=user) | Q(id__in=stands_in))
    return advisorships().filter(advisor__in=acting.values("id"))


def advises(user: User, student_id: int) -> bool:
    """Whether the user is the student's advisor today, or stands in; checked at every request, never remembered."""
    return advised_by(user).filter(student_id=student_id).exists()


def advisors_of(student_id: int, day: Day = TODAY) -> QuerySet[Staff]:
    """Who advises the student on a day: the advisor (`own`), then whoever stands in."""
    own = advisorships(day).filter(student_id=student_id)
    standing_in = substitutions(day).filter(advisor__in=own.values("advisor_id")).values("substitute_id")
    found = Staff.objects.filter(Q(id__in=own.values("advisor_id")) | Q(id__in=standing_in))
    found = found.annotate(own=Exists(own.filter(advisor_id=OuterRef("pk"))))
    return found.select_related("user").order_by("-own", "user__last_name", "id")


def advisor_of(student_id: int, day: date) -> AdvisorName | None:
    """The student's own advisor on a day. In plain SQL: it stands on the page that every student opens at nine o'clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT trim(s.title || ' ' || trim(u.first_name || ' ' || u.last_name)), u.email FROM people_advisorship a "
            "JOIN people_staff s ON s.id = a.advisor_id JOIN people_user u ON u.id = s.user_id "
            "WHERE a.student_id = %s AND a.date_from <= %s AND (a.date_to IS NULL OR a.date_to >= %s) "
            "ORDER BY a.id LIMIT 1",
            [student_id, day, day],
        )
        row = cursor.fetchone()
    return AdvisorName(*row) if row else None


def acting_advisors(student_id: int, day: Day = TODAY) -> list[int]:
    """User ids of whoever advises the student on a day: the advisor and those who stand in."""
    return sorted(advisors_of(student_id, day).values_list("user_id", flat=True))
