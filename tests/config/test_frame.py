"""What stands around every page: the university's own links at its foot."""

from __future__ import annotations

import pytest

from tests.visitor import Visitor, attributes, text_of

pytestmark = pytest.mark.django_db


def foot(language: str) -> dict[str, str]:
    page = Visitor(language=language).get("/sign-in/")
    return {attributes(a)["href"]: text_of(a) for a in page.all("a", within=page.one("footer"))}


@pytest.mark.row("METU-94")
def test_the_rules_of_using_it_resources_are_one_press_away(settings):
    settings.SITE_IT_POLICY_URL = "https://bidb.example.edu.tr/kurallar"

    assert foot("en")["https://bidb.example.edu.tr/kurallar"] == "Rules of using IT resources"
    assert foot("tr")["https://bidb.example.edu.tr/kurallar"] == "Bilişim kaynakları kullanım politikaları"


@pytest.mark.row("METU-01")
def test_the_address_that_students_are_told_is_linked(settings):
    settings.SITE_REGISTRATION_URL = "https://register.example.edu.tr/"

    assert foot("en")["https://register.example.edu.tr/"] == "Registration site"


def test_what_is_not_set_is_not_linked(settings):
    settings.SITE_IT_POLICY_URL = settings.SITE_REGISTRATION_URL = ""

    assert list(foot("en")) == ["/help/"]
