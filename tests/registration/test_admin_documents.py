"""The office's queue of requests in the admin: whose students it shows, what it does with them, and the files with them."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from people.models import Student
from registration.models import DocumentRequest, IssuedDocument, TermRegistration
from registration.papers.codes import grouped
from tests.uploads import an_image, pdf
from tests.visitor import Shown, Visitor, text_of
from tests.world import World

pytestmark = pytest.mark.django_db
QUEUE = "/admin/registration/documentrequest/"


@pytest.fixture
def u4(world: World, settings, tmp_path) -> Student:
    """Has asked for a certificate and for a new card."""
    settings.FILES_ROOT = tmp_path / "files"
    student = world.student()
    assert world.change(student, add=[world.x2]).accepted
    TermRegistration.objects.update(state="final")
    own = Visitor(student.user)
    own.post("/documents/ask/", kind="certificate", delivery="desk")
    sent = {"loss_notice": SimpleUploadedFile("ilan.pdf", pdf()), "photo": SimpleUploadedFile("x.png", an_image("PNG"))}
    own.post("/documents/ask/", kind="identity_card", delivery="desk", **sent)
    assert DocumentRequest.objects.count() == 2
    return student


@pytest.fixture
def registrar(world: World) -> Visitor:
    return Visitor(world.role(world.staff("ogr", is_staff=True), "registrar").staff.user)


def the(kind: str) -> DocumentRequest:
    return DocumentRequest.objects.get(kind=kind)


def page(kind: str) -> str:
    return f"{QUEUE}{the(kind).pk}/change/"


def messages(shown: Shown) -> list[str]:
    return [text_of(li) for ul in shown.all("ul", class_="messagelist") for li in shown.all("li", ul)]


def test_the_office_carries_a_request_on_and_the_student_is_told(u4: Student, registrar: Visitor):
    shown = registrar.get(page("certificate"))
    done = registrar.follow(registrar.press(shown, "Ready"))
    assert (the("certificate").state, messages(done)) == ("ready", ["Done; the student was told."])

    done = registrar.follow(registrar.press(done, "Handed over"))
    assert the("certificate").state == "handed_over"
    assert done.all("button", name_="event") == []
    assert u4.user.notices.count() == 2


def test_a_refusal_without_a_reason_is_refused(u4: Student, registrar: Visitor):
    shown = registrar.get(page("certificate"))
    kept = registrar.follow(registrar.press(shown, "Refuse, with the note as reason"))
    assert (the("certificate").state, "Write a note." in messages(kept)[0]) == ("requested", True)

    registrar.press(kept, "Refuse, with the note as reason", note="Yinelenmiş")
    assert (the("certificate").state, the("certificate").note) == ("refused", "Yinelenmiş")


def test_several_are_carried_on_at_once(u4: Student, registrar: Visitor):
    ids = [str(pk) for pk in DocumentRequest.objects.values_list("pk", flat=True)]
    done = registrar.follow(registrar.post(QUEUE, action="make_ready", _selected_action=ids))
    assert messages(done) == ["2 requests were carried on."]
    assert set(DocumentRequest.objects.values_list("state", flat=True)) == {"ready"}


def test_the_certificate_that_was_asked_for_is_printed_there(u4: Student, registrar: Visitor):
    response = registrar.client.post(f"{QUEUE}{the('certificate').pk}/paper/")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/pdf")
    assert IssuedDocument.objects.get().student == u4

    TermRegistration.objects.update(state="unregistered")
    refused = registrar.follow(registrar.post(f"{QUEUE}{the('certificate').pk}/paper/"))
    assert "You cannot use the rights of a student" in messages(refused)[0]


def test_files_go_out_as_downloads_to_who_sees_the_request(world: World, u4: Student, registrar: Visitor):
    card = the("identity_card")
    file = card.files.get(purpose="photo")
    address = f"{QUEUE}{card.pk}/file/{file.pk}/"
    secretary = Visitor(world.role(world.staff("sek571", is_staff=True), "secretary", world.ceng).staff.user)
    another = Visitor(world.role(world.staff("sek567", is_staff=True), "secretary", world.ee).staff.user)

    for visitor in (registrar, secretary):
        response = visitor.client.get(address)
        assert (response.status_code, b"".join(response)) == (200, an_image("PNG"))
        headers = {name: response.headers[name] for name in ("Content-Type", "X-Content-Type-Options")}
        assert headers == {"Content-Type": "image/png", "X-Content-Type-Options": "nosniff"}
        assert response.headers["Content-Disposition"] == 'attachment; filename="x.png"'
    assert another.client.get(address).status_code == 403
    assert registrar.client.get(f"{QUEUE}{the('certificate').pk}/file/{file.pk}/").status_code == 404


def test_a_secretary_sees_to_the_own_departments_students_alone(world: World, u4: Student):
    secretary = Visitor(world.role(world.staff("sek571", is_staff=True), "secretary", world.ceng).staff.user)
    another = Visitor(world.role(world.staff("sek567", is_staff=True), "secretary", world.ee).staff.user)
    head = Visitor(world.role(world.staff("baskan", is_staff=True), "head", world.ceng).staff.user)

    assert secretary.follow(secretary.press(secretary.get(page("certificate")), "Ready")).status == 200
    assert the("certificate").state == "ready"
    assert another.post(f"{QUEUE}{the('certificate').pk}/step/", event="hand_over").status == 403
    assert head.get(QUEUE).status == 403
    assert "2501231" not in another.get(QUEUE).html
    assert the("certificate").state == "ready"


def test_what_was_issued_is_found_by_its_code(world: World, u4: Student, registrar: Visitor):
    registrar.client.post(f"{QUEUE}{the('certificate').pk}/paper/")
    document = IssuedDocument.objects.get()

    for typed in (grouped(document.code).lower(), "2501231"):
        assert grouped(document.code) in registrar.get("/admin/registration/issueddocument/", q=typed).html
    assert grouped(document.code) not in registrar.get("/admin/registration/issueddocument/", q="0" * 16).html
