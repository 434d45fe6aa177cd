"""The form of a policy row: figures in words, bands as a table, settings without an action, bad input by field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from registration.admin.policy_form import policy_form
from registration.admin.policy_rows import columns_of
from registration.models import PolicyProfile, PolicyRule
from registration.rules import SHAPES
from registration.rules.load import LoadBands
from registration.rules.settings import HonourBand
from tests.admin_pages import errors, filled, official
from tests.visitor import Shown, attributes, text_of
from tests.world import World

from .ask import BACHELOR, METU

pytestmark = pytest.mark.django_db
ADD = "/admin/registration/policyrule/add/"


@pytest.fixture
def registrar(world: World) -> Client:
    return official(world, "registrar")


def form(client: Client, code: str, profile: str = METU, **changes) -> dict:
    given = {
        "profile": str(PolicyProfile.objects.get(name=profile).pk),
        "article": "Senato kararı 2026/1",
        "effective_from": "2026-03-01",
        **changes,
    }
    return filled(client.get(ADD, {"code": code}), "policyrule_form", **given)


def saved(client: Client, code: str, **changes) -> PolicyRule:
    response = client.post(f"{ADD}?code={code}", form(client, code, **changes))
    assert response.status_code == 302, errors(response)
    return PolicyRule.objects.get(code=code, effective_from=date(2026, 3, 1))


def refused(client: Client, code: str, **changes) -> dict[str, list[str]]:
    response = client.post(f"{ADD}?code={code}", form(client, code, **changes))
    assert response.status_code == 200
    assert not PolicyRule.objects.filter(effective_from=date(2026, 3, 1)).exists()
    return errors(response)


# bands without JSON


def test_bands_are_typed_line_by_line_with_a_comma_or_a_point(registrar: Client):
    row = saved(
        registrar,
        "LOAD_EXCEEDED",
        action="refuse",
        param_unit="ects",
        **{
            "param_bands-0-cgpa_from": "0",
            "param_bands-0-max": "30",
            "param_bands-1-cgpa_from": "2,50",
            "param_bands-1-max": "37.5",
        },
    )
    assert row.params == {
        "unit": "ects",
        "bands": [{"cgpa_from": "0", "max": "30"}, {"cgpa_from": "2.50", "max": "37.5"}],
    }


def test_a_row_to_come_shows_its_bands_and_an_emptied_line_goes(registrar: Client):
    row = saved(
        registrar,
        "LOAD_EXCEEDED",
        action="refuse",
        **{"param_bands-0-cgpa_from": "1", "param_bands-0-max": "5", "param_bands-1-cgpa_from": "2"},
    )
    url = f"/admin/registration/policyrule/{row.pk}/change/"
    page = Shown(registrar.get(url))
    typed = {attributes(i)["name"]: attributes(i).get("value") for i in page.all("input") if _band(i)}
    assert typed["param_bands-0-max"] == "5" and typed["param_bands-1-cgpa_from"] == "2"
    assert typed["param_bands-3-max"] is None  # two lines to spare
    assert [text_of(h) for h in page.all("th", within=page.one("table", class_="rows"))] == [
        "CGPA from",
        "At most",
        "Over the normal load",
        "Entrants from",
        "Entrants to",
    ]

    registrar.post(url, filled(registrar.get(url), "policyrule_form", **{"param_bands-1-cgpa_from": ""}))
    row.refresh_from_db()
    assert row.params["bands"] == [{"cgpa_from": "1", "max": "5"}]


def _band(element) -> bool:
    return (attributes(element).get("name") or "").startswith("param_bands-")


def test_what_is_no_number_in_a_band_is_refused_by_the_field(registrar: Client):
    found = refused(registrar, "LOAD_EXCEEDED", action="refuse", **{"param_bands-0-max": "çok"})

    assert found == {"param_bands": ["max: must be a number"]}


def test_choices_within_a_row_are_in_words(registrar: Client):
    row = saved(registrar, "STANDING", **{"param_honours-0-honour": "high_honour", "param_honours-0-gpa_from": "3.51"})
    assert row.params == {"honours": [{"honour": "high_honour", "gpa_from": "3.51"}]}
    page = registrar.get(ADD, {"code": "STANDING"}).content.decode()
    assert '<option value="high_honour">high honour</option>' in page


@pytest.mark.parametrize(("text", "stored"), [("3, 4", [3, 4]), ("3", [3]), ("[5, 6]", [5, 6])])
def test_a_plain_list_is_typed_with_commas(registrar: Client, text: str, stored: list[int]):
    assert saved(registrar, "LOADER", param_seminar_semesters=text).params == {"seminar_semesters": stored}


@pytest.mark.parametrize("text", ["üç", "3; 4", "[3", '["3"]'])
def test_a_plain_list_of_something_else_is_refused_by_the_field(registrar: Client, text: str):
    assert list(refused(registrar, "LOADER", param_seminar_semesters=text)) == ["param_seminar_semesters"]


@dataclass(frozen=True)
class Deeper:
    bands: tuple[LoadBands, ...] = ()
    days: tuple[int, ...] = ()


def test_what_is_deeper_than_a_table_is_written_as_json_with_its_keys_named(monkeypatch):
    monkeypatch.setitem(SHAPES, "DEEPER", Deeper)

    fields = policy_form("DEEPER").base_fields

    assert '"unit": …, "normal": …' in fields["param_bands"].help_text
    assert columns_of(tuple[LoadBands, ...]) is None
    assert list(columns_of(tuple[HonourBand, ...]) or ()) == ["honour", "gpa_from", "gpa_to"]


# settings


def test_a_setting_has_no_action_and_no_phases(registrar: Client):
    asked = registrar.get(ADD, {"code": "STANDING"}).context["adminform"].form

    assert {"action", "phases"} & asked.fields.keys() == set()
    row = saved(registrar, "STANDING", param_probation_below="1.80")
    assert (row.action, row.phases, row.params) == ("", [], {"probation_below": "1.80"})


def test_figures_are_called_by_words_in_both_languages(registrar: Client):
    def labels(language: str) -> set[str]:
        registrar.defaults["HTTP_ACCEPT_LANGUAGE"] = language
        fields = registrar.get(ADD, {"code": "LOAD_EXCEEDED"}).context["adminform"].form.fields
        return {str(f.label) for name, f in fields.items() if name.startswith("param_")}

    assert "Normal load" in labels("en")
    assert "Olağan yük" in labels("tr")


# bad input, by field


@pytest.mark.parametrize("code", ["STANDING", "FEW_COURSES"])
def test_a_row_that_speaks_names_its_article(registrar: Client, code: str):
    action = {"action": "warn"} if code == "FEW_COURSES" else {}

    assert refused(registrar, code, article=" ", **action) == {
        "article": ["Name the article and its source: a finding quotes it."]
    }


def test_a_row_that_is_off_or_inherits_needs_none(registrar: Client):
    assert saved(registrar, "FEW_COURSES", action="off", article="").action == "off"


def test_unknown_keys_are_refused_with_the_key_named(world: World):
    row = PolicyRule(
        code="FEW_COURSES",
        profile=PolicyProfile.objects.get(name=METU),
        action="warn",
        article="md. 1",
        effective_from=date(2026, 3, 1),
        params={"leest": 3, "least": "üç"},
    )
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    assert refusal.value.message_dict == {"params": ["leest: unknown key", "least: must be int"]}


def test_equal_scope_and_date_twice_is_refused_by_the_date_and_by_the_table(registrar: Client):
    row = saved(registrar, "FEW_COURSES", action="warn")
    response = registrar.post(f"{ADD}?code=FEW_COURSES", form(registrar, "FEW_COURSES", action="off"))
    assert errors(response) == {"effective_from": ["There is a row of this rule and profile from that day already."]}
    row.pk = None
    with pytest.raises(ValidationError, match="There is a row of this rule"):
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_scope_is_one_profile(registrar: Client):
    first = PolicyProfile.objects.get(name=BACHELOR)
    page = registrar.get("/admin/registration/policyprofile/add/")
    given = filled(page, "policyprofile_form", name="Lisans 2", level=first.level)

    response = registrar.post("/admin/registration/policyprofile/add/", given)

    assert errors(response) == {"__all__": ["There is a profile of this scope already: add the row there."]}
    assert not PolicyProfile.objects.filter(name="Lisans 2").exists()


def test_the_list_says_what_a_row_means(registrar: Client):
    shown = registrar.get("/admin/registration/policyrule/", {"q": "few_courses"}).content.decode()

    assert "Fewest courses" in shown and "at least: 3" in shown
