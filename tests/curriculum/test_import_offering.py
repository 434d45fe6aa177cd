"""import_offering: what it makes of a file, and of the next one."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

import pytest

from curriculum.models import Course, Department, Meeting, SeatCounter, Section, SectionCriterion, Term
from tests.curriculum.importing import Outcome, counts, course, refusal, section

pytestmark = pytest.mark.django_db

DATA = "CENG213 - DATA STRUCTURES"
CIRCUITS = "EE201 - CIRCUIT THEORY I"
OFFERING = course(
    "5710213",
    DATA,
    s1=section("Mon 09:40 12:30 BMB1", "Thu 13:40 15:30", "CENG AA KZ", "CENG AA KZ", "EE AA ZZ", by="Ada"),
    s2=section("Tue 09:40 12:30", "ALL LA ZZ", by="Cahit"),
) | course("5670201", CIRCUITS, s1=section("Wed 08:40 10:30"))


def meetings() -> list[tuple]:
    rows = Meeting.objects.order_by("section__course__numeric_code", "section__number", "weekday", "start")
    return [(str(m.section), m.weekday, f"{m.start:%H:%M}", f"{m.end:%H:%M}", m.room) for m in rows]


def criteria() -> list[tuple]:
    rows = SectionCriterion.objects.select_related("department").order_by("section_id", "id")
    return [(str(c.section), c.department and c.department.prefix, c.surname_from, c.surname_to) for c in rows]


def test_the_first_file_makes_everything_that_is_missing(files):
    assert files.offering(OFFERING) == Outcome(
        f"20201: courses {counts(2, 0, 0, 0)}; sections {counts(3, 0, 0, 0)}; "
        f"criteria {counts(3, 0, 0, 0)} (1 duplicates); meetings {counts(4, 0, 0, 0)}.",
        [],
    )
    assert list(Department.objects.values_list("code", "prefix")) == [("567", "EE"), ("571", "CENG")]
    data = Course.objects.get(numeric_code="5710213")
    assert (data.code, data.name, data.name_en, data.level) == (
        "CENG213",
        "DATA STRUCTURES",
        "DATA STRUCTURES",
        "bachelor",
    )
    assert data.search_key == "5710213 ceng213 data structures data structures"
    assert [(str(s), s.instructors) for s in Section.objects.order_by("course__code", "number")] == [
        ("CENG213/1", "Ada"),
        ("CENG213/2", "Cahit"),
        ("EE201/1", ""),
    ]
    assert meetings() == [
        ("EE201/1", 2, "08:40", "10:30", ""),
        ("CENG213/1", 0, "09:40", "12:30", "BMB1"),
        ("CENG213/1", 3, "13:40", "15:30", ""),
        ("CENG213/2", 1, "09:40", "12:30", ""),
    ]
    assert criteria() == [
        ("CENG213/1", "CENG", "AA", "KZ"),
        ("CENG213/1", "EE", "AA", "ZZ"),
        ("CENG213/2", None, "LA", "ZZ"),
    ]


def test_a_file_again_changes_nothing(files, django_assert_num_queries):
    files.offering(OFFERING)
    rows = [list(model.objects.order_by("id").values()) for model in (Course, Section, Meeting, SectionCriterion)]

    with django_assert_num_queries(12):  # as many for a whole university: all of it reading
        again = files.offering(OFFERING)

    assert again.summary == (
        f"20201: courses {counts(0, 0, 0, 2)}; sections {counts(0, 0, 0, 3)}; "
        f"criteria {counts(0, 0, 0, 3)} (1 duplicates); meetings {counts(0, 0, 0, 4)}."
    )
    assert rows == [list(m.objects.order_by("id").values()) for m in (Course, Section, Meeting, SectionCriterion)]


def test_the_next_file_is_written_as_a_difference(files):
    files.offering(OFFERING)
    kept = Section.objects.get(course__numeric_code="5710213", number=1)
    following = course(
        "5710213",
        "CENG213 - DATA STRUCTURES AND ALGORITHMS",
        s1=section("Mon 10:40 12:30 BMB2", "Thu 13:40 15:30", "CENG AA LZ", "IE AA ZZ", by="Grace"),
        s3=section("Fri 09:40 12:30"),
    ) | course("5680200", "IE200 - MODELLING", s1=section())

    # five meetings of four would be too much of a change for three sections: the guard has its own tests
    assert files.offering(following, "--force").summary == (
        f"20201: courses {counts(1, 1, 1, 0)}; sections {counts(2, 1, 2, 0)}; "
        f"criteria {counts(1, 1, 2, 0)}; meetings {counts(1, 1, 2, 1)}."
    )
    assert [str(s) for s in Section.objects.order_by("course__code", "number")] == [
        "CENG213/1",
        "CENG213/3",
        "IE200/1",
    ]
    kept.refresh_from_db()
    assert kept.instructors == "Grace"
    assert meetings() == [
        ("CENG213/1", 0, "10:40", "12:30", "BMB2"),
        ("CENG213/1", 3, "13:40", "15:30", ""),
        ("CENG213/3", 4, "09:40", "12:30", ""),
    ]
    assert criteria() == [("CENG213/1", "CENG", "AA", "LZ"), ("CENG213/1", "IE", "AA", "ZZ")]
    assert Course.objects.get(numeric_code="5710213").name == "DATA STRUCTURES AND ALGORITHMS"
    assert Course.objects.filter(numeric_code="5670201").exists()  # no longer offered, still a course


def test_a_gzipped_file_is_told_by_its_content(files):
    packed = files.run("import_offering", OFFERING, "--term", "20201", name="offering.json.gz")

    assert packed.summary.startswith(f"20201: courses {counts(2, 0, 0, 0)};")


@pytest.mark.parametrize(
    ("code", "name", "name_en"),
    [
        ("20201", "2020-2021 Güz", "2020-2021 Fall"),
        ("20202", "2020-2021 Bahar", "2020-2021 Spring"),
        ("20203", "2020-2021 Yaz", "2020-2021 Summer"),
    ],
)
def test_the_term_is_made_and_current_where_there_is_none(files, code, name, name_en):
    files.offering(OFFERING, term=code)
    files.offering(OFFERING, term="20211")

    assert list(Term.objects.order_by("code").values_list("code", "name", "name_en", "is_current")) == [
        (code, name, name_en, True),
        ("20211", "2021-2022 Güz", "2021-2022 Fall", False),
    ]
    assert Section.objects.filter(term__code=code).count() == 3  # the terms leave each other alone


def test_the_list_of_departments_has_credits_and_turkish_names(files):
    listed = {
        "term": "20252",
        "departments": [
            {
                "departmentCode": "571",
                "departmentName": "Computer Engineering/Bilgisayar Mühendisliği ",
                "courses": [
                    {
                        "courseCode": "5710213",
                        "courseName": "DATA STRUCTURES (VERÝ YAPILARI )",
                        "credit": "4.00(3.00,2.00,)",
                        "sections": [
                            {
                                "sectionNo": "1",
                                "instructors": ["Ada", "STAFF"],
                                "times": [
                                    {"day": "Monday", "start": "09:40", "end": "12:30", "place": "Thursday"},
                                    {"day": "Thursday", "start": "09:40", "end": "10:30", "place": "BMB1"},
                                ],
                            }
                        ],
                    }
                ],
            }
        ],
    }
    Department.objects.create(code="571", prefix="CENG", name="CENG")

    outcome = files.offering(listed, term="20252")

    assert outcome == Outcome(
        f"20252: courses {counts(1, 0, 0, 0)}; sections {counts(1, 0, 0, 0)}; "
        f"criteria {counts(0, 0, 0, 0)}; meetings {counts(2, 0, 0, 0)}.",
        [
            "Names with broken letters, repaired (1): 5710213: DATA STRUCTURES (VERİ YAPILARI )",
            "Meetings with the name of a weekday as room, which was left empty (1): 5710213/1",
        ],
    )
    data = Course.objects.get(code="CENG213")
    assert (data.name, data.name_en, data.credit) == ("VERİ YAPILARI", "DATA STRUCTURES", Decimal("4.00"))
    assert Department.objects.get().name == "Bilgisayar Mühendisliği"
    assert [(m.weekday, m.start, m.room) for m in Meeting.objects.order_by("weekday")] == [
        (0, time(9, 40), ""),
        (3, time(9, 40), "BMB1"),
    ]


def test_an_english_name_never_replaces_a_turkish_one(files):
    ceng = Department.objects.create(code="571", prefix="CENG", name="Bilgisayar Mühendisliği")
    Course.objects.create(numeric_code="5710213", code="CENG213", name="Veri Yapıları", department=ceng)

    files.offering(OFFERING)

    data = Course.objects.get(numeric_code="5710213")
    assert (data.name, data.name_en) == ("Veri Yapıları", "DATA STRUCTURES")
    assert data.search_key == "5710213 ceng213 veri yapilari data structures"


def test_a_withdrawn_course_that_is_offered_is_withdrawn_no_longer(files):
    ceng = Department.objects.create(code="571", prefix="CENG", name="Bilgisayar Mühendisliği")
    Course.objects.create(numeric_code="5710213", code="CENG213", name="CENG213", department=ceng, withdrawn=True)

    files.offering(OFFERING)

    data = Course.objects.get(numeric_code="5710213")
    assert (data.withdrawn, data.name) == (False, "DATA STRUCTURES")


def test_a_stray_small_letter_folds_the_turkish_way(files):
    files.offering(course("5710213", DATA, s1=section("CENG Kı Yı", "CENG KI YI", "CENG Aİ Cİ")))

    assert criteria() == [("CENG213/1", "CENG", "KI", "YI"), ("CENG213/1", "CENG", "Aİ", "Cİ")]


def test_a_department_without_courses_of_its_own_is_known_by_its_prefix(files):
    files.offering(course("5710213", DATA, s1=section("ESE AA ZZ")))

    assert list(Department.objects.values_list("code", "prefix", "name")) == [
        ("412", "ESE", "ESE"),
        ("571", "CENG", "CENG"),
    ]


# the guard

DAYS = ("Mon", "Tue")


def many(sections: int, *, on: tuple[str, ...] = DAYS) -> dict:
    """Sections with one meeting each, on the days in turn."""
    rows = {f"s{n}": section(f"{on[n % len(on)]} 09:40 10:30") for n in range(1, sections + 1)}
    return course("5710213", DATA, **rows)


@pytest.mark.parametrize(
    ("following", "found"),
    [
        (many(15), "it would remove 5 of 20 sections; it would remove 5 of 20 meetings"),
        (many(20, on=("Mon",)), "it has no meeting on a Tuesday, where there are 10 now"),
        (
            course("5710213", DATA, **{f"s{n}": section() for n in range(1, 21)}),
            "it would remove 20 of 20 meetings; it has no meeting on a Monday, where there are 10 now; "
            "it has no meeting on a Tuesday, where there are 10 now",
        ),
    ],
)
def test_a_file_that_lost_a_part_changes_nothing_unless_forced(files, following, found):
    files.offering(many(20))
    before = meetings()

    message = refusal(files.offering, following)

    assert message == f"The file looks incomplete: {found}. Nothing was changed; --force imports it."
    assert (meetings(), Section.objects.count()) == (before, 20)
    files.offering(following, "--force")
    assert meetings() != before


def test_a_fifth_may_go(files):
    files.offering(many(20))

    files.offering(many(16))

    assert (Section.objects.count(), SeatCounter.objects.count()) == (16, 16)
