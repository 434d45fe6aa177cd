"""Three students, four sections, a quota, an advisor and a secretary in any order: the books always agree.

The machine predicts every answer from a small model of its own. `PORTAL_LONG=1` runs 2,000 lives of 50 steps instead of
the suite's 60 of 25; a life that fails is kept in .hypothesis/ and tried first the next time.
"""

from __future__ import annotations

import os
import uuid
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from curriculum.models import SeatCounter, Section
from people.models import Student
from registration.audit import audit
from registration.models import Attempt, Enrolment, TermRegistration
from registration.services import Receipt
from registration.transitions import move
from tests.world import World

LONG = os.environ.get("PORTAL_LONG") == "1"
SETTINGS = settings(
    max_examples=2000 if LONG else 60,
    stateful_step_count=50 if LONG else 25,
    derandomize=not LONG,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
WHO, WHERE = st.integers(0, 2), st.integers(0, 3)
SOME = st.sets(WHERE, max_size=2)


class Term(RuleBasedStateMachine):
    """Students and sections by index. Sections 0 and 1 are of one course; in section 0 students 0 and 1 share a quota."""

    world: World
    sections: list[Section]
    students: list[Student]
    ids: list[int]
    quota: SeatCounter

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.lists: list[set[int]] = [set(), set(), set()]
        self.versions, self.final = [0, 0, 0], [False] * 3
        self.capacity, self.open, self.quota_capacity = [2, 2, 1, 3], [True] * 4, 1
        self.attempts = 0
        self.last: tuple[dict[str, Any], Receipt] | None = None

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    # what the model says

    def course(self, section: int) -> int:
        return max(section, 1)

    def taken(self, section: int) -> int:
        return sum(section in held for held in self.lists)

    def quota_used(self) -> int:
        return sum(0 in held for held in self.lists[:2])

    def refusals(self, who: int, add: set[int], drop: set[int]) -> set[str]:
        held = self.lists[who]
        kept = {self.course(s) for s in held - drop}
        courses = [self.course(s) for s in add]
        found = {"APPROVED_LOCKED"} if self.final[who] else set()
        if kept & set(courses) or len(set(courses)) < len(courses):
            found.add("ALREADY_REGISTERED")
        if drop - held:
            found.add("NOT_REGISTERED")
        for section in {s for s in add if s not in held or s in drop}:
            own = section in held
            free = own or (self.open[section] and self.taken(section) < self.capacity[section])
            admitted = own or section != 0 or who == 2 or self.quota_used() < self.quota_capacity
            found |= set() if free and admitted else {"CAPACITY_FULL"}
        return found

    # what people do

    @rule(who=WHO, section=WHERE)
    def add(self, who: int, section: int) -> None:
        self.change(who, {section}, set())

    @precondition(lambda self: any(self.lists))
    @rule(data=st.data())
    def drop(self, data: st.DataObject) -> None:
        who, section = self.some_seat(data)
        self.change(who, set(), {section})

    @precondition(lambda self: any(self.lists))
    @rule(data=st.data(), to=WHERE)
    def change_section(self, data: st.DataObject, to: int) -> None:
        """To the other section, to the same one, or to another course: one out, one in."""
        who, section = self.some_seat(data)
        self.change(who, {to if to > 1 else 1 - section if section < 2 else section}, {section})

    @rule(who=WHO, add=SOME, drop=SOME)
    def anything(self, who: int, add: set[int], drop: set[int]) -> None:
        if add or drop:
            self.change(who, add, drop)

    def some_seat(self, data: st.DataObject) -> tuple[int, int]:
        return data.draw(st.sampled_from([(who, s) for who, held in enumerate(self.lists) for s in sorted(held)]))

    def change(self, who: int, add: set[int], drop: set[int]) -> None:
        expected = self.refusals(who, add, drop)
        asked = {
            "student": self.students[who],
            "add": [self.sections[s] for s in add],
            "drop": [self.sections[s] for s in drop],
            "key": uuid.uuid4(),
        }
        receipt = self.world.change(**asked)
        self.attempts += 1
        self.last = asked, receipt
        assert {f["code"] for f in receipt.findings if f["action"] == "refuse"} == expected
        if not expected:
            self.lists[who] = self.lists[who] - drop | add
            self.versions[who] += 1
        assert receipt.version == self.versions[who]
        import collections

        C = globals().setdefault("C", collections.Counter())
        C[(receipt.status, len(add), len(drop))] += 1

    @precondition(lambda self: self.last)
    @rule()
    def send_again(self) -> None:
        """The same attempt has the same answer and no second effect."""
        asked, first = self.last
        again = self.world.change(**asked)
        assert (again.status, again.attempt_id, again.version) == (first.status, first.attempt_id, first.version)
        assert again.repeated

    @rule(who=WHO, event=st.sampled_from(["approve", "remove_approval"]), behind=st.sampled_from([0, 0, 0, 1]))
    def advise(self, who: int, event: str, behind: int) -> None:
        moved = move(
            student_id=self.students[who].id,
            term_id=self.world.term.id,
            event=event,
            version=self.versions[who] - behind,
            actor_id=self.world.advisor.user_id,
        )
        possible = self.final[who] if event == "remove_approval" else bool(self.lists[who]) and not self.final[who]
        assert moved.accepted == (possible and not behind)
        if moved.accepted:
            self.final[who] = event == "approve"

    @rule(section=WHERE, what=st.sampled_from(["capacity", "quota", "open"]), seats=st.integers(0, 3))
    def edit_seats(self, section: int, what: str, seats: int) -> None:
        """As the form does: columns by name, and never below what is taken."""
        counter = SeatCounter.objects.filter(section=self.sections[section])
        if what == "open":
            self.open[section] = not self.open[section]
            assert counter.update(open=self.open[section])
        elif what == "capacity":
            written = counter.filter(taken__lte=seats).update(capacity=seats)
            assert written == (self.taken(section) <= seats)
            self.capacity[section] = seats if written else self.capacity[section]
        else:
            written = SeatCounter.objects.filter(id=self.quota.id, taken__lte=seats).update(capacity=seats)
            assert written == (self.quota_used() <= seats)
            self.quota_capacity = seats if written else self.quota_capacity

    # what is always so

    @invariant()
    def the_books_agree(self) -> None:
        assert audit() == []
        assert Attempt.objects.count() == self.attempts

    @invariant()
    def the_lists_are_as_predicted(self) -> None:
        """And so is who holds a seat of the quota: nobody else."""
        index = {section.id: n for n, section in enumerate(self.sections)}
        found: list[set[int]] = [set(), set(), set()]
        for student_id, section_id, quota_id in Enrolment.objects.values_list("student", "section", "quota"):
            who = self.ids.index(student_id)
            found[who].add(index[section_id])
            assert quota_id == (self.quota.id if index[section_id] == 0 and who < 2 else None)
        assert found == self.lists

    @invariant()
    def versions_rise_with_each_change_and_what_is_approved_is_what_was_seen(self) -> None:
        rows = TermRegistration.objects.values_list("student", "version", "state", "approved_snapshot")
        for student_id, version, state, approved in rows:
            who = self.ids.index(student_id)
            assert (version, state == "final") == (self.versions[who], self.final[who])
            if self.final[who]:
                assert {self.sections[n].id for n in self.lists[who]} == {section for section, *_ in approved}


@pytest.mark.django_db
def test_any_order_of_changes_approvals_and_edits_keeps_the_books(world: World):
    third = world.section(world.course("5710400"), 1, (3, "13:40", "15:30"), capacity=3)
    Term.world, Term.sections = world, [world.x1, world.x2, world.y1, third]
    people = {"2501231": "Ak", "2501240": "Kaya", "2501250": "Yılmaz"}
    Term.students = [world.student(number, surname=surname) for number, surname in people.items()]
    Term.ids = [student.id for student in Term.students]
    Term.quota = SeatCounter.objects.get(criterion=world.criterion(world.x1, surname_to="M", quota=1))
    world.criterion(world.x1, surname_from="N")
    for section, capacity in zip(Term.sections, (2, 2, 1, 3), strict=True):
        SeatCounter.objects.filter(section=section).update(capacity=capacity)
    run_state_machine_as_test(Term, settings=SETTINGS)
