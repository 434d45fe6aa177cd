"""Grounds and certified places in the admin: who keeps them, and that whoever stands on them is charged anew."""

from __future__ import annotations

from decimal import Decimal

import pytest

from curriculum.models import Term
from fees.models import Ground, TopTen
from tests.visitor import Visitor

from .desk import FeeDesk

pytestmark = pytest.mark.django_db
PLACES = "/admin/fees/topten/"


@pytest.fixture
def desk(db) -> FeeDesk:
    desk = FeeDesk()
    desk.fixtures()
    desk.officer.is_staff = True
    desk.officer.save()
    desk.student = desk.world.student(programme=desk.evening())
    return desk


def test_a_ground_that_is_changed_charges_whoever_stands_on_it(desk: FeeDesk, django_capture_on_commit_callbacks):
    desk.recorded(desk.student, "amnesty")
    assert desk.owes(desk.student) == Decimal(1000)
    ground, officer = Ground.objects.get(code="amnesty"), Visitor(desk.officer)
    page = officer.get(f"/admin/fees/ground/{ground.pk}/change/")
    with django_capture_on_commit_callbacks(execute=True):
        fields = page.fields(page.one("form", id="ground_form")) | {"effect": ["exempt"]}
        assert officer.post(f"/admin/fees/ground/{ground.pk}/change/", **fields).status == 302
    assert desk.account(desk.student).charged == 0


def test_a_certified_place_is_entered_by_number_with_its_document(desk: FeeDesk, django_capture_on_commit_callbacks):
    autumn = Term.objects.create(code="20251", name="2025-2026 Güz")
    assert desk.owes(desk.student) == Decimal(1000)
    officer = Visitor(desk.officer)
    typed = {"term": autumn.pk, "student": desk.student.number, "average": "3.71", "place": "3", "population": "50"}
    assert officer.post(f"{PLACES}add/", **typed).status == 200  # without its document
    typed["certified"] = "KTÜ 2026/14"
    for wrong in ({"place": "51"}, {"place": "0"}, {"student": "999"}):
        assert officer.post(f"{PLACES}add/", **typed | wrong).status == 200
    assert not TopTen.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert officer.post(f"{PLACES}add/", **typed).status == 302
    row = TopTen.objects.get()
    assert (row.department, row.qualifies, row.certified) == (desk.world.ceng, True, "KTÜ 2026/14")
    assert desk.account(desk.student).charged == Decimal(200)
    page = officer.get(f"{PLACES}{row.pk}/change/")
    assert page.status == 200 and not page.all("input", name_="average")


def test_claims_are_read_there_and_decided_at_the_desk(desk: FeeDesk):
    claim = desk.recorded(desk.student, "amnesty")
    officer = Visitor(desk.officer)
    assert "2026/7" in officer.get(f"/admin/fees/claim/{claim.pk}/change/").html
    assert officer.post(f"/admin/fees/claim/{claim.pk}/change/", state="rejected").status == 403
    assert officer.get("/admin/fees/claim/add/").status == 403
