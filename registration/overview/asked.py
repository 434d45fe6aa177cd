"""What a first page is asked for: by whom, of which term, since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from curriculum.models import Term
from people.models import StudentProgramme, User

PERIODS = (("day", _("last 24 hours"), 1), ("week", _("last 7 days"), 7), ("term", _("whole term"), 0))


@dataclass(frozen=True)
class Asked:
    user: User
    term: Term
    period: str
    at: datetime

    @property
    def since(self) -> datetime | None:
        """None for the whole term."""
        days = next(days for key, _label, days in PERIODS if key == self.period)
        return self.at - timedelta(days=days) if days else None

    def of_students(self, rows: QuerySet, permission: str, path: str = "student") -> QuerySet:
        """Rows of the students that a permission covers, who follow any programme of its units."""
        reach = self.user.reach(permission)
        if reach.everywhere:
            return rows
        own = StudentProgramme.objects.filter(programme__department__in=reach.units)
        return rows.filter(**{f"{path}__in": own.values("student")})
