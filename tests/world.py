"""The cast of the tests: the METU fixtures of the rule catalogue (§1.4), small enough to read in one go.

Term 2025-2026 Spring: registration Mon 9 Feb 09:00 to Fri 13 Feb 17:00, approval from 10:00 to 23:59, add-drop
23 to 27 Feb. `at()` sets the database's clock, which only a test database can do.
"""

from __future__ import annotations

import uuid
from copy import deepcopy
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection

from curriculum.models import (
    Course,
    Curriculum,
    CurriculumItem,
    Department,
    Faculty,
    Grade,
    Meeting,
    Prerequisite,
    Programme,
    SeatCounter,
    Section,
    SectionCriterion,
    Term,
)
from people.models import Advisorship, Role, Staff, Student, StudentProgramme, ThesisAdvisorship, TranscriptEntry, User
from registration.models import Enrolment, PolicyProfile, PolicyRule, StageOpening, TermRegistration, Window
from registration.policy_data import profiles
from registration.rules.facts import Change, Line
from registration.services import Receipt, commit

ISTANBUL = ZoneInfo("Europe/Istanbul")
GRADES = (
    ("AA", "4.00", True),
    ("BA", "3.50", True),
    ("BB", "3.00", True),
    ("CB", "2.50", True),
    ("CC", "2.00", True),
    ("DC", "1.50", True),
    ("DD", "1.00", True),
    ("FD", "0.50", False),
    ("FF", "0.00", False),
    ("NA", "0.00", False),
)
PASSWORD = "kayit-2026"


def local(text: str) -> datetime:
    """A moment in Istanbul from "2026-02-09 09:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=ISTANBUL)


def at(moment: str | datetime) -> None:
    """Set the database's clock for the rest of the test's transaction, or until it is set again."""
    moment = local(moment) if isinstance(moment, str) else moment
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION portal_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS %s",
            [f"SELECT '{moment.isoformat()}'::timestamptz"],
        )


class World:
    """CENG and EE, the courses X = 5710213 and Y = 5710331, one advisor; students are made as a test needs them."""

    def __init__(self, policy: str = "metu") -> None:
        load_policy(policy)
        self.faculty = Faculty.objects.create(
            code="ENG", name="Mühendislik Fakültesi", name_en="Faculty of Engineering"
        )
        self.ceng = self.department("571", "CENG", "Bilgisayar Mühendisliği")
        self.ee = self.department("567", "EE", "Elektrik-Elektronik Mühendisliği")
        grades = [
            Grade(letter=letter, points=points, is_pass=is_pass, rank=rank)
            for rank, (letter, points, is_pass) in enumerate(GRADES, 1)
        ]
        self.grades = {grade.letter: grade for grade in Grade.objects.bulk_create(grades)}
        self.programme = Programme.objects.create(code="CENG", name="Bilgisayar Mühendisliği", department=self.ceng)
        self.curriculum = Curriculum.objects.create(programme=self.programme)
        for semester in range(1, 9):
            self.slots(semester, 5)
        self.term = Term.objects.create(
            code="20252",
            name="2025-2026 Bahar",
            name_en="2025-2026 Spring",
            starts_on=date(2026, 2, 16),
            is_current=True,
        )
        self.windows()
        self.x, self.y = self.course("5710213"), self.course("5710331")
        self.x1 = self.section(self.x, 1, (0, "09:40", "12:30"))
        self.x2 = self.section(self.x, 2, (1, "09:40", "12:30"))
        self.y1 = self.section(self.y, 1, (0, "10:40", "11:30"))
        self.advisor = self.staff("danisman")
        at("2026-02-10 10:00")

    def windows(self) -> None:
        def window(kind: str, opens: str, closes: str) -> Window:
            return Window.objects.create(term=self.term, kind=kind, opens_at=local(opens), closes_at=local(closes))

        self.registration = window("registration", "2026-02-09 09:00", "2026-02-13 17:00")
        self.approval = window("approval", "2026-02-09 10:00", "2026-02-14 00:00")
        self.add_drop = window("add_drop", "2026-02-23 00:00", "2026-02-27 17:00")
        window("approval", "2026-02-23 00:00", "2026-02-28 00:00")
        for hour, group, class_from in ((9, "u", 4), (10, "u", 3), (11, "u", 2), (12, "u", 1), (13, "g", 1)):
            StageOpening.objects.create(
                window=self.registration,
                group="undergraduate" if group == "u" else "graduate",
                class_from=class_from,
                opens_at=local(f"2026-02-09 {hour:02}:00"),
            )

    def department(self, code: str, prefix: str, name: str) -> Department:
        return Department.objects.create(code=code, prefix=prefix, name=name, faculty=self.faculty)

    def course(self, numeric_code: str, *, credit: str = "3", ects: str = "5", **fields) -> Course:
        department = Department.objects.get(code=numeric_code[:3])
        code = f"{department.prefix}{int(numeric_code[3:])}"
        fields |= {"numeric_code": numeric_code, "code": code, "name": f"Ders {code}", "department": department}
        return Course.objects.create(credit=credit, ects=ects, **fields)

    def section(self, course: Course, number: int, *meetings: tuple[int, str, str], capacity: int = 30) -> Section:
        section = Section.objects.create(course=course, term=self.term, number=number)
        SeatCounter.objects.create(section=section, capacity=capacity)
        for weekday, start, end in meetings:
            Meeting.objects.create(
                section=section, weekday=weekday, start=time.fromisoformat(start), end=time.fromisoformat(end)
            )
        return section

    def criterion(self, section: Section, *, quota: int | None = None, **fields) -> SectionCriterion:
        criterion = SectionCriterion.objects.create(section=section, **fields)
        if quota is not None:
            SeatCounter.objects.create(criterion=criterion, capacity=quota)
        return criterion

    def prerequisite(self, course: Course, required: Course, *, set_no: int = 1, min_grade: str | None = None) -> None:
        grade = self.grades[min_grade] if min_grade else None
        Prerequisite.objects.create(course=course, required=required, set_no=set_no, min_grade=grade)

    def must(self, course: Course, semester: int) -> None:
        CurriculumItem.objects.create(curriculum=self.curriculum, semester=semester, course=course)

    def slots(self, semester: int, count: int) -> None:
        plan = {"curriculum": self.curriculum, "semester": semester, "category": "TE"}
        CurriculumItem.objects.bulk_create(CurriculumItem(order=order, **plan) for order in range(count))

    def staff(self, username: str, **fields) -> Staff:
        name = {"first_name": "Ada", "last_name": username.title()}
        user = User.objects.create(username=username, password=hash_of_password(), **name, **fields)
        return Staff.objects.create(user=user, title="Dr.", department=self.ceng)

    def role(self, staff: Staff, kind: str, department: Department | None = None) -> Role:
        return Role.objects.create(staff=staff, kind=kind, department=department)

    def student(
        self,
        number: str = "2501231",
        *,
        class_year: int = 4,
        surname: str = "Yılmaz",
        programme: Programme | None = None,
        cgpa: str | None = "2.20",
        semester: int | None = None,
        **fields,
    ) -> Student:
        """U4 unless told otherwise: a CENG undergraduate with A1 as advisor, no fee due."""
        user = User.objects.create_user(f"e{number[:-1]}", first_name="Deniz", last_name=surname)
        student = Student.objects.create(user=user, number=number, first_name="Deniz", last_name=surname)
        StudentProgramme.objects.create(
            student=student,
            programme=programme or self.programme,
            curriculum=self.curriculum if programme is None else None,
            entry_year=2022,
            class_year=class_year,
            semester=semester or 2 * class_year,
            cgpa=Decimal(cgpa) if cgpa else None,
            **fields,
        )
        Advisorship.objects.create(student=student, advisor=self.advisor, date_from=date(2020, 1, 1))
        return student

    def graduate(
        self, number: str = "2501500", *, level: str = "master", semester: int = 2, advised: str = "", **fields
    ) -> Student:
        """GM unless told otherwise: a thesis master's student; `advised` is the day of a thesis advisor's assignment."""
        programme, _ = Programme.objects.get_or_create(
            code=f"CENG-{level}", defaults={"name": "Bilgisayar Mühendisliği", "department": self.ceng, "level": level}
        )
        student = self.student(number, programme=programme, class_year=1, semester=semester, cgpa="3.20", **fields)
        if advised:
            ThesisAdvisorship.objects.create(
                student=student, advisor=self.advisor, date_from=date.fromisoformat(advised)
            )
        return student

    def thesis_deadline(self) -> Window:
        """Thesis advisors are assigned until 6 February, that day included."""
        opens, closes = local("2026-01-05 00:00"), local("2026-02-07 00:00")
        return Window.objects.create(term=self.term, kind="thesis_advisor", opens_at=opens, closes_at=closes)

    def passed(self, student: Student, course: Course, grade: str, term_code: str = "20251") -> None:
        TranscriptEntry.objects.create(
            student=student, course=course, term_code=term_code, grade=self.grades[grade], credit=course.credit
        )

    # what a student does

    def change(self, student: Student, *, add=(), drop=(), key: uuid.UUID | None = None) -> Receipt:
        return commit(
            student_id=student.id,
            term_id=self.term.id,
            change=change_of(add, drop),
            actor_id=student.user_id,
            key=key or uuid.uuid4(),
        )

    def registration_of(self, student: Student) -> TermRegistration:
        return TermRegistration.objects.get(student=student, term=self.term)

    def registered_in_period(self, student: Student) -> None:
        """As if an advisor had approved an empty list before add-drop: whoever did not, cannot register in it (METU-25)."""
        TermRegistration.objects.update_or_create(
            student=student, term=self.term, defaults={"state": "draft", "approved_snapshot": []}
        )

    def spoke(self, *students: Student) -> None:
        """They contacted their advisor, so nothing on the page asks them to (METU-37)."""
        for student in students:
            TermRegistration.objects.update_or_create(
                student=student, term=self.term, defaults={"contacted_at": local("2026-02-02 10:00")}
            )

    def approved(self, student: Student) -> set[int]:
        """The sections of the list that was approved last."""
        return {section for section, *_ in self.registration_of(student).approved_snapshot}

    def list_of(self, student: Student) -> set[str]:
        return {str(e.section) for e in Enrolment.objects.filter(student=student).select_related("section__course")}

    def taken(self, section: Section) -> int:
        return SeatCounter.objects.get(section=section).taken


@cache
def hash_of_password() -> str:
    """Made once: it takes longer than all else that a test does."""
    return make_password(PASSWORD)


_policies: dict[str, tuple[list[PolicyProfile], list[PolicyRule]]] = {}


def load_policy(university: str) -> None:
    """As the command does, which checks each row; from the second time on the same rows, in two statements."""
    names = [scope["name"] for scope, _ in profiles(university)]
    mine = PolicyProfile.objects.filter(name__in=names)
    if university not in _policies or mine.exists():
        call_command("load_policy", university, verbosity=0, stdout=_Silent())
        _policies.setdefault(university, (list(mine), list(PolicyRule.objects.filter(profile__in=mine).order_by("id"))))
        return
    kept, rules = deepcopy(_policies[university])
    made = {profile.pk: profile for profile in kept}
    for row in (*kept, *rules):
        row.pk = None
    PolicyProfile.objects.bulk_create(kept)
    for rule in rules:
        rule.profile = made[rule.profile_id]
    PolicyRule.objects.bulk_create(rules)


def change_of(add=(), drop=()) -> Change:
    """Sections as they are, or lines with a status, a category or a mode."""
    lines = (s if isinstance(s, Line) else Line(s.id) for s in add)
    return Change(frozenset(lines), frozenset(s.id for s in drop))


class _Silent:
    def write(self, text: str) -> None:
        pass


def codes(receipt) -> list[str]:
    """The codes of a receipt's findings, in the order they are shown."""
    return [finding["code"] for finding in receipt.findings]
