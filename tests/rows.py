"""The rows of the rule catalogue that the portal answers for so far: by which rule or figure of policy, shown by which tests.

`python -m tests.rows` writes docs/rules.md from this table and from the row markers of the tests. A key is a rule's code, a
setting with its figure, or in brackets what else answers for the row, such as a screen. A row that repeats another says
which.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "rules.md"

ROWS = """
METU-01  [registration page]
METU-02  [any number of screens is safe] MULTI_SCREEN
METU-03  [standing notice] MULTI_SCREEN
METU-04  WINDOW_CLOSED
METU-05  [sign-in, throttle]
METU-06  [first password] ACCOUNTS.temporary_minutes
METU-07  ACCOUNTS.username
METU-08  [catalogue, public]
METU-09  [numeric codes]
METU-10  [course details, screen 64]
METU-11  LOADER.mode
METU-12  AUTOLOAD_FAILED
METU-13  [announcements]
METU-14  [add by code and section] ALREADY_REGISTERED
METU-15  [drop by ticking] NOT_REGISTERED
METU-16  [change of section] CAPACITY_FULL
METU-17  RENEWAL.submit
METU-18  [end of registration]
METU-19  [opening of a term] NOT_ENROLLED
METU-20  [only the student's own list]
METU-21  [first page, charge of the term]
METU-22  PREP_NO_COURSES RENEWAL.prep_skips
METU-23  RENEWAL.prep_skips
METU-24  [end of registration]
METU-25  NOT_REGISTERED_IN_PERIOD
METU-26  NOT_REGISTERED_IN_PERIOD RENEWAL.late_exempt
METU-27  PETITIONS.excuse_until
METU-28  PETITIONS.excuse_window PETITIONS.excuse_days
METU-29  [decisions of the board, rights]
METU-30  RETURN_NOT_OPENED
METU-31  PETITIONS.return_by_start
METU-32  RETURN_NOT_OPENED
METU-33  STANDING.max_terms
METU-34  [end of add-drop]
METU-35  RENEWAL.unapproved_change
METU-36  APPROVAL_CLOSED
METU-37  CONTACT_ADVISOR
METU-38  [advisor's desk]
METU-39  [announcements]
METU-40  APPROVED_LOCKED
METU-41  [removal of an approval]
METU-42  [end of registration, history]
METU-43  STAGE_NOT_OPEN
METU-44  STAGE_NOT_OPEN
METU-45  STAGE_NOT_OPEN
METU-46  STAGE_NOT_OPEN
METU-47  STAGE_NOT_OPEN
METU-48  STAGE_NOT_OPEN
METU-49  WINDOW_CLOSED
METU-50  APPROVAL_CLOSED
METU-51  = METU-05, METU-06, METU-07
METU-52  [sign-in at any time]
METU-53  PASSWORD_COOLDOWN
METU-54  [desk of accounts]
METU-55  [rights]
METU-56  [desk of the library] LIBRARY_DEBT
METU-57  [own unit in admin]
METU-58  CRITERIA CAPACITY_FULL
METU-59  [own unit in admin]
METU-60  [board decisions]
METU-61  CATEGORY_MISMATCH
METU-62  [course categories]
METU-63  [contacts]
METU-64  LOADER.order
METU-65  LOADER.mode
METU-66  STANDING.elective_replaces
METU-67  LOADER.seminar_semesters
METU-68  LOADER.seminar_semesters
METU-69  LOADER.term_project_from
METU-70  LOADER.thesis
METU-71  TIME_CONFLICT
METU-72  FIRST_TERM_LOAD_CHANGED
METU-73  FEW_COURSES
METU-74  AUTOLOAD_FAILED
METU-75  UG_TAKEN_BEFORE UG_LEVEL
METU-76  UG_COUNT_LIMIT
METU-77  UG_TAKEN_BEFORE UG_LEVEL
METU-78  UG_COUNT_LIMIT
METU-79  PHD_UG_NOT_NI
METU-80  LATE_CREDIT_NOT_NI
METU-81  LATE_CREDIT_NOT_NI
METU-82  ETHICS_REQUIRED
METU-83  ETHICS_REQUIRED
METU-84  ETHICS_REQUIRED
METU-85  FEE_UNPAID
METU-86  LOAD_EXCEEDED
METU-87  PROBATION_NEW_COURSE STANDING.probation_below
METU-88  PREREQ_MISSING COREQ_MISSING
METU-89  PREREQ_MISSING
METU-90  NI_CONDITIONS LOAD_EXCEEDED
METU-91  NO_THESIS_ADVISOR
METU-92  NO_THESIS_ADVISOR
METU-93  [actions of every rule]
METU-94  [links at the foot of a page]
OMU-01   [guide]
OMU-02   WINDOW_CLOSED
OMU-03   RENEWAL.submit
OMU-04   [end of registration] WORDING.unregistered
OMU-05   [class lists]
OMU-06   [rights]
OMU-07   RENEWAL.finalise
OMU-08   [messages]
OMU-09   [return with a note]
OMU-10   WINDOW_CLOSED
OMU-11   LOWER_FIRST
OMU-12   [courses open to the student]
OMU-13   ATTENDANCE_CONFLICT
OMU-14   [timetable before the opening]
OMU-15   [statement of the bank]
OMU-16   ELECTIVE_MINIMUM.least
OMU-17   COURSE_NOT_OPENED
OMU-18   WINDOW_CLOSED
OMU-19   LOAD_EXCEEDED
OMU-20   LOAD_EXCEEDED UPPER_NOT_ALLOWED
OMU-21   [path to graduation]
OMU-22   RENEWAL.acknowledge
OMU-23   [first page, reminders]
OMU-24   [contacts]
OMU-25   [import of windows, calendar]
OMU-26   [first password]
OMU-27   ACCOUNTS.temporary_minutes
OMU-28   [password of one's own before any page]
OMU-29   ACCOUNTS.username
OMU-30   [password of one's own with contact data]
OMU-31   [temporary password with a copy button]
OMU-32   [reset]
OMU-33   [reset by the secretary]
OMU-34   [menu]
OMU-35   [courses open to the student]
OMU-36   [several courses at once]
OMU-37   [heading of the list]
OMU-38   [list before it is sent]
OMU-39   RENEWAL.submit SUBMITTED_LOCKED
OMU-40   [first page]
OMU-41   [messages, return with a note]
OMU-42   RENEWAL.remind_hours
OMU-43   RENEWAL.finalise
OMU-44   = OMU-22
OMU-45   [printed form]
OMU-46   WORDING.final
OMU-47   COMMON_COURSES.families
OMU-48   MODE
OMU-49   COMMON_COURSES.face_days
OMU-50   ATTENDANCE_CONFLICT
OMU-51   GRADING.min_attendance
OMU-52   [export of distance sections]
OMU-53   FEES.course_fee
OMU-54   FEES.course_fee [tariff for a year]
OMU-55   MODE
OMU-56   FEES.distance_only_free
OMU-57   MODE FEES.course_fee
OMU-58   MODE
OMU-59   = OMU-15
OMU-60   FEE_UNPAID [worklist of the bank]
OMU-61   [basis: normal duration]
OMU-62   [basis: evening education]
OMU-63   [basis: normal duration]
OMU-64   [basis: normal duration]
OMU-65   [ground: internship left]
OMU-66   [ground: exempt]
OMU-67   [ground: no contribution]
OMU-68   [ground: as first education]
OMU-69   [grounds: as first education, as evening]
OMU-70   [ground: from abroad]
OMU-71   [ground: none]
OMU-72   [basis: normal duration]
OMU-73   [basis: normal duration]
OMU-74   [basis: evening education]
OMU-75   FEES.leave_charge
OMU-76   [basis: from abroad]
OMU-77   [ground: none]
OMU-78   FEES.special_charge
OMU-79   [terms used, charge]
OMU-80   [basis: from abroad]
OMU-81   [ground: from abroad]
OMU-82   [charge of the term]
OMU-83   FEE_UNPAID [registration with an excuse]
OMU-84   NOT_REGISTERED_IN_PERIOD
OMU-85   FEES.missed_charge
OMU-86   = OMU-02
OMU-87   STANDING.max_terms
OMU-88   FEES.top_ten_percent FEES.top_ten_population FEES.top_ten_average FEES.top_ten_ties
OMU-89   [ranking of evening students]
OMU-90   FEES.top_ten_charge
OMU-91   [place certified elsewhere]
OMU-92   [basis: normal duration]
OMU-93   [basis: normal duration]
OMU-94   [basis: evening education]
OMU-95   [ground: contribution instead]
OMU-96   [basis: evening education]
OMU-97   [terms used]
OMU-98   [ground: none]
OMU-99   [steps in words]
OMU-100  = OMU-69
OMU-101  [basis: evening education]
OMU-102  = OMU-78
OMU-103  [incoming exchange]
OMU-104  [tariff for a year]
OMU-105  [ground: Turkish preparation]
OMU-106  [ground: Turkish preparation]
OMU-107  [ground: Turkish preparation]
OMU-108  FEES.yos_top FEES.yos_discount
OMU-109  [ground: exempt]
OMU-110  [admission]
OMU-111  FEES.disability_lines FEES.disability_min
OMU-112  [original seen]
OMU-113  [ground: exempt]
OMU-114  = OMU-112
OMU-115  FEES.foreign_language_multiplier
OMU-116  [refunds]
OMU-117  [refunds]
OMU-118  = OMU-90
OMU-119  [refunds]
OMU-120  [refunds]
OMU-121  [refunds]
OMU-122  [refunds]
OMU-123  = OMU-65
OMU-124  [refunds]
OMU-125  [refunds]
OMU-126  [refunds]
OMU-127  [refunds]
OMU-128  [refunds]
OMU-129  [refunds]
OMU-130  = OMU-112
OMU-131  FEE_SCHEDULE_MISSING [import of tariffs]
OMU-132  [whose sections a secretary edits]
KOU-04   [days of enrolment]
KOU-08   [help pages]
KOU-09   [accounts on E-Ders, export]
KOU-10   [help pages]
KOU-11   [matching token]
KOU-12   [basis: distance education]
KOU-13   [basis: distance education]
KOU-14   = KOU-13
KOU-15   [course page]
KOU-31   GRADING.pass_grade
KOU-32   GRADING.pass_grade_min
KOU-33   [contacts, announcements]
KOU-34   STANDING.conditional
KOU-35   STANDING.conditional PREREQ_MISSING
KOU-36   STANDING.conditional
KOU-37   STANDING.conditional
KOU-50   [dated meetings, course page]
KOU-51   [requests for documents]
KOU-52   [requests for documents]
KOU-53   PETITIONS.exemption_days
KOU-54   PETITIONS.open_education_average
KOU-55   = KOU-53
KOU-56   WINDOW_CLOSED
KOU-57   FEE_UNPAID
KOU-58   [rights]
KOU-59   = METU-33
KOU-60   FEE_UNPAID
KOU-61   FEE_UNPAID
KOU-62   [departures]
KOU-63   [departures]
KOU-64   WINDOW_CLOSED
KOU-65   COMPULSORY_DROP
KOU-66   STANDING.weight
KOU-67   STANDING.weight
KOU-68   STANDING.graduation_gpa
KOU-69   STANDING.low_gpa_fails
KOU-71   [menu, page of E-Ders]
KOU-72   [accounts on E-Ders, export]
KOU-73   PETITIONS.leave_fee FEES.leave_charge
KOU-74   PETITIONS.leave_terms
KOU-75   STANDING.max_terms
KOU-76   NOT_ENROLLED
KOU-77   [requests for documents]
KOU-78   FEE_UNPAID
KOU-79   [menu]
KOU-80   = METU-20
KOU-81   LOADER.mode LOADER.first_class_state
KOU-82   PETITIONS.excuse_until PETITIONS.excuse_weeks PETITIONS.excuse_fee
KOU-83   PETITIONS.excuse_window PETITIONS.work_day_ends
KOU-84   STANDING.graduation_gpa
KOU-85   STANDING.weight
KOU-86   [single-course exam]
KOU-87   [single-course exam]
KOU-88   [single-course exam]
KOU-89   FEES.free_exams
KOU-90   STANDING.honours
KOU-91   STANDING.honours
KOU-94   = KOU-62
KOU-95   [departures]
KOU-96   CRITERIA CATEGORY_MISMATCH
KOU-97   FEES.course_fee FEES.course_material
KOU-98   MODE
KOU-99   [criteria check]
KOU-100  [help pages]
KOU-101  [basis]
KOU-102  [basis: from abroad]
KOU-103  [form of tariffs]
KOU-104  FEE_SCHEDULE_MISSING [task on 1 July]
KOU-105  [form of tariffs]
KOU-106  FEES.per_credit_rounding
KOU-107  [line of the material fee]
KOU-108  [line of the tuition]
KOU-109  TIME_CONFLICT
KOU-110  MODE
KOU-111  MODE
KOU-112  [decision of a tariff]
KOU-113  [form of tariffs]
KOU-114  FEES.course_fee COURSE_FEE_UNPAID
KOU-115  FEES.distance_only_free
KOU-116  FEES.year_ects
KOU-117  FEES.year_ects
KOU-118  FEES.year_ects
KOU-119  FEES.year_ects
KOU-120  FEES.course_material
KOU-121  [help pages, questions and answers]
"""


def rows() -> dict[str, tuple[str, ...]]:
    """Row id → its keys; a row that repeats another has one that starts with "= "."""
    found = {}
    for line in ROWS.strip().splitlines():
        row, keys = line.split(maxsplit=1)
        found[row] = (keys,) if keys.startswith("=") else tuple(re.findall(r"\[.+\]|\S+", keys))
    return found


def marked() -> dict[str, list[str]]:
    """Row id → the tests that carry its marker, as path::function."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        name = str(path.relative_to(ROOT))
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for row in dict.fromkeys(_rows_of(node)):
                    found.setdefault(row, []).append(f"{name}::{node.name}")
    return found


def _rows_of(function: ast.FunctionDef) -> list[str]:
    calls = [n for d in function.decorator_list for n in ast.walk(d) if isinstance(n, ast.Call)]
    named = [n for n in calls if ast.unparse(n.func) == "pytest.mark.row"]
    return [a.value for n in named for a in n.args if isinstance(a, ast.Constant)]


def page() -> str:
    """docs/rules.md: each row with what answers for it and the tests that show it."""
    tests, lines = marked(), []
    for row, keys in rows().items():
        shown = "<br>".join(f"`{t.removeprefix('tests/')}`" for t in tests.get(row, ()))
        said = ", ".join(key.strip("[]") if key[0] in "=[" else f"`{key}`" for key in keys)
        lines.append(f"| {row} | {said} | {shown or '–'} |")
    head = (
        "# The rows of the rule catalogue\n\n"
        "Which rule or figure of policy answers for each row, and the tests that show it. Written by `python -m tests.rows`; "
        "the table behind it is `tests/rows.py`.\n\n| row | rule or figure | tests |\n|---|---|---|\n"
    )
    return head + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page())
