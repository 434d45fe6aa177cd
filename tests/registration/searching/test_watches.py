"""“Tell me when a seat opens”: asking for it, what is told to whom, and how often."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from curriculum.models import SeatCounter, Section, Term
from people.models import Notice, Student
from registration.models import Enrolment, PolicyRule, SeatWatch, TermRegistration
from registration.searching.watches import tell_of_seats, watch
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import World, at, local

pytestmark = pytest.mark.django_db
SEARCH, WATCH = "/registration/search/", "/registration/watch/"


def seats(section: Section, capacity: int) -> None:
    SeatCounter.objects.filter(section=section).update(capacity=capacity)


@pytest.fixture
def full(world: World) -> Section:
    seats(world.x1, 0)
    return world.x1


def watching(student: Student, *sections: Section) -> None:
    for section in sections:
        assert watch(student_id=student.id, section_id=section.id, term_id=section.term_id) == "on"


def watched(student: Student) -> list[int]:
    return list(SeatWatch.objects.filter(student=student).order_by("id").values_list("section_id", flat=True))


def run(world: World) -> dict[str, int]:
    return tell_of_seats(term_id=world.term.id)


def told() -> list[tuple[str, str, str]]:
    """Whom, of what, and where the notice leads."""
    rows = Notice.objects.filter(kind="seat_open").order_by("user__username", "id")
    return [(n.user.username, n.figures["courses"], n.link) for n in rows]


# asking


def test_a_full_section_has_a_button_and_one_with_seats_has_none(world: World, full: Section):
    found = Visitor(world.student().user, htmx=True).get(SEARCH, q="5710213")

    buttons = [attributes(b) for b in found.all("button") if "Tell me" in text_of(b)]
    assert [(b["form"], b["value"]) for b in buttons] == [("watch-1", str(full.id))]


def test_a_full_quota_has_a_button_as_well(world: World):
    world.criterion(world.x1, quota=0)

    found = Visitor(world.student().user, htmx=True).get(SEARCH, q="5710213")

    assert [text_of(b) for b in found.all("button", form="watch-1")] == ["Tell me when a seat opens CENG213/1"]


def test_by_htmx_the_button_answers_in_its_place(world: World, full: Section):
    student = world.student()
    u4 = Visitor(student.user, htmx=True)

    on = u4.post(WATCH, section=str(full.id), on="1")
    listed = watched(student)
    off = u4.post(WATCH, section=str(full.id), on="0")

    assert text_of(on.one("button")) == "Stop telling me CENG213/1"
    assert (text_of(off.one("button")), listed, watched(student)) == (
        "Tell me when a seat opens CENG213/1",
        [full.id],
        [],
    )


def test_on_the_search_page_the_list_comes_along(world: World, full: Section):
    answer = Visitor(world.student().user, htmx=True).post(WATCH, section=str(full.id), on="1", list="1")

    assert attributes(answer.one("section", id="watches"))["hx-swap-oob"] == "true"


def test_without_scripts_it_leads_back_to_where_it_was_pressed(world: World, full: Section):
    u4 = Visitor(world.student().user)
    page = u4.get(SEARCH, q="5710213")
    form = page.fields(page.one(id="watch-1"))

    answer = Shown(u4.client.post(WATCH, form | {"section": full.id}))
    back = u4.follow(answer)

    assert answer.leads_to == "/registration/search/?q=5710213"
    assert "You will be told when a seat opens." in text_of(back.root)
    assert text_of(back.one(id="watches")).startswith("Seats I wait for 1/10")


def test_elsewhere_it_leads_nowhere_else(world: World, full: Section):
    answer = Visitor(world.student().user).post(WATCH, section=str(full.id), next="https://example.com/")

    assert answer.leads_to == "/registration/search/#watches"


def test_ten_sections_are_watched_and_no_more(world: World):
    student = world.student()
    sections = [world.section(world.course(f"571{1000 + n}"), 1, capacity=0) for n in range(11)]
    watching(student, *sections[:10])
    u4 = Visitor(student.user)

    refused = u4.post(WATCH, section=str(sections[10].id))
    watching(student, sections[3])  # asked for again

    assert (refused.status, refused.text("p", role="alert")) == (
        409,
        "You can watch 10 sections; stop one first.",
    )
    assert len(watched(student)) == 10


def test_what_is_no_section_of_the_term_is_not_watched(world: World):
    other = Term.objects.create(code="20251", name="Güz")
    past = Section.objects.create(course=world.x, term=other, number=1)
    u4 = Visitor(world.student().user)

    assert [u4.post(WATCH, section=s).status for s in (str(past.id), "987654321", "x")] == [409] * 3
    assert not SeatWatch.objects.exists()


# telling


def test_all_who_wait_are_told_at_the_same_moment_and_once(world: World, full: Section):
    first, second = world.student(), world.student("2501240")
    watching(first, full, world.x2)
    watching(second, full)
    before = run(world)  # x2 has seats
    seats(full, 1)

    after, again = run(world), run(world)

    assert (before, after, again) == ({"CENG213/2": 1}, {"CENG213/1": 2}, {})
    link = "/registration/search/?q=5710213"
    assert told() == [
        ("e250123", "CENG213/2", link),
        ("e250123", "CENG213/1", link),
        ("e250124", "CENG213/1", link),
    ]
    assert SeatWatch.objects.filter(section=full, told_at=local("2026-02-10 10:00")).count() == 2


def test_the_notice_says_that_no_seat_is_kept(world: World, full: Section):
    student = world.student()
    watching(student, full)
    seats(full, 1)
    run(world)

    page = Visitor(student.user).get("/notices/")

    assert "A seat opened: CENG213/1" in text_of(page.root)
    assert "CENG213/1 had a free seat at 10.02.2026 10:00. No seat is kept for you" in text_of(page.root)


def test_who_was_told_rests_until_asking_again(world: World, full: Section):
    student = world.student()
    watching(student, full)
    seats(full, 1)
    run(world)
    seats(full, 0)

    page = Visitor(student.user).get(SEARCH, q="5710213")
    watching(student, full)
    seats(full, 1)

    assert "told 10.02.2026 10:00" in text_of(page.one(id="watches"))
    assert [text_of(b) for b in page.all("button", form="watch-1")] == ["Tell me again CENG213/1"] * 2
    assert run(world) == {"CENG213/1": 1}


def test_who_could_not_take_it_is_not_told(world: World, full: Section):
    watching(world.student(), full)
    world.criterion(full, surname_from="A", surname_to="K")
    seats(full, 1)

    assert run(world) == {}


def test_what_a_student_could_make_room_for_is_told(world: World, full: Section):
    """A clash with the own list and a full load are the student's own to solve."""
    student = world.student()
    PolicyRule.objects.filter(code="TIME_CONFLICT").update(action="refuse")
    world.change(student, add=[world.y1])
    watching(student, full)
    seats(full, 1)

    assert run(world) == {"CENG213/1": 1}


@pytest.mark.parametrize(("moment", "count"), [("2026-02-09 08:59", {}), ("2026-02-09 09:00", {"CENG213/1": 1})])
def test_before_the_opening_nobody_is_told(world: World, full: Section, moment: str, count: dict[str, int]):
    watching(world.student(), full)
    seats(full, 1)
    at(moment)

    assert run(world) == count


@pytest.mark.parametrize("closed", [{"cancelled": True}, {"not_opened": True}])
def test_a_section_that_is_not_given_has_no_seats(world: World, full: Section, closed: dict[str, bool]):
    watching(world.student(), full)
    seats(full, 1)
    Section.objects.filter(pk=full.pk).update(**closed)

    assert run(world) == {}


# letting go


def test_who_took_the_course_meanwhile_waits_no_more(world: World, full: Section):
    student = world.student()
    watching(student, full)
    world.change(student, add=[world.x2])
    Enrolment.objects.update(created_at=local("2027-01-01 10:00"))

    run(world)

    assert watched(student) == []


def test_who_has_another_section_may_wait_for_a_better_one(world: World, full: Section):
    student = world.student()
    world.change(student, add=[world.x2])
    Enrolment.objects.update(created_at=local("2026-02-09 10:00"))
    watching(student, full)
    seats(full, 1)

    assert run(world) == {"CENG213/1": 1}


def test_with_the_last_window_all_is_let_go_but_for_a_personal_one(world: World, full: Section):
    over, excused = world.student(), world.student("2501240")
    watching(over, full)
    watching(excused, full)
    opens, closes = local("2026-03-01 00:00"), local("2026-03-25 00:00")
    TermRegistration.objects.create(student=excused, term=world.term, personal_from=opens, personal_until=closes)
    at("2026-03-20 12:00")

    run(world)

    assert (watched(over), watched(excused)) == ([], [full.id])


def test_another_term_lets_go_as_well(world: World, full: Section):
    student = world.student()
    watching(student, full)
    Term.objects.update(is_current=False)
    Term.objects.create(code="20261", name="Güz", is_current=True)

    call_command("tell_of_seats")

    assert watched(student) == []


@pytest.mark.parametrize("many", [1, 12])
def test_a_run_takes_as_many_statements_for_many_as_for_one(world: World, full, many, django_assert_num_queries):
    for n in range(many):
        watching(world.student(f"25{n:04}0"), full)
    seats(full, 1)
    run(world)
    SeatWatch.objects.update(told_at=None)

    # revision; clock, let go, due; seats, facts; savepoint, told, notices, release
    with django_assert_num_queries(10):
        assert run(world) == {"CENG213/1": many}
