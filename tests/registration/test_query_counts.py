"""How many statements a request takes: literal numbers, at one row and at many (a session with its user is one).

The catalogue is warm. A savepoint, as a test's own transaction makes it of the service's, counts as two.
"""

from __future__ import annotations

import pytest

from curriculum.models import Announcement, SupportContact
from registration.models import PolicyRule
from tests.visitor import Visitor, attributes
from tests.world import World

pytestmark = pytest.mark.django_db
FIRST, PAGE, CHANGE, SEARCH, DESK = (
    "/term/",
    "/registration/",
    "/registration/change/",
    "/registration/search/",
    "/advising/",
)
AT_ONE_AND_AT_MANY = pytest.mark.parametrize("many", [1, 12])


@pytest.fixture
def fit(world: World):
    """No load limit: many courses at once are what these tests are about."""
    PolicyRule.objects.filter(code="LOAD_EXCEEDED").update(action="off")


def sections(world: World, count: int):
    return [world.section(world.course(f"571{1000 + n}"), 1, (n % 5, "08:40", "09:30")) for n in range(count)]


def warm(visitor: Visitor) -> Visitor:
    visitor.get(PAGE)
    return visitor


@AT_ONE_AND_AT_MANY
def test_the_first_page_takes_six_statements_whatever_stands_on_it(world: World, fit, many, django_assert_num_queries):
    student = world.student()
    assert world.change(student, add=sections(world, many)).accepted
    for n in range(many):
        SupportContact.objects.create(topic=f"Konu {n}", unit="Birim")
        Announcement.objects.create(term=world.term, title=f"Duyuru {n}")
    u4 = Visitor(student.user)
    u4.get(FIRST)

    with django_assert_num_queries(6):  # session; facts, fee, advisor, contacts, last event
        assert len(u4.get(FIRST).all("li", class_="step")) == 3


def test_a_step_by_htmx_takes_as_many_more_as_it_writes(world: World, fit, django_assert_num_queries):
    student = world.student()
    assert world.change(student, add=sections(world, 3)).accepted
    u4 = Visitor(student.user, htmx=True)
    u4.get(FIRST)

    # session; savepoint, facts, state, record, whom to tell of what, advisors, notice, requests and reminders
    # that it answers, release; the page's five
    with django_assert_num_queries(16):
        assert u4.post("/term/send/", version="1").status == 200


@AT_ONE_AND_AT_MANY
def test_the_page_takes_three_statements_whatever_stands_on_the_list(
    world: World, fit, many, django_assert_num_queries
):
    student = world.student()
    for n in range(many):
        world.passed(student, world.course(f"567{1000 + n}"), "CC")
    assert world.change(student, add=sections(world, many)).accepted
    u4 = warm(Visitor(student.user))

    with django_assert_num_queries(3):  # session with user and student; facts, advisor
        assert len(u4.get(PAGE).courses) == many


@AT_ONE_AND_AT_MANY
def test_a_search_takes_three_statements_whatever_it_finds(world: World, many, django_assert_num_queries):
    sections(world, many)
    u4 = warm(Visitor(world.student().user, htmx=True))

    with django_assert_num_queries(3):  # session; facts, the seats of what was found
        found = u4.get(SEARCH, q="ceng1")
    assert len(found.all("b")) == many


@AT_ONE_AND_AT_MANY
def test_a_search_with_every_filter_takes_four(world: World, many, django_assert_num_queries):
    sections(world, many)
    u4 = warm(Visitor(world.student().user, htmx=True))

    with django_assert_num_queries(4):  # session; facts, which sections have seats, the seats of what is judged
        found = u4.get(SEARCH, q="ceng1", seats="1", can="1", fits="1", to="10")
    assert len(found.all("b")) == many


def test_full_sections_take_one_more_for_what_is_watched(world: World, django_assert_num_queries):
    for number in (1, 2):
        world.section(world.course(f"571190{number}"), 1, capacity=0)
    u4 = warm(Visitor(world.student().user, htmx=True))

    with django_assert_num_queries(4):
        assert len(u4.get(SEARCH, q="ceng190").all("b")) == 2


def test_a_search_that_finds_nothing_takes_two(world: World, django_assert_num_queries):
    u4 = warm(Visitor(world.student().user, htmx=True))

    with django_assert_num_queries(2):
        u4.get(SEARCH, q="nothing of the kind")


@AT_ONE_AND_AT_MANY
def test_an_accepted_add_takes_five_statements_however_many_courses(world: World, fit, many, django_assert_num_queries):
    picks = [str(section.id) for section in sections(world, many)]
    u4 = warm(Visitor(world.student().user))

    with django_assert_num_queries(5):  # session; savepoint, facts, commit, release
        assert u4.post(CHANGE, action="add", pick=picks).status == 302


@AT_ONE_AND_AT_MANY
def test_an_accepted_add_by_htmx_takes_one_more_for_the_page(world: World, fit, many, django_assert_num_queries):
    picks = [str(section.id) for section in sections(world, many)]
    u4 = warm(Visitor(world.student().user, htmx=True))

    with django_assert_num_queries(6):
        assert len(u4.post(CHANGE, action="add", pick=picks).courses) == many


@AT_ONE_AND_AT_MANY
def test_a_refused_add_takes_as_many_whatever_the_fixes(world: World, many, django_assert_num_queries):
    full = world.section(world.course("5710901"), 1, capacity=0)
    for number in range(2, 2 + many):
        world.section(full.course, number)
    u4 = warm(Visitor(world.student().user, htmx=True))

    with django_assert_num_queries(6):  # session; savepoint, facts, record, release; page
        assert u4.post(CHANGE, action="add", pick=str(full.id)).findings == ["CAPACITY_FULL"]


def test_a_receipt_takes_one_statement_more_than_the_page(world: World, django_assert_num_queries):
    u4 = warm(Visitor(world.student().user))
    receipt = u4.post(CHANGE, action="add", pick=str(world.x2.id)).leads_to

    with django_assert_num_queries(4):
        u4.get(receipt)


@AT_ONE_AND_AT_MANY
def test_a_drop_takes_one_more_to_see_whether_it_could_come_back(world: World, fit, many, django_assert_num_queries):
    student, wanted = world.student(), sections(world, many)
    assert world.change(student, add=wanted).accepted
    u4 = warm(Visitor(student.user, htmx=True))

    # session; facts with the seats; savepoint, facts, commit, release; the page, with what an undo needs
    with django_assert_num_queries(7):
        assert u4.post(CHANGE, action="drop", tick=[str(s.id) for s in wanted]).courses == []


@AT_ONE_AND_AT_MANY
def test_what_happened_takes_three_statements_however_much_did(world: World, many, django_assert_num_queries):
    student = world.student()
    for _ in range(many):
        world.change(student, add=[world.x2])
        world.change(student, drop=[world.x2])
    u4 = warm(Visitor(student.user))

    with django_assert_num_queries(3):  # session; what was recorded, facts
        assert len(u4.get("/registration/happened/").all("li", class_="moment")) == min(20, 2 * many)


@pytest.mark.parametrize("many", [1, 3, 12])
def test_the_advisees_take_seven_statements_however_many(world: World, fit, many, django_assert_num_queries):
    wanted = sections(world, 3)
    for n in range(many):
        world.change(world.student(f"25{n:04}0"), add=wanted)
    a1 = Visitor(world.advisor.user)
    a1.get(DESK)

    # session; staff, advisees with all that lies about them, facts of them all; requests, tasks, whom one stands in for
    with django_assert_num_queries(7):
        assert len(a1.get(DESK).all("tr")) == 1 + many


@AT_ONE_AND_AT_MANY
def test_one_advisee_takes_thirteen_statements_whatever_stands_on_the_list(
    world: World, fit, many, django_assert_num_queries
):
    student = world.student()
    world.change(student, add=sections(world, many))
    for n in range(many):
        world.passed(student, world.course(f"571{2000 + n}"), "FF" if n % 2 else "AA", f"20{10 + n}1")
    a1 = Visitor(world.advisor.user)
    a1.get(DESK)

    # session; advisorship, student, facts, tasks; transcript, its terms, programmes, attempts in vain, seats; all advisees
    # for the next one; history, messages
    with django_assert_num_queries(13):
        assert len(a1.get(f"{DESK}{student.id}/").all("td", data_label="Section")) == many


@AT_ONE_AND_AT_MANY
def test_the_public_catalogue_takes_seven_statements(world: World, many, django_assert_num_queries):
    for n in range(many):
        world.must(world.course(f"571{1000 + n}"), 1 + n % 8)
    anyone = Visitor()

    # its version; departments, curricula with programmes, items, their courses and departments, courses given
    with django_assert_num_queries(7):
        shown = anyone.get("/catalog/CENG/")
    assert len([td for td in shown.all("td", class_="wide-cell") if "colspan" not in attributes(td)]) == many
