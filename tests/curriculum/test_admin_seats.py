"""Seats in the section form: written beside students who register, refused in words, never oversold or lost."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from curriculum.admin import seats
from curriculum.models import SeatCounter, Section
from tests.admin_pages import errors, filled, history, official, put_the_clock_back, save, section_page
from tests.world import World

pytestmark = pytest.mark.django_db
LIST, ADD = "/admin/curriculum/section/", "/admin/curriculum/section/add/"


@pytest.fixture
def secretary(world: World) -> Client:
    return official(world, "secretary", world.ceng)


def counter(section: Section) -> tuple[int, int, bool, int]:
    return SeatCounter.objects.values_list("capacity", "taken", "open", "moves").get(section=section)


# seats


def test_capacity_and_open_are_written_by_name(world: World, secretary: Client):
    world.change(world.student(), add=[world.x1])

    response = save(secretary, world.x1, capacity="50", open=None)

    assert response.status_code == 302
    assert counter(world.x1) == (50, 1, False, 1)


def test_section_and_counters_are_locked_first_and_only_the_changed_column_is_written(world: World, secretary: Client):
    form = filled(secretary.get(section_page(world.x1)), "section_form", capacity="50")

    with CaptureQueriesContext(connection) as queries:
        secretary.post(section_page(world.x1), form)

    sql = [
        query["sql"] for query in queries if "FOR NO KEY UPDATE" in query["sql"] or query["sql"].startswith("UPDATE")
    ]
    seat = SeatCounter.objects.get(section=world.x1)
    assert [statement.split('"')[1] for statement in sql[2:]] == ["curriculum_section", "curriculum_seatcounter"]
    assert sql[0].endswith(f'"curriculum_section"."id" IN ({world.x1.id}) ORDER BY 1 ASC FOR NO KEY UPDATE')
    assert sql[1].endswith('ORDER BY "curriculum_seatcounter"."id" ASC FOR NO KEY UPDATE OF "curriculum_seatcounter"')
    assert sql[3] == (
        'UPDATE "curriculum_seatcounter" SET "capacity" = 50 WHERE '
        f'("curriculum_seatcounter"."id" = {seat.id} AND "curriculum_seatcounter"."taken" <= 50)'
    )


def test_capacity_below_what_is_taken_is_refused_and_nothing_is_saved(world: World, secretary: Client):
    for number in ("2501231", "2501242"):
        world.change(world.student(number), add=[world.x1])

    response = save(secretary, world.x1, capacity="1", instructors="A. Kaya")

    assert errors(response) == {
        "capacity": [
            "Seats taken: 2, so the capacity cannot be lowered to 1. "
            "Close the section instead: it keeps its students and takes no more."
        ]
    }
    assert counter(world.x1) == (30, 2, True, 2)
    assert Section.objects.get(id=world.x1.id).instructors == ""
    assert history(world.x1) == []


def test_capacity_may_be_lowered_to_what_is_taken(world: World, secretary: Client):
    world.change(world.student(), add=[world.x1])

    assert save(secretary, world.x1, capacity="1").status_code == 302
    assert counter(world.x1) == (1, 1, True, 1)


def test_a_field_left_alone_does_not_undo_what_another_just_saved(world: World, secretary: Client):
    old_screen = filled(secretary.get(section_page(world.x1)), "section_form", instructors="A. Kaya")
    save(official(world, "registrar"), world.x1, capacity="50")

    secretary.post(section_page(world.x1), old_screen)

    assert counter(world.x1) == (50, 0, True, 0)
    assert Section.objects.get(id=world.x1.id).instructors == "A. Kaya"


def test_a_new_section_gets_its_counter(world: World, secretary: Client):
    form = filled(secretary.get(ADD), "section_form", course=world.x.id, number="3", capacity="25")

    response = secretary.post(ADD, form)

    section = Section.objects.get(course=world.x, number=3)
    assert (response.status_code, section.term) == (302, world.term)
    assert counter(section) == (25, 0, True, 0)
    assert history(section) == [
        "Added section “CENG213/3 (Course: 5710213 CENG213 Ders CENG213; Term: 2025-2026 Bahar; Section: 3; "
        "Delivery: face to face; Not opened: too few students: no; Cancelled: no; Capacity: 25; Open: yes)”."
    ]


def test_a_section_number_is_used_once(world: World, secretary: Client):
    response = save(secretary, world.x1, number="2")

    assert errors(response) == {"number": ["The course has a section of this number already."]}


# deleting

IN_USE = "Seats taken in CENG213/1: 1. Close it instead of deleting it; it then takes no more students."


def delete(client: Client, section: Section):
    return client.post(reverse("admin:curriculum_section_delete", args=[section.id]), {"post": "yes"})


def test_a_section_with_students_is_not_deleted(world: World, secretary: Client):
    world.change(world.student(), add=[world.x1])

    response = delete(secretary, world.x1)

    assert (response.context["protected"], response.context["perms_lacking"]) == ([IN_USE], set())
    assert IN_USE in response.content.decode()
    assert Section.objects.filter(id=world.x1.id).exists()


def test_an_empty_section_is_deleted_with_all_it_has(world: World, secretary: Client):
    world.criterion(world.x2, quota=3)

    assert delete(secretary, world.x2).status_code == 302

    assert not Section.objects.filter(id=world.x2.id).exists()
    assert SeatCounter.objects.count() == 2


def test_a_seat_taken_since_the_page_was_shown_keeps_the_section(world: World):
    world.change(world.student(), add=[world.x1])

    with pytest.raises(seats.Refused) as refused:
        seats.delete([world.x2, world.x1])

    assert (refused.value.errors, Section.objects.count()) == ({world.x1.id: IN_USE}, 3)


def test_of_many_selected_one_with_students_keeps_all(world: World, secretary: Client):
    world.change(world.student(), add=[world.x1])
    chosen = {"action": "delete_selected", "_selected_action": [world.x1.id, world.x2.id], "post": "yes"}

    response = secretary.post(LIST, chosen)

    assert (response.context["protected"], response.context["perms_lacking"]) == ([IN_USE], set())
    assert Section.objects.count() == 3


# beside students who are registering


@pytest.fixture
def _clock():
    yield
    put_the_clock_back()


@pytest.fixture
def _held(_clock, world: World):
    """Another connection holds the seats of x1, and nobody waits for them long."""
    other = connection.copy()
    other.set_autocommit(False)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
    with other.cursor() as cursor:
        cursor.execute("SELECT 1 FROM curriculum_seatcounter WHERE section_id = %s FOR UPDATE", [world.x1.id])
    yield
    other.rollback()
    other.close()
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")


BUSY = "Students are registering in this section at this moment. Nothing was saved; please send it again."


@pytest.mark.django_db(transaction=True)
def test_seats_that_are_held_too_long_are_said_and_the_form_is_kept(_held, world: World, secretary: Client):
    response = save(secretary, world.x1, capacity="50")

    assert errors(response) == {"__all__": [BUSY]}
    assert response.context["adminform"].form["capacity"].value() == "50"


@pytest.mark.django_db(transaction=True)
def test_a_deletion_that_waits_too_long_leaves_no_trace(_held, world: World, secretary: Client):
    chosen = {"action": "delete_selected", "_selected_action": [world.x1.id, world.x2.id], "post": "yes"}

    for response in (delete(secretary, world.x1), secretary.post(LIST, chosen)):
        assert [str(message) for message in get_messages(response.wsgi_request)][-1:] == [BUSY]
        assert response.status_code == 302
    assert (Section.objects.count(), LogEntry.objects.count()) == (3, 0)
