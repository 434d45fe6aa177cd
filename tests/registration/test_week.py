"""The week as a table of equal hours, and as a list for each day."""

from __future__ import annotations

import pytest

from registration.catalogue import catalogue_of
from registration.week import Week, grid_of, week_of
from tests.world import World

pytestmark = pytest.mark.django_db


def shape(week: Week) -> list[tuple[str, list[tuple[list[str], int]]]]:
    """Each hour with what begins in it and how many hours high it is; empty cells are left out."""
    return [
        (hour, [([e.label for e in cell.entries], cell.span) for cell in cells if cell.entries])
        for hour, cells in week.hours
    ]


def grid(world: World, *sections) -> Week:
    catalogue = catalogue_of(world.term.id)
    return grid_of([catalogue.sections[s.id] for s in sections], catalogue, "en")


def test_a_meeting_is_as_many_rows_high_as_it_has_hours(world: World):
    week = grid(world, world.x2, world.y1)

    assert shape(week) == [("09:40", [(["CENG213/2"], 3)]), ("10:40", [(["CENG331/1"], 1)]), ("11:40", [])]


def test_what_clashes_stands_in_one_cell_as_high_as_both(world: World):
    late = world.section(world.course("5710900"), 1, (0, "11:40", "14:30"))

    week = grid(world, world.x1, world.y1, late)

    assert shape(week)[0] == ("09:40", [(["CENG213/1", "CENG331/1", "CENG900/1"], 5)])
    [monday] = [entries for day, entries in week.by_day if day == "Monday"]
    assert [(e.label, e.clash) for e in monday] == [("CENG213/1", True), ("CENG331/1", True), ("CENG900/1", True)]


def test_what_follows_begins_a_cell_of_its_own(world: World):
    after = world.section(world.course("5710900"), 1, (1, "12:40", "13:30"))

    assert shape(grid(world, world.x2, after)) == [
        ("09:40", [(["CENG213/2"], 3)]),
        ("10:40", []),
        ("11:40", []),
        ("12:40", [(["CENG900/1"], 1)]),
    ]


def test_each_row_has_a_cell_for_each_day_or_is_reached_from_above(world: World):
    week = grid(world, world.x1, world.x2, world.y1)

    reached = [0] * len(week.days)
    for n, (_, cells) in enumerate(week.hours):
        free = [day for day, until in enumerate(reached) if until <= n]
        assert len(free) == len(cells)
        for day, cell in zip(free, cells, strict=True):
            reached[day] = n + cell.span


def test_without_a_meeting_there_is_no_table(world: World):
    assert grid(world, world.section(world.course("5710900"), 1)).hours == ()


def test_a_timetable_of_many_sections_has_a_row_for_each_beginning(world: World):
    catalogue = catalogue_of(world.term.id)

    week = week_of(catalogue.sections.values(), catalogue, "en")

    assert shape(week) == [("09:40", [(["CENG213/1"], 1), (["CENG213/2"], 1)]), ("10:40", [(["CENG331/1"], 1)])]
