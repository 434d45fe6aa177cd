"""The importers on METU's own files, where they are there; the figures are those of the files."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Count

from curriculum.importers.reading import read_json
from curriculum.models import (
    Course,
    Curriculum,
    CurriculumItem,
    Department,
    Meeting,
    Prerequisite,
    SeatCounter,
    Section,
    SectionCriterion,
)
from curriculum.turkish import sort_key
from tests.curriculum.importing import Files, counts, refusal, run
from tests.curriculum.real_data import metu, needs_metu

pytestmark = [pytest.mark.django_db, needs_metu]

TERM = ("--term", "20201")


def test_a_term_then_the_file_of_eleven_days_later_then_that_again():
    first = run("import_offering", metu("offering-2020-10-09"), *TERM)
    second = run("import_offering", metu("offering-2020-10-20"), *TERM)
    third = run("import_offering", metu("offering-2020-10-20"), *TERM)

    assert first.summary == (
        f"20201: courses {counts(2404, 0, 0, 0)}; sections {counts(6657, 0, 0, 0)}; "
        f"criteria {counts(9333, 0, 0, 0)} (1,653 duplicates); meetings {counts(4639, 0, 0, 0)}."
    )
    assert second.summary == (
        f"20201: courses {counts(10, 1, 10, 2393)}; sections {counts(112, 100, 15, 6542)}; "
        f"criteria {counts(711, 38, 498, 8797)} (1,679 duplicates); meetings {counts(74, 34, 46, 4559)}."
    )
    assert third.summary == (
        f"20201: courses {counts(0, 0, 0, 2404)}; sections {counts(0, 0, 0, 6754)}; "
        f"criteria {counts(0, 0, 0, 9546)} (1,679 duplicates); meetings {counts(0, 0, 0, 4667)}."
    )
    assert (first.notes, second.notes, third.notes) == ([], [], [])
    assert [model.objects.count() for model in (Section, SeatCounter, SectionCriterion, Meeting)] == [
        6754,
        6754,
        9546,
        4667,
    ]
    assert Section.objects.annotate(rows=Count("criteria")).filter(rows=0).count() == 2493
    assert Section.objects.annotate(rows=Count("meetings")).filter(rows=0).count() == 3750
    assert Meeting.objects.filter(room="").count() == 3437


def test_ranges_are_those_of_the_turkish_alphabet():
    run("import_offering", metu("offering-2020-10-20"), *TERM)
    ranges = list(SectionCriterion.objects.values_list("section__course__code", "surname_from", "surname_to"))

    # of the 69 rows of the file two are duplicates
    assert sum(first > last for _, first, last in ranges) == 67
    assert sorted(row for row in ranges if sort_key(row[1]) > sort_key(row[2])) == [
        ("CNG301", "AM", "AK"),
        ("IR231", "ÖZ", "OY"),
    ]
    assert not [letters for row in ranges for letters in row[1:] if "ı" in letters]


def test_a_term_of_the_other_shape_after_the_list_of_departments():
    run("import_catalogue", metu("departments-2024-09-19"))

    first = run("import_offering", metu("offering-20252"), "--term", "20252")
    second = run("import_offering", metu("offering-20252"), "--term", "20252")

    assert first.summary == (
        f"20252: courses {counts(2472, 0, 0, 0)}; sections {counts(6921, 0, 0, 0)}; "
        f"criteria {counts(0, 0, 0, 0)}; meetings {counts(4480, 0, 0, 0)}."
    )
    assert second.summary == (
        f"20252: courses {counts(0, 0, 0, 2472)}; sections {counts(0, 0, 0, 6921)}; "
        f"criteria {counts(0, 0, 0, 0)}; meetings {counts(0, 0, 0, 4480)}."
    )
    assert [note.partition(":")[0] for note in first.notes] == [
        "Meetings with the name of a weekday as room, which was left empty (362)",
        "Names with broken letters, repaired (6)",
    ]
    computing = Course.objects.get(code="CENG140")
    assert (computing.name, computing.name_en, computing.credit, computing.department.name) == (
        "C PROGRAMLAMA",
        "C PROGRAMMING",
        Decimal("4.00"),
        "Bilgisayar Mühendisliği",
    )
    assert Department.objects.count() == 207


def test_the_catalogue_names_what_dangles_and_what_is_malformed():
    first = run("import_catalogue", metu("catalogue"))
    second = run("import_catalogue", metu("catalogue"))

    assert first.summary == (
        f"3,746 rows: departments {counts(161, 0, 0, 0)}; courses {counts(1885, 0, 0, 0)}; "
        f"prerequisites {counts(1285, 0, 0, 0)}; dangling codes 50, malformed rows 1, names repaired 0."
    )
    assert second.summary == (
        f"3,746 rows: departments {counts(0, 0, 0, 161)}; courses {counts(0, 0, 0, 1885)}; "
        f"prerequisites {counts(0, 0, 0, 1285)}; dangling codes 50, malformed rows 1, names repaired 0."
    )
    assert first.notes[0] == (
        "Malformed rows, left out (1): row 2447 (Micro and Nanotechnology): MNT500 has no numeric code"
    )
    assert Course.objects.filter(withdrawn=True).count() == 50
    assert Prerequisite.objects.values("course").distinct().count() == 528
    assert Prerequisite.objects.order_by("-set_no").first().set_no == 21


def test_curricula_on_an_offering_and_must_courses_where_there_are_none():
    run("import_offering", metu("offering-2020-10-20"), *TERM)

    first = run("import_curricula", metu("curricula"))
    second = run("import_curricula", metu("curricula"))
    musts = run("import_curricula", metu("must-courses-2020-10-12"))

    assert first.summary == (
        f"3,304 rows: programmes {counts(61, 0, 0, 0)}; courses {counts(661, 627, 0, 0)}; "
        f"items {counts(3304, 0, 0, 0)}; malformed rows 0, programmes without a curriculum 17."
    )
    assert second.summary == (
        f"3,304 rows: programmes {counts(0, 0, 0, 61)}; courses {counts(0, 0, 0, 1288)}; "
        f"items {counts(0, 0, 0, 3304)}; malformed rows 0, programmes without a curriculum 17."
    )
    assert musts.summary.startswith(f"1,976 rows: programmes {counts(4, 0, 0, 0)};")
    assert (Curriculum.objects.count(), CurriculumItem.objects.exclude(category="").count()) == (65, 651)


def test_a_file_that_lost_a_weekday_or_a_third_of_its_courses_is_noticed(files: Files):
    run("import_offering", metu("offering-2020-10-20"), *TERM)
    whole = read_json(metu("offering-2020-10-20"))
    third = {code: whole[code] for code in sorted(whole)[: len(whole) * 2 // 3]}

    assert [_found(files, cut) for cut in (_without(whole, 1), _without(whole, 4), third)] == [
        "it would remove 993 of 4,667 meetings; it has no meeting on a Tuesday, where there are 993 now",
        "it has no meeting on a Friday, where there are 741 now",
        "it would remove 2,943 of 6,754 sections; it would remove 1,448 of 4,667 meetings",
    ]
    assert (Section.objects.count(), Meeting.objects.count()) == (6754, 4667)


def _without(content: dict[str, Any], day: int) -> dict[str, Any]:
    """The same offering without the meetings of a weekday."""
    cut = copy.deepcopy(content)
    for entry in cut.values():
        for section in entry["Sections"].values():
            section["t"] = [meeting for meeting in section["t"] if meeting["d"] != day]
    return cut


def _found(files: Files, content: dict[str, Any]) -> str:
    line = refusal(files.offering, content)
    return line.removeprefix("The file looks incomplete: ").removesuffix(". Nothing was changed; --force imports it.")
