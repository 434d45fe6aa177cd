"""Prerequisites that a department proposes and the registrar alone commits."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from curriculum.models import Prerequisite, PrerequisiteProposal
from tests.admin_pages import errors, filled, history, official
from tests.world import World

pytestmark = pytest.mark.django_db
ADD, LIST = (reverse(f"admin:curriculum_prerequisiteproposal_{page}") for page in ("add", "changelist"))
FORM = "prerequisiteproposal_form"
DECIDED = {"state": "committed", "decision_no": "2026/14-3", "decision_date": "2026-01-12", "effective_term": "20261"}
REQUIRED = ["Give the number and the date of the board's decision."]


@pytest.fixture
def secretary(world: World) -> Client:
    return official(world, "secretary", world.ceng)


@pytest.fixture
def registrar(world: World) -> Client:
    return official(world, "registrar")


def propose(client: Client, world: World, **changes):
    asked = {"course": str(world.y.id), "needs": world.x.numeric_code, "grounds": "Konular X dersine dayanıyor."}
    return client.post(ADD, filled(client.get(ADD), FORM, **asked | changes))


def page(proposal: PrerequisiteProposal) -> str:
    return reverse("admin:curriculum_prerequisiteproposal_change", args=[proposal.pk])


def answer(client: Client, proposal: PrerequisiteProposal, **changes):
    return client.post(page(proposal), filled(client.get(page(proposal)), FORM, **changes))


def prerequisites() -> list[tuple[str, int, str, str]]:
    rows = Prerequisite.objects.values_list("course__code", "set_no", "required__code", "decision_no")
    return list(rows)


@pytest.mark.row("METU-59")
@pytest.mark.row("METU-60")
def test_a_secretary_proposes_and_the_registrar_commits_with_the_boards_decision(
    world: World, secretary: Client, registrar: Client
):
    assert propose(secretary, world, min_grade=str(world.grades["CC"].id)).status_code == 302
    proposal = PrerequisiteProposal.objects.get()
    assert (proposal.state, prerequisites()) == ("waiting", [])

    undecided = answer(registrar, proposal, state="committed")
    assert errors(undecided) == {"decision_no": REQUIRED, "decision_date": REQUIRED}
    assert prerequisites() == []

    assert answer(registrar, proposal, **DECIDED).status_code == 302
    assert prerequisites() == [("CENG331", 1, "CENG213", "2026/14-3")]
    assert Prerequisite.objects.get().min_grade == world.grades["CC"]
    assert "State: Waiting for the registrar → Committed" in history(proposal)[-1]


@pytest.mark.row("METU-59")
def test_a_prerequisite_proposed_for_removal_goes_when_it_is_committed(
    world: World, secretary: Client, registrar: Client
):
    world.prerequisite(world.y, world.x)
    world.prerequisite(world.y, world.x, set_no=2)

    propose(secretary, world, action="remove", set_no="2")
    answer(registrar, PrerequisiteProposal.objects.get(), **DECIDED)
    assert prerequisites() == [("CENG331", 1, "CENG213", "")]


@pytest.mark.row("METU-59")
def test_one_is_declined_with_a_reason_that_the_department_reads(world: World, secretary: Client, registrar: Client):
    propose(secretary, world)
    proposal = PrerequisiteProposal.objects.get()

    assert errors(answer(registrar, proposal, state="declined")) == {"answer": ["Tell the department why."]}
    answer(registrar, proposal, state="declined", answer="Kurul uygun görmedi.")
    assert "Kurul uygun görmedi." in secretary.get(page(proposal)).content.decode()
    assert prerequisites() == []


@pytest.mark.row("METU-59")
def test_what_is_answered_stays_answered(world: World, secretary: Client, registrar: Client):
    propose(secretary, world)
    proposal = PrerequisiteProposal.objects.get()
    answer(registrar, proposal, state="declined", answer="Kurul uygun görmedi.")

    assert registrar.post(page(proposal), DECIDED).status_code == 403
    assert secretary.post(page(proposal).replace("change", "delete"), {"post": "yes"}).status_code == 403
    assert (PrerequisiteProposal.objects.get().state, prerequisites()) == ("declined", [])


@pytest.mark.row("METU-59")
def test_a_secretary_commits_nothing_and_takes_back_what_waits(world: World, secretary: Client):
    propose(secretary, world)
    proposal = PrerequisiteProposal.objects.get()

    assert secretary.post(page(proposal), DECIDED).status_code == 403
    assert (PrerequisiteProposal.objects.get().state, prerequisites()) == ("waiting", [])
    assert secretary.post(page(proposal).replace("change", "delete"), {"post": "yes"}).status_code == 302
    assert not PrerequisiteProposal.objects.exists()


@pytest.mark.row("METU-59")
def test_another_units_secretary_neither_proposes_nor_sees_it(world: World, secretary: Client):
    propose(secretary, world)
    other = official(world, "secretary", world.ee)

    assert list(errors(propose(other, world))) == ["course"]
    assert list(other.get(LIST).context["cl"].result_list) == []
    assert other.get(page(PrerequisiteProposal.objects.get())).status_code == 403


@pytest.mark.parametrize(
    ("there", "asked", "refused"),
    [
        ("", {"needs": "5710331"}, {"needs": ["A course cannot be named for itself."]}),
        ("", {"needs": "9999999"}, {"needs": ["No course of the catalogue has this code, or several have."]}),
        ("", {"set_no": "0"}, {"set_no": ["Sets are counted from 1."]}),
        ("", {"action": "remove"}, {"needs": ["That set of the course has no such prerequisite."]}),
        ("y needs x", {}, {"needs": ["That set of the course has this prerequisite already."]}),
        ("x needs y", {}, {"needs": ["That course needs this one: nobody could take either."]}),
        ("proposed", {}, {"needs": ["This is proposed already and waits."]}),
    ],
)
def test_what_cannot_be_is_not_proposed(world: World, secretary: Client, there: str, asked: dict, refused: dict):
    if there == "proposed":
        propose(secretary, world)
    elif there:
        world.prerequisite(*((world.y, world.x) if there == "y needs x" else (world.x, world.y)))
    before = PrerequisiteProposal.objects.count()

    assert errors(propose(secretary, world, **asked)) == refused
    assert PrerequisiteProposal.objects.count() == before


def test_what_became_impossible_since_is_not_committed(world: World, secretary: Client, registrar: Client):
    propose(secretary, world)
    world.prerequisite(world.x, world.y)

    refused = answer(registrar, PrerequisiteProposal.objects.get(), **DECIDED)
    assert errors(refused) == {"state": ["That course needs this one: nobody could take either."]}
    assert prerequisites() == [("CENG213", 1, "CENG331", "")]
