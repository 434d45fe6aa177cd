"""Walks the access table (tests/access.py): every URL × method × role, and whose records each answer shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import URLPattern, get_resolver, resolve, reverse

from advising.models import Petition, PetitionFile, PetitionStep
from advising.selectors import marks
from curriculum.models import Announcement, GuidePage, HelpEntry, HelpPage, PrerequisiteProposal, SupportContact
from fees.models import Refund
from people.feeds import renew_feed
from people.files import store
from people.models import CourseCounting, Departure, JobRun, Notice, Staff, Substitution, Teaching, User
from people.notices import tell
from registration.clock import now
from registration.forms import refusal
from registration.jobs import carry_out
from registration.models import Attempt, DocumentRequest, SectionChange, Unmet
from registration.papers.issuing import issue_paper
from registration.transitions import move
from registration.waivers import grant_waiver
from tests.access import ADMIN, ADMIN_PAGES, OUTSIDERS, PORTAL, ROLES, STAFF, read
from tests.access_fees import FEE_DESK, FEE_ROLES, FEES
from tests.fees.records import fee_records
from tests.fees.refunding import IBAN
from tests.uploads import pdf
from tests.visitor import Visitor
from tests.world import World, local

pytestmark = pytest.mark.django_db
U4 = "250123"  # in U4's number and user code, and in nobody else's
# who sees U4's number or user code on the pages below an address, and who changes U4's list or its state there
SHOWS = {
    "/accounts/": {"secretary", "registrar", "superuser"},
    "/find/": {"advisor", "secretary", "registrar", "superuser"},
    **{start: {"registrar", "superuser"} for start in ("/library/", "/viewing/", "/fees/desk/")},
    **{start: {"student"} for start in ("/term/", "/fees/", "/registration/", "/notices/", "/documents/")},
    "/advising/": {"advisor"},
    "/grades/": {"advisor", "registrar", "superuser"},
    "/petitions/": {"student", "registrar", "superuser"},
    "/classes/": {"advisor", "secretary", "registrar", "superuser"},
    "/verify/": set(ROLES),  # to whoever has the code of the paper
}
CHANGES = {
    ("POST", "/fees/refunds/ask/"): {"student"},
    ("POST", "/fees/desk/payments/{payment}/settle/"): {"registrar", "superuser"},
    ("POST", "/fees/desk/refunds/approve/"): {"registrar", "superuser"},
    ("POST", "/fees/desk/refunds/{refund}/reject/"): {"registrar", "superuser"},
    ("POST", "/fees/desk/refunds/lists/{list}/pay/"): {"registrar", "superuser"},
    ("POST", "/term/send/"): {"student"},
    ("POST", "/registration/change/"): {"student"},
    ("POST", "/registration/degree/count/"): {"student"},
    ("POST", "/advising/{u4}/degree/count/"): {"advisor"},
    ("POST", "/advising/{u4}/approve/"): {"advisor"},
    ("POST", "/advising/{u4}/return/"): {"advisor"},
    ("POST", "/advising/approve/"): {"advisor"},
    ("POST", "/grades/{x2}/"): {"advisor", "registrar", "superuser"},
    ("POST", "/petitions/new/leave/"): {"student"},
    ("POST", "/petitions/{petition}/take_back/"): {"student"},
    ("POST", "/petitions/{petition}/accept/"): {"registrar", "superuser"},
}
KNOWN = {"cancelled": False, "instructors": "", "meetings": []}
COUNTED = {"programme": "{programme}", "course": "{x}", "to": "nothing"}
BODIES = {
    "/registration/degree/count/": COUNTED,
    "/advising/{u4}/degree/count/": COUNTED,
    "/registration/change/": {"action": "add", "code": "5710331", "section": "1"},
    "/advising/approve/": {"tick": "{u4}", "version_{u4}": "1", "seen_{u4}": "{seen}"},
    "/advising/": {"version": "1", "note": "MATH120 eksik", "body": "MATH120 eksik"},
    "/advisor/": {"body": "MATH120 eksik"},
    "/petitions/new/": {"text": "Hastaydım", "terms": "1"},
    "/term/": {"version": "1"},
    "/grades/": {"seen_{u4}": "", "letter_{u4}": "CC"},
    "/fees/desk/payments/": {"other": "{number}", "term": "20252", "note": "Dekont"},
    "/fees/desk/statements/": {"keep": "all"},
    "/fees/refunds/ask/": {"term": "20252", "iban": IBAN},
    "/fees/desk/refunds/lists/": {"paid_on": "2026-02-10", "reference": "EFT-1"},
    "/fees/desk/refunds/": {"tick": "{refund}", "version_{refund}": "1", "version": "1", "note": "MATH120 eksik"},
    "/viewing/": {"reason": "Talep 2026/17"},
    "/documents/ask/": {"kind": "identity_card", "delivery": "desk"},
}


class Cast:
    """The world with U4's records in every table, and a visitor for every role."""

    def __init__(self, world: World) -> None:
        self.world, self.u4 = world, world.student()
        another = world.student("2601240")
        another.advisorships.update(advisor=world.staff("baska"))
        users = {
            "anonymous": None,
            "student": self.u4.user,
            "another student": another.user,
            "advisor": world.advisor.user,
            "another's advisor": User.objects.get(username="baska"),
            "secretary": world.role(world.staff("sek571", is_staff=True), "secretary", world.ceng).staff.user,
            "another unit's": world.role(world.staff("sek567", is_staff=True), "secretary", world.ee).staff.user,
            "registrar": world.role(world.staff("ogr", is_staff=True), "registrar").staff.user,
            "superuser": User.objects.create_superuser("root"),
        }
        world.change(self.u4, add=[world.x2])
        grant_waiver(
            student_id=self.u4.id,
            code="CRITERIA",
            course_id=world.x.id,
            reason="Kurul kararı",
            until=date(2026, 2, 28),
            actor=users["superuser"],
        )
        for event in ("approve", "remove_approval"):
            done = move(
                student_id=self.u4.id, term_id=world.term.id, event=event, version=1, actor_id=world.advisor.user_id
            )
            assert done.accepted
            if event == "approve":
                paper = issue_paper(student=self.u4, term=world.term, kind="certificate", language="tr")
        Teaching.objects.create(section=world.x2, staff=world.advisor)
        Substitution.objects.create(
            advisor=world.advisor,
            substitute=Staff.objects.get(user__username="sek571"),
            date_from=date(2026, 3, 1),
            date_to=date(2026, 3, 2),
        )
        Unmet.objects.create(
            student=self.u4,
            term=world.term,
            code="PREREQ_MISSING",
            course=world.x,
            finding=refusal("PREREQ_MISSING", world.x.id, missing=[]).stored(),
        )
        SectionChange.objects.create(
            section=world.x2, kind="cancelled", before=KNOWN, after=KNOWN, students=[[self.u4.id, []]], at=now()
        )
        tell([self.u4.user_id], "returned", {"term": world.term, "who": "A1", "note": f"Not {U4}"})
        Announcement.objects.create(department=world.ceng, title="Duyuru")
        PrerequisiteProposal.objects.create(course=world.y, required=world.x, grounds="Konular")
        SupportContact.objects.create(topic="Şifre", unit="Bilgi İşlem")
        GuidePage.objects.create(year=2026, section=1, title="Kayıt günleri", body="9 Şubat")
        HelpPage.objects.create(slug="fees", title="Ücretler", body="# Ödeme")
        HelpEntry.objects.create(question="Nasıl öderim?", answer="Bankadan")
        LogEntry.objects.create(
            user=users["superuser"],
            content_type=ContentType.objects.get_for_model(User),
            object_id=self.u4.user_id,
            object_repr=str(self.u4.user),
            action_flag=CHANGE,
        )
        self.petition = self._petition()
        Departure.objects.create(
            student=another, kind="withdrawn", decision_no="1", decided_on="2026-02-10", recorded_by=users["registrar"]
        )
        self.code = paper.code
        renew_feed(user=self.u4.user)
        self.u4.user.refresh_from_db()
        self.request = DocumentRequest.objects.create(
            student=self.u4, term=world.term, kind="identity_card", requested_at=now()
        )
        self.job = self._job()
        self.batch = JobRun.objects.create(kind="import_students", asked_by=users["registrar"])
        self.fees = fee_records(world, self.u4, officer=users["registrar"])
        self.visitors = {role: Visitor(users[role]) for role in ROLES}

    def _petition(self) -> Petition:
        """U4's petition for exemption, with a document and its first step."""
        petition = Petition.objects.create(
            student=self.u4,
            term=self.world.term,
            kind="exemption",
            text="Muafiyet",
            submitted_at=local("2026-02-10 09:00"),
        )
        stored = store(SimpleUploadedFile("transkript.pdf", pdf()))
        PetitionFile.objects.create(petition=petition, **vars(stored))
        PetitionStep.objects.create(
            petition=petition, student=self.u4, event="submit", actor=self.u4.user, at=petition.submitted_at
        )
        return petition

    def _job(self) -> JobRun:
        """A finished what-if on criteria of CENG, which U4 would not meet."""
        rows = [{"surname_from": "A", "surname_to": "K"}]
        draft = {"criteria": {"course": self.world.x.numeric_code, "section": self.world.x2.number, "rows": rows}}
        params = {"term": self.world.term.code, "draft": draft, "department": self.world.ceng.id}
        job = JobRun.objects.create(kind="what_if", params=params, asked_by=self.world.advisor.user)
        carry_out(job)
        return job

    def path(self, template: str) -> str:
        return template.format(
            u4=self.u4.id,
            number=self.u4.number,
            **self.fees,
            x=self.world.x.id,
            window=self.world.registration.id,
            x2=self.world.x2.id,
            seen=marks(self.world.term.id, [self.u4.id])[self.u4.id][3],
            programme=self.u4.programmes.get().id,
            user=self.u4.user_id,
            job=self.job.id,
            batch=self.batch.id,
            code=self.code,
            request=self.request.id,
            attempt=Attempt.objects.get().id,
            petition=self.petition.id,
            file=self.petition.files.get().id,
            feed=self.u4.user.feed_secret,
            notice=Notice.objects.get(figures__note=f"Not {U4}").id,
            type=ContentType.objects.get_for_model(self.u4).id,
        )

    def row_of(self, model: str):
        """A row of CENG, or of U4, of a model named as in the admin's URLs."""
        own = {
            "curriculum_department": self.world.ceng,
            "curriculum_section": self.world.x2,
            "people_staff": self.world.advisor,
            "people_user": self.u4.user,
        }
        return own.get(model) or apps.get_model(*model.split("_")).objects.earliest("pk")

    def send(self, role: str, method: str, path: str, body: dict[str, str] | None = None):
        return getattr(self.visitors[role].client, method.lower())(path, body or {})

    def records(self) -> tuple:
        """What of U4 nobody else may change."""
        registration = self.world.registration_of(self.u4)
        grades = set(self.u4.transcript.values_list("course", "grade__letter"))
        petitions = list(self.u4.petitions.order_by("id").values_list("kind", "state"))
        said = set(CourseCounting.objects.filter(programme__student=self.u4).values_list("course", flat=True))
        refunds = list(Refund.objects.order_by("id").values_list("state", "iban"))
        return self.world.list_of(self.u4), registration.state, registration.version, grades, said, petitions, refunds


@pytest.fixture
def cast(world: World, settings, tmp_path) -> Cast:
    settings.FILES_ROOT = tmp_path
    return Cast(world)


@contextmanager
def undone(method: str) -> Iterator[None]:
    """Take back what is done inside; GET may not even try to write."""
    block = transaction.atomic()
    block._from_testcase = True  # as the test's own transaction: a commit of the services may stand inside
    with block:
        if method == "GET":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL transaction_read_only = on")
        yield
        transaction.set_rollback(True)


def outcome(response, path: str) -> str:
    page = path.replace("?", "%3F").replace("=", "%3D")
    # after a POST to the first page; a change that was not sent leads to the list, which says so
    back = ("/sign-in/", "/sign-in/?next=/", "/sign-in/?next=/registration/%3Flapsed", f"/sign-in/?next={page}")
    return "in" if response.status_code == 302 and response.headers["Location"] in back else str(response.status_code)


def routes(resolver=None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern).replace("^", "")
        if isinstance(pattern, URLPattern):
            yield route, pattern
        else:
            yield from routes(pattern, route)


# every URL


def test_every_url_is_in_the_table():
    lines = read(PORTAL + FEES, ROLES) + read(FEE_DESK, FEE_ROLES) + read(ADMIN_PAGES, STAFF)
    listed = {_route(re.sub(r"{\w+}", "7", path).partition("?")[0]) for _, path, _ in lines}
    models = {name.removesuffix("_changelist") for _, p in routes() if (name := p.name or "").endswith("_changelist")}

    unlisted = [route for route, _ in routes() if route not in listed and not _of_model(route)]
    assert (unlisted, models) == ([], set(ADMIN))


def _route(path: str) -> str:
    return resolve(path).route.replace("^", "")


def _of_model(route: str) -> bool:
    """A page of the stock admin for one model: list, add, or one row's change, history, delete and short address."""
    return bool(re.fullmatch(r"admin/\w+/\w+/(add/|<path:object_id>/((history|delete|change)/)?)?", route))


# the portal


@pytest.mark.parametrize(("method", "path", "expected"), read(PORTAL + FEES, ROLES))
def test_the_portal(cast: Cast, method: str, path: str, expected: dict[str, str]):
    writers = CHANGES.get((method, path), set())
    readers = next((roles for start, roles in SHOWS.items() if path.startswith(start)), set())
    body = next((body for start, body in BODIES.items() if method == "POST" and path.startswith(start)), {})
    body = {cast.path(name): cast.path(value) for name, value in body.items()}
    path, before = cast.path(path), cast.records()

    got, wrote, saw = {}, set(), set()
    for role in ROLES:
        with undone(method):
            response = cast.send(role, method, path, body)
            got[role] = outcome(response, path)
            wrote |= {role} if cast.records() != before else set()
            saw |= {role} if U4 in response.getvalue().decode(errors="replace") else set()

    assert (got, wrote) == (expected, writers)
    assert saw <= readers


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_other_method_does_anything(cast: Cast, method: str):
    before = cast.records()
    led_on = ("/", "/i18n/setlang/", "/sign-in/", "/sign-in/code/")  # whatever the method
    expected = {"/healthz": 200, **dict.fromkeys(led_on, 302)}

    for template in sorted({path for _, path, _ in read(PORTAL + FEES, ROLES)}):
        other = 401 if template.startswith("/api/bank/v1/") else 405  # who calls it is no user
        for role in ("student", "advisor", "superuser"):
            status = cast.send(role, method, cast.path(template)).status_code
            assert (template, role, status) == (template, role, expected.get(template, other))
    assert cast.records() == before


# the admin


DOORS = {"/admin/logout/": "/admin/", "/admin/password_change/": "/password/"}


@pytest.mark.parametrize("role", OUTSIDERS)
def test_outsiders_are_sent_from_every_page_of_the_admin_to_its_door(cast: Cast, role: str):
    paths = [cast.path(path).partition("?")[0] for _, path, _ in read(ADMIN_PAGES, STAFF)]
    for model in ADMIN:
        listed = reverse(f"admin:{model}_changelist")
        row = f"{listed}{cast.row_of(model).pk}/"
        paths += [listed, f"{listed}add/", row, f"{row}change/", f"{row}delete/", f"{row}history/"]

    for path in paths:
        for method in ("GET", "POST"):
            with undone(method):
                response = cast.send(role, method, path)
            assert U4 not in response.content.decode()
            if path == "/admin/login/":
                assert outcome(response, "/admin/") == ("in" if role == "anonymous" else "403")
            else:
                door = DOORS.get(path, f"/admin/login/?next={path}")
                assert (response.status_code, response.headers["Location"]) == (302, door)


@pytest.mark.parametrize(("method", "path", "expected"), read(ADMIN_PAGES, STAFF))
def test_the_admins_own_pages(cast: Cast, method: str, path: str, expected: dict[str, str]):
    path = cast.path(path)
    got = {}
    for role in STAFF:
        with undone(method):
            got[role] = outcome(cast.send(role, method, path), path)

    assert got == expected


@pytest.mark.parametrize("model", ADMIN)
def test_the_admin_of_each_model(cast: Cast, model: str):
    listed = reverse(f"admin:{model}_changelist")
    row = f"{listed}{cast.row_of(model).pk}/"
    asked = {  # an empty form is asked again, and nothing is saved
        "l": [("GET", listed)],
        "a": [("GET", f"{listed}add/"), ("POST", f"{listed}add/")],
        "s": [("GET", f"{row}change/"), ("GET", f"{row}history/")],
        "c": [("POST", f"{row}change/")],
        "d": [("GET", f"{row}delete/"), ("POST", f"{row}delete/")],
    }
    everything = [(letter, *request) for letter, requests in asked.items() for request in requests]

    for role, may in zip(STAFF, (*ADMIN[model], ADMIN[model][-1]), strict=True):
        got = [(method, path, _status(cast, role, method, path)) for _, method, path in everything]
        assert (role, got) == (role, [(method, path, 200 if x in may else 403) for x, method, path in everything])


def _status(cast: Cast, role: str, method: str, path: str) -> int:
    with undone(method):
        response = cast.send(role, method, path)
    assert role != "another unit's" or U4 not in response.content.decode()
    return response.status_code
