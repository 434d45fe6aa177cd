"""Sections that change after students took them: told once, with the clash that the change brings."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from curriculum.models import Meeting, Section
from people.models import Notice, Student
from registration import catalogue, signals, tasks
from registration.models import SectionChange
from registration.section_changes import Told, tell_section_changes
from tests.admin_pages import official, save
from tests.elsewhere import threads
from tests.registration.ask import OK, ask, refused
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(world: World) -> World:
    """Everybody knows the term's sections as they are."""
    assert tell(world) == []
    return world


def tell(world: World) -> list[Told]:
    catalogue.forget()  # what a test takes back raises no revision
    return tell_section_changes(term_id=world.term.id)


def move_to(section: Section, weekday: int, start: str, end: str) -> None:
    section.meetings.update(weekday=weekday, start=start, end=end)


def notices(student: Student) -> list[tuple[str, str, str]]:
    """Kind, and what was and is in English."""
    rows = Notice.objects.filter(user=student.user).order_by("id")
    return [(n.kind, n.figures["before"]["en"], n.figures["after"]["en"]) for n in rows]


def test_who_has_a_section_is_told_that_it_moved_and_nobody_else(known: World):
    holds, other = known.student(), known.student("2501240")
    known.change(holds, add=[known.x1])
    known.change(other, add=[known.x2])
    move_to(known.x1, 3, "13:40", "16:30")

    assert tell(known) == [Told("CENG213/1", "moved", 1)]
    assert notices(holds) == [("section_moved", "Mon 09:40–12:30", "Thu 13:40–16:30")]
    assert notices(other) == []
    assert known.list_of(holds) == {"CENG213/1"}


def test_whose_week_clashes_since_is_named(known: World):
    clashes, free = known.student(), known.student("2501240")
    known.change(clashes, add=[known.x2, known.y1])
    known.change(free, add=[known.x2])
    move_to(known.x2, 0, "10:00", "11:00")

    assert tell(known) == [Told("CENG213/2", "moved", 2, clashing=1)]
    [notice] = Notice.objects.filter(user=clashes.user)
    assert (notice.kind, notice.figures["clashes"]) == ("section_moved_clash", {"tr": "CENG331/1", "en": "CENG331/1"})
    assert [kind for kind, *_ in notices(free)] == ["section_moved"]
    assert SectionChange.objects.get().students == [[clashes.id, [known.y1.id]], [free.id, []]]


def test_a_clash_that_was_there_before_is_no_news(known: World):
    u4 = known.student()
    known.change(u4, add=[known.x1, known.y1])  # METU warns of a clash only
    known.x1.meetings.update(room="BMB1")

    assert tell(known) == [Told("CENG213/1", "moved", 1)]
    assert notices(u4) == [("section_moved", "Mon 09:40–12:30", "Mon 09:40–12:30 BMB1")]


def test_each_change_is_told_once_and_the_way_back_again(known: World):
    u4 = known.student()
    known.change(u4, add=[known.x1])
    for weekday in (3, 0, 3):
        move_to(known.x1, weekday, "09:40", "12:30")
        assert tell(known) == [Told("CENG213/1", "moved", 1)]
        assert tell(known) == []
    assert [now for _, _, now in notices(u4)] == ["Thu 09:40–12:30", "Mon 09:40–12:30", "Thu 09:40–12:30"]


def test_another_instructor(known: World):
    u4 = known.student()
    known.change(u4, add=[known.x1])
    Section.objects.filter(pk=known.x1.pk).update(instructors="A. Yıldız")

    assert tell(known) == [Told("CENG213/1", "instructor", 1)]
    assert notices(u4) == [("section_instructor", "–", "A. Yıldız")]


def test_a_cancelled_section_stays_on_the_list_and_is_neither_added_nor_approved(known: World):
    u4, late = known.student(), known.student("2501240")
    known.change(u4, add=[known.x1])
    Section.objects.filter(pk=known.x1.pk).update(cancelled=True)

    assert tell(known) == [Told("CENG213/1", "cancelled", 1)]
    assert [kind for kind, *_ in notices(u4)] == ["section_cancelled"]
    assert (known.list_of(u4), known.taken(known.x1)) == ({"CENG213/1"}, 1)
    assert ask(known, late, add=(known.x1,)) == refused("SECTION_CANCELLED")
    assert ask(known, u4, add=(known.x2,), drop=(known.x1,)) == OK

    Section.objects.filter(pk=known.x1.pk).update(cancelled=False)
    assert tell(known) == []  # nobody has it any more


def test_a_section_given_after_all_names_the_clash_that_came_meanwhile(known: World):
    u4 = known.student()
    known.change(u4, add=[known.x2, known.y1])
    Section.objects.filter(pk=known.x2.pk).update(cancelled=True)
    tell(known)
    move_to(known.x2, 0, "10:00", "11:00")
    assert tell(known) == []  # of a cancelled section there is nothing to tell
    Section.objects.filter(pk=known.x2.pk).update(cancelled=False)

    assert tell(known) == [Told("CENG213/2", "restored", 1, clashing=1)]
    assert [kind for kind, *_ in notices(u4)] == ["section_cancelled", "section_restored_clash"]


def test_advisors_hear_of_it_by_the_signal(known: World):
    heard = []
    signals.section_changed.connect(hear := lambda sender, **said: heard.append(said))
    u4 = known.student()
    known.change(u4, add=[known.x2, known.y1])
    move_to(known.x2, 0, "10:00", "11:00")
    tell(known)
    signals.section_changed.disconnect(hear)

    [said] = heard
    assert (said["term_id"], said["section_id"], said["student_ids"]) == (known.term.id, known.x2.id, [u4.id])
    assert said["figures"] == {
        "kind": "moved",
        "courses": "CENG213/2",
        "before": {"tr": "Sal 09:40–12:30", "en": "Tue 09:40–12:30"},
        "after": {"tr": "Pzt 10:00–11:00", "en": "Mon 10:00–11:00"},
        "clashing": [u4.id],
    }


@pytest.mark.parametrize("students", [1, 20])
def test_as_many_statements_for_many_students_as_for_one(known: World, students: int):
    for n in range(students):
        known.change(known.student(f"26{n:04}0"), add=[known.x2, known.y1])
    move_to(known.x2, 0, "10:00", "11:00")
    catalogue.forget()
    catalogue.newest(known.term.id)

    with CaptureQueriesContext(connection) as done:
        assert tell_section_changes(term_id=known.term.id)[0].students == students
    assert len(done) == 17  # three of them for the tasks of advisors


def test_the_command_says_whom_it_told_and_whom_it_would_tell(known: World):
    known.change(known.student(), add=[known.x2, known.y1])
    move_to(known.x2, 0, "10:00", "11:00")
    catalogue.forget()

    def run(*options: str) -> str:
        call_command("tell_section_changes", *options, stdout=(out := StringIO()))
        return out.getvalue()

    assert run("--dry-run") == "CENG213/2 moved: 1 students\n"
    assert run() == "CENG213/2 moved: 1 students, 1 with a clash\n"
    assert (run(), Notice.objects.count()) == ("", 1)


def test_the_task_tells_in_the_current_term(known: World):
    u4 = known.student()
    known.change(u4, add=[known.x1])
    move_to(known.x1, 3, "13:40", "16:30")
    catalogue.forget()

    tasks.tell_section_changes()
    tasks.tell_section_changes()
    assert [kind for kind, *_ in notices(u4)] == ["section_moved"]


# for real: commits, and two at once


@pytest.fixture
def committed(transactional_db) -> World:
    world = World()
    tell_section_changes(term_id=world.term.id)
    return world


@pytest.mark.django_db(transaction=True)
def test_the_secretarys_edit_is_told_right_after_it_is_saved(committed: World):
    u4 = committed.student()
    committed.change(u4, add=[committed.x1])
    secretary = official(committed, "secretary", committed.ceng)

    assert save(secretary, committed.x1, **{"meetings-0-weekday": "3"}).status_code == 302
    assert notices(u4) == [("section_moved", "Mon 09:40–12:30", "Thu 09:40–12:30")]
    assert save(secretary, committed.x1, instructors="A. Yıldız").status_code == 302
    assert [kind for kind, *_ in notices(u4)] == ["section_moved", "section_instructor"]
    assert save(secretary, committed.x1, cancelled="on").status_code == 302
    assert [kind for kind, *_ in notices(u4)][2:] == ["section_cancelled"]


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_tell_once(committed: World):
    students = [committed.student(f"26{n:04}0") for n in range(5)]
    for student in students:
        committed.change(student, add=[committed.x1])
    Meeting.objects.filter(section=committed.x1).update(weekday=3)

    with threads(4) as start:
        runs = [start(tell_section_changes, term_id=committed.term.id) for _ in range(4)]
    assert sorted(len(run.result()) for run in runs) == [0, 0, 0, 1]
    assert Notice.objects.count() == len(students)
