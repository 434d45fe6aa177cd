"""What would go wrong in a term: one list of small checks, each with its severity and the way out.

A check finds places, rows of the admin to mend; it says nothing where there is nothing to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from curriculum.models import Term

from .. import calendar_check
from . import calendar, fees, records
from .asked import SHOWN, Asked, Place

ERROR, WARNING, INFO = "error", "warning", "info"


@dataclass(frozen=True)
class Check:
    code: str
    severity: str
    title: str | Promise
    way_out: str | Promise
    find: Callable[[Asked], Iterator[Place]]


CHECKS: tuple[Check, ...] = (
    Check(
        "RULE_WITHOUT_POLICY",
        ERROR,
        gettext_lazy("Rules without a policy row"),
        gettext_lazy("Add a row; until then every change of these programmes is refused."),
        calendar.rules_without_policy,
    ),
    Check(
        "SETTING_WITHOUT_POLICY",
        ERROR,
        gettext_lazy("Settings without a policy row"),
        gettext_lazy("Add a row: what depends on it stops for these programmes."),
        calendar.settings_without_policy,
    ),
    Check(
        "WINDOW_MISSING",
        ERROR,
        gettext_lazy("Windows that are not in the calendar"),
        gettext_lazy("Add the window of the academic calendar: nothing can be done without it."),
        calendar.windows_missing,
    ),
    Check(
        "STAGE_NEVER_OPEN",
        ERROR,
        gettext_lazy("Stages that never open for somebody"),
        gettext_lazy("Add a stage for these classes, or let the window close later."),
        calendar.of_windows(calendar_check.stages_never_open),
    ),
    Check(
        "STAGE_OUTSIDE",
        ERROR,
        gettext_lazy("Stages outside their window"),
        gettext_lazy("Let each stage open after its window opens and before it closes."),
        calendar.of_windows(calendar_check.stages_outside),
    ),
    Check(
        "NO_CAPACITY",
        ERROR,
        gettext_lazy("Sections without a capacity"),
        gettext_lazy("Give each a capacity: nobody can take a section that has none."),
        records.sections_without_capacity,
    ),
    Check(
        "NO_PROGRAMME",
        ERROR,
        gettext_lazy("Students without a primary programme"),
        gettext_lazy("Give each student a programme: without one every change is refused."),
        records.students_without_programme,
    ),
    Check(
        "FIVE_I_MISSING",
        ERROR,
        gettext_lazy("Curricula without the common compulsory courses (art. 5/i)"),
        gettext_lazy("Add the missing courses to the curriculum, or mark those it has as common compulsory courses."),
        records.common_courses_missing,
    ),
    Check(
        "FEE_SCHEDULE_MISSING",
        ERROR,
        gettext_lazy("Tariffs that students of this term need and the year does not have"),
        gettext_lazy(
            "Import the tariffs of the year, or add the missing ones: until then these students are not charged."
        ),
        fees.tariffs_missing,
    ),
    Check(
        "NO_CURRICULUM",
        WARNING,
        gettext_lazy("Students without a curriculum"),
        gettext_lazy("Choose the curriculum of the student's programme: load and must courses follow from it."),
        records.students_without_curriculum,
    ),
    Check(
        "NO_ADVISOR",
        WARNING,
        gettext_lazy("Students without an advisor"),
        gettext_lazy("Assign an advisor: nobody can approve their lists."),
        records.students_without_advisor,
    ),
    Check(
        "WINDOW_WANTED",
        WARNING,
        gettext_lazy("Windows that a term usually has"),
        gettext_lazy("Add the window, if the term has one."),
        calendar.windows_wanted,
    ),
    Check(
        "WINDOWS_OVERLAP",
        WARNING,
        gettext_lazy("Windows of one kind and scope at the same time"),
        gettext_lazy("Let one of the two end before the other begins, or delete it."),
        calendar.of_windows(calendar_check.windows_overlapping),
    ),
    Check(
        "APPROVAL_GAP",
        WARNING,
        gettext_lazy("Windows that end while no approval is open"),
        gettext_lazy("Let the approval window last longer than this one: the last lists could not be approved."),
        calendar.of_windows(calendar_check.approval_gaps),
    ),
    Check(
        "APPROVAL_ASTRAY",
        WARNING,
        gettext_lazy("Approvals that open before registration does, or when it is over"),
        gettext_lazy("Let the approval open while students can make or mend their lists."),
        calendar.of_windows(calendar_check.approvals_astray),
    ),
    Check(
        "FOLLOW_UP_EARLY",
        WARNING,
        gettext_lazy("Follow-ups that end before the approval"),
        gettext_lazy("Let the follow-up last as long: a list returned on the last day could not be mended."),
        calendar.of_windows(calendar_check.follow_ups_early),
    ),
    Check(
        "MUST_NOT_OFFERED",
        WARNING,
        gettext_lazy("Must courses of this semester that are not offered"),
        gettext_lazy("Open a section, or name a course that stands for it."),
        records.musts_not_offered,
    ),
    Check(
        "PREREQUISITE_WITHDRAWN",
        WARNING,
        gettext_lazy("Prerequisites that are no longer in the catalogue"),
        gettext_lazy("Delete the prerequisite, or name a course that stands for it: new students cannot meet it."),
        records.prerequisites_withdrawn,
    ),
    Check(
        "FIVE_I_DAY",
        WARNING,
        gettext_lazy("Common compulsory courses that meet on another day"),
        gettext_lazy("Move the meeting to the day that the university set for face-to-face teaching of them."),
        records.common_courses_on_other_days,
    ),
    Check(
        "UNIVERSITY_ELECTIVES_SHORT",
        WARNING,
        gettext_lazy("Too few seats in university electives"),
        gettext_lazy("Raise the capacity of sections of university electives."),
        records.university_electives_short,
    ),
    Check(
        "UNCONFIRMED",
        WARNING,
        gettext_lazy("Figures in force that no source confirms"),
        gettext_lazy("Ask for the source; then add a later row with it, ticked as confirmed."),
        calendar.unconfirmed_figures,
    ),
    Check(
        "NO_MEETINGS",
        INFO,
        gettext_lazy("Sections without a meeting time"),
        gettext_lazy("Add the meetings, if the course has any: clashes cannot be told without them."),
        records.sections_without_meetings,
    ),
)


@dataclass(frozen=True)
class Found:
    """What one check found: how many places, and the first of them."""

    check: Check
    total: int
    places: tuple[Place, ...]


def check_term(term: Term) -> list[Found]:
    """Every check that found something, errors first."""
    asked, found = Asked(term), []
    for check in CHECKS:
        if places := tuple(check.find(asked)):
            found.append(Found(check, len(places), places[:SHOWN]))
    return found
