"""Course counting by tables: what fills what, what replaces what, what is left to choose (METU-66)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registration.rules.counting import Choice, Counting, Load, count
from registration.rules.facts import Case, Catalogue, Change, Curriculum, Elective, Enrolled, Pin

from .build import course, programme, student, term

MUSTS = {1: frozenset({1, 2}), 2: frozenset({3})}
TE, TE2, DE, FE = (
    Elective(101, 3, "TE"),
    Elective(102, 4, "TE"),
    Elective(103, 5, "DE"),
    Elective(104, 6, "FE"),
)


def catalogue(
    *electives: Elective, equivalents: dict[int, tuple[int, ...]] | None = None, **categories: str
) -> Catalogue:
    """Courses 4 and up as electives: c4="TE DE" is course 4 in those categories, whatever the department."""
    made = []
    for id_ in range(1, 10):
        named = frozenset(categories.get(f"c{id_}", "").split())
        stands = (equivalents or {}).get(id_, ())
        made.append(replace(course(id_), categories={None: named} if named else {}, equivalents=stands))
    return term(*made, Curriculum(1, MUSTS, {}, 5, 40, electives))


def counted(known: Catalogue, *held: int | Enrolled, pins: tuple[Pin, ...] = (), **fields) -> Counting:
    facts = student(*held, pins=pins, **fields)
    return count(Case(known, facts, Change(), "open"), facts.primary)


def filled(counting: Counting) -> dict[int, tuple[int, str]]:
    """What fills a must course or an item: the course and how it stands."""
    return {(r.course_id or r.item_id or 0): (r.by.course_id, r.standing) for r in counting.requirements if r.by}


@pytest.mark.parametrize(
    ("held", "took", "expected"),
    [
        ((), {}, {}),
        ((), {1: "CC"}, {1: (1, "passed")}),
        ((), {1: "FF"}, {1: (1, "failed")}),
        ((11,), {}, {1: (1, "current")}),
        ((11,), {1: "FF"}, {1: (1, "current")}),
        ((), {1: "DD", 2: "FF", 3: "AA"}, {1: (1, "passed"), 2: (2, "failed"), 3: (3, "passed")}),
    ],
)
def test_a_must_is_filled_by_its_own_course(held, took, expected):
    assert filled(counted(catalogue(), *held, took=took)) == expected


@pytest.mark.parametrize(
    ("took", "expected", "replaces"),
    [
        ({4: "CC"}, (4, "passed"), {}),
        ({1: "CC", 4: "CC"}, (1, "passed"), {}),
        ({1: "FF", 4: "CC"}, (4, "passed"), {4: 1}),
        ({1: "FF", 4: "FF"}, (1, "failed"), {}),
    ],
)
def test_a_must_is_filled_by_a_course_that_stands_for_it(took, expected, replaces):
    counting = counted(catalogue(equivalents={1: (4,)}), took=took)
    assert filled(counting)[1] == expected
    assert counting.replaces == replaces


def test_a_repeat_replaces_itself():
    counting = counted(catalogue(), 11, took={1: "FF"})
    assert counting.replaces == {1: 1}
    assert counted(catalogue(), 11).replaces == {}


@pytest.mark.parametrize(
    ("categories", "took", "expected"),
    [
        ({"c4": "TE"}, {4: "CC"}, {101: (4, "passed")}),
        ({"c4": "DE"}, {4: "CC"}, {103: (4, "passed")}),
        ({}, {4: "CC"}, {104: (4, "passed")}),  # without a category: free elective only
        # the narrowest first: only one course is a DE, so it is not spent on TE
        ({"c4": "TE DE", "c5": "TE", "c6": "TE"}, {4: "CC", 5: "CC", 6: "CC"}, {103: 4, 101: 5, 102: 6}),
        # what fits one category only goes before what fits several
        ({"c4": "TE", "c5": "TE", "c6": "TE"}, {4: "CC", 5: "CC", 6: "CC"}, {101: 4, 102: 5, 104: 6}),
        # passed before failed
        ({"c4": "DE", "c5": "DE"}, {4: "FF", 5: "CC"}, {103: (5, "passed"), 104: (4, "failed")}),
    ],
)
def test_electives_fill_the_narrowest_slot(categories, took, expected):
    found = filled(counted(catalogue(TE, TE2, DE, FE, **categories), took=took))
    assert found == {k: v if isinstance(v, tuple) else (v, "passed") for k, v in expected.items()}


def test_a_category_of_another_department_does_not_count():
    known = catalogue(TE)
    own = replace(known.courses[4], categories={999: frozenset({"TE"})})
    counting = counted(replace(known, courses={**known.courses, 4: own}), took={4: "CC"})
    assert (filled(counting), counting.outside) == ({}, (4,))


def test_the_category_claimed_on_the_list_is_heeded():
    known = catalogue(TE, DE, c4="TE DE")
    assert filled(counted(known, Enrolled(41, 4, category="DE"))) == {103: (4, "current")}
    assert filled(counted(known, Enrolled(41, 4, category="TE"))) == {101: (4, "current")}


def test_a_course_taken_not_included_fills_nothing():
    assert filled(counted(catalogue(TE, c4="TE"), Enrolled(41, 4, status="ni"))) == {}


@pytest.mark.parametrize(
    ("categories", "replaces", "slots"),
    [
        ({"c4": "TE", "c5": "TE"}, {5: 4}, {101: (5, "current")}),
        ({"c4": "DE", "c5": "TE"}, {}, {101: (5, "current"), 103: (4, "failed")}),
    ],
)
def test_an_elective_replaces_a_failed_one_of_its_category(categories, replaces, slots):
    counting = counted(catalogue(TE, DE, **categories), 51, took={4: "FF"})
    assert counting.replaces == replaces
    assert filled(counting) == slots


def test_a_category_with_a_failed_elective_comes_first():
    known = catalogue(TE, DE, c4="TE", c5="DE TE")
    assert filled(counted(known, 51)) == {103: (5, "current")}
    counting = counted(known, 51, took={4: "FF"})
    assert (filled(counting), counting.replaces) == ({101: (5, "current")}, {5: 4})


def test_an_elective_of_an_earlier_term_replaces_nothing():
    """Both in one term: neither is there because of the other."""
    counting = counted(catalogue(TE, TE2, c4="TE", c5="TE"), took={4: "FF", 5: "CC"})
    assert counting.replaces == {}
    assert filled(counting) == {101: (5, "passed"), 102: (4, "failed")}


def test_a_choice_is_reported_and_a_pin_overrides_it():
    known = catalogue(TE, FE, c4="TE")
    counting = counted(known, took={4: "CC"})
    assert filled(counting) == {101: (4, "passed")}
    assert counting.choices == (Choice(4, (101, 104)),)

    mine = programme().id
    pinned = counted(known, took={4: "CC"}, pins=(Pin(mine, 4, item_id=104),))
    assert (filled(pinned), pinned.choices) == ({104: (4, "passed")}, ())
    other = counted(known, took={4: "CC"}, pins=(Pin(mine + 1, 4, item_id=104),))
    assert filled(other) == {101: (4, "passed")}  # said of another programme


def test_slots_of_one_category_are_no_choice():
    assert counted(catalogue(TE, TE2, c4="TE"), took={4: "CC"}).choices == ()


def test_a_pin_says_what_is_replaced_or_that_nothing_is_filled():
    known, mine = catalogue(TE, TE2, c4="TE", c5="TE", c6="TE"), programme().id
    assert counted(known, 61, took={4: "FF", 5: "FF"}).replaces == {6: 4}
    pinned = counted(known, 61, took={4: "FF", 5: "FF"}, pins=(Pin(mine, 6, item_id=101, replaces_id=5),))
    assert pinned.replaces == {6: 5}
    aside = counted(known, took={4: "CC"}, pins=(Pin(mine, 4),))
    assert (filled(aside), aside.outside) == ({}, (4,))


def test_what_is_passed_failed_missing_and_what_it_bears():
    counting = counted(catalogue(TE, c4="TE"), 31, took={1: "CC", 2: "FF", 4: "BB", 9: "AA"})
    by_standing = {s: [r.course_id or r.item_id for r in counting.of(s)] for s in ("passed", "failed", "current")}
    assert by_standing == {"passed": [1, 101], "failed": [2], "current": [3]}
    assert counting.of("missing") == ()
    assert counting.outside == (9,)
    assert counting.earned == Load(6, 10)  # course 9 counts for nothing
    assert counting.required == Load(12, 20)


def test_without_a_curriculum_nothing_is_asked():
    counting = counted(catalogue(TE), took={1: "CC"}, mine={"curriculum_id": None})
    assert (counting.requirements, counting.outside) == ((), (1,))


def test_equal_records_are_counted_alike():
    known = catalogue(TE, DE, FE, c4="TE DE", c5="TE DE", c6="TE DE")
    one, two = ({4: "CC", 5: "CC", 6: "CC"}, {6: "CC", 5: "CC", 4: "CC"})
    assert filled(counted(known, took=one)) == filled(counted(known, took=two))
