"""Units, programmes, courses, curricula and a term's offering, deterministic from a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from curriculum.models import (
    Course,
    Curriculum,
    CurriculumItem,
    Delivery,
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

from . import tables


@dataclass
class University:
    departments: dict[str, Department] = field(default_factory=dict)
    programmes: list[Programme] = field(default_factory=list)
    curricula: dict[int, Curriculum] = field(default_factory=dict)  # by programme id
    courses: dict[str, Course] = field(default_factory=dict)  # by numeric code
    musts: dict[int, dict[int, list[Course]]] = field(default_factory=dict)  # programme id → semester → courses
    term: Term | None = None


def grade_scale() -> dict[str, Grade]:
    """The scale by letter; made where it is missing."""
    for rank, (letter, points, is_pass) in enumerate(tables.GRADES, 1):
        fields = {"points": points, "is_pass": is_pass, "rank": rank, "min_score": tables.SCORES.get(letter)}
        Grade.objects.get_or_create(letter=letter, defaults=fields)
    return {grade.letter: grade for grade in Grade.objects.all()}


def build(rng: random.Random, today: date, students: int) -> University:
    made = University()
    grade_scale()
    _units(made)
    _courses(made)
    _curricula(made)
    made.term = _term(today)
    _offering(made, rng, students)
    return made


def _units(made: University) -> None:
    for code, name, name_en, departments in tables.FACULTIES:
        faculty = Faculty.objects.create(code=code, name=name, name_en=name_en)
        for numeric, prefix, title, title_en in departments:
            department = Department.objects.create(
                code=numeric, prefix=prefix, name=title, name_en=title_en, faculty=faculty
            )
            made.departments[numeric] = department
            made.programmes.append(
                Programme.objects.create(code=prefix, name=title, name_en=title_en, department=department)
            )
    for level, suffix, title, semesters in tables.GRADUATE_LEVELS:
        for numeric in ("811", "831"):
            department = made.departments[numeric]
            made.programmes.append(
                Programme.objects.create(
                    code=f"{department.prefix}-{suffix}",
                    name=f"{department.name} {title}",
                    department=department,
                    level=level,
                    normal_semesters=semesters,
                )
            )


def _courses(made: University) -> None:
    for numeric, number, name, name_en, credit, _ in tables.SERVICE:
        _course(made, numeric, number, name, name_en, credit)
    for numeric, subjects in tables.SUBJECTS.items():
        for order, subject in enumerate(subjects):
            for part, roman in enumerate(("I", "II")):
                number = 100 * (1 + order // 3) + 11 + 20 * (order % 3) + part
                _course(made, numeric, number, f"{subject} {roman}", "", 3)
        for number in range(5):
            _course(made, numeric, 480 + number, f"{subjects[number]} Seçme Konuları", "", 3)
        for number in range(4):
            _course(made, numeric, 500 + number, f"İleri {subjects[number]}", "", 3, level="master")
    _prerequisites(made)


def _course(
    made: University, numeric: str, number: int, name: str, name_en: str, credit: int, level: str = "bachelor"
) -> None:
    code = f"{numeric}0{number}"
    department = made.departments[numeric]
    made.courses[code] = Course.objects.create(
        numeric_code=code,
        code=f"{department.prefix}{number}",
        name=name,
        name_en=name_en,
        department=department,
        credit=credit,
        ects=credit * 1.5 + 1,
        level=level,
    )


def _prerequisites(made: University) -> None:
    """Each second part needs the first; a third-year course either of two sets, one of them with a minimum grade."""
    dd = Grade.objects.get(letter="DD")
    cc = Grade.objects.get(letter="CC")
    for code, course in sorted(made.courses.items()):
        first = made.courses.get(f"{code[:-1]}{int(code[-1]) - 1}") if code[-1] in "26" or code[-2:] == "20" else None
        if code[-2:] == "20":
            first = made.courses.get(f"{code[:-2]}19")
        if first and course.level == "bachelor":
            Prerequisite.objects.create(course=course, required=first, min_grade=dd)
    for numeric in tables.SUBJECTS:
        third = made.courses[f"{numeric}0311"]
        Prerequisite.objects.create(course=third, required=made.courses[f"{numeric}0211"], set_no=1)
        Prerequisite.objects.create(course=third, required=made.courses[f"{numeric}0231"], set_no=1)
        Prerequisite.objects.create(course=third, required=made.courses["8210119"], set_no=2, min_grade=cc)


def _curricula(made: University) -> None:
    for programme in made.programmes:
        curriculum = Curriculum.objects.create(programme=programme, entry_year_from=2015)
        made.curricula[programme.id] = curriculum
        musts = made.musts[programme.id] = _musts(made, programme)
        items = [
            CurriculumItem(curriculum=curriculum, semester=semester, order=order, course=course)
            for semester, courses in musts.items()
            for order, course in enumerate(courses)
        ]
        if programme.level == "bachelor":
            for semester in range(4, 9):
                items += [
                    CurriculumItem(curriculum=curriculum, semester=semester, order=10 + n, category=category)
                    for n, category in enumerate(("TE", "NTE", "FE")[: 1 + (semester > 5) + (semester > 6)])
                ]
        CurriculumItem.objects.bulk_create(items)


def _musts(made: University, programme: Programme) -> dict[int, list[Course]]:
    numeric = programme.department.code
    if programme.level != "bachelor":
        return {1: [made.courses[f"{numeric}0500"]], 2: [made.courses[f"{numeric}0501"]]}
    musts: dict[int, list[Course]] = {semester: [] for semester in range(1, 9)}
    for owner, number, *_, semester in tables.SERVICE:
        musts[semester].append(made.courses[f"{owner}0{number}"])
    for code, course in sorted(made.courses.items()):
        number = int(code[4:])
        if (
            code.startswith(numeric)
            and number < 480
            and not any(s[0] == numeric and s[1] == number for s in tables.SERVICE)
        ):
            musts[2 * (number // 100) - number % 2].append(course)
    return musts


def _term(today: date) -> Term:
    """The sample's term is the one that would be running: autumn from July on, spring before."""
    autumn = today.month >= 7
    year = today.year if autumn else today.year - 1
    season, english = ("Güz", "Fall") if autumn else ("Bahar", "Spring")
    return Term.objects.create(
        code=f"{year}{1 if autumn else 2}",
        name=f"{year}-{year + 1} {season}",
        name_en=f"{year}-{year + 1} {english}",
        is_current=True,
        starts_on=today,
        ends_on=today + timedelta(weeks=14),
    )


def _offering(made: University, rng: random.Random, students: int) -> None:
    """Sections of every course: large first-year courses by surname range, some small ones that fill at once."""
    service = {f"{owner}0{number}" for owner, number, *_ in tables.SERVICE}
    share = max(6, students // 32)  # of one department's one class
    for code, course in sorted(made.courses.items()):
        if code in service:
            for number, (first, last) in enumerate(tables.THIRDS * 2, 1):
                _section(made, rng, course, number, max(8, share * 3), [(None, first, last, None, None)])
        elif course.level != "bachelor":
            _section(made, rng, course, 1, 15, [])
        elif int(code[4:]) >= 480:
            quota = 2 if rng.random() < 0.3 else None
            rows = [(course.department, "", "", 3, quota), (None, "", "", 4, None)]
            _section(made, rng, course, 1, rng.choice((1, 3, share)), rows)
        else:
            for number, (first, last) in enumerate(tables.HALVES, 1):
                _section(made, rng, course, number, max(4, share), [(course.department, first, last, None, None)])
            _section(made, rng, course, 3, rng.choice((2, 5, share)), [])
    for code, course in sorted(made.courses.items()):
        if int(code[4:]) in tables.BY_DISTANCE_TOO:
            _section(made, rng, course, tables.DISTANCE_SECTION, max(8, share), [], Delivery.DISTANCE)


def _section(
    made: University,
    rng: random.Random,
    course: Course,
    number: int,
    capacity: int,
    criteria: list,
    delivery: Delivery = Delivery.FACE,
) -> None:
    section = Section.objects.create(
        course=course,
        term=made.term,
        number=number,
        delivery=delivery,
        instructors=f"Öğretim Üyesi {rng.randint(1, 90):03}",
    )
    SeatCounter.objects.create(section=section, capacity=capacity)
    for department, first, last, class_from, quota in criteria:
        criterion = SectionCriterion.objects.create(
            section=section, department=department, surname_from=first, surname_to=last, year_min=class_from
        )
        if quota:
            SeatCounter.objects.create(criterion=criterion, capacity=quota)
    for weekday, hour in _hours(rng):
        start = time.fromisoformat(tables.STARTS[hour])
        weeks = rng.choice(("", "", "", "", "odd", "even")) if number == 3 else ""
        Meeting.objects.create(
            section=section,
            weekday=weekday,
            start=start,
            end=time(start.hour + 1 if hour in (3, 7) else start.hour + 2, 30),
            room=f"{course.department.prefix}-{rng.randint(101, 320)}",
            weeks=weeks,
        )


def _hours(rng: random.Random) -> list[tuple[int, int]]:
    """Two meetings of two lessons on different days."""
    days = sorted(rng.sample(range(5), 2))
    return [(day, rng.choice((0, 2, 4, 6))) for day in days]
