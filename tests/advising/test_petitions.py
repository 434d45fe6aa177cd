"""The table of petitions: every event in every state of every kind, who may cause it, and the record that each leaves."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from advising import petitions
from advising.models import Petition, PetitionFile, PetitionStep
from advising.petition_checks import Asked
from advising.petitions import TABLE, Said
from people.models import LeaveTerm
from registration.clock import today
from registration.models import Transition
from tests.uploads import an_image, pdf
from tests.world import World, at, local

from .petitioning import BODY, NUMBER, Office, codes_of, state_of

pytestmark = pytest.mark.django_db
STATES, KINDS = Petition.State.values, Petition.Kind.values
NEXT = {
    ("excuse", "submitted", "opinion"): ("head", "submitted", "excuse_pending"),
    ("excuse", "submitted", "forward"): ("head", "board", "excuse_pending"),
    ("excuse", "submitted", "take_back"): ("student", "withdrawn", "unregistered"),
    ("excuse", "board", "accept"): ("clerk", "accepted", "draft"),
    ("excuse", "board", "reject"): ("clerk", "rejected", "unregistered"),
    ("return", "submitted", "accept"): ("registrar", "accepted", "not_started"),
    ("return", "submitted", "reject"): ("registrar", "rejected", "not_started"),
    ("return", "submitted", "take_back"): ("student", "withdrawn", "not_started"),
    ("leave", "submitted", "forward"): ("registrar", "board", "draft"),
    ("leave", "submitted", "take_back"): ("student", "withdrawn", "draft"),
    ("leave", "board", "accept"): ("clerk", "accepted", "on_leave"),
    ("leave", "board", "reject"): ("clerk", "rejected", "draft"),
    ("exemption", "submitted", "accept"): ("head", "accepted", "draft"),
    ("exemption", "submitted", "reject"): ("head", "rejected", "draft"),
    ("exemption", "submitted", "take_back"): ("student", "withdrawn", "draft"),
}
STANDS = {"excuse": "excuse_pending", "return": "not_started", "leave": "draft", "exemption": "draft"}
EVENTS = sorted({event for _, event in TABLE})
EVERY = [(kind, state, event) for kind in KINDS for state in STATES for event in EVENTS if (kind, event) in TABLE]
SAID = Said(note="Uygundur", favourable=True, body=BODY, decision_no=NUMBER)


@pytest.fixture
def office(world: World, settings, tmp_path) -> Office:
    settings.FILES_ROOT = tmp_path
    at("2026-02-24 10:00")
    return Office(world)


def stands(office: Office, kind: str, state: str) -> Petition:
    """A petition in a state, and the student's registration where it then stands."""
    student = office.student(STANDS[kind])
    return Petition.objects.create(
        student=student,
        term=office.world.term,
        kind=kind,
        state=state,
        text="Hastaydım",
        terms=1,
        opinion="Uygundur",
        favourable=True,
        submitted_at=local("2026-02-23 10:00"),
        decision_no=NUMBER,
        decided_on="2026-02-23",
    )


def actors(office: Office, petition: Petition) -> dict:
    return {
        "student": petition.student.user,
        "head": office.head,
        "clerk": office.clerk,
        "registrar": office.registrar,
    }


def said() -> Said:
    return Said(**{**vars(SAID), "decided_on": today()})


def test_the_table_has_no_event_besides_these():
    told = {(kind, event) for kind, _, event in NEXT} | {(kind, "submit") for kind in KINDS}
    assert told == set(TABLE)


@pytest.mark.parametrize(("kind", "state", "event"), NEXT)
def test_an_event_in_its_place_moves_petition_and_registration(office: Office, kind: str, state: str, event: str):
    petition = stands(office, kind, state)
    by, after, registration = NEXT[kind, state, event]
    done = petitions.act(petition=petition, event=event, actor=actors(office, petition)[by], said=said())

    assert (done.status, codes_of(done)) == ("accepted", [])
    assert Petition.objects.get().state == after
    assert state_of(office.world, petition.student) == registration
    steps = PetitionStep.objects.values_list("petition", "event", "actor__username", "accepted", "at")
    assert list(steps) == [(petition.pk, event, actors(office, petition)[by].username, True, local("2026-02-24 10:00"))]


@pytest.mark.parametrize(("kind", "state", "event"), [key for key in EVERY if key not in NEXT])
def test_an_event_out_of_place_changes_nothing_and_is_recorded(office: Office, kind: str, state: str, event: str):
    petition = stands(office, kind, state)
    actor = actors(office, petition)[TABLE[kind, event].by]
    done = petitions.act(petition=petition, event=event, actor=actor, said=said())

    expected = "NOT_YOUR_PETITION" if event == "submit" else "PETITION_STATE"
    assert (done.status, codes_of(done)[-1]) == ("refused", expected)
    assert (Petition.objects.get().state, state_of(office.world, petition.student)) == (state, STANDS[kind])
    [step] = PetitionStep.objects.all()
    assert (step.event, step.accepted, step.findings) == (event, False, list(done.findings))
    assert not LeaveTerm.objects.exists() and not Transition.objects.filter(accepted=True).exists()


@pytest.mark.parametrize(("kind", "state", "event"), NEXT)
def test_an_event_of_another_part_changes_nothing(office: Office, kind: str, state: str, event: str):
    """The Registrar's Office reaches everything, as in the rest of the portal; the others have their own part."""
    petition = stands(office, kind, state)
    by = NEXT[kind, state, event][0]
    world = office.world
    strangers = [
        world.student("2601240").user,
        world.role(world.staff("baskan567"), "head", world.ee).staff.user,
        world.role(world.staff("yazman567"), "board_clerk", world.ee).staff.user,
        world.role(world.staff("sek571"), "secretary", world.ceng).staff.user,
        world.advisor.user,
    ]
    others = [user for part, user in actors(office, petition).items() if part not in (by, "registrar")]
    for user in strangers + others:
        done = petitions.act(petition=petition, event=event, actor=user, said=said())
        assert (user.username, codes_of(done)) == (user.username, ["NOT_YOUR_PETITION"])
    assert Petition.objects.get().state == state
    assert PetitionStep.objects.filter(accepted=False).count() == len(strangers + others)


def test_a_clerk_of_a_unit_decides_for_that_unit_and_a_role_that_is_gone_decides_nothing(office: Office):
    petition, world = stands(office, "excuse", "board"), office.world
    role = world.role(world.staff("yazman571"), "board_clerk", world.ceng)
    role.delete()
    gone = petitions.act(petition=petition, event="reject", actor=role.staff.user, said=said())
    assert codes_of(gone) == ["NOT_YOUR_PETITION"]
    again = world.role(role.staff, "board_clerk", world.ceng).staff.user
    del again.__dict__["roles"]
    assert petitions.act(petition=petition, event="reject", actor=again, said=said()).accepted


def test_of_two_who_decide_at_once_the_second_changes_nothing(office: Office):
    """Each looked at it before the other was done."""
    first = stands(office, "excuse", "board")
    second = Petition.objects.get()
    assert petitions.act(petition=first, event="accept", actor=office.clerk, said=said()).accepted
    done = petitions.act(petition=second, event="reject", actor=office.clerk, said=said())
    assert (codes_of(done), second.state, state_of(office.world, second.student)) == (
        ["ILLEGAL_TRANSITION", "PETITION_STATE"],
        "accepted",
        "draft",
    )


def test_nobody_hands_in_for_another(office: Office):
    student = office.student("unregistered")
    upload = SimpleUploadedFile("a.pdf", pdf())
    for actor in (office.registrar, office.head, office.world.student("2601240").user):
        asked = Asked("excuse", "Hastaydım")
        done = petitions.submit(
            student=student, term_id=office.world.term.id, asked=asked, uploads=[upload], actor=actor
        )
        assert codes_of(done) == ["NOT_OWNER"]
    assert (Petition.objects.count(), state_of(office.world, student)) == (0, "unregistered")


@pytest.mark.parametrize("status", ["candidate", "withdrawn", "expelled", "graduated"])
def test_who_is_no_enrolled_student_asks_for_nothing(office: Office, status: str):
    student = office.student("unregistered")
    type(student).objects.update(status=status)
    [finding] = office.asks(student, "excuse").findings
    assert (finding["code"], finding["figures"]) == ("NOT_ENROLLED", {"case": status})


# documents


def kept(root: Path) -> int:
    return sum(path.is_file() for path in Path(root).rglob("*"))


def hands_in(office: Office, *uploads: SimpleUploadedFile, text: str = "Hastaydım"):
    student = office.student("unregistered")
    asked = Asked("excuse", text)
    return petitions.submit(
        student=student, term_id=office.world.term.id, asked=asked, uploads=uploads, actor=student.user
    )


def test_documents_are_kept_by_what_they_are(office: Office, settings):
    photo = an_image("JPEG")
    done = hands_in(office, SimpleUploadedFile("rapor.exe", photo), SimpleUploadedFile("b.pdf", pdf()))

    assert done.accepted
    files = PetitionFile.objects.values_list("petition", "name", "kind", "size", "sha256")
    assert list(files) == [
        (done.petition.pk, "rapor.exe", "jpeg", len(photo), hashlib.sha256(photo).hexdigest()),
        (done.petition.pk, "b.pdf", "pdf", len(pdf()), hashlib.sha256(pdf()).hexdigest()),
    ]
    assert kept(settings.FILES_ROOT) == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "FILE_TYPE"),
        (b"<!DOCTYPE html><script>alert(1)</script>" + pdf(), "FILE_TYPE"),
        (an_image("PNG") + b"<script>alert(1)</script>", "FILE_TYPE"),
        (an_image("JPEG")[:-40], "FILE_TYPE"),
        (pdf()[:-10], "FILE_TYPE"),
        (pdf(padding=10 * 1024 * 1024), "FILE_TOO_BIG"),
    ],
    ids=["svg", "html", "polyglot", "jpeg cut off", "pdf cut off", "too big"],
)
def test_a_forged_document_is_named_and_nothing_is_kept(office: Office, settings, content: bytes, code: str):
    """Beside whatever else is wrong, and with the good one beside it."""
    done = hands_in(office, SimpleUploadedFile("a.pdf", pdf()), SimpleUploadedFile("rapor.pdf", content), text=" ")

    assert codes_of(done) == [code, "GROUNDS_REQUIRED"]
    assert (Petition.objects.count(), PetitionFile.objects.count(), kept(settings.FILES_ROOT)) == (0, 0, 0)
    [step] = PetitionStep.objects.all()
    assert (step.event, step.note, [f["code"] for f in step.findings]) == ("submit", "excuse", codes_of(done))


def test_a_refused_petition_leaves_no_file_behind(office: Office, settings):
    at("2026-02-28 10:00")
    assert codes_of(hands_in(office, SimpleUploadedFile("a.pdf", pdf()))) == ["PETITION_LATE"]
    assert kept(settings.FILES_ROOT) == 0


def test_there_is_an_end_to_the_number_of_documents(office: Office, settings):
    files = [SimpleUploadedFile(f"{n}.pdf", pdf()) for n in range(6)]
    assert codes_of(hands_in(office, *files)) == ["FILES_TOO_MANY"]
    assert kept(settings.FILES_ROOT) == 0
