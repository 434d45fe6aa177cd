"""What an address may not hold."""

from __future__ import annotations

import pytest

from tests.admin_pages import official
from tests.visitor import Visitor
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/rules/CENG%00/", "/catalog/%00/", "/registration/courses/%00/"])
def test_nothing_has_an_address_with_a_nul(world: World, path: str):
    assert Visitor(world.student().user).get(path).status == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/admin/criteria-check/?term=%00", 200),
        ("/admin/criteria-check/?department=%00", 200),
        ("/admin/criteria-check/?term=1999%00", 404),
        ("/admin/term-check/?term=%00", 200),
        ("/admin/registration/policyrule/add/?code=TIME_CONFLICT&from=²", 200),
    ],
)
def test_what_no_page_of_ours_asks_is_no_error(world: World, path: str, status: int):
    assert official(world, "registrar").get(path).status_code == status
