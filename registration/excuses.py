"""By when an excuse is petitioned for (METU-27, KOU-82). Pure: of policy, calendar and a programme."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo

from .rules.facts import Catalogue, Programme
from .rules.opening import ADD_DROP, windows_for
from .rules.policy import SettingMissing
from .rules.settings import Petitions


def petitions_of(catalogue: Catalogue, p: Programme, day: date) -> Petitions | None:
    """None where no row of policy speaks of petitions."""
    try:
        return catalogue.policy.setting(Petitions, p, day)
    except SettingMissing:
        return None


def excuse_end(catalogue: Catalogue, p: Programme, at: datetime) -> datetime | None:
    """The moment before which an excuse is petitioned for; None where the calendar does not tell."""
    petitions = petitions_of(catalogue, p, at.date())
    if petitions is None:
        return None
    if petitions.excuse_until == "weeks":
        return _weeks_from(catalogue.starts_on, petitions.excuse_weeks, at.tzinfo) if catalogue.starts_on else None
    return max((w.closes for w in windows_for(catalogue, p, (ADD_DROP,))), default=None)


def _weeks_from(starts_on: date, weeks: int, zone: tzinfo | None) -> datetime:
    """The midnight after so many weeks of classes, of which the first is the calendar week in which they start."""
    monday = starts_on - timedelta(days=starts_on.weekday())
    return datetime.combine(monday + timedelta(weeks=weeks), time(), zone)
