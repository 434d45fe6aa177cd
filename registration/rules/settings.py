"""Figures that are no rule of their own: how grades make a standing, what is loaded, what accounts are called.

They are policy rows like any other: by profile and date, edited by the registrar, with article and source.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from .policy import Setting


@dataclass(frozen=True, slots=True)
class HonourBand:
    """Averages, inclusive, that earn an honour (KOU-90, KOU-91)."""

    honour: Literal["honour", "high_honour"] = "honour"
    gpa_from: Decimal = Decimal("3.00")
    gpa_to: Decimal = Decimal("4.00")


@dataclass(frozen=True, slots=True)
class Standing(Setting):
    """How averages are made and what follows from them.

    `weight` and `repeats` make the average (KOU-66); probation is a CGPA below `probation_below` at the end of so many
    terms on end (METU-87); `conditional` decides conditional letters by two semesters (KOU-34 to KOU-37), for entrants up
    to the year `conditional_entry_to`, empty for all;
    `low_gpa_fails` makes them failing below `graduation_gpa` (KOU-69). Honours ask for `honour_load` ECTS a term.
    `elective_replaces` lets a later elective of the category take the place of a failed one in the averages (METU-66).
    `max_terms` is the maximum period, empty where there is none.
    """

    weight: Literal["credit", "ects"] = "credit"
    repeats: Literal["last", "best"] = "last"
    elective_replaces: bool = False
    probation_below: Decimal = Decimal("2.00")
    probation_terms: int = 2
    conditional: Literal["none", "semester"] = "none"
    conditional_below: Decimal = Decimal("2.00")
    conditional_entry_to: int | None = None
    low_gpa_fails: bool = False
    graduation_gpa: Decimal = Decimal("2.00")
    honours: tuple[HonourBand, ...] = ()
    honour_load: Decimal = Decimal(30)
    honour_period: Literal["year", "term"] = "year"
    max_terms: int | None = None


@dataclass(frozen=True, slots=True)
class Loader(Setting):
    """What stands on a list without being asked for (METU-64 to METU-70, KOU-81), and who is served first.

    `lower_semesters`: must courses of lower semesters that were never taken as well as those of the semester itself.
    """

    mode: Literal["none", "compulsory", "first_class_after_fee"] = "none"
    order: Literal["cgpa", "number"] = "cgpa"
    lower_semesters: bool = True
    seminar_semesters: tuple[int, ...] = ()
    term_project_from: int | None = None
    thesis: bool = False
    skip_if_passed: bool = True
    first_class_state: Literal["draft", "submitted"] = "submitted"


@dataclass(frozen=True, slots=True)
class ElectiveMinimum(Setting):
    """How many students an elective needs to be opened (OMU-16); 0 is off. By the department that gives the course."""

    least: int = 0


@dataclass(frozen=True, slots=True)
class Grading(Setting):
    """The pass grade out of 100 and how far an instructor may move it (KOU-31, KOU-32); attendance asked for, in percent."""

    pass_grade: Decimal | None = None
    pass_grade_min: Decimal | None = None
    pass_grade_max: Decimal | None = None
    min_attendance: Decimal = Decimal(70)


@dataclass(frozen=True, slots=True)
class Accounts(Setting):
    """How a user code is made of a student number (METU-07, OMU-29), and for how many minutes a temporary password is
    good (OMU-27)."""

    username: Literal["student_number", "e_and_all_but_last"] = "student_number"
    temporary_minutes: int = 5


@dataclass(frozen=True, slots=True)
class Renewal(Setting):
    """The steps of a term's renewal and what becomes of a list that misses one (RULES.md §7.1, DESIGN.md §8).

    `submit`: whether the student sends the list; with "optional" the advisor may approve what was never sent.
    `finalise`: who makes an approved list final (OMU-43). `unapproved_change`: what becomes of a change in add-drop that no
    advisor approved (METU-35). `late_exempt`: who may register in add-drop first (METU-26). `prep_skips`: the steps that
    students of English preparation skip (METU-22, METU-23). `remind_hours`: how often a student may remind the advisor.
    """

    submit: Literal["none", "optional", "required"] = "required"
    take_back: bool = True
    finalise: Literal["on_approval", "by_student", "by_registrar"] = "on_approval"
    unapproved_change: Literal["revert", "unregistered"] = "revert"
    late_exempt: tuple[str, ...] = ()
    prep_skips: tuple[str, ...] = ()
    acknowledge: bool = False
    release_seats: bool = True
    remind_hours: int = 24
    student_can_reply: bool = True


@dataclass(frozen=True, slots=True)
class Petitions(Setting):
    """By when a student petitions, what it takes, and how long an accepted excuse opens the term.

    `excuse_until`: the end of add-drop (METU-27) or so many weeks from the first day of classes (KOU-82).
    `excuse_window`: so many working days (METU-28), or the last working hour of the week after the decision (KOU-83);
    `work_day_ends` is that hour. `return_by_start` includes the day on which registration starts (METU-31). A leave lasts
    up to `leave_terms` terms (KOU-74). An exemption is asked for within `exemption_days` of the start of classes (KOU-53);
    graduates of open education need `open_education_average` for it (KOU-54).
    """

    excuse_until: Literal["add_drop", "weeks"] = "add_drop"
    excuse_weeks: int = 2
    excuse_fee: bool = False
    excuse_window: Literal["days", "next_week"] = "days"
    excuse_days: int = 5
    work_day_ends: int = 17
    return_by_start: bool = True
    leave_terms: int = 2
    leave_fee: bool = False
    exemption_days: int = 14
    open_education_average: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CommonCourses(Setting):
    """The common compulsory courses of Law 2547 art. 5/i: how many kinds of them a curriculum must have (OMU-47), and on
    which days of the week those taught face to face meet, 0 being Monday; none given is any day (OMU-49)."""

    families: int = 0
    face_days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Wording(Setting):
    """What the university calls a list that its advisor approved (OMU-46), and a student who missed a step (OMU-04)."""

    final: Literal["approved", "completed"] = "approved"
    unregistered: Literal["unregistered", "not_renewed"] = "unregistered"


@dataclass(frozen=True, slots=True)
class Fees(Setting):
    """How a term's fee is computed (RULES.md §5.3); sums are tariffs, not policy.

    `foreign_language_multiplier` on tuition (OMU-115); `disability_lines` are those that the ratio lowers (OMU-111):
    tuition, which students from abroad pay as well, from a ratio of `disability_min` percent. `top_ten_*` rank evening
    students at the end of a term (OMU-88 to OMU-90); `yos_top` and `yos_discount` are percents (OMU-108).
    `leave_charge`: a term on leave (OMU-75, KOU-73). `course_fee`: what a course costs in its distance form (OMU-53,
    KOU-114), `course_material` beside it, `year_ects` the ECTS of a year (KOU-117), `per_credit_rounding` whether a credit
    is rounded before it is multiplied (KOU-106). `free_exams`: single-course exams that cost nothing (KOU-89).
    """

    foreign_language_multiplier: Decimal = Decimal("1.00")
    disability_lines: tuple[str, ...] = ("tuition", "foreign")
    disability_min: Decimal = Decimal(0)
    top_ten_percent: Decimal = Decimal(10)
    top_ten_population: Literal["class", "department"] = "class"
    top_ten_average: Literal["term", "cgpa"] = "term"
    top_ten_ties: Literal["include", "exclude"] = "include"
    top_ten_charge: Literal["contribution", "zero"] = "contribution"
    yos_top: Decimal = Decimal(0)
    yos_discount: Decimal = Decimal(0)
    leave_charge: Literal["never", "first_term", "always"] = "never"
    missed_charge: bool = False
    special_charge: bool = True
    course_fee: Literal["none", "flat", "per_credit"] = "none"
    course_material: Literal["none", "course", "ects", "term"] = "none"
    per_credit_rounding: Literal["unit_first", "final"] = "unit_first"
    year_ects: Decimal = Decimal(60)
    distance_only_free: bool = True
    free_exams: int = 0


SETTINGS: dict[str, type[Setting]] = {
    "STANDING": Standing,
    "LOADER": Loader,
    "ELECTIVE_MINIMUM": ElectiveMinimum,
    "GRADING": Grading,
    "ACCOUNTS": Accounts,
    "RENEWAL": Renewal,
    "PETITIONS": Petitions,
    "COMMON_COURSES": CommonCourses,
    "WORDING": Wording,
    "FEES": Fees,
}
