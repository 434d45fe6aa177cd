"""import_advisors and import_holds: times that follow each other, holds placed and lifted once."""

from __future__ import annotations

import pytest

from people.models import Advisorship, Hold, ThesisAdvisorship
from tests.tables import counted, load, told
from tests.world import World

pytestmark = pytest.mark.django_db
HEAD = "number,advisor,kind,date_from,date_to"


def times(model=Advisorship) -> list[tuple[str, str, str]]:
    rows = model.objects.order_by("date_from").values_list("advisor__user__username", "date_from", "date_to")
    return [(name, f"{first}", f"{last}" if last else "") for name, first, last in rows]


@pytest.fixture
def student(world: World):
    world.staff("yeni", email="Yeni@ornek.edu.tr")
    return world.student()


def test_a_new_advisor_ends_the_time_of_the_one_before(world: World, student):
    table = f"{HEAD}\n2501231,yeni,,2026-02-09,\n"

    assert counted(load("advisors", table)) == (1, 0, 0, 0)
    assert times() == [("danisman", "2020-01-01", "2026-02-08"), ("yeni", "2026-02-09", "")]
    assert counted(load("advisors", table)) == (0, 0, 0, 1)
    assert len(times()) == 2


def test_lines_of_one_student_follow_each_other_by_their_days(world: World, student):
    Advisorship.objects.all().delete()
    table = f"{HEAD}\n2501231,yeni,,2026-02-09,\n2501231,danisman,akademik,01.09.2022,\n"

    assert counted(load("advisors", table)) == (2, 0, 0, 0)
    assert times() == [("danisman", "2022-09-01", "2026-02-08"), ("yeni", "2026-02-09", "")]


def test_an_advisor_by_mail_and_a_time_that_ends(world: World, student):
    load("advisors", f"{HEAD}\n2501231,yeni@ornek.edu.tr,,2020-01-01,2026-06-30\n")
    assert times() == [("yeni", "2020-01-01", "2026-06-30")]


def test_thesis_advisors_have_times_of_their_own(world: World, student):
    assert counted(load("advisors", f"{HEAD}\n2501231,yeni,tez,2026-02-09,\n")) == (1, 0, 0, 0)
    assert times(ThesisAdvisorship) == [("yeni", "2026-02-09", "")]
    assert times() == [("danisman", "2020-01-01", "")]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("1,yeni,,2026-02-09,", "line 2, student number: no student has the number 1"),
        ("2501231,kim,,2026-02-09,", "line 2, advisor: no staff member is called kim"),
        ("2501231,yeni,,2026-02-09,2026-02-08", "line 2, to: ends before it begins"),
        ("2501231,yeni,,2019-02-09,", "line 2, from: an advisor from a later day is there already"),
        (
            "2501231,yeni,,2026-02-09,\n2501231,danisman,,2026-02-09,",
            "line 3, from: the same student and day stand in line 2 already",
        ),
    ],
)
def test_what_is_refused(world: World, student, line, problem):
    report = load("advisors", f"{HEAD}\n{line}\n")

    assert (told(report), times()) == ([problem], [("danisman", "2020-01-01", "")])


def test_two_with_one_address_are_nobody(world: World, student):
    world.staff("ikinci", email="yeni@ornek.edu.tr")
    report = load("advisors", f"{HEAD}\n2501231,yeni@ornek.edu.tr,,2026-02-09,\n")
    assert told(report) == ["line 2, advisor: no staff member is called yeni@ornek.edu.tr"]


# holds


def holds() -> list[tuple[str, str, bool]]:
    return [(h.kind, h.note, h.lifted_at is None) for h in Hold.objects.order_by("id")]


def test_a_hold_is_placed_once_and_lifted_once(world: World, student):
    place = "öğrenci no;tür;işlem;açıklama\n2501231;kütüphane;koy;iki kitap\n"

    assert counted(load("holds", place)) == (1, 0, 0, 0)
    assert counted(load("holds", place)) == (0, 0, 0, 1)
    assert counted(load("holds", place.replace("iki", "üç"))) == (0, 1, 0, 0)
    assert holds() == [("library", "üç kitap", True)]
    assert counted(load("holds", place.replace(";koy;", ";kaldır;"))) == (0, 0, 1, 0)
    assert counted(load("holds", place.replace(";koy;", ";kaldır;"))) == (0, 0, 0, 1)
    assert holds() == [("library", "üç kitap", False)]
    assert counted(load("holds", place)) == (1, 0, 0, 0)
    assert holds() == [("library", "üç kitap", False), ("library", "iki kitap", True)]


def test_the_same_hold_twice_in_one_table(world: World, student):
    report = load("holds", "number,kind,action\n2501231,library,\n2501231,kütüphane,lift\n2501231,other,\n")
    assert (told(report), holds()) == (["line 3, kind: the same hold stands in line 2 already"], [])
