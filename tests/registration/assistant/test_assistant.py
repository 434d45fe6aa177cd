"""The assistant as a student sees it: whole weeks, each of which the rules would accept, or why there is none."""

from __future__ import annotations

import random

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from curriculum.models import Corequisite, SeatCounter, Section
from fees.models import FeeStanding
from people.models import Student
from registration import catalogue
from registration.assistant.asked import read
from registration.models import Enrolment, PlannedCourse
from registration.services import preview
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import World, at, change_of, local

pytestmark = pytest.mark.django_db
PATH = "/registration/assistant/"
X, Y, Z = "5710213", "5710331", "5710111"


@pytest.fixture
def u4(world: World) -> Student:
    return world.student()


def asked(student: Student, **query) -> Shown:
    catalogue.forget()
    return Shown(Visitor(student.user).client.get(PATH, query))


def weeks(shown: Shown) -> list[list[str]]:
    """The sections of each week, best first."""
    return [
        [
            text_of(shown.one("b", row))
            for table in shown.all("table", week, class_="list")
            for row in shown.all("tr", table)
            if shown.all("b", row)
        ]
        for week in shown.all("article", class_="week-offer")
    ]


def reasons(shown: Shown) -> list[list[str]]:
    return [[text_of(li) for li in shown.all("li", ul)] for ul in shown.all("ul", class_="why-good")]


def states(shown: Shown) -> list[str]:
    return [attributes(e)["data-state"] for e in shown.all() if "data-state" in attributes(e)]


def said(shown: Shown) -> list[str]:
    """The codes of the findings above the weeks."""
    within = shown.one("section", class_="weeks")
    return [attributes(e)["data-code"] for e in shown.all("li", within) if "data-code" in attributes(e)]


# the weeks


def test_the_weeks_of_the_ticked_courses_come_best_first_with_their_reasons(world: World, u4: Student):
    world.section(world.y, 2, (1, "13:40", "14:30"))

    shown = asked(u4, course=[X, Y], free="0")

    assert weeks(shown) == [["CENG213/2", "CENG331/2"], ["CENG213/2", "CENG331/1"], ["CENG213/1", "CENG331/2"]]
    assert reasons(shown)[0] == [
        "Monday, Wednesday, Thursday, Friday free",
        "1 hour 10 minutes of gaps",
        "between 09:40 and 14:30",
    ]
    assert reasons(shown)[1][1:3] == ["Monday not free", "no gaps"]
    assert text_of(shown.one(id="weeks-status")) == "3 weeks"


def test_sections_that_meet_alike_are_one_week_and_are_named(world: World, u4: Student):
    world.section(world.x, 3, (1, "09:40", "12:30"), capacity=90)

    shown = asked(u4, course=X, free="0")

    assert weeks(shown) == [["CENG213/3"], ["CENG213/1"]]
    assert "or section 2" in text_of(shown.all("article")[0])


def test_saturday_and_courses_that_never_meet_are_weeks_as_well(world: World, u4: Student):
    online = world.course(Z)
    world.section(online, 1)
    saturday = world.course("5710112")
    world.section(saturday, 1, (5, "09:40", "12:30"))

    assert weeks(asked(u4, course=[Z, "5710112"])) == [["CENG111/1", "CENG112/1"]]
    assert reasons(asked(u4, course=Z)) == [["no meetings"]]


def test_a_course_is_added_by_its_code_however_it_is_written(world: World, u4: Student):
    shown = asked(u4, code="ceng213, 5710331 MATH119")

    assert weeks(shown) == [["CENG213/2", "CENG331/1"]]
    assert text_of(shown.one("p", class_="wrong")) == "MATH119 is not offered this term."


def test_a_section_of_a_shown_week_is_pinned_and_another_asked_for_by_a_link(world: World, u4: Student):
    shown = asked(u4, course=X)
    assert weeks(shown) == [["CENG213/1"], ["CENG213/2"]]
    links = {attributes(a).get("aria-label"): attributes(a)["href"] for a in shown.all("a", shown.all("article")[0])}

    pinned = Visitor(u4.user).get(links["Pin CENG213/1"])
    other = Visitor(u4.user).get(links["Another than CENG213/1"])

    assert (weeks(pinned), weeks(other)) == ([["CENG213/1"]], [["CENG213/2"]])
    unpin = next(attributes(a)["href"] for a in pinned.all("a") if text_of(a) == "Unpin")
    assert weeks(Visitor(u4.user).get(unpin)) == [["CENG213/1"], ["CENG213/2"]]


def test_ten_weeks_come_at_once_and_more_when_asked(world: World, u4: Student):
    for number in range(3, 16):
        world.section(world.x, number, (number % 5, f"{8 + number % 7:02}:00", f"{8 + number % 7:02}:50"))

    first = asked(u4, course=X)
    more = next(attributes(a)["href"] for a in first.all("a") if text_of(a) == "Show more weeks")

    assert (len(weeks(first)), len(weeks(Visitor(u4.user).get(more)))) == (10, 15)


# what stands on the list


def test_what_stands_on_the_list_stays_unless_it_is_ticked_or_gives_way(world: World, u4: Student):
    world.change(u4, add=[world.x1])

    stays, moves, new = asked(u4, course=Y), asked(u4, course=[X, Y]), asked(u4, course=Y, list="new")

    assert (weeks(stays), states(stays)) == ([["CENG213/1"]], ["none", "apart"])
    assert weeks(moves) == [["CENG213/2", "CENG331/1"]]
    assert weeks(new) == [["CENG331/1"]]


def test_a_held_section_needs_no_seat(world: World, u4: Student):
    world.change(u4, add=[world.x2])
    SeatCounter.objects.filter(section__course=world.x).update(capacity=1, taken=1)

    assert weeks(asked(u4, course=X)) == [["CENG213/2"]]


# why there is none


def test_courses_of_which_every_section_clashes_are_named_and_the_best_without_one_is_offered(
    world: World, u4: Student
):
    world.x2.delete()

    shown = asked(u4, course=[X, Y])

    assert states(shown) == ["none", "apart"]
    assert "Every section of CENG213 clashes with every section of CENG331." in text_of(shown.one(class_="note"))
    assert weeks(shown) == [["CENG331/1"], ["CENG213/1"]]
    assert [text_of(t) for t in shown.all("span", class_="tag") if "without" in text_of(t)] == [
        "without CENG213",
        "without CENG331",
    ]


def test_where_the_rules_only_warn_of_a_clash_it_can_be_allowed(world: World, u4: Student):
    world.x2.delete()

    shown = asked(u4, course=[X, Y], clash="1")

    assert (weeks(shown), reasons(shown)[0][0]) == ([["CENG213/1", "CENG331/1"]], "1 pair of courses clashes")
    assert said(shown) == ["TIME_CONFLICT"]


def test_a_course_of_which_no_section_can_be_taken_says_why(world: World, u4: Student):
    world.criterion(world.x1, surname_from="A", surname_to="K")
    SeatCounter.objects.filter(section=world.x2).update(taken=30)

    shown = asked(u4, course=[X, Y])

    assert (said(shown), weeks(shown)) == (["CRITERIA_SURNAME", "CAPACITY_FULL"], [["CENG331/1"]])


def test_courses_that_are_too_many_say_so_and_the_best_with_as_few_left_out_are_offered(world: World, u4: Student):
    """Five courses and one more from CGPA 2.00."""
    numbers = [f"57104{n:02}" for n in range(7)]
    for day, number in enumerate(numbers):
        world.section(world.course(number), 1, (day % 6, f"{8 + day:02}:40", f"{8 + day:02}:50"))

    shown = asked(u4, course=numbers)

    assert said(shown) == ["LOAD_EXCEEDED"]
    assert {len(week) for week in weeks(shown)} == {6}


def test_courses_that_have_to_be_taken_together_are_not_refused_for_each_other(world: World, u4: Student):
    Corequisite.objects.create(course=world.x, required=world.y)

    assert weeks(asked(u4, course=[X, Y])) == [["CENG213/2", "CENG331/1"]]
    alone = asked(u4, course=X)
    assert (said(alone), weeks(alone)) == (["COREQ_MISSING"], [])


def test_a_course_that_may_be_left_out_is_only_where_it_does_not_fit(world: World, u4: Student):
    world.x2.delete()

    shown = asked(u4, course=[X, Y], spare=X)

    assert (states(shown), weeks(shown)) == ([], [["CENG331/1"]])


def test_excluding_every_section_is_said(world: World, u4: Student):
    shown = asked(u4, course=X, **{"not": [str(world.x1.id), str(world.x2.id)]})

    assert "CENG213 : you have excluded every section that can be taken." in text_of(shown.one(class_="note"))


# when


def test_before_the_opening_it_is_judged_as_of_then(world: World, u4: Student):
    at("2026-02-08 12:00")

    shown = asked(u4, course=[X, Y])

    assert weeks(shown) == [["CENG213/2", "CENG331/1"]]
    assert "Your registration opens on 9 February 2026 09:00." in text_of(shown.one("p", class_="info"))


def test_once_the_list_can_be_changed_no_more_nothing_is_offered(world: World, u4: Student):
    at("2026-03-02 12:00")

    shown = asked(u4, course=[X, Y])

    assert (states(shown), weeks(shown)) == (["too_late"], [])


def test_what_keeps_the_list_shut_is_said_once_and_weeks_are_planned_all_the_same(world: World, u4: Student):
    FeeStanding.objects.create(student=u4, term=world.term, charged=100, assessed_at=local("2026-02-09 09:00"))

    shown = asked(u4, course=[X, Y])

    assert (said(shown), weeks(shown)) == (["FEE_UNPAID"], [["CENG213/2", "CENG331/1"]])


# every week is what the rules accept


@pytest.mark.parametrize("seed", range(5))
def test_every_offered_week_would_be_accepted_as_it_stands(world: World, u4: Student, seed: int):
    rng = random.Random(seed)
    courses = [world.x, world.y, *(world.course(f"57104{n:02}") for n in range(3))]
    for course in courses:
        for number in range(3, 8):
            hour = 8 + rng.randrange(8)
            s = world.section(
                course, number, (rng.randrange(5), f"{hour:02}:40", f"{hour + 1:02}:30"), capacity=rng.choice((0, 5))
            )
            s.meetings.update(weeks=rng.choice(("", "odd", "even")))
            if rng.random() < 0.3:
                world.criterion(s, surname_from="A", surname_to="K")
    world.change(u4, add=[world.x2])

    shown = asked(u4, course=[c.numeric_code for c in courses], free="2", half=rng.choice(("", "morning")))

    offered, held = weeks(shown), Enrolment.objects.get(student=u4).section
    assert offered
    for week in offered:
        sections = [section_named(label) for label in week]
        taken = {s.course_id for s in sections}
        assert len(taken) == len(sections)
        assert taken <= {c.id for c in courses} if "none" in states(shown) else taken == {c.id for c in courses}
        change = change_of([s for s in sections if s != held], [] if held in sections else [held])
        verdict, *_ = preview(student_id=u4.id, term_id=world.term.id, change=change)
        assert (verdict.accepted, [f.code for f in verdict.findings if f.code == "TIME_CONFLICT"]) == (True, [])


def section_named(label: str) -> Section:
    code, _, number = label.partition("/")
    return Section.objects.get(course__code=code, number=number)


# the page


def test_the_courses_to_tick_come_from_the_plan_the_semester_and_the_list(world: World, u4: Student):
    world.must(world.x, 8)
    world.change(u4, add=[world.y1])
    PlannedCourse.objects.create(student=u4, term=world.term, course=world.section(world.course(Z), 1).course, order=0)

    shown = asked(u4)

    found = [text_of(e) for e in shown.all("h2", shown.one("fieldset", class_="picks"))]
    assert found == ["My plan", "Must courses of my semester", "On my list"]
    assert weeks(shown) == []
    assert weeks(Visitor(u4.user).get(attributes(shown.one("a", class_="btn-primary"))["href"])) == [
        ["CENG213/2", "CENG331/1"]
    ]


def test_an_address_that_is_kept_asks_the_same_again(world: World, u4: Student):
    query = {
        "course": [X, Y],
        "free": ["0", "4"],
        "from": "570",
        "to": "1020",
        "gaps": "any",
        "half": "morning",
        "spare": Y,
    }

    form = asked(u4, **query).one("form", id="wishes")

    assert asked(u4, **query).fields(form) == {
        "course": [X, Y], "free": ["0", "4"], "from": ["570"], "to": ["1020"], "gaps": ["any"], "half": ["morning"],
        "spare": [Y], "code": [""], "list": [""],
    }  # fmt: skip


def test_htmx_gets_the_assistant_alone(u4: Student):
    shown = Visitor(u4.user, htmx=True).get(PATH, course=X)

    assert (shown.all("html"), [attributes(e)["id"] for e in shown.all("div") if "id" in attributes(e)]) == (
        [],
        ["assistant"],
    )


def test_it_asks_the_database_as_often_for_one_course_as_for_many(world: World, u4: Student):
    client = Visitor(u4.user).client
    client.get(PATH)
    counts = []
    for query in ({"course": X}, {"course": [X, Y]}):
        with CaptureQueriesContext(connection) as queries:
            client.get(PATH, query)
        counts.append(len(queries))

    assert counts == [3, 3]  # the session, the facts, the plan


def test_a_week_is_taken_into_the_plan(world: World, u4: Student):
    shown = asked(u4, course=[X, Y])

    taken = Visitor(u4.user).press(shown, "Take into my plan")

    assert taken.leads_to == reverse("plan")
    assert list(PlannedCourse.objects.values_list("course", "sections__section")) == [
        (world.x.id, world.x2.id),
        (world.y.id, world.y1.id),
    ]


def test_taking_nothing_is_refused(u4: Student):
    assert Visitor(u4.user).post(f"{PATH}take/").status == 409


def test_no_more_is_looked_for_than_a_form_would_ask(world: World):
    typed = QueryDict(mutable=True)
    typed["code"] = " ".join(f"K{n:03}" for n in range(1000))

    unknown = read(typed, catalogue.newest(world.term.id)).unknown

    assert unknown == tuple(f"K{n:03}" for n in range(30))
