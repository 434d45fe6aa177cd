"""Which sections a plan is taken by: by hand, and by brute force over every arrangement of random plans."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

from registration.planning.choosing import ALL, MOST_EVALUATIONS, SOME, Chosen, choose, judge_of
from registration.planning.shape import Plan, Planned
from registration.rules.facts import Catalogue, Facts, Line, Needed, Seat
from tests.rules.build import MON, TUE, course, criterion, meeting, policy, row, section, student, term

FULL = Seat(1, 1)
STRICT = policy(row("TIME_CONFLICT", "refuse"))


def plan(*courses: tuple[int | Line, ...]) -> Plan:
    lines = (tuple(x if isinstance(x, Line) else Line(x) for x in sections) for sections in courses)
    return tuple(Planned(x[0].section_id // 10, x) for x in lines)


def taken(chosen: Chosen) -> list[int]:
    return [line.section_id for line in chosen.lines]


def against(chosen: Chosen) -> dict[int, dict[int, list[str]]]:
    """By course: what stood against each section that was passed over."""
    return {o.course_id: {id_: [f.code for f in found] for id_, found in o.against} for o in chosen.outcomes}


def choice(catalogue: Catalogue, facts: Facts, asked: Plan, manner: str) -> Chosen:
    return choose(judge_of(catalogue, facts), catalogue, asked, manner)


MORNING, LATER = meeting(MON, "09:40-12:30"), meeting(TUE, "09:40-12:30")


def test_what_is_accepted_at_once_is_taken_by_the_first_choices():
    found = choice(term(section(11), section(12), section(21)), student(), plan((11, 12), (21,)), ALL)

    assert (taken(found), found.complete, against(found)) == ([11, 21], True, {1: {}, 2: {}})


def test_a_full_first_choice_gives_way_to_the_second():
    catalogue, facts = term(section(11), section(12), section(21)), student(seats={11: FULL})

    found = choice(catalogue, facts, plan((11, 12), (21,)), ALL)

    assert (taken(found), against(found)) == ([12, 21], {1: {11: ["CAPACITY_FULL"]}, 2: {}})


def test_an_earlier_course_gives_way_where_the_whole_plan_fits_only_so():
    """Course 1 could have section 11, but course 2 meets only then."""
    catalogue = term(section(11, MORNING), section(12, LATER), section(21, MORNING), rows=STRICT)

    found = choice(catalogue, student(), plan((11, 12), (21,)), SOME)

    assert (taken(found), against(found)) == ([12, 21], {1: {11: ["TIME_CONFLICT"]}, 2: {}})


def test_all_or_nothing_asks_for_the_first_choices_and_says_what_stands_against_the_rest():
    catalogue, facts = term(section(11), section(21), section(22)), student(seats={21: FULL, 22: FULL})

    found = choice(catalogue, facts, plan((11,), (21, 22)), ALL)

    assert (taken(found), found.verdict.accepted, found.complete) == ([11, 21], False, False)
    assert [o.line for o in found.outcomes] == [Line(11), None]
    assert against(found) == {1: {}, 2: {21: ["CAPACITY_FULL"], 22: ["CAPACITY_FULL"]}}


def test_as_many_as_are_accepted_leaves_the_rest():
    catalogue, facts = term(section(11), section(21), section(31)), student(seats={21: FULL})

    found = choice(catalogue, facts, plan((11,), (21,), (31,)), SOME)

    assert (taken(found), found.verdict.accepted) == ([11, 31], True)


def test_of_two_that_clash_the_one_that_stands_first_is_taken():
    catalogue = term(section(11, MORNING), section(21, MORNING), rows=STRICT)

    assert taken(choice(catalogue, student(), plan((11,), (21,)), SOME)) == [11]
    assert taken(choice(catalogue, student(), plan((21,), (11,)), SOME)) == [21]


def test_a_course_and_its_laboratory_come_together_wherever_they_stand():
    """Each asks for the other, and a third course is full."""
    pair = (course(1, corequisites=(2,)), course(2, corequisites=(1,)))
    catalogue = term(*pair, section(11), section(21), section(22), section(31))
    facts = student(seats={31: FULL, 21: FULL})

    found = choice(catalogue, facts, plan((31,), (11,), (21, 22)), SOME)

    assert taken(found) == [11, 22]


@pytest.mark.parametrize("full", [1, 2])
def test_what_has_no_seat_at_the_end_of_a_long_plan_keeps_nobody_waiting(full: int):
    """Nine courses of six sections can be arranged in 10,077,696 ways, and none of them is to be had."""
    courses = [tuple(n * 10 + s for s in range(1, 7)) for n in range(1, 10)]
    seats = {id_: FULL for ids in courses[-full:] for id_ in ids}
    free = (course(n, credit="0", ects="0") for n in range(1, 10))
    catalogue = term(*free, *(section(id_) for ids in courses for id_ in ids), rows=STRICT)

    found = choice(catalogue, student(seats=seats), plan(*courses), SOME)

    assert taken(found) == [ids[0] for ids in courses[:-full]]


def test_a_load_that_is_exceeded_is_not_tried_with_every_other_section():
    asked = 0
    catalogue = term(*(section(n * 10 + s) for n in range(1, 9) for s in (1, 2)))
    judge = judge_of(catalogue, student())

    def counting(lines):
        nonlocal asked
        asked += 1
        return judge(lines)

    found = choose(counting, catalogue, plan(*((n * 10 + 1, n * 10 + 2) for n in range(1, 9))), ALL)

    assert [f.code for f in found.verdict.refusals] == ["LOAD_EXCEEDED"]
    assert asked < 30


def test_a_course_without_a_section_keeps_the_plan_from_being_whole():
    catalogue, asked = term(section(11), course(2)), (*plan((11,)), Planned(2, ()))

    assert choice(catalogue, student(), asked, ALL).verdict.accepted is False
    assert taken(choice(catalogue, student(), asked, SOME)) == [11]
    assert against(choice(catalogue, student(), asked, SOME)) == {1: {}, 2: {0: ["SECTION_NOT_FOUND"]}}


def test_a_seat_that_is_not_there_is_not_taken_whatever_policy_says():
    rows = policy(row("CAPACITY_FULL", "warn"))
    catalogue, facts = term(section(11), section(12), rows=rows), student(seats={11: FULL})

    assert taken(choice(catalogue, facts, plan((11, 12)), ALL)) == [12]


def test_a_full_quota_is_no_seat_either():
    rows = policy(row("CAPACITY_FULL", "off"))
    catalogue = term(section(11, criteria=[criterion(quota=99)]), section(12), rows=rows)

    assert taken(choice(catalogue, student(seats={99: FULL}), plan((11, 12)), ALL)) == [12]


def test_the_rules_are_never_asked_without_end():
    asked = 0
    everything = term(*(section(n * 10 + s, MORNING) for n in range(1, 9) for s in (1, 2)), rows=STRICT)
    judge = judge_of(everything, student())

    def counting(lines):
        nonlocal asked
        asked += 1
        return judge(lines)

    mixed = plan(*((Line(n * 10 + 1), Line(n * 10 + 2, "ni")) for n in range(1, 9)))
    assert taken(choose(counting, everything, mixed, SOME)) == [11]
    assert asked <= 3 * MOST_EVALUATIONS + 2


# brute force


def random_case(chance: Random) -> tuple[Catalogue, Facts, Plan]:
    """Up to five courses of up to three sections on a crowded Monday, some full, some closed, some that need another."""
    times = [meeting(MON, f"{hour:02}:40-{hour + 2:02}:30") for hour in (8, 9, 11, 13)]
    courses, sections, seats = [], [], {}
    numbers = range(1, chance.randint(2, 5) + 1)
    for n in numbers:
        sets = ((Needed(chance.randint(1, 9)),),) if chance.random() < 0.15 else ()
        courses.append(course(n, *sets, credit=str(chance.choice((0, 3)))))
        for s in range(1, chance.randint(1, 3) + 1):
            closed = [criterion(surname="A–C")] if chance.random() < 0.15 else []
            sections.append(section(n * 10 + s, chance.choice(times), criteria=closed))
            seats[n * 10 + s] = Seat(1, chance.random() < 0.3)
    facts = student(91, seats=seats, took={chance.randint(1, 9): chance.choice(("FF", "CC"))})
    own = row("LOAD_EXCEEDED", "refuse", params={"unit": "courses", "bands": [{"max": chance.randint(3, 6)}]})
    catalogue = term(*courses, *sections, section(91, times[0]), rows=policy(row("TIME_CONFLICT", "refuse"), own))
    lines = [tuple(s.id for s in sections if s.course_id == n) for n in chance.sample(list(numbers), len(numbers))]
    return catalogue, facts, plan(*(chance.sample(x, len(x)) for x in lines))


def first_whole(judge, asked: Plan) -> tuple[Line, ...] | None:
    return next((x for x in product(*(p.lines for p in asked)) if judge(x).accepted), None)


def in_turn(judge, asked: Plan) -> tuple[Line, ...]:
    """Course by course, the first section that is accepted with what was taken; again, until nothing more is."""
    found: tuple[Line, ...] = ()
    while True:
        before = found
        for p in asked:
            if not {x.section_id for x in found} & set(p.section_ids):
                found += next(((x,) for x in p.lines if judge((*found, x)).accepted), ())
        if found == before:
            return found


@pytest.mark.parametrize("seed", range(400))
def test_every_random_plan_is_taken_as_brute_force_would_take_it(seed: int):
    catalogue, facts, asked = random_case(Random(seed))
    judge = judge_of(catalogue, facts)
    whole = first_whole(judge, asked)

    entire, partly = (choice(catalogue, facts, asked, manner) for manner in (ALL, SOME))

    assert (entire.lines if entire.verdict.accepted else None) == whole
    assert set(partly.lines if partly.verdict.accepted else ()) == set(whole or in_turn(judge, asked))


def test_random_plans_are_of_every_kind():
    """Whole, in part and not at all: otherwise the test above shows nothing."""
    kinds = set()
    for seed in range(400):
        catalogue, facts, asked = random_case(Random(seed))
        judge = judge_of(catalogue, facts)
        kinds.add("whole" if first_whole(judge, asked) else "partly" if in_turn(judge, asked) else "nothing")
    assert kinds == {"whole", "partly", "nothing"}
