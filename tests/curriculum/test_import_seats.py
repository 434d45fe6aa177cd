"""import_offering and what the portal has made of an earlier import: seats taken, capacities, quotas, criteria."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import translation

from curriculum.importers import writing
from curriculum.importers.writing import LOCK
from curriculum.models import SeatCounter, Section, SectionCriterion
from registration import audit
from registration.models import Enrolment
from tests.curriculum.importing import Files, counts, course, refusal, section
from tests.world import World

pytestmark = pytest.mark.django_db

DATA = "CENG213 - DATA STRUCTURES"
TWO = course("5710213", DATA, s1=section("CENG AA KZ", "CENG LA ZZ"), s2=section())
ONE = course("5710213", DATA, s1=section("CENG AA KZ", "CENG LA ZZ"))


def seats(number: int = 2) -> tuple[int, bool, int, int]:
    counter = SeatCounter.objects.get(section__number=number)
    return counter.capacity, counter.open, counter.taken, counter.moves


def use(number: int = 2, *, taken: int, moves: int) -> None:
    SeatCounter.objects.filter(section__number=number).update(taken=taken, moves=moves)


def closed_by(outcome) -> list[str]:
    return [note for note in outcome.notes if "closed" in note]


# sections that go


def test_a_section_that_nobody_ever_took_goes_with_its_seats(files: Files):
    files.offering(TWO)

    assert f"sections {counts(0, 0, 1, 1)};" in files.offering(ONE, "--force").summary
    assert [str(s) for s in Section.objects.all()] == ["CENG213/1"]
    assert SeatCounter.objects.count() == 1


@pytest.mark.parametrize(("taken", "moves"), [(3, 5), (0, 2)])
def test_a_section_that_has_or_had_students_is_closed_and_kept(files: Files, taken, moves):
    files.offering(TWO)
    use(taken=taken, moves=moves)

    first = files.offering(ONE, "--force")
    second = files.offering(ONE)

    assert f"sections {counts(0, 0, 1, 1)};" in first.summary
    assert closed_by(first) == [
        "Sections no longer in the file, closed because they have or had students (1): CENG213/2"
    ]
    assert (seats(), Section.objects.count()) == ((40, False, taken, moves), 2)
    assert f"sections {counts(0, 0, 0, 1)};" in second.summary
    assert closed_by(second) == []


def test_a_section_that_comes_back_stays_closed_and_is_named(files: Files):
    files.offering(TWO)
    use(taken=3, moves=3)
    files.offering(ONE, "--force")

    back = files.offering(TWO)

    assert f"sections {counts(0, 0, 0, 2)};" in back.summary
    assert closed_by(back) == [
        "Sections of the file that are closed here and stay so until staff open them (1): CENG213/2"
    ]
    assert seats() == (40, False, 3, 3)


def test_a_student_keeps_a_course_whose_section_went(world: World, files: Files):
    """The whole way: a seat taken through the portal, an import without the section, and the ledger still right."""
    student = world.student()
    world.change(student, add=[world.x2])
    given = course("5710213", DATA, s1=section()) | course("5710331", "CENG331 - SYSTEMS", s1=section())

    files.offering(given, "--force", term=world.term.code)

    assert world.list_of(student) == {"CENG213/2"}
    assert (world.change(world.student("2501240"), add=[world.x2]).status, audit.audit()) == ("refused", [])
    assert world.change(student, drop=[world.x2]).accepted
    assert (Enrolment.objects.count(), audit.audit()) == (0, [])


def test_enrolments_that_no_counter_counts_stop_the_import(world: World, files: Files):
    world.change(world.student(), add=[world.x2])
    SeatCounter.objects.filter(section=world.x2).update(taken=0, moves=0)
    given = course("5710213", DATA, s1=section()) | course("5710331", "CENG331 - SYSTEMS", s1=section())

    line = refusal(files.offering, given, "--force", term=world.term.code)

    assert line == "A section that counts no seat taken has enrolments: run manage.py audit_seats."


# capacities


def test_new_sections_get_the_default_and_old_ones_keep_what_they_have(files: Files):
    files.offering(ONE, "--capacity", "25")
    SeatCounter.objects.update(capacity=70, taken=60, moves=60)

    files.offering(TWO, "--capacity", "30")

    assert (seats(1), seats(2)) == ((70, True, 60, 60), (30, True, 0, 0))


def test_a_section_without_a_counter_gets_one(files: Files):
    files.offering(ONE)
    SeatCounter.objects.all().delete()

    files.offering(ONE)

    assert seats(1) == (40, True, 0, 0)


@pytest.mark.parametrize(
    "lines",
    [
        "5710213,1,55\n5710213,2,10\n",
        "course,section,capacity\nCENG213,1,55\nceng 213,2,10\n",
        "\ufeffDers;Şube;Kontenjan\r\nCENG213;1;55\r\n\r\n5710213;2;10\r\n",
    ],
)
def test_a_file_of_capacities_names_courses_by_either_code(files: Files, lines):
    table = files.write(lines.encode(), "capacities.csv")

    files.offering(ONE)
    outcome = files.offering(TWO, "--capacities", table)

    assert (seats(1), seats(2), outcome.notes) == ((55, True, 0, 0), (10, True, 0, 0), [])


def test_a_capacity_is_never_lowered_below_the_seats_taken(files: Files):
    files.offering(TWO)
    use(1, taken=30, moves=30)
    use(2, taken=30, moves=30)
    table = files.write(b"CENG213,1,29\nCENG213,2,30\nCENG213,7,50\n", "capacities.csv")

    outcome = files.offering(TWO, "--capacities", table)

    assert outcome.notes == [
        "Capacities for sections that are not in the offering, left out (1): line 3: CENG213/7",
        "Capacities below the seats taken, the section closed instead (1): CENG213/1: 29 asked for, 30 taken",
    ]
    assert (seats(1), seats(2)) == ((40, False, 30, 30), (30, True, 30, 30))


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ("CENG213,1\n", ": line 1: has 2 cells instead of 3: is the file cut off?"),
        ("CENG213,1,40\nCENG213,2,many\n", ": line 2, capacity: “many”: not a number from 0 to 100000"),
        ("CENG213,1,-4\n", ": line 1, capacity: “-4”: not a number from 0 to 100000"),
        ("CENG213,1,40\nCENG 213,1,50\n", ": line 2, section: the same section stands in line 1 already"),
        ("CENG213,1,1000000\n", ": line 1, capacity: “1000000”: not a number from 0 to 100000"),
        ("course,section,capacity\n", " holds no line of data."),
    ],
)
def test_a_bad_file_of_capacities_imports_nothing(files: Files, lines, line):
    table = files.write(lines.encode(), "capacities.csv")

    with translation.override("en"):
        assert refusal(files.offering, TWO, "--capacities", table) == table + line
    assert Section.objects.count() == 0


def test_a_code_of_two_courses_must_be_given_as_a_number(files: Files):
    both = course("8770101", "OHS101 - SAFETY", s1=section()) | course("3870101", "OHS101 - SAFETY", s1=section())
    table = files.write(b"OHS101,1,20\n", "capacities.csv")

    line = refusal(files.offering, both, "--capacities", table)

    assert line == "Capacities, line 1: OHS101 is more than one course (3870101, 8770101); use the number."


# what staff made of criteria


def criteria() -> list[tuple]:
    rows = SectionCriterion.objects.filter(section__number=1).select_related("quota").order_by("id")
    return [(c.id, c.surname_from, c.surname_to, c.quota.capacity if hasattr(c, "quota") else None) for c in rows]


def test_a_quota_survives_the_same_file_and_follows_a_changed_range(files: Files):
    files.offering(TWO)
    first, second = SectionCriterion.objects.order_by("id")
    quota = SeatCounter.objects.create(criterion=first, capacity=15, taken=4, moves=4)

    assert f"criteria {counts(0, 0, 0, 2)};" in files.offering(TWO).summary
    assert criteria() == [(first.id, "AA", "KZ", 15), (second.id, "LA", "ZZ", None)]

    changed = course("5710213", DATA, s1=section("CENG AA MZ", "CENG LA ZZ"), s2=section())
    outcome = files.offering(changed)

    assert f"criteria {counts(0, 1, 0, 1)};" in outcome.summary
    assert outcome.notes == [
        "Criteria with a quota or note of the staff's that got the file's surname range (1): "
        "CENG213/1 CENG AA-KZ, now AA-MZ",
    ]
    assert criteria() == [(first.id, "AA", "MZ", 15), (second.id, "LA", "ZZ", None)]
    quota.refresh_from_db()
    assert (quota.taken, quota.moves) == (4, 4)


@pytest.mark.parametrize("made", [{"note": "Kurul kararı"}, {"year_min": 3}, {"cgpa_max": "2.50"}])
def test_a_criterion_that_says_more_than_a_file_can_is_never_taken_away(files: Files, made):
    files.offering(TWO)
    row = SectionCriterion.objects.get(surname_from="AA")
    SectionCriterion.objects.filter(id=row.id).update(**made)

    outcome = files.offering(course("5710213", DATA, s1=section("ALL AA ZZ"), s2=section()))

    assert f"criteria {counts(1, 0, 1, 0)};" in outcome.summary
    assert outcome.notes == ["Criteria of the staff's that the file does not have, kept (1): CENG213/1 CENG AA-KZ"]
    assert [(c.id == row.id, c.surname_from) for c in SectionCriterion.objects.order_by("id")] == [
        (True, "AA"),
        (False, "AA"),
    ]


def test_a_criterion_with_limits_does_not_follow_the_file(files: Files):
    files.offering(TWO)
    row = SectionCriterion.objects.get(surname_from="AA")
    SectionCriterion.objects.filter(id=row.id).update(year_min=3)

    outcome = files.offering(course("5710213", DATA, s1=section("CENG AA MZ", "CENG LA ZZ"), s2=section()))

    assert f"criteria {counts(1, 0, 0, 1)};" in outcome.summary
    assert [(first, last) for _, first, last, _ in criteria()] == [("AA", "KZ"), ("LA", "ZZ"), ("AA", "MZ")]


def test_the_files_own_row_is_matched_before_the_staffs(files: Files):
    files.offering(ONE)
    own = SectionCriterion.objects.get(surname_from="AA")
    second = SectionCriterion.objects.create(
        section=own.section, department=own.department, surname_from="AA", surname_to="KZ", year_min=3
    )

    files.offering(ONE)

    assert SectionCriterion.objects.filter(id__in=[own.id, second.id]).count() == 2


@pytest.fixture
def other() -> Iterator[CursorWrapper]:
    """Somebody else's transaction."""
    elsewhere = connection.copy()
    try:
        with elsewhere.cursor() as cursor:
            cursor.execute("BEGIN")
            yield cursor
    finally:
        elsewhere.close()


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_do_not_meet(files: Files, other: CursorWrapper):
    other.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])

    assert refusal(files.offering, TWO) == "Another import is running; try again when it has ended."
    other.execute("ROLLBACK")
    assert files.offering(TWO).summary.startswith("20201: courses 1 new")


@pytest.mark.django_db(transaction=True)
def test_an_import_that_waits_in_vain_changes_nothing(files: Files, other: CursorWrapper, monkeypatch):
    monkeypatch.setattr(writing, "PATIENCE", "100ms")
    files.offering(TWO)
    other.execute("SELECT 1 FROM curriculum_seatcounter FOR UPDATE")

    line = refusal(files.offering, ONE, "--force")

    assert line == "Somebody is changing what the file changes; nothing was imported, try again."
    assert Section.objects.count() == 2
