"""The page of rules: every rule in words, by the rows in force and to come, for anybody to read, in both languages."""

from __future__ import annotations

import pytest

from curriculum.models import Programme
from registration.messages.descriptions import DESCRIPTIONS, Description
from registration.messages.figures import label, value_text
from registration.models import PolicyRule
from registration.rules import BY_CODE, SHAPES
from registration.rules.load import Band
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import World

from .ask import METU, turn

PAGE = "/rules/CENG/"


@pytest.mark.parametrize("code", sorted(SHAPES))
def test_every_rule_and_setting_has_a_title_and_a_sentence_in_both_languages(code: str):
    """The other way round is not asked: a description may wait for its rule."""
    found = DESCRIPTIONS[code]
    assert all(title and sentence.endswith(".") for title, sentence in (found.tr, found.en))
    names = {f for f in SHAPES[code].__dataclass_fields__}
    assert fields(found.tr[1]) == fields(found.en[1]) <= names


def fields(sentence: str) -> set[str]:
    return {part.split("}")[0] for part in sentence.split("{")[1:]}


def test_turkish_and_english_differ():
    assert [code for code, d in DESCRIPTIONS.items() if d.tr[0] == d.en[0] or d.tr[1] == d.en[1]] == []
    assert all(isinstance(d, Description) for d in DESCRIPTIONS.values())


@pytest.mark.parametrize(
    ("value", "tr", "en"),
    [
        (None, "–", "–"),
        (True, "evet", "yes"),
        (False, "hayır", "no"),
        ((), "–", "–"),
        ((3, 4), "3, 4", "3, 4"),
        (0, "0", "0"),
        ("ects", "AKTS", "ECTS"),
        ("nothing known", "nothing known", "nothing known"),
    ],
)
def test_figures_are_read_out(value, tr: str, en: str):
    assert (value_text(value, "tr"), value_text(value, "en")) == (tr, en)


def test_bands_are_read_out_by_their_own_figures_with_a_decimal_comma_in_turkish():
    bands = (Band(), Band(*(type(Band().extra)(x) for x in ("2.50", "7", "1"))))

    assert value_text(bands, "en") == (
        "CGPA from 0, over the normal load 0 · CGPA from 2.50, at most 7, over the normal load 1"
    )
    assert value_text(bands[1:], "tr") == "ortalama en az 2,50, en çok 7, olağan yükün üstünde 1"
    assert (label("unit", "tr"), label("some_figure", "tr")) == ("birim", "some figure")


# the page


def entry(page: Shown, code: str, **wanted: str) -> str:
    [found] = page.all("article", data_code=code, **wanted) or page.all("li", data_code=code)
    return text_of(found)


@pytest.mark.django_db
def test_anybody_reads_every_rule_of_a_programme(world: World):
    page = Visitor().get(PAGE)

    codes = [attributes(e)["data-code"] for e in page.all() if "data-code" in attributes(e)]
    assert sorted(codes) == sorted(SHAPES)
    speaking = [c for c in codes if c in BY_CODE and not page.all("li", data_code=c)]
    assert speaking == [c for c in BY_CODE if c in speaking] and len(speaking) == 29
    few = entry(page, "FEW_COURSES")
    assert "A student who takes fewer than 3 courses is told so." in few
    assert "A warning · at: drop, send, approve" in few
    assert "3’ten az ders (METU-73)" in few and "in force from 01.01.2000" in few
    assert "not confirmed" not in few
    load = entry(page, "LOAD_EXCEEDED")
    assert "Refused otherwise" in load and "CGPA from 2.50, over the normal load 2" in load
    assert "not confirmed by a source" in load
    assert "ortalama en az 2,50" in entry(Visitor(language="tr").get(PAGE), "LOAD_EXCEEDED")


@pytest.mark.django_db
def test_the_page_follows_the_rows_in_force_and_says_what_is_to_come(world: World):
    turn("FEW_COURSES", "refuse", params={"least": 4}, since="2026-02-05")
    turn("FEW_COURSES", "off", since="2026-03-01")
    turn("LOAD_EXCEEDED", "", profile=METU, params={"normal": "6"}, since="2026-03-02")  # of a wider profile

    page = Visitor().get(PAGE)

    [today] = [text_of(e) for e in page.all("article", data_code="FEW_COURSES") if not _later(e)]
    assert "fewer than 4 courses" in today and "Refused otherwise" in today and "not confirmed" in today
    coming = [(attributes(e)["data-code"], attributes(e)["data-day"]) for e in page.all("article") if _later(e)]
    assert coming == [("FEW_COURSES", "2026-03-01"), ("LOAD_EXCEEDED", "2026-03-02")]
    assert "normal load: 6" in entry(page, "LOAD_EXCEEDED", data_day="2026-03-02")


def _later(element) -> bool:
    return "data-day" in attributes(element)


@pytest.mark.django_db
def test_a_rule_that_is_off_and_one_without_a_row_are_said_too(world: World):
    turn("TIME_CONFLICT", "off")
    PolicyRule.objects.filter(code="FEE_UNPAID").delete()

    page = Visitor().get(PAGE)

    off = page.one("section", aria_labelledby="off-title")
    assert "Time conflict" in [text_of(e) for e in page.all("li", within=off)]
    assert "Not set: nothing can be changed" in entry(page, "FEE_UNPAID")


@pytest.mark.django_db
def test_a_binding_rule_refuses_whatever_its_row_says(world: World):
    turn("ALREADY_REGISTERED", "off")

    assert "Refused otherwise" in entry(Visitor().get(PAGE), "ALREADY_REGISTERED")


@pytest.mark.django_db
def test_a_programme_of_another_level_has_its_own_page_and_a_student_finds_the_own_first(world: World):
    Programme.objects.create(code="CENGYL", name="CENG YL", department=world.ceng, level="master")

    page = Visitor(world.student().user).get("/rules/")
    links = [attributes(a)["href"] for a in page.all("a", within=page.one("main"))]
    assert links == [PAGE, PAGE, "/rules/CENGYL/"]
    assert page.all("h2", id="own-title") and not Visitor().get("/rules/").all("h2", id="own-title")
    master = Visitor().get("/rules/CENGYL/")
    assert text_of(master.one("li", data_code="TIME_CONFLICT")) == "Time conflict"
    assert Visitor().get("/rules/XYZ/").status == 404


@pytest.mark.django_db
def test_without_a_term_there_is_no_policy_to_read(world: World):
    type(world.term).objects.update(is_current=False)

    assert Visitor().get(PAGE).status == 404
