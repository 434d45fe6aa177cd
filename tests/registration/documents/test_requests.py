"""Requests for documents: what the student has to bring, what the office does with them, and that the student is told."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from people import files
from people.models import Notice, Student
from registration.documents.services import advance_request
from registration.models import DocumentRequest, DocumentRequestStep, TermRegistration
from tests.uploads import an_image, pdf
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import World

pytestmark = pytest.mark.django_db
PAGE, ASK = "/documents/", "/documents/ask/"
State = DocumentRequest.State


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT


@pytest.fixture
def u4(world: World) -> Student:
    student = world.student()
    assert world.change(student, add=[world.x2]).accepted
    TermRegistration.objects.update(state="final")
    return student


def photo(name: str = "vesikalık.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or an_image("JPEG"))


def notice(name: str = "ilan.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or pdf())


def ask(student: Student, kind: str = "certificate", **fields) -> Shown:
    return Visitor(student.user).post(ASK, kind=kind, **{"delivery": "desk"} | fields)


def codes_of(shown: Shown) -> list[str]:
    return [has["data-code"] for e in shown.all("li") if "data-code" in (has := attributes(e))]


def steps() -> list[tuple[str, list[str]]]:
    return [(s.event, [f["code"] for f in s.findings]) for s in DocumentRequestStep.objects.all()]


def told() -> list[str]:
    return list(Notice.objects.order_by("id").values_list("kind", flat=True))


def kept(root) -> int:
    return sum(path.is_file() for path in root.rglob("*"))


# asking


@pytest.mark.row("KOU-51")
def test_asking_is_enough_for_a_certificate_and_the_office_makes_it_ready(world: World, u4: Student):
    assert ask(u4).leads_to == PAGE
    request = DocumentRequest.objects.get()
    assert (request.state, request.delivery, request.tracking) == (State.REQUESTED, "desk", "")

    assert advance_request(request_id=request.id, event="ready", actor=world.advisor.user) == ()
    request.refresh_from_db()
    assert (request.state, request.handled_by) == (State.READY, world.advisor.user)
    assert told() == ["certificate_ready"]


@pytest.mark.row("KOU-51", "OMU-06")
def test_who_is_unregistered_is_refused_a_certificate_and_the_attempt_is_kept(world: World, u4: Student):
    TermRegistration.objects.update(state="unregistered")

    shown = ask(u4)

    assert (shown.status, codes_of(shown), DocumentRequest.objects.count()) == (409, ["NO_RIGHTS"], 0)
    assert steps() == [("request", ["NO_RIGHTS"])]


def test_a_certificate_waits_for_the_registration_and_a_lost_card_does_not(world: World, u4: Student):
    TermRegistration.objects.update(state="draft")

    assert codes_of(ask(u4)) == ["NOT_FINAL"]
    assert ask(u4, "identity_card", loss_notice=notice(), photo=photo()).status == 302


@pytest.mark.row("KOU-52")
def test_cargo_needs_the_code_that_the_student_arranged(world: World, u4: Student):
    shown = ask(u4, delivery="cargo", tracking="  ")
    assert (shown.status, codes_of(shown)) == (409, ["CARGO_INFO_REQUIRED"])
    field = attributes(shown.one("input", id="certificate-tracking"))
    assert (field["aria-invalid"], shown.chosen(shown.one("select", id="certificate-delivery"))) == ("true", "cargo")
    assert not DocumentRequest.objects.exists()

    assert ask(u4, delivery="cargo", tracking=" 1Z-999 ").status == 302
    assert DocumentRequest.objects.get().tracking == "1Z-999"


@pytest.mark.row("KOU-76")
@pytest.mark.parametrize("kind", ["certificate", "identity_card"])
def test_who_is_on_leave_gets_neither_card_nor_certificate(world: World, u4: Student, kind: str, root):
    TermRegistration.objects.update(state="on_leave")

    shown = ask(u4, kind, loss_notice=notice(), photo=photo())

    assert (shown.status, codes_of(shown), kept(root)) == (409, ["ON_LEAVE"], 0)


@pytest.mark.row("KOU-76")
def test_who_is_on_leave_takes_no_course(world: World, u4: Student):
    TermRegistration.objects.update(state="on_leave")

    receipt = world.change(u4, add=[world.y1])

    said = {f["code"]: f["figures"] for f in receipt.findings}
    assert (receipt.status, said["NOT_ENROLLED"]) == ("refused", {"case": "on_leave"})


@pytest.mark.row("KOU-77")
def test_a_lost_card_takes_the_notice_and_a_photo(world: World, u4: Student, root):
    assert ask(u4, "identity_card", loss_notice=notice(), photo=photo()).status == 302

    request = DocumentRequest.objects.get()
    assert (request.state, kept(root)) == (State.REQUESTED, 2)
    assert sorted(request.files.values_list("purpose", "name", "kind")) == [
        ("loss_notice", "ilan.pdf", "pdf"),
        ("photo", "vesikalık.jpg", "jpeg"),
    ]


@pytest.mark.row("KOU-77")
@pytest.mark.parametrize(
    ("sent", "missing"),
    [({"photo": photo}, ["loss_notice"]), ({"loss_notice": notice}, ["photo"]), ({}, ["loss_notice", "photo"])],
)
def test_what_is_missing_for_a_lost_card_is_named(world: World, u4: Student, sent, missing: list[str], root):
    shown = ask(u4, "identity_card", **{purpose: made() for purpose, made in sent.items()})

    assert (shown.status, codes_of(shown)) == (409, ["DOCUMENT_REQUIRED"] * len(missing))
    words = {"loss_notice": "the newspaper's notice of loss", "photo": "a photo"}
    assert [word in shown.text(id="answer") for name, word in words.items()] == [n in missing for n in words]
    marked = [n for n in words if "aria-invalid" in attributes(shown.one("input", id=f"identity_card-{n}"))]
    assert (marked, kept(root), DocumentRequest.objects.count()) == (missing, 0, 0)
    assert DocumentRequestStep.objects.get().findings[0]["figures"] == {"document": missing[0]}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "FILE_TYPE"),
        (b"MZ" + bytes(300), "FILE_TYPE"),
        (pdf(padding=files.LIMIT), "FILE_TOO_BIG"),
    ],
)
def test_a_forged_file_is_refused_and_nothing_stays(world: World, u4: Student, content: bytes, code: str, root):
    shown = ask(u4, "identity_card", loss_notice=notice(content=content), photo=photo())

    assert (shown.status, codes_of(shown), kept(root)) == (409, [code], 0)
    assert (steps(), DocumentRequest.objects.count()) == ([("request", [code])], 0)


def test_a_photo_is_a_picture(world: World, u4: Student, root):
    shown = ask(u4, "identity_card", loss_notice=notice(), photo=photo("foto.jpg", pdf()))
    assert (codes_of(shown), kept(root)) == (["PHOTO_TYPE"], 0)


def test_a_second_request_waits_for_the_first(world: World, u4: Student, root):
    for _ in range(2):
        ask(u4, "identity_card", loss_notice=notice(), photo=photo())
    again = ask(u4, "identity_card", loss_notice=notice(), photo=photo())
    assert (codes_of(again), DocumentRequest.objects.count(), kept(root)) == (["DOCUMENT_REQUEST_OPEN"], 1, 2)

    request = DocumentRequest.objects.get()
    advance_request(request_id=request.id, event="refuse", actor=world.advisor.user, note="Fotoğraf okunmuyor")
    assert ask(u4, "identity_card", loss_notice=notice(), photo=photo()).status == 302


@pytest.mark.parametrize("fields", [{"kind": "diploma"}, {"delivery": "pigeon"}])
def test_what_no_form_of_ours_offers_is_not_there(world: World, u4: Student, fields):
    assert Visitor(u4.user).post(ASK, **{"kind": "certificate", "delivery": "desk"} | fields).status == 404


def test_the_page_shows_the_own_requests_alone(world: World, u4: Student):
    other = world.student("2601240")
    ask(u4, delivery="cargo", tracking="1Z-999")

    rows = [text_of(row) for row in Visitor(u4.user).get(PAGE).all("tr")[1:]]
    assert rows == ["Student certificate Requested 10.02.2026 10:00 by cargo · 1Z-999"]
    assert Visitor(other.user).get(PAGE).all("tr") == []


# the office


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("event", ["ready", "hand_over", "refuse"])
def test_every_state_and_event(world: World, u4: Student, state: str, event: str):
    ask(u4)
    DocumentRequest.objects.update(state=state)
    request = DocumentRequest.objects.get()

    wrong = advance_request(request_id=request.id, event=event, actor=world.advisor.user, note="Neden")

    request.refresh_from_db()
    leads = {
        ("requested", "ready"): "ready",
        ("ready", "hand_over"): "handed_over",
        ("requested", "refuse"): "refused",
        ("ready", "refuse"): "refused",
    }.get((state, event))
    assert request.state == (leads or state)
    assert [(f.code, f.figures) for f in wrong] == ([] if leads else [("DOCUMENT_REQUEST_STATE", {"state": state})])
    assert told() == ([f"certificate_{leads}"] if leads else [])
    assert steps()[1:] == [(event, [] if leads else ["DOCUMENT_REQUEST_STATE"])]


def test_a_refusal_takes_a_reason_which_the_student_reads(world: World, u4: Student):
    ask(u4)
    request = DocumentRequest.objects.get()
    wrong = advance_request(request_id=request.id, event="refuse", actor=world.advisor.user, note=" ")
    assert ([f.code for f in wrong], told()) == (["NOTE_REQUIRED"], [])

    advance_request(request_id=request.id, event="refuse", actor=world.advisor.user, note="Başvuru yinelenmiş")
    told_of = Notice.objects.get()
    assert (told_of.kind, told_of.user, told_of.link) == ("certificate_refused", u4.user, PAGE)
    assert told_of.figures["note"] == "Başvuru yinelenmiş"
    assert "Başvuru yinelenmiş" in Visitor(u4.user).get(PAGE).html


def test_who_lost_the_term_meanwhile_is_handed_nothing(world: World, u4: Student):
    ask(u4)
    TermRegistration.objects.update(state="unregistered")
    request = DocumentRequest.objects.get()

    wrong = advance_request(request_id=request.id, event="ready", actor=world.advisor.user)

    assert ([f.code for f in wrong], told()) == (["NO_RIGHTS"], [])
    assert advance_request(request_id=request.id, event="refuse", actor=world.advisor.user, note="Kayıtsız") == ()
