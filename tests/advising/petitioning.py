"""How the tests of petitions ask: a student hands in, staff of each part act, an end of term is made."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from advising import petitions
from advising.models import Petition
from advising.petition_checks import Asked
from advising.petitions import Done, Said
from people.models import Student, User
from registration.clock import today
from registration.models import TermRegistration
from tests.uploads import pdf
from tests.world import World

BODY, NUMBER = "Fakülte Yönetim Kurulu", "2026/14"


class Office:
    """The head of CENG, the board's clerk and the Registrar's Office, and what they and students do with petitions."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.head = world.role(world.staff("baskan571"), "head", world.ceng).staff.user
        self.clerk = world.role(world.staff("yazman"), "board_clerk").staff.user
        self.registrar = world.role(world.staff("ogr", is_staff=True), "registrar").staff.user

    def student(self, state: str = "", number: str = "2501231", **fields: Any) -> Student:
        """A student of CENG; with a state, one whose registration stands there."""
        student = self.world.student(number, **fields)
        if state:
            TermRegistration.objects.create(student=student, term=self.world.term, state=state)
        return student

    def asks(self, student: Student, kind: str, *, documents: int | None = None, **fields: Any) -> Done:
        """Hand in a petition as the student; an excuse has a document unless told otherwise."""
        count = (kind == "excuse") if documents is None else documents
        uploads = [SimpleUploadedFile(f"belge{n}.pdf", pdf()) for n in range(count)]
        asked = Asked(**{"kind": kind, "text": "Hastaydım", "terms": 1 if kind == "leave" else None} | fields)
        return petitions.submit(
            student=student, term_id=self.world.term.id, asked=asked, uploads=uploads, actor=student.user
        )

    def petition(self, student: Student, kind: str, **fields: Any) -> Petition:
        done = self.asks(student, kind, **fields)
        assert done.petition is not None, done.findings
        return done.petition

    def does(self, petition: Petition, event: str, actor: User | None = None, **said: Any) -> Done:
        """As whoever the table names, unless told otherwise; a decision of today."""
        step = petitions.TABLE[petition.kind, event]
        parts = {"head": self.head, "clerk": self.clerk, "registrar": self.registrar, "student": petition.student.user}
        if step.decision:
            said = {"body": BODY, "decision_no": NUMBER, "decided_on": today()} | said
        if event == "opinion":
            said = {"note": "Uygundur", "favourable": True} | said
        if step.says_why:
            said = {"note": "Azami süre doldu"} | said
        return petitions.act(petition=petition, event=event, actor=actor or parts[step.by], said=Said(**said))

    def before_the_board(self, student: Student, kind: str = "excuse", **fields: Any) -> Petition:
        petition = self.petition(student, kind, **fields)
        if kind == "excuse":
            assert self.does(petition, "opinion").accepted
        assert self.does(petition, "forward").accepted
        return petition


def state_of(world: World, student: Student) -> str:
    return world.registration_of(student).state


def codes_of(done: Done) -> list[str]:
    return [f["code"] for f in done.findings]
