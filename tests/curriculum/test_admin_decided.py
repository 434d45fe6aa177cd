"""Rows that rest on a board's decision: what the registrar must say, what no form takes, and who may only look."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from curriculum.models import Corequisite, CourseEquivalence, CurriculumItem, Prerequisite
from tests.admin_pages import filled, official
from tests.world import World

pytestmark = pytest.mark.django_db

DECIDED = {"decision_no": "2026/14-3", "decision_date": "2026-01-12", "effective_term": "20261"}
MODELS = {
    "prerequisites": (Prerequisite, "required"),
    "corequisites": (Corequisite, "required"),
    "stands_for": (CourseEquivalence, "stands_for"),
}


@pytest.fixture
def registrar(world: World) -> Client:
    return official(world, "registrar")


def course_page(world: World) -> str:
    return reverse("admin:curriculum_course_change", args=[world.y.id])


def curriculum_page(world: World) -> str:
    return reverse("admin:curriculum_curriculum_change", args=[world.curriculum.id])


def row(prefix: str, index: int = 0, **fields: Any) -> dict[str, str]:
    first = {"prerequisites": {"set_no": "1", "min_grade": ""}, "items": {"order": "0", "category": ""}}.get(prefix, {})
    sent = {f"{prefix}-{index}-{name}": str(value) for name, value in {**first, **fields}.items()}
    return {f"{prefix}-TOTAL_FORMS": str(index + 1)} | sent


def send(client: Client, page: str, sent: dict[str, str]):
    form = "course_form" if "/course/" in page else "curriculum_form"
    return client.post(page, filled(client.get(page), form, **sent))


def refused(response, prefix: str, index: int = 0) -> dict[str, list[tuple[str, str]]]:
    """Code and text of each refusal, by field of one row."""
    formset = next(f.formset for f in response.context["inline_admin_formsets"] if f.formset.prefix == prefix)
    errors = formset.forms[index].errors.as_data()
    return {name: [(e.code or "", str(e.message)) for e in found] for name, found in errors.items()}


REQUIRED = [("DECISION_REQUIRED", "Give the number and the date of the board's decision.")]


@pytest.mark.row("METU-60")
@pytest.mark.parametrize("prefix", MODELS)
def test_a_row_between_courses_needs_the_boards_decision(world: World, registrar: Client, prefix: str):
    model, other = MODELS[prefix]
    without = {other: world.x.id}

    response = send(registrar, course_page(world), row(prefix, **without))
    assert (refused(response, prefix), model.objects.count()) == (
        {"decision_no": REQUIRED, "decision_date": REQUIRED},
        0,
    )

    assert send(registrar, course_page(world), row(prefix, **without, **DECIDED)).status_code == 302
    made = model.objects.get()
    assert (made.decision_no, f"{made.decision_date}", made.effective_term) == ("2026/14-3", "2026-01-12", "20261")


@pytest.mark.row("METU-60")
def test_a_must_course_needs_the_boards_decision(world: World, registrar: Client):
    CurriculumItem.objects.all().delete()
    item = {"semester": "3", "course": world.x.id}

    response = send(registrar, curriculum_page(world), row("items", **item))
    assert refused(response, "items") == {"decision_no": REQUIRED, "decision_date": REQUIRED}

    assert send(registrar, curriculum_page(world), row("items", **item, **DECIDED)).status_code == 302
    assert CurriculumItem.objects.get().decision_no == "2026/14-3"


@pytest.mark.row("METU-60")
def test_a_row_that_changes_needs_it_and_one_that_stays_does_not(world: World, registrar: Client):
    world.prerequisite(world.y, world.x)

    assert send(registrar, course_page(world), {"name": "Yeni ad"}).status_code == 302
    response = send(registrar, course_page(world), {"prerequisites-0-min_grade": str(world.grades["CC"].id)})

    assert set(refused(response, "prerequisites")) == {"decision_no", "decision_date"}
    assert Prerequisite.objects.get().min_grade is None


@pytest.mark.row("METU-59")
@pytest.mark.parametrize("kind", ["secretary", "head"])
def test_a_unit_reads_its_prerequisites_and_changes_none(world: World, kind: str):
    world.prerequisite(world.y, world.x)
    world.must(world.x, 3)
    client = official(world, kind, world.ceng)
    sent = row("prerequisites", required=world.x1.course_id, **DECIDED)

    for page, named in ((course_page(world), "CENG213"), (curriculum_page(world), "CENG213")):
        assert named in client.get(page).content.decode()
        assert client.post(page, sent).status_code == 403
    assert (Prerequisite.objects.get().decision_no, CurriculumItem.objects.filter(course=world.x).count()) == ("", 1)


@pytest.mark.row("METU-59")
def test_the_registrar_changes_what_the_unit_reads(world: World, registrar: Client):
    world.prerequisite(world.y, world.x)
    changed = {f"prerequisites-0-{name}": value for name, value in DECIDED.items()}

    assert send(registrar, course_page(world), changed).status_code == 302
    assert Prerequisite.objects.get().decision_no == "2026/14-3"


# nonsense, the field named


@pytest.mark.parametrize(
    ("prefix", "fields", "errors"),
    [
        ("prerequisites", {"required": "y"}, {"required": "A course cannot be named for itself."}),
        ("corequisites", {"required": "y"}, {"required": "A course cannot be named for itself."}),
        ("stands_for", {"stands_for": "y"}, {"stands_for": "A course cannot be named for itself."}),
        ("prerequisites", {"required": "x", "set_no": "0"}, {"set_no": "Sets are counted from 1."}),
        (
            "prerequisites",
            {"required": "x", "decision_date": f"{localdate() + timedelta(days=2)}"},
            {"decision_date": "The day has not come yet."},
        ),
        (
            "corequisites",
            {"required": "x", "effective_term": "güz"},
            {"effective_term": "A term is written as 20261: the year it begins, then 1, 2 or 3."},
        ),
    ],
)
def test_what_cannot_be_is_refused_by_field(world: World, registrar: Client, prefix, fields, errors):
    named = {name: getattr(world, value).id if value in ("x", "y") else value for name, value in fields.items()}

    response = send(registrar, course_page(world), row(prefix, **{**DECIDED, **named}))

    assert {name: text for name, ((_, text),) in refused(response, prefix).items()} == errors
    assert MODELS[prefix][0].objects.count() == 0


def test_two_courses_do_not_need_each_other(world: World, registrar: Client):
    world.prerequisite(world.x, world.y)

    response = send(registrar, course_page(world), row("prerequisites", required=world.x.id, **DECIDED))

    assert refused(response, "prerequisites") == {
        "required": [("", "That course needs this one: nobody could take either.")]
    }


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"semester": "0"}, {"semester": "Semesters are counted from 1 to 12."}),
        ({"semester": "13"}, {"semester": "Semesters are counted from 1 to 12."}),
        ({"category": "TE"}, {"category": "Give either a must course or an elective slot."}),
    ],
)
def test_an_item_that_cannot_be(world: World, registrar: Client, fields, errors):
    CurriculumItem.objects.all().delete()
    sent = row("items", **{"semester": "3", "course": world.x.id, **DECIDED, **fields})

    response = send(registrar, curriculum_page(world), sent)

    assert {name: text for name, ((_, text), *_rest) in refused(response, "items").items()} == errors
    assert CurriculumItem.objects.count() == 0


def test_a_curriculum_names_a_must_course_once(world: World, registrar: Client):
    CurriculumItem.objects.all().delete()
    world.must(world.x, 3)

    response = send(registrar, curriculum_page(world), row("items", 1, semester="4", course=world.x.id, **DECIDED))

    assert refused(response, "items", 1) == {"course": [("", "The course stands in this curriculum already.")]}
