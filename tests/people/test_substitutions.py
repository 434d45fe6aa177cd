"""Who stands in for an advisor, entered in the admin: by a unit among its own staff, by the Registrar's Office for all."""

from __future__ import annotations

import pytest
from django.test import Client

from people.models import Staff, Substitution
from tests.admin_pages import filled, official
from tests.world import World

pytestmark = pytest.mark.django_db
ADD = "/admin/people/substitution/add/"
DAYS = {"date_from": "2026-02-10", "date_to": "2026-02-12"}


@pytest.fixture
def other(world: World) -> Staff:
    return world.staff("vekil")


@pytest.fixture
def stranger(world: World) -> Staff:
    staff = world.staff("yabanci")
    Staff.objects.filter(pk=staff.pk).update(department=world.ee)
    return staff


def enter(client: Client, **fields):
    return client.post(ADD, filled(client.get(ADD), "substitution_form", **fields))


@pytest.mark.parametrize("kind", ["secretary", "head"])
def test_a_unit_names_a_substitute_for_its_own_advisor(world: World, other, kind: str):
    client = official(world, kind, world.ceng)

    assert enter(client, advisor=str(world.advisor.pk), substitute=str(other.pk), **DAYS).status_code == 302
    assert Substitution.objects.get().substitute == other


def test_a_unit_names_nobody_of_another_unit(world: World, other, stranger):
    client = official(world, "secretary", world.ceng)

    for advisor, substitute in ((stranger, other), (other, stranger)):
        refused = enter(client, advisor=str(advisor.pk), substitute=str(substitute.pk), **DAYS)
        assert (refused.status_code, Substitution.objects.count()) == (200, 0)
    own = client.get(ADD).content.decode()
    assert ("Vekil" in own, "Yabanci" in own) == (True, False)


def test_the_registrar_names_anybody(world: World, stranger):
    client = official(world, "registrar")

    assert enter(client, advisor=str(world.advisor.pk), substitute=str(stranger.pk), **DAYS).status_code == 302


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"date_from": "2026-02-12", "date_to": "2026-02-11"}, "The last day is before the first."),
        (DAYS | {"substitute": "self"}, "Somebody else has to stand in."),
    ],
)
def test_a_span_or_a_person_that_makes_no_sense_is_refused_in_words(world: World, other, fields, said: str):
    client = official(world, "registrar")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    asked = {"advisor": str(world.advisor.pk), "substitute": str(other.pk)} | fields
    asked["substitute"] = asked["substitute"].replace("self", str(world.advisor.pk))

    refused = enter(client, **asked)

    assert (refused.status_code, said in refused.content.decode()) == (200, True)
    assert Substitution.objects.count() == 0
