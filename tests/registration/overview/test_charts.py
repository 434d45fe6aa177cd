"""Small charts as geometry."""

from __future__ import annotations

from registration.overview.charts import Part, bars, line, stacked
from tests.world import local


def test_the_longest_bar_is_as_wide_as_the_picture_and_parts_touch():
    long, short = stacked(
        [
            ("Draft", "/d/", [Part("1", 3), Part("2", 1), Part("3", 4)]),
            ("Final", "/f/", [Part("1", 1), Part("2", 0), Part("3", 1)]),
        ]
    )

    assert [(p.x, p.width) for p in long.parts] == [(0.0, 120.0), (120.0, 40.0), (160.0, 160.0)]
    assert [(p.x, p.width) for p in short.parts] == [(0.0, 40.0), (40.0, 0.0), (40.0, 40.0)]
    assert (long.total, short.total) == (8, 2)


def test_bars_of_nothing_have_no_width():
    [bar] = bars([("Full", 0, "/")])
    assert [(p.count, p.width) for p in bar.parts] == [(0, 0.0)]
    assert bars([]) == ()


def test_a_line_goes_from_edge_to_edge_and_the_most_is_at_the_top():
    hours = [local(f"2026-02-10 {hour:02}:00") for hour in (9, 10, 11)]
    drawn = line([(hours[0], 0, 5), (hours[1], 10, 0), (hours[2], 5, 0)], by_hour=True)

    assert (drawn.accepted, drawn.refused) == ("0.0,70.0 160.0,2.0 320.0,36.0", "0.0,36.0 160.0,70.0 320.0,70.0")
    assert (drawn.most, drawn.total) == (10, (15, 5))


def test_a_line_of_one_moment_or_of_none_is_drawn():
    nothing, one = line([], by_hour=True), line([(local("2026-02-10 09:00"), 0, 0)], by_hour=False)
    assert (nothing.accepted, nothing.total, one.accepted) == ("", (0, 0), "0.0,70.0 320.0,70.0")
