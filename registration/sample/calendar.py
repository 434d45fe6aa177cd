"""Windows and stages of a term, laid around a first day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_default_timezone

from curriculum.models import Term
from registration.models import StageOpening, Window

STAGES = (
    (9, "undergraduate", 4),
    (10, "undergraduate", 3),
    (11, "undergraduate", 2),
    (12, "undergraduate", 1),
    (13, "graduate", 1),
)


def lay(term: Term, first_day: date) -> None:
    """Two weeks of registration, so that a sample stays of use; approval from 10:00 to a midnight; add-drop later."""

    def moment(days: int, hour: int) -> datetime:
        return datetime.combine(first_day + timedelta(days), time(hour), get_default_timezone())

    def window(kind: str, opens: datetime, closes: datetime) -> Window:
        return Window.objects.create(term=term, kind=kind, opens_at=opens, closes_at=closes)

    registration = window("registration", moment(0, 9), moment(13, 17))
    window("approval", moment(0, 10), moment(14, 0))
    window("add_drop", moment(21, 0), moment(25, 17))
    window("approval", moment(21, 0), moment(26, 0))
    for hour, group, class_from in STAGES:
        StageOpening.objects.create(window=registration, group=group, class_from=class_from, opens_at=moment(0, hour))
