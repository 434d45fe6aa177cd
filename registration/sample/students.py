"""Students of a sample: people with Turkish names, programmes, transcripts, advisors, debts and holds."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from faker import Faker
from tqdm import tqdm

from curriculum.models import Course, Curriculum, Department, Grade, Section, Term
from people.identity import digest_of
from people.models import Advisorship, Hold, Role, Staff, Student, StudentProgramme, Teaching, TranscriptEntry, User
from registration.standing import update_all

from . import fees
from .transcripts import Plan, plans, study

PASSWORD = "kayit-2026"  # noqa: S105 - of made-up people only; the commands refuse to run in production
GRADUATE_SHARE, DOUBLE_MAJOR_SHARE, LIBRARY = 0.10, 0.04, 0.02
ADVISEES = 25


@dataclass
class Draft:
    """One student before the rows are written."""

    student: Student
    programmes: list[StudentProgramme]
    transcript: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass
class Makers:
    rng: random.Random
    fake: Faker
    password: str  # hashed once: 2,000 hashes would take a minute

    @classmethod
    def of(cls, seed: int) -> Makers:
        fake = Faker("tr_TR")
        fake.seed_instance(seed)
        # samples only; a seed is the point
        return cls(random.Random(seed), fake, make_password(PASSWORD))

    def user(self, username: str, **fields) -> User:
        first, last = self.fake.first_name(), self.fake.last_name()
        return User(username=username, password=self.password, first_name=first, last_name=last, **fields)


def add_students(makers: Makers, term: Term, count: int, *, quiet: bool = False) -> list[Student]:
    """`count` students of the curricula that exist, with everything a registration asks about."""
    rng = makers.rng
    curricula = list(
        Curriculum.objects.filter(items__isnull=False)
        .distinct()
        .select_related("programme__department")
        .order_by("programme__code", "entry_year_from")
    )
    study_plans = plans(curricula)
    bachelors = [c for c in curricula if c.programme.level == "bachelor"]
    graduates = [c for c in curricula if c.programme.level not in ("bachelor", "associate")]
    numbers = _Numbers()
    drafts = []
    for _ in tqdm(range(count), desc="Students", disable=True if quiet else None):
        graduate = graduates and rng.random() < GRADUATE_SHARE
        drafts.append(_draft(makers, term, rng.choice(graduates if graduate else bachelors), study_plans, numbers))
    for draft in drafts:
        primary = draft.programmes[0]
        if primary.programme.level == "bachelor" and primary.class_year > 1 and rng.random() < DOUBLE_MAJOR_SHARE:
            draft.programmes.append(_double_major(rng, draft, bachelors))
    if drafts:
        drafts[-1].student.user.set_unusable_password()  # somebody who still has to create the first one
    _write(drafts)
    _debts(rng, [d.student for d in drafts])
    _advisors(makers, term, drafts)
    update_all([d.student.id for d in drafts])
    return [d.student for d in drafts]


class _Numbers:
    """Seven digits: entry year, a running number, a last digit; a user code is an e and the first six (METU-05)."""

    def __init__(self) -> None:
        self.last: dict[int, int] = {}
        for number in Student.objects.filter(number__regex=r"^\d{7}$").values_list("number", flat=True):
            year, running = int(number[:2]), int(number[2:6])
            self.last[year] = max(self.last.get(year, 0), running)

    def next(self, entry_year: int, last_digit: int) -> str:
        year = entry_year % 100
        self.last[year] = self.last.get(year, 0) + 1
        return f"{year:02}{self.last[year]:04}{last_digit}"


def identity_of(number: str) -> str:
    """A made-up national identity number for a student number, with the check digits of a real one."""
    nine = f"1{int(number):08}"
    digits = [int(digit) for digit in nine]
    tenth = (7 * sum(digits[0:9:2]) - sum(digits[1:8:2])) % 10
    return f"{nine}{tenth}{(sum(digits) + tenth) % 10}"


def _draft(
    makers: Makers, term: Term, curriculum: Curriculum, study_plans: dict[int, Plan], numbers: _Numbers
) -> Draft:
    rng, programme = makers.rng, curriculum.programme
    years = max(1, (programme.normal_semesters + 1) // 2)
    class_year = rng.randint(1, min(4, years))
    entry_year = int(term.code[:4]) - class_year + 1
    semester = 2 * class_year - (1 if term.code.endswith("1") else 0)
    number = numbers.next(entry_year, rng.randint(0, 9))
    user = makers.user(f"e{number[:-1]}")
    student = Student(
        user=user,
        number=number,
        first_name=user.first_name,
        last_name=user.last_name,
        birth_date=date(entry_year - 19, 1 + int(number) % 12, 1 + int(number) % 28),
        identity_digest=digest_of(identity_of(number)),
    )
    student.set_keys()
    primary = StudentProgramme(
        student=student,
        programme=programme,
        curriculum=curriculum,
        entry_year=entry_year,
        semester=semester,
        class_year=class_year,
    )
    past = [f"{entry_year + n // 2}{1 + n % 2}" for n in range(semester - 1)]
    return Draft(student, [primary], study(rng, study_plans[curriculum.id], past))


def _double_major(rng: random.Random, draft: Draft, bachelors: list[Curriculum]) -> StudentProgramme:
    primary = draft.programmes[0]
    other = rng.choice([c for c in bachelors if c.programme_id != primary.programme_id])
    return StudentProgramme(
        student=draft.student,
        programme=other.programme,
        curriculum=other,
        kind="double_major",
        is_primary=False,
        entry_year=primary.entry_year + 1,
        semester=max(1, primary.semester - 2),
        class_year=max(1, primary.class_year - 1),
    )


def _write(drafts: list[Draft]) -> None:
    grades = {g.letter: g for g in Grade.objects.all()}
    User.objects.bulk_create([d.student.user for d in drafts], batch_size=2000)
    for draft in drafts:
        draft.student.user_id = draft.student.user.id
    Student.objects.bulk_create([d.student for d in drafts], batch_size=2000)
    for draft in drafts:
        for programme in draft.programmes:
            programme.student_id = draft.student.id
    StudentProgramme.objects.bulk_create([p for d in drafts for p in d.programmes], batch_size=2000)
    weights = _weights({course for d in drafts for course, *_ in d.transcript})
    TranscriptEntry.objects.bulk_create(
        (
            TranscriptEntry(
                student_id=d.student.id,
                course_id=course,
                term_code=term,
                grade_id=grades[letter].id,
                credit=weights[course][0],
                ects=weights[course][1],
            )
            for d in drafts
            for course, term, letter in d.transcript
        ),
        batch_size=5000,
    )


def _weights(course_ids: set[int]) -> dict[int, tuple[Decimal, Decimal]]:
    """Credit and ECTS of each course."""
    rows = Course.objects.filter(id__in=course_ids).values_list("id", "credit", "ects")
    return {id_: (credit, ects) for id_, credit, ects in rows}


def _debts(rng: random.Random, students: list[Student]) -> None:
    """Who owes anything is admitted from abroad: others are within their normal duration."""
    liable, holds = [], []
    for student in students:
        if rng.random() < fees.LIABLE:
            student.admission = Student.Admission.INTERNATIONAL
            liable.append(student)
        if rng.random() < LIBRARY:
            holds.append(Hold(student=student, kind=Hold.Kind.LIBRARY, note="Geciken kitap"))
    Student.objects.bulk_update(liable, ["admission"], batch_size=2000)
    Hold.objects.bulk_create(holds)


def _advisors(makers: Makers, term: Term, drafts: list[Draft]) -> None:
    """One advisor for about twenty-five students of a department, who teaches there; of each department a secretary and
    a head."""
    teachings = []
    by_department: dict[int, list[Student]] = {}
    departments = {}
    for draft in drafts:
        department = draft.programmes[0].programme.department
        departments[department.id] = department
        by_department.setdefault(department.id, []).append(draft.student)
    rows = []
    for id_, students in sorted(by_department.items()):
        department, first = departments[id_], Staff.objects.filter(department_id=id_).count()
        needed = -(-len(students) // ADVISEES)
        advisors = [_staff(makers, department, f"d{department.code}{first + n:03}", "Dr.") for n in range(needed)]
        rows += [
            Advisorship(student=student, advisor=advisors[n % needed], date_from=date(2000, 1, 1))
            for n, student in enumerate(students)
        ]
        untaught = Section.objects.filter(term=term, course__department=department, teachings=None).order_by("id")
        teachings += [Teaching(section=s, staff=advisors[n % needed]) for n, s in enumerate(untaught)]
        for kind, letter in (("secretary", "s"), ("head", "b")):
            if not Role.objects.filter(kind=kind, department=department).exists():
                staff = _staff(makers, department, f"{letter}{department.code}", is_staff=True)
                Role.objects.create(staff=staff, kind=kind, department=department)
    Advisorship.objects.bulk_create(rows, batch_size=2000)
    Teaching.objects.bulk_create(teachings, batch_size=2000)


def _staff(makers: Makers, department: Department | None, username: str, title: str = "", **fields) -> Staff:
    user = makers.user(username, **fields)
    user.save()
    return Staff.objects.create(user=user, title=title, department=department)


def add_offices(makers: Makers) -> None:
    """The registrar, a fee officer, the board's clerk, the library and the help desk, where there are none."""
    offices = (("registrar", "oidb", True), ("fee_officer", "mali", True), ("board_clerk", "kurul", False))
    for kind, username, in_admin in (*offices, ("library", "kutuphane", False), ("help_desk", "bidb", False)):
        if not Role.objects.filter(kind=kind).exists():
            Role.objects.create(staff=_staff(makers, None, username, is_staff=in_admin), kind=kind)


def newcomer() -> Student | None:
    """A student of the sample who has no password yet."""
    without = Student.objects.filter(user__password__startswith=UNUSABLE_PASSWORD_PREFIX, status="enrolled")
    return without.exclude(identity_digest="").first()
