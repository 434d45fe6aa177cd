"""Claims on the screen: the student's page, the officer's desk, and the documents."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fees.models import Claim, ClaimFile
from tests.uploads import pdf
from tests.visitor import Visitor, attributes, text_of

from .desk import FeeDesk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db, settings, tmp_path) -> FeeDesk:
    settings.FILES_ROOT = tmp_path
    return FeeDesk()


def document(name: str = "rapor.pdf", content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or pdf())


def test_a_student_sees_what_can_be_claimed_and_with_what_document(desk: FeeDesk):
    student = Visitor(desk.world.student().user)
    page = student.get("/fees/claims/")
    links = [attributes(a)["href"] for a in page.all("a", within=page.one("main"))]
    assert links == [f"/fees/claims/new/{code}/" for code in CLAIMABLE]
    assert "Document from a military recruiting office or a police directorate" in page.html
    assert "Askerlik şubesinden" in Visitor(desk.world.student("2601240").user, language="tr").get("/fees/claims/").html
    assert student.get("/fees/claims/new/scholarship/").status == 404


CLAIMABLE = [
    *("martyr_child", "veteran_child", "only_internship_left", "research_assistant"),
    *("syria", "egypt", "blue_card", "schooled_abroad", "disability"),
]


def test_a_claim_from_the_students_page_to_the_officers_approval(desk: FeeDesk):
    u4 = desk.world.student()
    student, officer = Visitor(u4.user), Visitor(desk.officer)
    page = student.get("/fees/claims/new/disability/")
    page = student.press(page, "Hand in the claim", percent="40,5", issuer="Devlet hastanesi")
    assert (page.status, page.findings) == (409, ["DOCUMENT_REQUIRED"])
    assert page.fields(page.form_of("Hand in the claim"))["percent"] == ["40,5"]
    page = student.press(page, "Hand in the claim", files=document())
    page = student.follow(page)
    assert "Bring the original to the fee office." in page.html
    assert "40.50%" in page.html and "10.02.2026 10:00" in page.html
    assert "/fees/claims/new/disability/" not in page.html

    claim = Claim.objects.get()
    queue = officer.get("/fees/desk/claims/")
    assert f"/fees/desk/claims/{claim.pk}/" in queue.html
    page = officer.get(f"/fees/desk/claims/{claim.pk}/")
    page = officer.press(page, "Approve")
    assert (page.status, page.findings) == (409, ["ORIGINAL_NOT_SEEN"])
    page = officer.follow(officer.press(page, "The original was seen"))
    page = officer.follow(officer.press(page, "Approve", percent="40"))
    claim.refresh_from_db()
    assert (claim.state, claim.percent, claim.issuer) == ("approved", 40, "Devlet hastanesi")
    page = officer.follow(officer.press(page, "End it", last_day="2026-06-30"))
    assert "30.06.2026" in page.html
    page = officer.press(page, "Reject", note="")
    assert page.findings == ["NOTE_REQUIRED"]
    page = officer.follow(officer.press(page, "Reject", note="Sahte rapor"))
    assert "Sahte rapor" in student.get("/fees/claims/").html
    assert "Nothing waits." in officer.get("/fees/desk/claims/").html


@pytest.mark.parametrize(
    ("typed", "status"),
    [({"percent": "yüzde"}, 400), ({"percent": "40,123"}, 400), ({"valid_until": "31.02.2026"}, 400)],
)
def test_what_cannot_be_read_is_said_at_its_field(desk: FeeDesk, typed, status: int):
    student = Visitor(desk.world.student().user)
    page = student.get("/fees/claims/new/disability/")
    page = student.press(page, "Hand in the claim", files=document(), **{"percent": "40"} | typed)
    assert page.status == status and page.all("p", class_="wrong")
    assert not Claim.objects.exists()


def test_the_issuer_is_chosen_among_those_that_count(desk: FeeDesk):
    student = Visitor(desk.world.student().user)
    page = student.get("/fees/claims/new/martyr_child/")
    options = [text_of(option) for option in page.all("option", within=page.one("select", id="id_issuer"))]
    assert options == ["–", "Askerlik şubesi", "Emniyet müdürlüğü"]
    page = student.press(page, "Hand in the claim", files=document())
    assert page.findings == ["ISSUER_NOT_ACCEPTED"]
    assert student.post("/fees/claims/new/martyr_child/", issuer="Muhtarlık", files=document()).status == 400


def test_no_other_field_of_a_claim_can_be_posted(desk: FeeDesk):
    u4 = desk.world.student()
    other = desk.world.student("2601240")
    forged = {"state": "approved", "student": other.pk, "decided_by": u4.user_id, "original_seen_at": "2026-02-10"}
    Visitor(u4.user).post("/fees/claims/new/syria/", files=document(), **forged, note="x", ground="martyr_child")
    claim = Claim.objects.get()
    assert (claim.state, claim.student, claim.ground.code) == ("uploaded", u4, "syria")
    assert (claim.decided_by, claim.original_seen_at, claim.note) == (None, None, "")


def test_a_document_is_its_students_and_the_fee_offices(desk: FeeDesk):
    u4 = desk.world.student()
    desk.handed_in(u4, "syria")
    where = f"/fees/claims/file/{ClaimFile.objects.get().pk}/"
    for user in (u4.user, desk.officer):
        response = Visitor(user).client.get(where)
        assert response.status_code == 200
        assert b"".join(response.streaming_content) == pdf()
        assert response.headers["Content-Disposition"] == 'attachment; filename="belge0.pdf"'
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    for user in (desk.world.student("2601240").user, desk.world.advisor.user):
        assert Visitor(user).client.get(where).status_code == 404
    ClaimFile.objects.get().delete()
    assert Visitor(u4.user).client.get(where).status_code == 404


def test_the_desk_is_the_fee_offices(desk: FeeDesk):
    claim = desk.handed_in(desk.world.student(), "syria")
    for address in ("", "record/", f"{claim.pk}/"):
        assert Visitor(desk.officer).get(f"/fees/desk/claims/{address}").status == 200
        assert Visitor(desk.world.advisor.user).get(f"/fees/desk/claims/{address}").status == 403
    assert Visitor(desk.officer).post(f"/fees/desk/claims/{claim.pk}/explode/").status == 404
    assert Visitor(desk.officer).get("/fees/desk/claims/999999/").status == 404


def test_a_decision_is_recorded_for_a_student_found_by_number(desk: FeeDesk):
    u4, officer = desk.world.student(), Visitor(desk.officer)
    page = officer.get("/fees/desk/claims/")
    assert officer.press(page, "Go on", number="999", ground="scholarship").status == 400
    page = officer.press(page, "Go on", number=u4.number, ground="scholarship")
    where = f"/fees/desk/claims/record/?number={u4.number}&ground=scholarship"
    refused = officer.post(where, note="Kurul")
    assert (refused.status, refused.findings) == (409, ["DECISION_REQUIRED"])
    sent = officer.post(where, document_no="2026/7", document_date="02.02.2026", valid_from="2025-09-01", note="Kurul")
    page = officer.follow(sent)
    claim = Claim.objects.get()
    assert (claim.state, claim.student, claim.valid_from, claim.document_date) == (
        "approved",
        u4,
        date(2025, 9, 1),
        date(2026, 2, 2),
    )
    assert "2026/7 · 02.02.2026" in page.html
    found = officer.get("/fees/desk/claims/", q=u4.number)
    assert f"/fees/desk/claims/{claim.pk}/" in found.html


@pytest.mark.parametrize("many", [1, 3])
def test_pages_take_the_same_statements_however_many_claims(desk: FeeDesk, many: int):
    u4 = desk.world.student()
    for code in CLAIMABLE[:many]:
        desk.handed_in(u4, code)
    claim = Claim.objects.latest("pk")
    found = {}
    for visitor, address in (
        (Visitor(u4.user), "/fees/claims/"),
        (Visitor(desk.officer), "/fees/desk/claims/"),
        (Visitor(desk.officer), f"/fees/desk/claims/{claim.pk}/"),
    ):
        visitor.get(address)
        with CaptureQueriesContext(connection) as queries:
            visitor.get(address)
        found[address.replace(str(claim.pk), "n")] = len(queries)
    assert found == {"/fees/claims/": 4, "/fees/desk/claims/": 5, "/fees/desk/claims/n/": 6}
