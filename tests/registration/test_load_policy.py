"""load_policy: the rows of a university, what is there already left alone, and universities side by side."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from curriculum.models import Faculty
from registration.models import PolicyProfile, PolicyRule
from registration.policy_data import profiles, universities
from tests.curriculum.importing import refusal, run

pytestmark = pytest.mark.django_db


def shipped(university: str) -> set[tuple[str, str, str, bool]]:
    """Profile, code, action and whether a source confirms it, as the file has them."""
    return {
        (scope["name"], row["code"], row.get("action", ""), row.get("confirmed", False))
        for scope, rows in profiles(university)
        for row in rows
    }


def loaded() -> set[tuple[str, str, str, bool]]:
    return set(PolicyRule.objects.values_list("profile__name", "code", "action", "confirmed"))


def test_there_are_three_universities():
    assert universities() == ["kou", "metu", "omu"]


@pytest.mark.parametrize("university", universities())
def test_every_row_is_loaded_once_and_what_no_source_confirms_is_marked(university: str):
    count = len(shipped(university))
    assert run("load_policy", university).summary == f"{university}: {count} policy rows new, 0 already there."
    assert loaded() == shipped(university)
    assert {confirmed for *_, confirmed in loaded()} == {True, False}
    assert run("load_policy", university).summary == f"{university}: 0 policy rows new, {count} already there."


def test_northern_cyprus_has_a_profile_of_its_own():
    run("load_policy", "metu")
    assert PolicyProfile.objects.get(campus="NCC").name == "METU · KKK · lisans"


def test_what_the_registrar_changed_stays_and_what_is_missing_comes_back():
    run("load_policy", "metu")
    own, gone = PolicyRule.objects.filter(code__in=["FEE_UNPAID", "WINDOW_CLOSED"]).order_by("code")
    PolicyRule.objects.filter(pk=own.pk).update(action="off")
    gone.delete()

    assert run("load_policy", "metu").summary.startswith("metu: 1 policy rows new, ")
    assert dict(PolicyRule.objects.filter(code__in=[own.code, gone.code]).values_list("code", "action")) == {
        "FEE_UNPAID": "off",
        "WINDOW_CLOSED": "refuse",
    }


def test_a_second_university_stands_beside_the_first_for_a_faculty_of_its_own():
    faculty = Faculty.objects.create(code="TIP", name="Tıp Fakültesi")
    run("load_policy", "metu")
    with override("en"):
        line = refusal(run, "load_policy", "omu")
    assert line == (
        "OMÜ: There is a profile of this scope already: add the row there. (--faculty or --department narrows it)"
    )
    assert not PolicyProfile.objects.filter(name="OMÜ").exists()

    run("load_policy", "omu", "--faculty", "TIP")
    assert set(PolicyProfile.objects.filter(name__startswith="OMÜ").values_list("faculty", flat=True)) == {faculty.pk}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("xyz",), "There is no policy file for xyz; known: kou, metu, omu."),
        (("default",), "There is no policy file for default; known: kou, metu, omu."),
        (("metu", "--faculty", "X"), "There is no faculty X."),
        (("metu", "--department", "X"), "There is no department X."),
    ],
)
def test_what_there_is_not(arguments: tuple[str, ...], says: str):
    assert refusal(run, "load_policy", *arguments) == says
