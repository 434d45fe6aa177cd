"""The first page of the admin: who is shown which numbers, and that each opens the list behind it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from people.models import JobRun
from registration.models import Attempt, TermRegistration, Window
from tests.registration.overview.office import finding, of_ee, registered, tried, visitor
from tests.visitor import Shown, attributes, text_of
from tests.world import World, at

pytestmark = pytest.mark.django_db
PARTS = {
    "registrar": [
        "What waits",
        "Registrations",
        "What opens and closes next",
        "Changes of lists",
        "What was refused",
        "Sections and seats",
        "Jobs and their last run",
    ],
    "secretary": [
        "What waits",
        "Registrations",
        "What opens and closes next",
        "What was refused",
        "Sections and seats",
        "Jobs and their last run",
    ],
    "head": ["What waits", "Registrations", "What opens and closes next", "What was refused", "Sections and seats"],
    "fee_officer": ["What waits"],
    "board_clerk": ["What waits"],
}


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


@pytest.fixture
def term(world: World) -> World:
    """Three CENG students and one of EE, in three states; a refusal and a change; a job that failed and one that is late."""
    first = registered(world, "2501231", "draft")
    registered(world, "2502222", "draft", class_year=2)
    registered(world, "2503333", "final", class_year=2)
    TermRegistration.objects.create(student=of_ee(world), term=world.term, state="submitted")
    tried(first, "2026-02-10 09:30", finding("CAPACITY_FULL", world.x))
    tried(first, "2026-02-10 09:40")
    JobRun.objects.create(kind="settle_fees", finished_at=timezone.now(), problem="No tariff")
    late = JobRun.objects.create(kind="charge_fees", total=10)
    JobRun.objects.filter(pk=late.pk).update(asked_at=timezone.now() - timedelta(minutes=16))
    JobRun.objects.create(kind="send_reminders", finished_at=timezone.now(), done=4, total=4)
    JobRun.objects.create(kind="load_courses")
    return world


def headings(shown: Shown) -> list[str]:
    return [text_of(h) for h in shown.all("h3", within=shown.one("section", class_="overview"))]


def part(shown: Shown, title: str):
    [found] = [a for a in shown.all("article") if text_of(shown.all("h3", within=a)[0]) == title]
    return found


def rows(shown: Shown, title: str) -> list[list[str]]:
    body = shown.all("tbody", within=part(shown, title))[0]
    cells = [[c for c in row.children if attributes(c).get("class") != "drawn"] for row in shown.all("tr", within=body)]
    return [[text_of(c) for c in row] for row in cells]


@pytest.mark.parametrize("kind", PARTS)
def test_each_role_is_shown_its_parts(term: World, kind: str):
    unit = term.ceng if kind in ("secretary", "head") else None
    assert headings(visitor(term, kind, unit).get("/admin/")) == PARTS[kind]


def test_registrations_stand_by_state_and_class(term: World):
    shown = visitor(term, "registrar").get("/admin/")
    assert rows(shown, "Registrations") == [
        ["Choosing courses", "2", "1", "1"],
        ["With the advisor", "1", "0", "1"],
        ["Registration complete", "1", "1", "0"],
    ]


def test_a_secretary_is_shown_the_students_of_the_own_unit(term: World):
    shown = visitor(term, "secretary", term.ee).get("/admin/")
    assert rows(shown, "Registrations") == [["With the advisor", "1", "1"]]
    assert "There is no section in this term yet." in text_of(part(shown, "Sections and seats"))


@pytest.mark.parametrize(("kind", "links"), [("registrar", 30), ("secretary", 15), ("head", 15), ("fee_officer", 3)])
def test_every_number_opens_its_list(term: World, kind: str, links: int):
    """Every way from the first page is open to who is shown it, those of the pictures as well."""
    who = visitor(term, kind, term.ceng if kind in ("secretary", "head") else None)
    shown = who.get("/admin/")
    [section] = shown.all("section", class_="overview")
    addresses = {attributes(a)["href"] for a in shown.all("a", within=section)}

    assert {path: status for path in addresses if (status := who.get(path).status) != 200} == {}
    assert len(addresses) == links


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("registration/termregistration/?state__exact=draft&year=2", 1),
        ("registration/termregistration/?year=4", 2),
        ("registration/termregistration/?year=0", 0),
        ("registration/attempt/?of=20252&code=CAPACITY_FULL", 1),
        ("registration/attempt/?of=20252&code=TIME_CONFLICT", 0),
        ("registration/attempt/?of=20252", 2),
        ("curriculum/section/?fill=empty&cancelled__exact=0", 3),
        ("curriculum/section/?fill=full", 0),
    ],
)
def test_the_filters_of_the_lists_behind(term: World, path: str, count: int):
    shown = visitor(term, "registrar").get(f"/admin/{path}")
    assert text_of(shown.one("p", class_="paginator")).startswith(f"{count} ")


def test_a_picture_is_not_read_out_and_not_gone_through_by_keyboard(term: World):
    shown = visitor(term, "registrar").get("/admin/")
    drawn = [s for s in shown.all("svg") if attributes(s).get("class") != "base-svgs" and "viewbox" in attributes(s)]
    pictures = [s for s in drawn if shown.all("rect", s) or shown.all("polyline", s)]

    assert pictures and {attributes(s).get("aria-hidden") for s in pictures} == {"true"}
    assert {attributes(a).get("tabindex") for s in pictures for a in shown.all("a", s)} == {"-1"}
    assert [attributes(e) for e in shown.all() if "style" in attributes(e)] == []


def test_jobs_that_need_somebody_come_first(term: World):
    shown = visitor(term, "registrar").get("/admin/")
    assert [row[1] for row in rows(shown, "Jobs and their last run")] == ["failed", "late", "under way", "finished"]
    assert "No tariff" in rows(shown, "Jobs and their last run")[0][0]


def test_openings_stand_in_their_order_and_pauses_before_them(term: World):
    Window.objects.filter(kind="registration").update(paused=True, pause_note="Sunucu bakımı")
    shown = visitor(term, "registrar").get("/admin/")

    assert [" ".join(row) for row in rows(shown, "What opens and closes next")] == [
        "14.02. 00:00 Advisor approval closes",
        "23.02. 00:00 Add-drop opens",
        "23.02. 00:00 Advisor approval opens",
    ]
    assert "Interactive registration: paused Sunucu bakımı" in text_of(part(shown, "What opens and closes next"))


def test_the_stages_of_the_day_are_shown_before_it(term: World):
    at("2026-02-09 10:30")
    shown = visitor(term, "registrar").get("/admin/")
    assert [row[0] for row in rows(shown, "What opens and closes next")][:3] == [
        "09.02. 11:00",
        "09.02. 12:00",
        "09.02. 13:00",
    ]


def test_the_term_check_is_counted_once_it_was_looked_at(term: World):
    registrar = visitor(term, "registrar")
    assert "? problems found by the term check not asked yet" in registrar.get("/admin/").text("nav", class_="waits")

    found = registrar.get("/admin/term-check/")
    assert found.status == 200
    assert "problems found by the term check 10.02.2026 10:00" in registrar.get("/admin/").text("nav", class_="waits")


def test_another_term_is_shown_when_it_is_asked_for(term: World):
    term.term.pk, term.term.code, term.term.is_current = None, "20251", False
    term.term.save()
    shown = visitor(term, "registrar").get("/admin/", term="20251")

    said = text_of(part(shown, "Registrations"))
    assert "There is no registration in this term yet" in said
    assert "There is no section in this term yet." in text_of(part(shown, "Sections and seats"))


def test_without_a_term_the_list_of_models_stands_alone(world: World):
    type(world.term).objects.update(is_current=False)
    shown = visitor(world, "registrar").get("/admin/")

    assert (shown.status, shown.all(class_="overview"), len(shown.all("details", class_="models"))) == (200, [], 1)


def test_who_has_no_numbers_is_shown_none(world: World):
    help_desk = visitor(world, "help_desk").get("/admin/")
    assert (help_desk.status, help_desk.all(class_="overview")) == (200, [])


@pytest.mark.parametrize("registrations", [0, 5])
def test_the_statements_do_not_grow(term: World, registrations: int, django_assert_num_queries):
    for n in range(registrations):
        tried(registered(term, f"261{n:02}00", "draft"), "2026-02-10 09:50", finding("CAPACITY_FULL", term.x))
    registrar = visitor(term, "registrar")
    registrar.get("/admin/")

    with django_assert_num_queries(23):
        registrar.get("/admin/")


def test_the_moments_of_the_ledger_have_an_index():
    [index] = Attempt._meta.indexes
    assert (index.fields, type(index).__name__) == (["at"], "BrinIndex")
