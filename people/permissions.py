"""Who may do what to whose rows: one table from a role to models, asked by the admin of every app.

Permissions follow Role rows, never Django's groups. A user's roles are read once a request (User.roles), so a role that
is taken away stops at the next one. `User.reach()` is the seam: apps left of `people` ask it without importing anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

REGISTRAR, SECRETARY, HEAD, FEE_OFFICER = "registrar", "secretary", "head", "fee_officer"  # Role.Kind
LIBRARY, HELP_DESK, BOARD_CLERK = "library", "help_desk", "board_clerk"
SUPERUSER = "superuser"  # no role, but may need a second factor like one

# "people.view_as_student" (viewing.py) stands in no table: the Registrar's Office alone has what no table gives.
VIEW = frozenset({"view"})
KEEP = VIEW | {"add", "change"}
EDIT = KEEP | {"delete"}


def _each(actions: frozenset[str], *models: str) -> dict[str, frozenset[str]]:
    return dict.fromkeys(models, actions)


# what a secretary and a head see of their unit
_UNIT = _each(
    VIEW,
    "curriculum.course",
    "curriculum.prerequisite",
    "curriculum.corequisite",
    "curriculum.courseequivalence",
    "curriculum.coursecategory",
    "curriculum.programme",
    "curriculum.curriculum",
    "curriculum.curriculumitem",
    "people.student",
    "people.studentprogramme",
    "registration.termregistration",
    "registration.enrolment",
    "registration.unmet",
    "registration.sectionchange",
)
_SECTION = ("curriculum.section", "curriculum.meeting", "curriculum.sectioncriterion")

# who stands in for an advisor of the unit
_STANDS_IN = _each(EDIT, "people.substitution")
_TAKEN_OUT = {"registration.enrolment": VIEW | {"export"}}  # lists of the students of the unit's sections
_SEEN_TO = {"registration.documentrequest": VIEW | {"change"}}  # carried on, never edited: registration/documents

# rows of the role's own unit (METU-57: the criteria are kept by the department that gives the course)
OWN_UNIT = {
    SECRETARY: _UNIT
    | _each(VIEW, "people.jobrun")
    | _each(EDIT, *_SECTION, "curriculum.announcement")
    | _each(VIEW | {"add", "delete"}, "curriculum.prerequisiteproposal")  # the registrar commits it (METU-59)
    | _TAKEN_OUT
    | _each(frozenset({"reset"}), "people.user")  # the password of a student of theirs (OMU-33)
    | _SEEN_TO
    | _STANDS_IN,
    HEAD: _UNIT
    | _each(VIEW, *_SECTION, "curriculum.announcement", "curriculum.prerequisiteproposal")
    | _each(VIEW | {"add"}, "registration.waiver")  # never edited: waivers.py
    | _each(frozenset({"forward"}), "advising.petition")
    | _STANDS_IN,
}

# what belongs to no unit, or is asked for across units: a criterion of CENG may name students of EE
_REFERENCE = _each(
    VIEW,
    "curriculum.faculty",
    "curriculum.department",
    "curriculum.term",
    "curriculum.grade",
    "registration.window",
    "registration.stageopening",
)
EVERYWHERE = {
    SECRETARY: _REFERENCE,
    HEAD: _REFERENCE,
    FEE_OFFICER: _each(KEEP | {"import"}, "fees.tariff")
    | _each(KEEP, "fees.ground", "fees.bank", "fees.singlecourseexam")
    | _each(VIEW, "fees.entry", "fees.statement", "fees.dayreport")
    | _each(VIEW | {"add"}, "fees.topten")  # what another university certified: fees/ranking.py
    | _each(VIEW | {"decide"}, "fees.claim", "fees.refund")  # fees/claims.py, fees/refunds.py
    | _each(VIEW | {"book"}, "fees.payment")  # statements, worklist, reversals: fees/booking.py
    | _each(VIEW | {"charge"}, "fees.feestanding")
    | _each(VIEW, "people.student", "people.studentprogramme", "curriculum.term")
    | _each(VIEW, "curriculum.faculty", "curriculum.department", "curriculum.programme", "curriculum.course"),
    LIBRARY: _each(frozenset({"library"}), "people.hold"),
    HELP_DESK: _each(frozenset({"reset"}), "people.user") | _each(VIEW, "people.accountevent"),  # METU-54
}

# rows of the role's own unit where it names one, else of every unit
OF_SCOPE = {BOARD_CLERK: _each(frozenset({"decide"}), "advising.petition")}


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose rows a permission covers: those of every unit, or of some. False where it covers none."""

    everywhere: bool = False
    units: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.units)


EVERY = Reach(everywhere=True)


def reach_of(roles: Iterable[tuple[str, int | None]], permission: str) -> Reach:
    """What roles, each a kind and a department, add up to for a permission such as "curriculum.change_section"."""
    app_label, codename = permission.split(".", 1)
    action, _, model = codename.rpartition("_")
    units = set()
    for kind, department_id in roles:
        if kind == REGISTRAR or action in EVERYWHERE.get(kind, {}).get(f"{app_label}.{model}", ()):
            return EVERY
        scoped = action in OF_SCOPE.get(kind, {}).get(f"{app_label}.{model}", ())
        if scoped and department_id is None:
            return EVERY
        if department_id and (scoped or action in OWN_UNIT.get(kind, {}).get(f"{app_label}.{model}", ())):
            units.add(department_id)
    return Reach(units=frozenset(units))


def sees_app(roles: Iterable[tuple[str, int | None]], app_label: str) -> bool:
    """Whether any role reaches any model of an app: what the admin's index asks first."""
    return any(
        kind == REGISTRAR or any(model.startswith(f"{app_label}.") for table in tables for model in table)
        for kind, _ in roles
        for tables in [(OWN_UNIT.get(kind, {}), EVERYWHERE.get(kind, {}), OF_SCOPE.get(kind, {}))]
    )


def needs_second_factor(role: str) -> bool:
    """Whether a role, or the superuser, signs in with a second factor: the university's choice (settings.py)."""
    return not settings.SECOND_FACTOR_ROLES.isdisjoint({role, "all"})
