"""The guide to registration: public, by academic year, kept by the registrar."""

from __future__ import annotations

import pytest

from curriculum.models import GuidePage
from tests.admin_pages import browser, filled, history, official
from tests.visitor import Visitor, attributes, text_of
from tests.world import World

pytestmark = pytest.mark.django_db
SECTIONS = (
    ("Kayıt yenileme günleri", "Registration days"),
    ("İlk şifrenin alınması", "First password"),
    ("Ders kaydı", "Course registration"),
    ("5İ dersleri", "Common compulsory courses"),
    ("Öğrenim ücretleri", "Fees"),
)


@pytest.fixture
def guide(db) -> None:
    for number, (title, title_en) in enumerate(SECTIONS, 1):
        text = {"body": f"{title}: ayrıntılar.", "body_en": "Read https://oidb.example.edu.tr/ <b>first</b>."}
        GuidePage.objects.create(year=2015, section=number, title=title, title_en=title_en, **text)
    GuidePage.objects.create(year=2014, section=1, title="Eski kılavuz", body="Eski.")


@pytest.mark.row("OMU-01")
def test_the_guide_of_the_academic_year_has_its_sections_in_their_order(guide):
    page = Visitor(language="tr").get("/guide/")

    assert (page.status, "2015-2016" in page.text("div", class_="heading")) == (200, True)
    assert [text_of(h) for h in page.all("h2")] == [f"{n}. {title}" for n, (title, _) in enumerate(SECTIONS, 1)]
    links = [attributes(a)["href"] for a in page.all("a", page.one("ol", class_="contents"))]
    assert links == [f"#{attributes(h)['id']}" for h in page.all("h2")]
    assert "Kayıt yenileme günleri: ayrıntılar." in page.text("main")


def test_earlier_years_stay_readable_and_others_are_not_there(guide):
    anyone = Visitor()
    assert "Eski kılavuz" in anyone.get("/guide/2014/").text("main")
    assert [anyone.get(f"/guide/{year}/").status for year in (2013, 2015, 99999999)] == [404, 200, 404]
    [current] = [a for a in anyone.get("/guide/2014/").all("a") if attributes(a).get("aria-current") == "page"]
    assert text_of(current) == "2014-2015"


def test_what_is_typed_is_text_with_links_and_no_markup(guide):
    page = Visitor().get("/guide/")
    assert "Read https://oidb.example.edu.tr/ <b>first</b>." in page.text("main")
    assert page.all("a", href="https://oidb.example.edu.tr/") != []


def test_without_a_guide_the_page_says_so(db):
    assert "There is no guide yet." in Visitor().get("/guide/").text("main")


@pytest.mark.parametrize("many", [1, 12])
def test_the_guide_takes_two_statements(db, many: int, django_assert_num_queries):
    for number in range(many):
        GuidePage.objects.create(year=2026, section=number, title="Başlık", body="Metin")
    with django_assert_num_queries(2):  # years, sections
        assert len(Visitor().get("/guide/").all("h2")) == many


@pytest.mark.row("OMU-01")
def test_the_registrar_writes_a_section_and_the_history_keeps_it(world: World):
    registrar, add = official(world, "registrar"), "/admin/curriculum/guidepage/add/"
    form = filled(registrar.get(add), "guidepage_form", year="2026", section="1", title="Kayıt günleri", body="9 Şubat")

    assert registrar.post(add, form).status_code == 302

    page = GuidePage.objects.get()
    assert (str(page), len(history(page))) == ("2026-2027 1. Kayıt günleri", 1)
    twice = registrar.post(add, form)
    assert twice.status_code == 200 and GuidePage.objects.count() == 1
    assert official(world, "secretary", world.ceng).get(add).status_code == 403
    assert browser(world.student().user).get(add).status_code == 302
