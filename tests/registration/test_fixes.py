"""Fixes: alone and in pairs, at most three from at most twenty evaluations, in words, and never one that is refused."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curriculum.models import Corequisite, CourseCategory, SeatCounter, Section
from people.models import Student
from registration import rules
from registration.candidates import KINDS, Step
from registration.fixes import MOST_EVALUATIONS, Fix, find_fixes
from registration.messages.offers import NONE, OFFERS, SEATS
from registration.offers import offer
from registration.rules.facts import Change, Line, Seat
from registration.services import commit, preview
from tests.registration.test_messages import placeholders
from tests.rules import build
from tests.rules.build import MON, change, meeting, section, student
from tests.visitor import Visitor, text_of
from tests.world import World, at, change_of, codes, local

from .ask import turn
from .fixing import CLASH, FULL, REFUSE_CLASHES, finding, found, no_more_seats, spy, steps, term

# two findings at once


def test_where_one_step_does_not_suffice_two_do():
    both = student(21, 31, 41, 51, 61, 71, seats=FULL)
    offered = found(both, term(), change(add=[11]))
    assert [sorted(kind for kind, _ in pair) for pair in steps(offered)] == [["drop", "section"]] * 3
    assert [sum(1 for _ in fix.change.drop) for fix in offered] == [1, 1, 1]


def test_the_second_step_is_about_what_the_first_one_brings():
    """Section 12 has seats and clashes with the course that is held, whose other section does not."""
    clash = (
        section(11),
        section(12, meeting(MON, "09:40-12:30")),
        section(21, meeting(MON, "09:40-10:30")),
        section(22),
    )
    offered = found(student(21, seats=FULL), term(*clash, rows=REFUSE_CLASHES), change(add=[11]))
    assert steps(offered)[0] == [("section", 12), ("move", 22)]


def test_the_hour_and_another_section():
    early = student(at="2026-02-09 09:00", mine={"class_year": 3}, seats=FULL)
    [fix] = found(early, term(), change(add=[11]))
    assert (sorted(s.kind for s in fix.steps), fix.opens) == (["section", "wait"], local("2026-02-09 10:00"))


# never too many


def test_at_most_twenty_evaluations_whatever_there_is_to_try(monkeypatch):
    asked = spy(monkeypatch)
    closed = [section(id_, criteria=[build.criterion(year_min=1, year_max=1)]) for id_ in range(111, 160)]
    crowded = term(section(11), *(replace(s, course_id=1) for s in closed))
    facts = student(seats={s.id: Seat(30, 0) for s in closed} | FULL | {12: Seat(30, 30)})

    offered = found(facts, crowded, change(add=[11]))
    assert (len(asked) - 1, offered) == (MOST_EVALUATIONS, ())  # the first is the test's own


def test_of_a_section_whose_seats_are_unknown_nothing_is_offered():
    facts = replace(student(21), seats={11: Seat(30, 0), 12: Seat(30, 30)})
    assert steps(found(facts, term(*CLASH, rows=REFUSE_CLASHES), change(add=[11]))) == [[("drop", 21)]]


def test_what_leaves_nothing_of_what_was_asked_is_no_answer():
    """Changing the other course alone would be accepted, and nobody asked for it."""
    facts = student(21, seats=FULL | {12: Seat(30, 30)})
    assert found(facts, term(*CLASH, rows=REFUSE_CLASHES), change(add=[11])) == ()


def test_a_full_section_costs_no_evaluation(monkeypatch):
    asked = spy(monkeypatch)
    full = {id_: Seat(30, 30) for id_ in (11, 12)}
    find_fixes(
        term(), student(seats=full), change(add=[11]), (finding("CAPACITY_FULL", course=1, at=11),), no_more_seats
    )
    assert asked == []


# what is read after the commit


@pytest.mark.django_db
def test_the_seats_of_another_course_are_read_once_and_not_guessed(world: World, django_assert_num_queries):
    turn("TIME_CONFLICT", "refuse")
    u4, y2, y3 = world.student(), world.section(world.y, 2), world.section(world.y, 3, capacity=0)
    SeatCounter.objects.filter(section=world.x2).update(capacity=0)
    world.change(u4, add=[world.y1])

    with django_assert_num_queries(5):  # savepoint, facts, record, release; the seats of Y
        receipt = world.change(u4, add=[world.x1])
    assert codes(receipt) == ["TIME_CONFLICT"]
    assert steps(receipt.fixes) == [[("move", y2.id)], [("drop", world.y1.id)]]
    assert y3.id not in {line.section_id for fix in receipt.fixes for line in fix.change.add}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["tr", "en"])
def test_the_words_of_a_pair_say_both(world: World, language: str):
    turn("TIME_CONFLICT", "refuse")
    u4, y2 = world.student(), world.section(world.y, 2, (3, "08:40", "09:30"), capacity=1)
    x3 = world.section(world.x, 3, (0, "10:40", "11:30"), capacity=9)
    world.change(u4, add=[world.y1])
    SeatCounter.objects.filter(section__in=[world.x1, world.x2]).update(capacity=0)
    visitor = Visitor(u4.user, language=language, htmx=True)

    answer = visitor.post("/registration/change/", action="add", code="5710213", section="1")
    texts = [text_of(b) for b in answer.all("button", within=answer.one("div", class_="fixes"))]
    assert (
        texts[0]
        == {
            "en": "CENG213/3 instead of CENG213/1: Mon 10:40–11:30, 9 seats + "
            "Change CENG331/1 to CENG331/2: Thu 08:40–09:30, 1 seat",
            "tr": "CENG213/1 yerine CENG213/3: Pzt 10:40–11:30, 9 yer + CENG331/1 yerine CENG331/2: Per 08:40–09:30, 1 yer",
        }[language]
    )
    assert set(visitor.press(answer, texts[0]).courses) == {str(x3), str(y2)}


@pytest.mark.django_db
def test_the_form_of_a_fix_carries_status_and_category(world: World):
    u4 = world.student()
    SeatCounter.objects.filter(section=world.x1).update(capacity=0)
    sent = {"action": "add", "pick": str(world.x1.id), f"status_{world.x1.id}": "ni", f"category_{world.x1.id}": "FE"}
    visitor = Visitor(u4.user, htmx=True)
    refused = visitor.post("/registration/change/", **sent)
    [button] = refused.all("button", within=refused.one("div", class_="fixes"))

    assert visitor.press(refused, text_of(button)).courses == ["CENG213/2"]
    line = u4.enrolments.get()
    assert (line.status, line.category) == ("ni", "FE")


def test_every_step_has_its_words_in_both_languages():
    assert OFFERS.keys() == set(KINDS)
    assert [kind for kind, (tr, en) in OFFERS.items() if placeholders(tr) != placeholders(en)] == []
    assert SEATS.keys() == NONE.keys() == {"tr", "en"}


@pytest.mark.parametrize(
    ("step", "tr", "en"),
    [
        (Step("status", 11, value="ni"), "CENG1/1 – Ortalamaya katılmaz (NI)", "CENG1/1 as Not included (NI)"),
        (Step("category", 11), "CENG1/1 – kategorisiz", "CENG1/1 as no elective"),
        (Step("without", 11), "CENG1/1 olmadan kalanı", "The rest, without CENG1/1"),
        (Step("again"), "Aynı istek, listenin bugünkü haliyle", "The same, on the list as it is now"),
    ],
)
def test_a_step_in_words(step: Step, tr: str, en: str):
    fix = Fix((step,), change(add=[11]), {})
    assert [offer(fix, term(), language).text for language in ("tr", "en")] == [tr, en]


# whatever is refused, what is offered is accepted


class Small:
    """A small world of five courses in eleven sections with clashes, criteria, pairs and bounds; what warns refuses."""

    def __init__(self, world: World) -> None:
        self.students = [
            world.student("2501231", surname="Ak"),
            world.student("2501240", surname="Şen", class_year=3),
            world.student("2501250", surname="Can", cgpa="1.90", on_probation=True),
        ]
        _, facts, terms = preview(student_id=self.students[0].id, term_id=world.term.id, change=Change())
        rulings = terms.policy.rulings(facts.primary, facts.at.date())
        for code in rules.BY_CODE.keys() - {"FEW_COURSES"}:
            if (ruling := rulings[code]) and ruling.action == "warn":
                turn(code, "refuse")
        turn("FEW_COURSES", "off")  # on lists this short there would be nothing left to drop
        bands = {"unit": "courses", "normal": "2", "bands": [{"cgpa_from": "0"}]}
        turn("LOAD_EXCEEDED", "refuse", params=bands)
        self.world, self.sections = world, [world.x1, world.x2, world.y1]
        hours = ((0, "09:40", "10:30"), (1, "09:40", "10:30"))
        courses = [world.course(f"571040{n}") for n in range(3)]
        self.sections.append(world.section(world.y, 2, hours[1]))
        for course in courses:
            self.sections += [world.section(course, number, hours[number - 1]) for number in (1, 2)]
        self.sections.append(world.section(world.x, 3))
        Section.objects.filter(id__in=[world.x2.id, self.sections[5].id]).update(delivery="distance")
        CourseCategory.objects.create(course=courses[0], category="TE")
        world.prerequisite(courses[2], world.course("5710499"))
        Corequisite.objects.create(course=courses[1], required=courses[0])
        world.criterion(self.sections[0], surname_to="K")

    def line(self, number: int, status: str = "normal", category: str = "", mode: str = "own") -> Line:
        section = Section.objects.get(pk=self.sections[number].id)
        return Line(section.id, status, category, section.delivery if mode == "own" else mode)

    def ask(self, who: Student, asked: Change):
        return commit(
            student_id=who.id, term_id=self.world.term.id, change=asked, actor_id=who.user_id, key=uuid.uuid4()
        )


PICK = st.integers(0, 10)
ONE_OF = st.sampled_from
HOW = st.tuples(
    PICK, ONE_OF(["normal", "normal", "ni"]), ONE_OF(["", "", "TE", "FE"]), ONE_OF(["own", "own", "", "face"])
)


@pytest.mark.django_db
def test_whatever_is_refused_every_fix_is_accepted_when_it_is_sent_at_once(world: World, monkeypatch):
    small, offered = Small(world), []
    asked = spy(monkeypatch)

    @settings(max_examples=100, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        who=st.sampled_from([0, 0, 1, 1, 2]),
        early=st.booleans(),
        full=st.sets(PICK, max_size=4),
        held=st.sets(PICK, max_size=4),
        add=st.sets(HOW, min_size=1, max_size=2),
        drop=st.booleans(),
    )
    def run(who: int, early: bool, full: set[int], held: set[int], add: set, drop: bool) -> None:
        savepoint = transaction.savepoint()
        at("2026-02-10 10:00")
        student = small.students[who]
        for picked in sorted(held):
            small.ask(student, change_of(add=[small.line(picked)]))
        if full:
            ids = [small.sections[n].id for n in full]
            for counter in SeatCounter.objects.filter(section__in=ids):
                SeatCounter.objects.filter(id=counter.id).update(capacity=counter.taken)
        at("2026-02-09 09:30" if early else "2026-02-10 10:00")
        wanted = change_of(
            add=[small.line(*picked) for picked in add], drop=[small.sections[n] for n in sorted(held)[:drop]]
        )
        asked.clear()
        receipt = small.ask(student, wanted)
        assert len(asked) - 1 <= MOST_EVALUATIONS
        assert len(receipt.fixes) <= 3
        for fix in receipt.fixes:
            here = transaction.savepoint()
            if fix.opens:
                assert not small.ask(student, fix.change).accepted
                at(fix.opens)
            assert small.ask(student, fix.change).accepted
            offered.append(tuple(s.kind for s in fix.steps))
            transaction.savepoint_rollback(here)
        transaction.savepoint_rollback(savepoint)

    run()
    kinds = {kind for fix in offered for kind in fix}
    assert {"section", "move", "drop", "without", "wait"} <= kinds  # or the test would show nothing of them
    assert any(len(fix) == 2 for fix in offered)
