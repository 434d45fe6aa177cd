"""The language of a person: chosen once, on any device from then on, and in what is mailed."""

from __future__ import annotations

import pytest

from people.models import User
from tests.tables import load
from tests.visitor import Visitor, attributes
from tests.world import World

pytestmark = pytest.mark.django_db


def language(visitor: Visitor) -> str:
    return attributes(visitor.get("/catalog/").root)["lang"]


def test_a_choice_stays_with_the_account(world: World):
    user = world.student().user
    first = Visitor(user, language="tr")
    first.press(first.get("/catalog/"), "English")

    user.refresh_from_db()
    assert (user.language, language(first), language(Visitor(user, language="tr"))) == ("en", "en", "en")


def test_a_choice_in_this_browser_goes_before_it(world: World):
    user = world.student().user
    User.objects.filter(pk=user.pk).update(language="en", language_chosen=True)
    browser = Visitor(user, language="en")
    browser.client.cookies["django_language"] = "tr"

    assert language(browser) == "tr"


def test_without_a_choice_the_browser_says(world: World):
    user = world.student().user

    assert [language(Visitor(user, language=said)) for said in ("tr", "en")] == ["tr", "en"]


def test_who_is_not_signed_in_chooses_for_the_browser_alone(world: World):
    visitor = Visitor(language="tr")
    visitor.press(visitor.get("/catalog/"), "English")

    assert (language(visitor), User.objects.filter(language_chosen=True).count()) == ("en", 0)


def test_a_language_that_we_do_not_speak_is_no_choice(world: World):
    user = world.student().user
    Visitor(user).post("/i18n/setlang/", language="de")

    user.refresh_from_db()
    assert (user.language, user.language_chosen) == ("tr", False)


def test_the_language_of_a_table_is_a_choice(world: World):
    load("students", "number,first_name,last_name,programme,entry_year,language\n1112223,Ada,Kaya,CENG,2022,en\n")

    assert language(Visitor(User.objects.get(username="e111222"), language="tr")) == "en"
