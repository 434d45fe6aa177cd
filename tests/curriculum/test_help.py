"""Help pages, questions and answers: read by everybody, searched the Turkish way, kept by the registrar."""

from __future__ import annotations

import json
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import resolve

from curriculum import help, markdown
from curriculum.models import HelpEntry, HelpPage, SupportContact
from tests.admin_pages import errors, filled, official
from tests.visitor import Visitor, attributes, text_of
from tests.world import World

pytestmark = pytest.mark.django_db
HELP = "/help/"
SETS = ("default", "kou", "metu", "omu")


@pytest.fixture
def written() -> HelpPage:
    HelpEntry.objects.create(question="IŞIK nedir?", question_en="What is light?", answer="Bir **ışık**.", order=2)
    HelpEntry.objects.create(question="Dilekçe nasıl verilir?", answer="[Dilekçeler](/petitions/)", order=1)
    texts = {"title": "Ücretler", "title_en": "Fees", "body": "## Ödeme\n\nBanka", "body_en": "## Paying\n\nBank"}
    return HelpPage.objects.create(slug="fees", **texts)


@pytest.mark.row("KOU-121")
def test_pages_questions_and_contacts_are_listed_without_sign_in(written: HelpPage):
    SupportContact.objects.create(topic="Şifre", unit="Bilgi İşlem")
    page = Visitor().get(HELP)

    assert [text_of(li) for li in page.all("li", page.one("ul", class_="help-pages"))] == [
        "Fees",
        "Guide to registration",
        "Academic calendar",
        "Rules of the programmes",
    ]
    assert [text_of(h) for h in page.all("h3")] == ["Dilekçe nasıl verilir?", "What is light?"]
    assert "Bilgi İşlem" in text_of(page.one("section", aria_labelledby="contacts-title"))


@pytest.mark.row("KOU-121")
@pytest.mark.parametrize(
    ("query", "pages", "questions"),
    [
        ("ışık", [], ["IŞIK nedir?"]),
        ("ISIK", [], ["IŞIK nedir?"]),
        ("isik nedir", [], ["IŞIK nedir?"]),
        ("DİLEKÇE", [], ["Dilekçe nasıl verilir?"]),
        ("light", [], ["IŞIK nedir?"]),
        ("ucret banka", ["Ücretler"], []),
        ("zzz", [], []),
    ],
)
def test_the_search_folds_turkish_letters_and_reads_both_languages(
    written: HelpPage, query: str, pages: list[str], questions: list[str]
):
    found = help.help_for(query)
    assert ([p.title for p in found.pages], [e.question for e in found.entries]) == (pages, questions)

    page = Visitor(language="tr").get(HELP, q=query)
    assert [text_of(h) for h in page.all("h3")] == questions
    assert (f"“{query}” için" in page.html) == (not pages and not questions)


def test_a_page_is_shown_with_its_contents_and_the_other_pages(written: HelpPage):
    HelpPage.objects.create(slug="words", title="Sözlük", body="# A\n\n# B\n\n# C", order=3)
    words = Visitor().get("/help/words/")

    assert [attributes(a)["href"] for a in words.all("a", words.one("nav", class_="contents"))] == ["#a", "#b", "#c"]
    assert [text_of(h) for h in words.all("h2", words.one("article"))] == ["A", "B", "C"]
    assert [text_of(li) for li in words.all("li", words.one("nav", aria_labelledby="others-title"))] == [
        "Fees",
        "Whom to ask",
    ]
    assert Visitor().get("/help/nowhere/").status == 404
    assert text_of(Visitor(language="tr").get("/help/fees/").one("h1")) == "Ücretler"


@pytest.mark.parametrize("many", [1, 9])
def test_the_statements_do_not_grow(world: World, many: int, django_assert_num_queries):
    for n in range(many):
        HelpPage.objects.create(slug=f"p{n}", title=f"Sayfa {n}", body="# A")
        HelpEntry.objects.create(question=f"Soru {n}", answer="Yanıt")
    visitor = Visitor()
    visitor.get(HELP)

    with django_assert_num_queries(3):  # pages; questions; contacts
        visitor.get(HELP)
    with django_assert_num_queries(2):  # the page; the others
        visitor.get("/help/p0/")


@pytest.mark.row("KOU-121")
def test_the_registrar_keeps_pages_and_sees_one_before_it_is_saved(world: World):
    registrar, add = official(world, "registrar"), "/admin/curriculum/helppage/add/"
    form = filled(registrar.get(add), "helppage_form", slug="a", title="Başlık", body="# Bir", body_en="# One")

    seen = registrar.post("/admin/curriculum/helppage/preview/", form)
    assert (seen.status_code, HelpPage.objects.count()) == (200, 0)
    assert '<h2 id="one">One</h2>' in seen.content.decode()
    assert registrar.post("/admin/curriculum/helppage/preview/", form | {"slug": "a\x00"}).status_code == 200
    assert registrar.post(add, form).status_code == 302
    assert '<h2 id="one">One</h2>' in Visitor().get("/help/a/").html
    assert errors(registrar.post(add, form | {"slug": "contacts"})) == {
        "slug": ["This address belongs to another page."]
    }
    secretary = official(world, "secretary", world.ceng)
    assert secretary.get(add).status_code == 403
    assert secretary.post("/admin/curriculum/helppage/preview/", form).status_code == 403


# what ships


def test_a_university_has_its_own_texts_and_those_for_all(db):
    out = StringIO()
    call_command("load_help", "metu", stdout=out)
    assert out.getvalue() == "metu: 7 pages and 9 questions new.\n"
    assert dict(HelpPage.objects.values_list("slug", "profile")) == {
        "first-steps": "metu",
        "registration": "metu",
        "fees": "",
        "petitions": "",
        "courses": "",
        "distance": "",
        "words": "",
    }

    HelpPage.objects.filter(slug="fees").update(title="Bizim ücretler")
    call_command("load_help", "metu", verbosity=0)
    assert HelpPage.objects.get(slug="fees").title == "Bizim ücretler"  # what was changed stays
    assert HelpPage.objects.count() == 7
    with pytest.raises(CommandError, match="known: default, kou, metu, omu"):
        call_command("load_help", "xyz")


@pytest.mark.row("KOU-08")
@pytest.mark.row("KOU-10")
@pytest.mark.row("KOU-50")
@pytest.mark.row("KOU-71")
@pytest.mark.row("KOU-100")
def test_what_students_of_kou_are_told_of_distance_education(db):
    call_command("load_help", "kou", verbosity=0)
    page = text_of(Visitor().get("/help/distance/").one("article"))

    for told in (
        "It is not open education",  # KOU-08
        "The lowest download speed advised is 1 Mbit",  # KOU-10
        "in one range or spread over several dates",  # KOU-50
        "entry to midterms",  # KOU-71
        "article 44/e of Law 2547",  # KOU-100
    ):
        assert told in page


@pytest.mark.parametrize("name", SETS)
def test_every_shipped_link_leads_somewhere_and_every_text_is_in_both_languages(name: str):
    said = json.loads((help.FOLDER / f"{name}.json").read_text())
    slugs = {
        p["slug"] for each in (name, "default") for p in json.loads((help.FOLDER / f"{each}.json").read_text())["pages"]
    }

    for row in (*said["pages"], *said["entries"]):
        texts = {key: "\n".join(value) for key, value in row.items() if isinstance(value, list)}
        assert set(texts) in ({"body", "body_en"}, {"answer", "answer_en"})
        links = [re.findall(r"\]\((/[^)]*)\)", text) for text in texts.values()]
        assert links[0] == links[1], row
        for link in links[0]:
            match = resolve(link)
            assert match.url_name != "help_page" or match.kwargs["slug"] in slugs, link


@pytest.mark.parametrize("name", SETS)
def test_both_languages_of_a_page_have_the_same_parts(name: str):
    said = json.loads((help.FOLDER / f"{name}.json").read_text())

    for row in said["pages"]:
        turkish, english = (markdown.render("\n".join(row[key])) for key in ("body", "body_en"))
        assert len(turkish.contents) == len(english.contents), row["slug"]
