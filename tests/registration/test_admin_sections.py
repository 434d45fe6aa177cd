"""The section's page as a workbench: who would fit and what an earlier term had, tried on the form and not saved."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from curriculum.criteria.changes import current_of
from curriculum.criteria.rows import Row
from curriculum.models import Meeting, Programme, SeatCounter, Section, SectionCriterion, Term
from people.models import StudentProgramme
from registration.catalogue import newest
from registration.criteria_check import SectionFit
from tests.admin_pages import criterion_row, errors, filled, official, save, section_page
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary(world: World) -> Client:
    return official(world, "secretary", world.ceng)


def sophomores(world: World, *surnames: str) -> None:
    world.must(world.x, 4)
    for n, surname in enumerate(surnames):
        world.student(str(2600010 + 10 * n), class_year=2, surname=surname, semester=4)


def fit(response) -> SectionFit:
    return response.context["fit"].section


def rows(section: Section) -> set[Row]:
    return set(current_of([section.pk])[section.pk].state.rows)


def last_term(world: World, number: int = 1, **fields) -> Section:
    term, _ = Term.objects.get_or_create(code="20251", defaults={"name": "2025-2026 Güz"})
    section = Section.objects.create(course=world.x, term=term, number=number, **fields)
    SeatCounter.objects.create(section=section, capacity=45)
    return section


# what stands at the top


def test_the_page_begins_with_what_matters(world: World, secretary: Client):
    world.criterion(world.x1, department=world.ceng, surname_to="K", quota=4)
    assert world.change(world.student(surname="Ak"), add=[world.x1]).accepted
    SeatCounter.objects.filter(section=world.x1).update(open=False)

    page = secretary.get(section_page(world.x1)).content.decode()
    top = " ".join(page[page.index('id="summary"') : page.index("</dl>")].split())

    assert "CENG213 Ders CENG213" in top and "2025-2026 Spring" in top
    assert "1 / 30" in top and "closed" in top and "Surnames up to K of CENG: 1 / 4" in top


def test_each_row_is_said_in_words_above_its_fields(world: World, secretary: Client):
    world.criterion(world.x1, department=world.ceng, surname_from="A", surname_to="K", year_min=2, year_max=4)

    page = " ".join(secretary.get(section_page(world.x1)).content.decode().split())

    assert '<td class="original"> <p> Surnames A–K of CENG, years 2–4 </p>' in page


@pytest.mark.parametrize("count", [1, 6])
def test_the_page_reads_the_same_whatever_its_rows(world: World, secretary: Client, count: int):
    for n in range(count):
        world.criterion(world.x1, year_min=n, quota=n)  # a chosen department is one more, by Django's autocomplete
    secretary.get(section_page(world.x1))

    with CaptureQueriesContext(connection) as queries:
        secretary.get(section_page(world.x1))

    assert len(queries) == 8


# who would fit


def test_rows_in_the_form_are_counted_and_not_saved(world: World, secretary: Client):
    sophomores(world, "Ak", "Kaya", "Yılmaz")
    form = criterion_row(0, department=world.ceng.id, surname_to="K", quota=1)

    response = save(secretary, world.x1, _who_fits="1", capacity="1", **form)

    assert response.status_code == 200
    found = fit(response)
    assert (found.fits, found.only, [(r.words, r.fits, r.short) for r in found.rows]) == (
        2,
        0,
        [("Surnames up to K of CENG", 2, 1)],
    )
    text = response.content.decode()
    assert "By the rows as they stand in the form. Nothing is saved." in text
    assert 'name="criteria-0-surname_to" value="K"' in text and "errornote" not in text
    assert (rows(world.x1), SeatCounter.objects.get(section=world.x1).capacity) == (set(), 30)


def test_who_needs_the_course_and_would_be_admitted_nowhere_is_told(world: World, secretary: Client):
    sophomores(world, "Ak", "Zorlu")
    world.criterion(world.x2, department=world.ee)

    response = save(secretary, world.x1, _who_fits="1", **criterion_row(0, surname_to="K"))

    course = response.context["fit"].course
    assert (course.must, course.nowhere, fit(response).only) == (2, 1, 1)


def test_a_row_ticked_to_go_is_not_counted(world: World, secretary: Client):
    sophomores(world, "Ak", "Zorlu")
    world.criterion(world.x1, surname_to="K")
    world.criterion(world.x1, surname_from="Z")

    assert fit(save(secretary, world.x1, _who_fits="1")).fits == 2
    assert fit(save(secretary, world.x1, _who_fits="1", **{"criteria-0-DELETE": "on"})).fits == 1
    assert SectionCriterion.objects.count() == 2


def test_a_section_made_a_moment_ago_is_counted_as_well(world: World, secretary: Client):
    sophomores(world, "Ak", "Zorlu")
    newest(world.term.id)  # what this process knows of the term
    third = world.section(world.x, 3)

    assert fit(save(secretary, third, _who_fits="1", **criterion_row(0, surname_to="K"))).fits == 1


def test_a_form_that_is_wrong_is_told_first(world: World, secretary: Client):
    response = save(secretary, world.x1, _who_fits="1", capacity="")

    assert (list(errors(response)), "fit" in response.context) == (["capacity"], False)


@pytest.mark.parametrize(("kind", "named"), [("secretary", ["Ak"]), ("registrar", ["Ak", "Zorlu"])])
def test_students_are_named_to_who_may_see_them(world: World, kind: str, named: list[str]):
    sophomores(world, "Ak", "Zorlu")
    ee = Programme.objects.create(code="EE", name="Elektrik", department=world.ee)
    StudentProgramme.objects.filter(student__last_name="Zorlu").update(programme=ee, class_year=3)
    client = official(world, kind, world.ceng if kind == "secretary" else None)

    response = save(client, world.x1, _who_fits="1")

    shown = response.context["fit"]
    assert [s.last_name for s in shown.named] == named
    assert shown.unnamed == 2 - len(named)
    assert set(shown.groups) == {("CENG", 2, 1), ("EE", 3, 1)}


def test_the_saved_rows_are_shown_by_the_check_of_the_section(world: World, secretary: Client):
    sophomores(world, "Ak")
    world.criterion(world.x1, department=world.ceng)
    page = secretary.get(section_page(world.x1)).content.decode()
    url = "/admin/criteria-check/?term=20252&amp;course=5710213&amp;section=1"
    assert f'hx-get="{url}"' in page and f'href="{url}"' in page

    shown = secretary.get(url.replace("&amp;", "&"))

    assert fit(shown).fits == 1
    assert "Students of CENG" in shown.content.decode() and 'id="fit"' in shown.content.decode()


@pytest.mark.row("OMU-132")
def test_the_common_courses_department_keeps_the_criteria_of_its_courses(world: World):
    common = world.department("901", "TDE", "Ortak Dersler Bölümü")
    turkish = world.section(world.course("9010101", is_five_i=True), 1)
    world.criterion(turkish, department=world.ceng)
    owner, other = official(world, "secretary", common), official(world, "secretary", world.ee)

    assert save(owner, turkish, **{"criteria-0-surname_to": "K"}).status_code == 302
    assert rows(turkish) == {Row(world.ceng.pk, "", "K")}

    assert other.get(section_page(turkish)).status_code == 403
    form = filled(owner.get(section_page(turkish)), "section_form", **{"criteria-0-surname_to": "Z"})
    for button in ("_save", "_who_fits", "_what_if", "_copy"):
        assert other.post(section_page(turkish), {**form, button: "1"}).status_code == 403
    assert rows(turkish) == {Row(world.ceng.pk, "", "K")}


# from an earlier term


def test_an_earlier_section_is_put_into_the_form_and_saved_after_a_look(world: World, secretary: Client):
    earlier = last_term(world, instructors="A. Kaya")
    for section in (earlier, world.x1):
        world.criterion(section, department=world.ceng, cgpa_min=Decimal("2.00"))
    world.criterion(earlier, department=world.ee, surname_to="K", quota=7)
    gone = world.criterion(world.x1, department=world.ee, surname_from="L")
    before = rows(world.x1)

    response = save(secretary, world.x1, _copy="1", _copy_from=earlier.pk, _copy_part="criteria")

    assert response.status_code == 200 and rows(world.x1) == before
    assert "Taken from CENG213/1 of 2025-2026 Güz into the form." in response.content.decode()
    form = filled(response, "section_form")
    assert (form["criteria-1-id"], form["criteria-1-DELETE"], "criteria-0-DELETE" in form) == (
        str(gone.pk),
        "on",
        False,
    )
    assert (form["criteria-2-surname_to"], form["criteria-2-quota"], form["capacity"]) == ("K", "7", "30")

    assert secretary.post(section_page(world.x1), form).status_code == 302
    assert rows(world.x1) == rows(earlier)
    assert Section.objects.get(pk=world.x1.pk).instructors == ""


def test_seats_instructors_and_meetings_come_where_they_are_asked_for(world: World, secretary: Client):
    earlier = last_term(world, instructors="A. Kaya")
    Meeting.objects.create(section=earlier, weekday=3, start="13:40", end="15:30", room="B1")

    parts = ["capacity", "instructors", "meetings"]
    response = save(secretary, world.x1, _copy="1", _copy_from=earlier.pk, _copy_part=parts)
    assert secretary.post(section_page(world.x1), filled(response, "section_form")).status_code == 302

    assert SeatCounter.objects.get(section=world.x1).capacity == 45
    assert Section.objects.get(pk=world.x1.pk).instructors == "A. Kaya"
    assert [str(m) for m in world.x1.meetings.all()] == ["Thursday 13:40-15:30"]


@pytest.mark.parametrize("count", ["x", "9" * 12])
def test_a_count_of_rows_that_no_form_sends_is_refused_at_once(world: World, secretary: Client, count: str):
    earlier, before = last_term(world), rows(world.x1)
    asked = {"_copy": "1", "_copy_from": earlier.pk, "_copy_part": "criteria", "criteria-TOTAL_FORMS": count}

    assert save(secretary, world.x1, **asked).status_code == 200
    assert rows(world.x1) == before


def test_the_same_number_of_the_term_before_is_offered_first(world: World, secretary: Client):
    other, same = last_term(world, 2), last_term(world, 1)

    assert [s.pk for s in secretary.get(section_page(world.x1)).context["copy_sources"]] == [same.pk, other.pk]


@pytest.mark.parametrize("source", ["0", "x", "of another course"])
def test_nothing_is_taken_from_another_course(world: World, secretary: Client, source: str):
    asked = str(world.y1.pk) if source == "of another course" else source
    assert save(secretary, world.x1, _copy="1", _copy_from=asked, _copy_part="criteria").status_code == 404


def test_a_head_looks_and_tries_nothing(world: World):
    head = official(world, "head", world.ceng)
    page = head.get(section_page(world.x1)).content.decode()

    assert 'id="summary"' in page and "_who_fits" not in page and "_copy" not in page
    for button in ("_who_fits", "_copy"):
        assert head.post(section_page(world.x1), {button: "1"}).status_code == 403
