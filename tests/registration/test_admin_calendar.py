"""The registrar's calendar: checked as a whole before a window is saved, drawn, paused and extended from the picture."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from registration import catalogue
from registration.models import StageOpening, Window
from tests.admin_pages import filled, history, official
from tests.visitor import Shown, Visitor, text_of
from tests.world import World, at, local

pytestmark = pytest.mark.django_db
LIST = "/admin/registration/window/"
CALENDAR = f"{LIST}calendar/"


@pytest.fixture
def registrar(world: World) -> Client:
    return official(world, "registrar")


def page_of(window: Window | None) -> str:
    return f"{LIST}{window.pk}/change/" if window else f"{LIST}add/"


def save(client: Client, window: Window | None, **changes):
    return client.post(page_of(window), filled(client.get(page_of(window)), "window_form", **changes))


def moments(name: str, text: str) -> dict[str, str]:
    """A moment as the admin's two fields."""
    day, hour = text.split()
    return {f"{name}_0": day, f"{name}_1": hour}


def said(response) -> tuple[list[str], list[str]]:
    """What is refused and what has to be acknowledged."""
    [inline] = response.context["inline_admin_formsets"]
    return list(inline.formset.non_form_errors()), [text.partition(":")[0] for text in inline.formset.warnings]


def span(opens: str, closes: str) -> dict[str, str]:
    return moments("opens_at", opens) | moments("closes_at", closes)


def new(world: World, kind: str, opens: str, closes: str, **fields) -> dict[str, str]:
    return {"term": str(world.term.pk), "kind": kind} | span(opens, closes) | fields


READ = "Read what is said below and tick it, or change the window."


@pytest.mark.row("METU-04")
def test_an_end_after_the_approvals_is_saved_once_it_is_acknowledged_and_that_is_kept(world: World, registrar: Client):
    late = moments("closes_at", "2026-02-14 10:00:00")
    asked = save(registrar, world.registration, **late)

    assert said(asked) == ([READ], ["Windows that end while no approval is open"])
    world.registration.refresh_from_db()
    assert world.registration.closes_at == local("2026-02-13 17:00")

    again = filled(asked, "window_form")
    digest = Shown(asked).one(id="acknowledge")
    ticked = {**again, "acknowledge": dict(digest.attributes)["value"]}
    assert registrar.post(page_of(world.registration), ticked).status_code == 302
    world.registration.refresh_from_db()
    assert world.registration.closes_at == local("2026-02-14 10:00")
    assert "acknowledged: Windows that end while no approval is open" in history(world.registration)[0]


def test_a_tick_for_other_warnings_is_none(world: World, registrar: Client):
    late = moments("closes_at", "2026-02-14 10:00:00")
    assert said(save(registrar, world.registration, acknowledge="0123456789abcdef", **late))[0] == [READ]


@pytest.mark.parametrize(
    ("kind", "days", "unit", "warned"),
    [
        (
            "approval",
            ("2026-02-20 10:00:00", "2026-02-21 00:00:00"),
            {},
            ["Approvals that open before registration does"],
        ),
        (
            "approval",
            ("2026-02-08 10:00:00", "2026-02-09 09:00:00"),
            {},
            ["Approvals that open before registration does"],
        ),
        (
            "registration",
            ("2026-02-16 09:00:00", "2026-02-17 17:00:00"),
            {},
            ["Windows that end while no approval is open"],
        ),
        ("follow_up", ("2026-02-12 09:00:00", "2026-02-13 17:00:00"), {}, ["Follow-ups that end before the approval"]),
        ("follow_up", ("2026-02-12 09:00:00", "2026-02-14 00:00:00"), {}, []),
        ("enrolment", ("2026-01-12 09:00:00", "2026-01-14 00:00:00"), {}, []),
    ],
)
def test_what_a_new_window_has_to_have_acknowledged(world: World, registrar: Client, kind, days, unit, warned):
    answer = save(registrar, None, **new(world, kind, *days, **unit))
    if not warned:
        assert answer.status_code == 302
        return
    refused, warnings = said(answer)
    assert refused == [READ]
    assert [text.partition(",")[0] for text in warnings] == warned


def test_what_contradicts_is_refused(world: World, registrar: Client):
    twice = save(registrar, None, **new(world, "registration", "2026-02-13 16:00:00", "2026-02-13 18:00:00"))
    [error] = said(twice)[0]
    assert error.startswith("Windows of one kind and scope at the same time: ")

    stage = world.registration.stages.get(class_from=4)
    n = list(world.registration.stages.order_by("opens_at")).index(stage)
    outside = save(registrar, world.registration, **moments(f"stages-{n}-opens_at", "2026-02-09 08:59:59"))
    assert said(outside)[0] == [f"Stages outside their window: {world.registration}"]

    same = save(registrar, world.registration, **{f"stages-{n}-class_from": "3"})
    assert same.status_code == 200
    backwards = save(registrar, world.registration, **moments("closes_at", "2026-02-09 09:00:00"))
    assert "The window closes before it opens." in backwards.content.decode()
    assert Window.objects.count() == 4 and StageOpening.objects.get(pk=stage.pk).class_from == 4


def test_a_unit_without_a_window_is_told_before_the_universitys_is_given_to_a_faculty(world: World, registrar: Client):
    other = world.department("904", "AVM", "Havacılık")
    other.faculty = None
    other.save()
    world.programme.__class__.objects.create(code="AVM", name="Havacılık", department=other)
    asked = save(registrar, world.registration, faculty=str(world.faculty.pk))

    assert said(asked)[1] == [
        "Windows that are not in the calendar",
        "Approvals that open before registration does, or when it is over",
    ]


def test_a_department_of_another_faculty_is_no_scope(world: World, registrar: Client):
    world.ee.faculty = None
    world.ee.save()
    both = {"faculty": str(world.faculty.pk), "department": str(world.ee.pk)}
    answer = save(registrar, None, **new(world, "registration", "2026-02-09 09:00:00", "2026-02-13 17:00:00", **both))
    assert list(answer.context["adminform"].form.errors) == ["department"]


# the picture


def test_the_picture_has_a_bar_for_each_window_its_stages_and_now(world: World, registrar: Client):
    page = Shown(registrar.get(CALENDAR))
    picture = page.one("svg", role="img")
    bars = [set(dict(e.attributes)["class"].split()) - {"bar"} for e in page.all("rect", picture, class_="bar")]
    assert bars == [{"registration"}, {"approval"}, {"approval"}, {"add_drop"}]
    assert len(page.all("rect", picture, class_="stage")) == 5
    assert len(page.all("line", picture, class_="today")) == 1
    assert len(page.all("line", picture, class_="gap")) == 1  # between the two approvals
    assert page.all(id="problems") == []

    world.approval.closes_at = local("2026-02-13 12:00")
    world.approval.save()
    catalogue.forget()
    page = Shown(registrar.get(CALENDAR))
    assert len(page.all("rect", class_="wrong")) == 1
    assert "Windows that end while no approval is open" in text_of(page.one(id="problems"))


def test_the_public_calendar_says_what_is_open_and_is_empty_without_windows(world: World):
    def states() -> list[str]:
        catalogue.forget()
        page = Visitor().get("/calendar/")
        return [text_of(row).split()[-1] for row in page.all("tr") if page.all("td", row)]

    assert states() == ["open", "open", "yet", "yet"]
    assert "13.02.2026 23:59" in Visitor().get("/calendar/").text("main")  # of an end at midnight, the minute before
    at("2026-02-24 12:00")
    assert states() == ["over", "over", "open", "open"]
    Window.objects.all().delete()
    assert states() == []


@pytest.mark.parametrize("units", [1, 20])
def test_as_many_queries_for_many_units_as_for_one(world: World, registrar: Client, units: int):
    for n in range(units):
        unit = world.department(f"8{n:02}", "", f"Birim {n}")
        opens, closes = local("2026-02-09 09:00"), local("2026-02-13 17:00")
        Window.objects.create(term=world.term, kind="registration", opens_at=opens, closes_at=closes, department=unit)
    counts = []
    for client, path in ((Visitor().client, "/calendar/"), (registrar, CALENDAR)):
        client.get(path)
        with CaptureQueriesContext(connection) as done:
            client.get(path)
        counts.append(len(done))
    assert counts == [3, 9]


@pytest.mark.row("OMU-02")
def test_each_unit_has_its_own_days(db):
    omu = World(policy="omu")
    opens, closes = local("2026-02-16 09:00"), local("2026-02-20 17:00")
    Window.objects.create(term=omu.term, kind="registration", opens_at=opens, closes_at=closes, department=omu.ee)
    ee = omu.programme.__class__.objects.create(code="EE", name="EE", department=omu.ee)
    eng, med = omu.student(), omu.student("2501240", programme=ee)
    at("2026-02-10 12:00")

    def shut(student) -> list:
        receipt = omu.change(student, add=[omu.x2])
        return [f["figures"]["opens"] for f in receipt.findings if f["code"] == "WINDOW_CLOSED"]

    assert (shut(eng), shut(med)) == ([], ["2026-02-16T09:00:00+03:00"])
    at("2026-02-16 12:00")
    assert shut(med) == []


# pause, resume, extend


def steps_of(*windows: Window) -> str:
    return f"{LIST}steps/?{'&'.join(f'id={w.pk}' for w in windows)}"


def test_several_windows_are_paused_from_the_list_in_one_step(world: World, registrar: Client):
    chosen = {"action": "step", "_selected_action": [world.registration.pk, world.approval.pk]}
    there = registrar.post(LIST, chosen)["Location"]
    assert there == steps_of(world.registration, world.approval) or there == steps_of(
        world.approval, world.registration
    )

    done = registrar.post(there, {"step": "pause", "note": "Elektrik kesintisi"})
    assert (done.status_code, done["Location"]) == (302, f"{CALENDAR}?term=20252")
    assert set(Window.objects.filter(paused=True)) == {world.registration, world.approval}
    assert {e.user.username for e in LogEntry.objects.filter(content_type__model="window")} == {"registrar"}


def test_a_step_that_is_refused_keeps_what_was_typed_and_names_the_field(world: World, registrar: Client):
    there = steps_of(world.registration)
    unsaid = registrar.post(there, {"step": "pause", "note": ""})
    assert list(unsaid.context["form"].errors) == ["note"]
    early = registrar.post(there, {"step": "extend", "note": "Yoğunluk", "until": "2026-02-13 16:00"})
    assert list(early.context["form"].errors) == ["until"]
    assert "Yoğunluk" in early.content.decode()


def test_an_extension_says_what_the_calendar_lacks_since(world: World, registrar: Client):
    there = steps_of(world.registration)
    done = registrar.post(there, {"step": "extend", "note": "Yoğunluk", "until": "2026-02-14 12:00"}, follow=True)
    assert "Windows that end while no approval is open" in " ".join(str(m) for m in done.context["messages"])


def test_who_only_reads_the_calendar_steps_nothing(world: World):
    secretary = official(world, "secretary", world.ceng)
    page = secretary.get(CALENDAR)
    assert (page.status_code, steps_of(world.registration) in page.content.decode()) == (200, False)
    assert secretary.post(steps_of(world.registration), {"step": "pause", "note": "x"}).status_code == 403


def test_a_window_that_is_paused_while_its_page_is_saved_stays_paused(world: World):
    read = Window.objects.get(pk=world.registration.pk)
    Window.objects.filter(pk=read.pk).update(paused=True, pause_note="Arıza")
    read.closes_at = local("2026-02-15 00:00")
    admin.site.get_model_admin(Window).save_model(None, read, None, change=True)

    read.refresh_from_db()
    assert (read.closes_at, read.paused, read.pause_note) == (local("2026-02-15 00:00"), True, "Arıza")
