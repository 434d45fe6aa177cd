"""Many sections at once in the admin: a change or an earlier term's criteria, previewed, kept as one, taken back as one."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from curriculum.criteria.changes import current_of
from curriculum.criteria.rows import Row
from curriculum.models import SeatCounter, Section, Term
from people.models import JobRun
from tests.admin_pages import criterion_row, filled, history, official
from tests.elsewhere import run, transaction_elsewhere
from tests.world import World

pytestmark = pytest.mark.django_db
CHANGE, COPY = "/admin/criteria/change/?course=5710213", "/admin/criteria/copy/"


@pytest.fixture
def secretary(world: World) -> Client:
    return official(world, "secretary", world.ceng)


def rows(section: Section) -> set[Row]:
    return set(current_of([section.pk])[section.pk].state.rows)


def seats(section: Section) -> tuple[int, int, bool]:
    return SeatCounter.objects.values_list("capacity", "taken", "open").get(section=section)


def given(n: int, **fields) -> dict[str, str]:
    row = criterion_row(n, **fields)
    return {key.replace("criteria-", "rows-"): value for key, value in row.items() if "TOTAL" not in key}


def previewed(client: Client, url: str = CHANGE, form: str = "change_form", **changes):
    return client.post(url, filled(client.get(url), form, **changes))


def applied(client: Client, response, url: str = CHANGE, form: str = "change_form"):
    return client.post(url, filled(response, form, _apply="1"))


def shown(response) -> dict[str, list[tuple[str, str]]]:
    return {str(change["section"]): change["lines"] for change in response.context["changes"]}


# the same change for the sections of a course


def test_a_preview_shows_what_would_change_in_each_section_and_saves_nothing(world: World, secretary: Client):
    world.must(world.x, 4)
    world.criterion(world.x1, department=world.ceng)
    world.student("2600010", class_year=2, surname="Ak", semester=4)
    world.student("2600020", class_year=2, surname="Zorlu", semester=4)

    response = previewed(secretary, capacity="40", rows_are="set", **given(0, surname_to="K"))

    assert response.status_code == 200
    assert shown(response) == {
        "CENG213/1": [("changed", "Capacity: 30 → 40"), ("added", "Surnames up to K"), ("removed", "Students of CENG")],
        "CENG213/2": [("changed", "Capacity: 30 → 40"), ("added", "Surnames up to K")],
    }
    assert [change["fits"] for change in response.context["changes"]] == [(2, 1), (2, 1)]
    assert [(n.code, n.must, n.before, n.after) for n in response.context["nowhere"]] == [("CENG213", 2, 0, 1)]
    assert "Preview: nothing has changed yet." in response.content.decode()
    assert (rows(world.x1), seats(world.x1)) == ({Row(world.ceng.pk)}, (30, 0, True))


def test_what_was_seen_is_saved_and_taken_back_as_one(world: World, secretary: Client):
    world.criterion(world.x1, department=world.ceng)
    response = previewed(secretary, capacity="40", seats="closed", rows_are="add", **given(0, surname_to="K", quota=5))

    done = applied(secretary, response)

    job = JobRun.objects.get()
    assert (done.status_code, done.headers["Location"]) == (302, f"/admin/criteria/batch/{job.pk}/")
    assert (job.kind, job.asked_by.username, job.done, job.params["department"]) == (
        "change_criteria",
        "secretary571",
        2,
        world.ceng.pk,
    )
    assert rows(world.x1) == {Row(world.ceng.pk), Row(None, "", "K", quota=5)}
    assert (seats(world.x1), seats(world.x2)) == ((40, 0, False), (40, 0, False))
    assert history(world.x2) == [
        "Changed Capacity: 30 → 40. Changed Open: yes → no. Added criterion “Surnames up to K, quota 5”."
    ]
    page = secretary.get(done.headers["Location"]).content.decode()
    assert "CENG213/1" in page and "Capacity: 30 → 40" in page and 'id="undo_form"' in page
    assert "What changed" in page and "What changes" not in page

    secretary.post(done.headers["Location"])

    assert (rows(world.x1), rows(world.x2)) == ({Row(world.ceng.pk)}, set())
    assert (seats(world.x1), seats(world.x2)) == ((30, 0, True), (30, 0, True))
    page = secretary.get(done.headers["Location"]).content.decode()
    assert "Taken back by Ada Secretary571." in page and 'id="undo_form"' not in page


def test_ticked_sections_alone_are_changed(world: World, secretary: Client):
    response = previewed(secretary, sections=str(world.x2.pk), capacity="40")

    assert list(shown(response)) == ["CENG213/2"]
    assert applied(secretary, response).status_code == 302
    assert (seats(world.x1)[0], seats(world.x2)[0]) == (30, 40)


def test_rows_with_the_limits_given_are_removed(world: World, secretary: Client):
    world.criterion(world.x1, department=world.ceng, surname_to="K")
    world.criterion(world.x1, department=world.ceng, surname_from="L", quota=3)
    world.criterion(world.x2, department=world.ee)

    response = previewed(secretary, rows_are="remove", **given(0, department=world.ceng.id))

    assert shown(response) == {
        "CENG213/1": [("removed", "Surnames up to K of CENG"), ("removed", "Surnames from L on of CENG, quota 3")]
    }


def test_what_changed_since_the_preview_is_shown_before_anything_is_saved(world: World, secretary: Client):
    response = previewed(secretary, capacity="40")
    SeatCounter.objects.filter(section=world.x1).update(capacity=35)

    again = applied(secretary, response)

    assert again.status_code == 409
    assert "Something changed since the preview." in again.content.decode()
    assert (shown(again)["CENG213/1"], seats(world.x2)[0]) == ([("changed", "Capacity: 35 → 40")], 30)
    assert applied(secretary, again).status_code == 302
    assert seats(world.x1) == seats(world.x2) == (40, 0, True)


def test_one_section_that_cannot_keeps_all_as_they_are(world: World, secretary: Client):
    world.criterion(world.x1, department=world.ceng, quota=3)
    assert world.change(world.student(), add=[world.x1]).accepted

    response = previewed(secretary, capacity="40", rows_are="set", **given(0, department=world.ee.id))

    text = response.content.decode()
    assert "Seats taken by the quota of the criterion “Students of CENG”: 1" in text and 'name="_apply"' not in text
    assert applied(secretary, response).status_code == 409
    assert (seats(world.x1)[0], seats(world.x2)[0], JobRun.objects.count()) == (30, 30, 0)


def test_below_what_is_taken_a_section_is_closed_and_told_so(world: World, secretary: Client):
    assert world.change(world.student(), add=[world.x1]).accepted

    response = previewed(secretary, capacity="0")

    assert shown(response)["CENG213/1"] == [
        ("changed", "Open: yes → no"),
        ("closed", "Capacity 0 is below the 1 seats taken: the section is closed instead."),
    ]
    assert applied(secretary, response).status_code == 302
    assert (seats(world.x1), seats(world.x2)) == ((30, 1, False), (0, 0, True))


def test_a_row_that_no_form_would_take_is_told_at_its_field(world: World, secretary: Client):
    response = previewed(secretary, rows_are="add", **given(0, surname_from="Z", surname_to="A"))

    assert response.context["rows"].forms[0].errors == {
        "surname_to": ["The range ends before it starts in the Turkish alphabet."]
    }
    assert "previewed" not in response.context


def test_sections_ticked_in_the_list_come_along(world: World, secretary: Client):
    ticked = {"action": "change_criteria", "_selected_action": [world.x2.pk, world.y1.pk]}
    response = secretary.post("/admin/curriculum/section/", ticked)

    assert response.headers["Location"] == f"/admin/criteria/change/?sections={world.x2.pk},{world.y1.pk}"
    assert [str(s) for s in secretary.get(response.headers["Location"]).context["sections"]] == [
        "CENG213/2",
        "CENG331/1",
    ]


def test_a_unit_changes_its_own_sections_alone(world: World):
    other = official(world, "secretary", world.ee)
    own = world.section(world.course("5670201"), 1)

    assert other.get(CHANGE).status_code == other.post(CHANGE).status_code == 403
    assert other.get(f"/admin/criteria/change/?sections={own.pk},{world.x1.pk}").status_code == 403
    assert other.get(f"/admin/criteria/change/?sections={own.pk}").status_code == 200


@pytest.mark.parametrize("asked", ["course=1", "course=5710213&term=20991", "sections=x", "", "course=%00"])
def test_what_is_not_there_is_not_found(world: World, secretary: Client, asked: str):
    assert secretary.get(f"/admin/criteria/change/?{asked}").status_code == 404


@pytest.mark.parametrize("who", ["another unit", "the unit", "the registrar"])
def test_a_batch_is_its_departments_and_the_registrars(world: World, secretary: Client, who: str):
    url = applied(secretary, previewed(secretary, capacity="40")).headers["Location"]
    if who == "the registrar":
        client, status = official(world, "registrar"), 200
    else:
        colleague = world.staff("meslektas", is_staff=True)
        world.role(colleague, "secretary", world.ceng if who == "the unit" else world.ee)
        client, status = Client(), 200 if who == "the unit" else 404
        client.force_login(colleague.user)

    assert client.get(url).status_code == status
    assert client.post(url).status_code == (302 if status == 200 else 404)
    assert seats(world.x1)[0] == (30 if status == 200 else 40)


@pytest.mark.django_db(transaction=True)
def test_a_counter_that_students_hold_is_told_not_crashed_on(world: World):
    secretary = official(world, "secretary", world.ceng)
    response = previewed(secretary, capacity="40")
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
    try:
        with transaction_elsewhere() as other:
            run(other, "SELECT 1 FROM curriculum_seatcounter WHERE section_id = %s FOR UPDATE", world.x2.pk)
            busy = applied(secretary, response)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")

    assert busy.status_code == 409
    assert "Students are registering in this section at this moment." in busy.content.decode()
    assert (seats(world.x1)[0], JobRun.objects.count()) == (30, 0)
    assert applied(secretary, busy).status_code == 302


@pytest.mark.parametrize("count", [1, 5])
def test_a_preview_costs_the_same_whatever_its_sections(world: World, secretary: Client, count: int):
    for n in range(count - 1):
        world.section(world.x, 3 + n)
    world.student()
    form = filled(secretary.get(CHANGE), "change_form", rows_are="set", **given(0, department=world.ee.id))
    secretary.post(CHANGE, form)

    with CaptureQueriesContext(connection) as queries:
        secretary.post(CHANGE, form)

    assert len(queries) == 29


# from an earlier term


def fill_last_term(world: World) -> None:
    term = Term.objects.create(code="20251", name="2025-2026 Güz")
    for course, number in ((world.x, 1), (world.x, 3), (world.y, 1)):
        section = Section.objects.create(course=course, term=term, number=number, instructors="A. Kaya")
        SeatCounter.objects.create(section=section, capacity=45)
        world.criterion(section, department=world.ceng, surname_to="K", quota=9)


def test_a_department_takes_its_criteria_from_an_earlier_term(world: World, secretary: Client):
    fill_last_term(world)
    world.criterion(world.x1, department=world.ee)
    world.criterion(world.x2, department=world.ee)

    response = previewed(secretary, COPY, "copy_form")

    assert shown(response) == {
        "CENG213/1": [("added", "Surnames up to K of CENG, quota 9"), ("removed", "Students of EE")],
        "CENG331/1": [("added", "Surnames up to K of CENG, quota 9")],
    }
    assert response.context["without"] == ["CENG213/2"]
    done = applied(secretary, response, COPY, "copy_form")
    assert rows(world.x1) == rows(world.y1) == {Row(world.ceng.pk, "", "K", quota=9)}
    assert (rows(world.x2), seats(world.x1)[0]) == ({Row(world.ee.pk)}, 30)
    assert JobRun.objects.get().params == {"term": "20252", "from": "20251", "department": world.ceng.pk, "course": ""}

    secretary.post(done.headers["Location"])
    assert (rows(world.x1), rows(world.y1)) == ({Row(world.ee.pk)}, set())


def test_of_one_course_with_its_seats_and_instructors(world: World, secretary: Client):
    fill_last_term(world)

    response = previewed(secretary, COPY, "copy_form", course="ceng 331", capacity="on", instructors="on")

    assert shown(response) == {
        "CENG331/1": [
            ("changed", "Capacity: 30 → 45"),
            ("changed", "Instructors: — → A. Kaya"),
            ("added", "Surnames up to K of CENG, quota 9"),
        ]
    }


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"source": "20252"}, {"source": ["Choose another term than the one to fill."]}),
        ({"course": "5670201"}, {"course": ["The department has no such course."]}),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_field(world: World, secretary: Client, changes, error):
    fill_last_term(world)

    assert dict(previewed(secretary, COPY, "copy_form", **changes).context["form"].errors) == error


def test_another_department_is_no_choice(world: World, secretary: Client):
    world.section(world.course("5670201"), 1)

    form = previewed(secretary, COPY, "copy_form", department=str(world.ee.pk)).context["form"]
    assert "department" in form.errors


def test_what_no_keyboard_writes_in_the_address_is_left_out(secretary: Client):
    assert secretary.get(COPY, {"department": "5\x0071", "course": "\x00"}).status_code == 200


def test_the_pages_lead_there(world: World, secretary: Client):
    for page, there in (
        (f"/admin/curriculum/course/{world.x.pk}/change/", "/admin/criteria/change/\\?course=5710213"),
        (f"/admin/curriculum/section/{world.x1.pk}/change/", "/admin/criteria/change/\\?term=20252&amp;course=5710213"),
        ("/admin/curriculum/section/", "/admin/criteria/copy/"),
        (CHANGE, "/admin/export/criteria/\\?term=20252&amp;course=5710213"),
    ):
        assert re.search(there, secretary.get(page).content.decode()), page
