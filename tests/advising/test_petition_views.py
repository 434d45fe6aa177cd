"""Petitions on the screen: what is offered, what is kept when it is refused, who sees what, and the files."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from advising.models import Petition
from curriculum.models import Term
from people.files import discard
from people.models import User
from registration.models import TermRegistration
from tests.uploads import an_image, pdf
from tests.visitor import Visitor, attributes, text_of
from tests.world import World, at

from .petitioning import NUMBER, Office, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(world: World, settings, tmp_path) -> Office:
    settings.FILES_ROOT = tmp_path
    at("2026-02-24 10:00")
    return Office(world)


def document(content: bytes = b"", name: str = "rapor.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or pdf())


def offered(page) -> dict[str, list[str]]:
    """Each kind on the page with the codes of what stands against it."""
    sections = [s for s in page.all("section") if (attributes(s).get("aria-labelledby") or "").startswith("title_")]
    return {
        attributes(s)["aria-labelledby"].removeprefix("title_"): [
            attributes(li)["data-code"] for li in page.all("li", s) if "data-code" in attributes(li)
        ]
        for s in sections
    }


def test_a_student_sees_what_is_possible_now_and_why_the_rest_is_not(office: Office):
    u4 = office.student("unregistered")
    page = Visitor(u4.user).get("/petitions/")

    assert offered(page) == {
        "excuse": [],
        "return": ["PETITION_LATE", "RETURN_NOT_NEEDED"],
        "leave": ["PETITION_LATE"],
        "exemption": ["FIRST_TERM_ONLY"],
    }
    assert "Until 27.02.2026 17:00" in page.html


def test_who_has_not_begun_is_offered_the_return_that_is_needed(office: Office):
    """The registration of this term is made with the petition."""
    u4 = office.student()
    autumn = Term.objects.create(code="20251", name="2025-2026 Güz")
    TermRegistration.objects.create(student=u4, term=autumn, state="unregistered")
    at("2026-02-09 10:00")
    visitor = Visitor(u4.user)
    assert offered(visitor.get("/petitions/"))["return"] == []
    sent = visitor.post("/petitions/new/return/", text="Dönmek istiyorum")
    assert "Your petition was handed in." in visitor.follow(sent).text(id="answer")
    assert office.world.registration_of(u4).coming_back == "needed"


def test_an_excuse_goes_from_the_student_to_a_new_window(office: Office):
    u4, world = office.student("unregistered"), office.world
    student, head, clerk = Visitor(u4.user), Visitor(office.head), Visitor(office.clerk)
    sent = student.post("/petitions/new/excuse/", text="Hastaydım", files=document())
    assert (sent.status, state_of(world, u4)) == (302, "excuse_pending")

    petition = Petition.objects.get()
    where = f"/petitions/{petition.id}/"
    assert where in head.get("/petitions/desk/").html
    assert where not in clerk.get("/petitions/desk/").html and clerk.get(where).status == 404
    page = head.press(head.get(where), "Forward to the board")
    assert (page.status, page.findings) == (409, ["OPINION_REQUIRED"])
    page = head.follow(head.press(page, "Save the opinion", note="Uygundur", favourable="yes"))
    head.follow(head.press(page, "Forward to the board"))

    page = clerk.get(where)
    assert "In favour" in page.html
    page = clerk.press(page, "Accept", body="FYK", decision_no=" ", decided_on="2026-02-24")
    assert (page.findings, page.fields(page.form_of("Accept"))["body"]) == (["DECISION_REQUIRED"], ["FYK"])
    assert clerk.press(page, "Accept", decision_no=NUMBER).status == 302
    assert (state_of(world, u4), Petition.objects.get().decision_no) == ("draft", NUMBER)


def test_the_courses_of_the_earlier_list_are_offered_again_where_seats_are_left(office: Office):
    world, u4 = office.world, office.student("unregistered")
    lines = [
        [section.id, section.course_id, None, "normal", "student", "", True, None] for section in (world.x2, world.y1)
    ]
    TermRegistration.objects.filter(student=u4).update(left_over=lines)
    world.y1.seats.capacity = 0
    world.y1.seats.save(update_fields=["capacity"])
    office.does(office.before_the_board(u4), "accept")

    visitor = Visitor(u4.user)
    page = visitor.get("/petitions/")
    rows = [li for li in page.all("li") if page.all("input", li, name_="pick")]
    boxes = {text_of(li).split()[0]: attributes(page.one("input", li, name_="pick")) for li in rows}
    assert {name: ("checked" in has, "disabled" in has) for name, has in boxes.items()} == {
        "CENG213/2": (True, False),
        "CENG331/1": (False, True),
    }
    visitor.press(page, "Add what is ticked")
    assert world.list_of(u4) == {"CENG213/2"}
    assert "CENG331/1" in visitor.get("/petitions/").html


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"text": "Uzun anlatı"}, ["DOCUMENT_REQUIRED"]),
        ({"text": " "}, ["GROUNDS_REQUIRED", "DOCUMENT_REQUIRED"]),
        ({"text": "Uzun anlatı", "files": document(b"<svg/>")}, ["FILE_TYPE"]),
        ({"text": "Uzun anlatı", "files": document(pdf(10 * 1024 * 1024))}, ["FILE_TOO_BIG"]),
    ],
)
def test_what_was_typed_is_kept_when_it_is_refused(office: Office, fields: dict, codes: list[str]):
    u4 = office.student("unregistered")
    page = Visitor(u4.user).post("/petitions/new/excuse/", **fields)

    assert (page.status, page.findings) == (409, codes)
    assert text_of(page.one("textarea", id="text_excuse")) == fields["text"].strip()
    assert "choose them again" in page.text(id="answer")
    assert state_of(office.world, u4) == "unregistered"


def test_what_cannot_be_read_is_said_by_its_field(office: Office):
    new = office.student(class_year=1, semester=1)
    visitor = Visitor(new.user)
    sent = {"text": "Muafiyet", "institution": "Anadolu", "average": "seksen", "open_education": "yes"}
    page = visitor.post("/petitions/new/exemption/", **sent)
    assert (page.status, page.findings) == (400, ["average"])
    assert attributes(page.one("input", id="average_exemption"))["value"] == "seksen"
    assert "checked" in attributes(page.one("input", id="open_exemption"))
    assert visitor.press(page, "Hand in the petition", average="80,00").status == 302
    assert str(Petition.objects.get().average) == "80.00"


def test_the_board_decides_on_many_at_once(office: Office):
    students = [office.student("unregistered", f"25012{n}1") for n in range(3)]
    petitions = [office.before_the_board(student) for student in students]
    TermRegistration.objects.filter(student=students[0]).update(state="cancelled")
    clerk = Visitor(office.clerk)
    desk = {"tick": [str(p.id) for p in petitions], "event": "reject", "body": "FYK", "decided_on": "2026-02-24"}

    page = clerk.post("/petitions/desk/decide/", **desk)
    assert (page.status, page.html.count('"DECISION_REQUIRED"')) == (409, 3)
    ticked = [attributes(box)["value"] for box in page.all("input", name_="tick") if "checked" in attributes(box)]
    assert (ticked, page.fields(page.form_of("Accept"))["body"]) == (desk["tick"], ["FYK"])
    page = clerk.post("/petitions/desk/decide/", **desk, decision_no=NUMBER)
    assert (page.status, page.html.count("ILLEGAL_TRANSITION")) == (409, 1)
    assert [p.state for p in Petition.objects.order_by("id")] == ["board", "rejected", "rejected"]
    assert clerk.post("/petitions/desk/decide/", event="accept").status == 400


def test_the_registrar_sees_how_many_terms_are_used(office: Office):
    u4 = office.student()
    autumn = Term.objects.create(code="20251", name="2025-2026 Güz")
    TermRegistration.objects.create(student=u4, term=autumn, state="unregistered")
    u4.programmes.update(terms_used=6)
    at("2026-02-09 10:00")
    petition = office.petition(u4, "return")
    registrar = Visitor(office.registrar)
    assert f"/petitions/{petition.id}/" in registrar.get("/petitions/desk/").html
    page = registrar.get(f"/petitions/{petition.id}/")
    assert "Terms used: 6/14" in text_of(page.one("main"))
    assert registrar.press(page, "Open the registration").status == 302
    assert office.world.registration_of(u4).coming_back == "opened"


# whose petition it is


def test_another_departments_head_and_other_students_find_nothing(office: Office):
    """S2: by id, by file and by event alike; what is not theirs is as if it were not there."""
    world = office.world
    petition = office.before_the_board(office.student("unregistered"))
    paths = [f"/petitions/{petition.id}/", f"/petitions/file/{petition.files.get().id}/"]
    own = [petition.student.user, office.head, office.clerk, office.registrar, User.objects.create_superuser("root")]
    strangers = [
        world.student("2601240").user,
        world.advisor.user,
        world.role(world.staff("baskan567"), "head", world.ee).staff.user,
        world.role(world.staff("yazman567"), "board_clerk", world.ee).staff.user,
        world.role(world.staff("sek571"), "secretary", world.ceng).staff.user,
    ]
    assert [[Visitor(user).client.get(path).status_code for path in paths] for user in own] == [[200, 200]] * 5
    assert [[Visitor(user).client.get(path).status_code for path in paths] for user in strangers] == [[404, 404]] * 5
    acts = [Visitor(user).post(f"{paths[0]}reject/", decision_no="1", decided_on="2026-02-24") for user in strangers]
    assert [shown.status for shown in acts] == [404] * 5
    refused = Visitor(petition.student.user).post(f"{paths[0]}accept/", decision_no="1", decided_on="2026-02-24")
    assert (refused.status, refused.findings) == (409, ["NOT_YOUR_PETITION"])
    assert Petition.objects.get().state == "board"
    assert Visitor(strangers[4]).get("/petitions/desk/").status == 403


def test_a_document_goes_out_as_a_download_in_a_sandbox(office: Office):
    u4 = office.student("unregistered")
    photo = an_image("PNG")
    Visitor(u4.user).post("/petitions/new/excuse/", text="Hastaydım", files=document(photo, "rapor.html"))
    response = Visitor(office.head).client.get(f"/petitions/file/{Petition.objects.get().files.get().id}/")

    assert b"".join(response) == photo
    names = ("Content-Type", "Content-Disposition", "X-Content-Type-Options", "Content-Security-Policy")
    assert [response.headers[name] for name in names] == [
        "image/png",
        'attachment; filename="rapor.html.png"',
        "nosniff",
        "default-src 'none'; sandbox; frame-ancestors 'none'",
    ]
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_file_that_is_gone_is_not_found(office: Office):
    petition = office.petition(office.student("unregistered"), "excuse")
    file = petition.files.get()
    discard(file.stored_as)
    assert Visitor(office.head).client.get(f"/petitions/file/{file.id}/").status_code == 404


@pytest.mark.parametrize("count", [1, 12])
def test_the_desk_asks_as_much_for_one_as_for_many(office: Office, count: int):
    for n in range(count):
        office.petition(office.student("unregistered", f"2501{n:02}1"), "excuse")
    visitor = Visitor(office.head)
    visitor.get("/petitions/desk/")
    with CaptureQueriesContext(connection) as asked:
        page = visitor.get("/petitions/desk/")
    assert (len(page.all("tr")), len(asked)) == (1 + count, 3)
