"""Windows that are paused, resumed and extended: at once for everyone, told to whom they concern."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from advising.services import approve
from curriculum.models import Department
from people.models import Notice, Student, User
from registration import catalogue
from registration.models import TermRegistration, Window
from registration.windows import EXTEND, PAUSE, RESUME, Asked, step_windows
from tests.admin_pages import history
from tests.visitor import Visitor
from tests.world import World, at, codes, local

pytestmark = pytest.mark.django_db


def step(window: Window, asked: Asked, world: World) -> dict[Window, str]:
    wrong = step_windows(window_ids=[window.pk], asked=asked, actor=world.advisor.user)
    catalogue.forget()  # what a test takes back raises no revision
    window.refresh_from_db()
    return wrong


def paused(window: Window, world: World, note: str = "Elektrik kesintisi") -> None:
    assert step(window, Asked(PAUSE, note), world) == {}


def closed(world: World, student: Student) -> dict:
    """What WINDOW_CLOSED says of a drop of X/2."""
    receipt = world.change(student, drop=[world.x2])
    return next(f["figures"] for f in receipt.findings if f["code"] == "WINDOW_CLOSED")


def told(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("id").values_list("kind", flat=True))


@pytest.mark.row("METU-04")
def test_a_paused_window_is_shut_and_the_list_is_kept(world: World):
    u4 = world.student()
    assert world.change(u4, add=[world.x2]).accepted
    paused(world.registration, world)
    assert closed(world, u4) == {"case": "paused"}
    assert world.list_of(u4) == {"CENG213/2"}

    assert step(world.registration, Asked(RESUME), world) == {}
    assert world.change(u4, drop=[world.x2]).accepted


def test_a_window_that_is_nobodys_is_paused_and_nobody_is_told(world: World):
    """Every department has one of its own."""
    general = world.registration
    for department in Department.objects.all():
        span = {"opens_at": general.opens_at, "closes_at": general.closes_at}
        Window.objects.create(term=world.term, kind=general.kind, department=department, **span)
    paused(general, world)
    assert (general.paused, Notice.objects.count()) == (True, 0)


@pytest.mark.row("METU-49")
def test_an_extended_window_closes_at_its_new_second(world: World):
    u4 = world.student()
    assert step(world.registration, Asked(EXTEND, until=local("2026-02-13 20:00")), world) == {}
    at("2026-02-13 19:59:59")
    assert world.change(u4, add=[world.x2]).accepted
    at("2026-02-13 20:00:00")
    assert closed(world, u4) == {"opens": "2026-02-23T00:00:00+03:00", "closes": "2026-02-27T17:00:00+03:00"}


@pytest.mark.row("METU-36")
@pytest.mark.row("METU-50")
def test_advisors_wait_while_approval_is_paused_and_approve_until_its_new_end(world: World):
    u4 = world.student()
    world.change(u4, add=[world.x2])

    def approved():
        return approve(student_id=u4.id, term_id=world.term.id, version=1, actor=world.advisor.user)

    paused(world.approval, world)
    assert (approved().findings[0]["code"], approved().findings[0]["figures"]) == (
        "APPROVAL_CLOSED",
        {"case": "paused"},
    )
    at("2026-02-10 12:00")
    assert step(world.approval, Asked(RESUME, by_the_pause=True), world) == {}
    assert world.approval.closes_at == local("2026-02-14 02:00")  # paused from 10:00 to 12:00
    at("2026-02-14 02:00:00")
    assert codes(approved())[0] == "APPROVAL_CLOSED"
    at("2026-02-14 01:59:59")
    assert approved().accepted


def test_a_follow_up_that_is_paused_says_so_to_who_was_returned(world: World):
    opens, closes = local("2026-02-14 00:00"), local("2026-02-18 00:00")
    follow_up = Window.objects.create(term=world.term, kind="follow_up", opens_at=opens, closes_at=closes)
    u4 = world.student()
    world.change(u4, add=[world.x2])
    TermRegistration.objects.filter(student=u4).update(state="returned")
    at("2026-02-15 10:00")
    paused(follow_up, world)
    assert closed(world, u4) == {"case": "paused"}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Asked(PAUSE), "NOTE_REQUIRED"),
        (Asked(PAUSE, "  "), "NOTE_REQUIRED"),
        (Asked(RESUME), "NOT_PAUSED"),
        (Asked(EXTEND), "NOT_LATER"),
        (Asked(EXTEND, until=local("2026-02-13 17:00")), "NOT_LATER"),
        (Asked(EXTEND, until=local("2026-02-13 17:01")), ""),
    ],
)
def test_what_a_window_does_not_take(world: World, asked: Asked, code: str):
    assert step(world.registration, asked, world) == ({world.registration: code} if code else {})


def test_a_window_is_neither_paused_twice_nor_when_it_is_over_and_runs_into_no_other(world: World):
    paused(world.registration, world)
    assert list(step(world.registration, Asked(PAUSE, "Yine"), world).values()) == ["PAUSED_ALREADY"]
    at("2026-03-01 10:00")
    assert list(step(world.add_drop, Asked(PAUSE, "Geç"), world).values()) == ["OVER"]
    assert list(step(world.approval, Asked(EXTEND, until=local("2026-03-02 00:00")), world).values()) == ["OVERLAPS"]


@pytest.mark.parametrize("until", ["2026-02-13 17:00", "2026-02-15 10:00"])  # before its end, and after it
def test_a_window_that_goes_on_ends_when_it_would_have_or_if_that_is_over_now(world: World, until: str):
    paused(world.registration, world)
    at("2026-02-13 16:59" if until < "2026-02-14" else until)
    assert step(world.registration, Asked(RESUME), world) == {}
    assert world.registration.closes_at == local(until)


def test_a_window_that_is_over_goes_on_though_another_of_its_kind_has_begun(world: World):
    paused(world.registration, world)
    span = {"opens_at": local("2026-02-14 00:00"), "closes_at": local("2026-02-17 00:00")}
    Window.objects.create(term=world.term, kind="registration", **span)
    at("2026-02-15 10:00")
    assert list(step(world.registration, Asked(RESUME, by_the_pause=True), world).values()) == ["OVERLAPS"]
    assert step(world.registration, Asked(RESUME), world) == {}


def test_either_all_of_several_windows_take_the_step_or_none(world: World):
    ids = [world.registration.pk, world.approval.pk]
    paused(world.approval, world)
    wrong = step_windows(window_ids=ids, asked=Asked(PAUSE, "Kesinti"), actor=world.advisor.user)
    world.registration.refresh_from_db()
    assert (wrong, world.registration.paused) == ({world.approval: "PAUSED_ALREADY"}, False)


def test_the_history_says_who_and_why(world: World):
    paused(world.registration, world)
    step(world.registration, Asked(EXTEND, "Kesinti için", local("2026-02-13 20:00")), world)
    first, second = history(world.registration)
    assert "Elektrik kesintisi" in first
    assert "13.02.2026 17:00:00 → 13.02.2026 20:00:00: Kesinti için" in second


# who is told


@pytest.fixture
def people(world: World) -> dict[str, Student]:
    """Students of CENG and of EE, one of them done, one on leave."""
    ee = world.programme.__class__.objects.create(code="EE", name="EE", department=world.ee)
    students = {
        "draft": world.student("2600010"),
        "final": world.student("2600020"),
        "ee": world.student("2600030", programme=ee),
        "leave": world.student("2600040"),
    }
    for name, state in (("draft", "draft"), ("final", "final"), ("leave", "on_leave")):
        TermRegistration.objects.create(student=students[name], term=world.term, state=state)
    return students


def test_whom_the_window_concerns_is_told_and_who_advises_them(world: World, people: dict[str, Student]):
    paused(world.registration, world)
    assert {name: told(s.user) for name, s in people.items()} == {
        "draft": ["window_paused"],
        "final": [],
        "ee": ["window_paused"],
        "leave": [],
    }
    assert told(world.advisor.user) == ["window_paused"]

    step(world.add_drop, Asked(EXTEND, until=local("2026-02-28 17:00")), world)
    assert told(people["final"].user) == ["window_extended"]  # whose final list may change in add-drop
    [notice] = Notice.objects.filter(user=people["final"].user)
    assert notice.figures == {
        "window": {"tr": "Ders ekleme-bırakma", "en": "Add-drop"},
        "note": "",
        "closes": {"at": "2026-02-28T17:00:00+03:00"},
    }


def test_some_windows_concern_graduates_or_new_students_alone(world: World, people: dict[str, Student]):
    master, candidate = world.graduate("2600050"), world.student("2600060")
    Student.objects.filter(pk=candidate.pk).update(status="candidate")
    opens, closes = local("2026-02-09 00:00"), local("2026-02-14 00:00")
    enrolment = Window.objects.create(term=world.term, kind="enrolment", opens_at=opens, closes_at=closes)
    thesis = world.thesis_deadline()

    step(thesis, Asked(EXTEND, until=local("2026-02-20 00:00")), world)
    assert [told(s.user) for s in (master, candidate, people["draft"])] == [["window_extended"], [], []]
    paused(enrolment, world)
    assert [told(s.user) for s in (master, candidate, people["draft"])] == [["window_extended"], ["window_paused"], []]


def test_a_unit_with_a_window_of_its_own_is_not_told_of_the_universitys(world: World, people: dict[str, Student]):
    opens, closes = local("2026-02-09 09:00"), local("2026-02-12 17:00")
    own = Window.objects.create(
        term=world.term, kind="registration", opens_at=opens, closes_at=closes, department=world.ee
    )
    paused(world.registration, world)
    assert (told(people["draft"].user), told(people["ee"].user)) == (["window_paused"], [])
    paused(own, world)
    assert (told(people["draft"].user), told(people["ee"].user)) == (["window_paused"], ["window_paused"])


@pytest.mark.parametrize("students", [1, 30])
def test_as_many_statements_for_a_university_as_for_one_student(world: World, students: int):
    for n in range(students):
        world.student(f"27{n:04}0")
    assert Department.objects.count() == 2
    with CaptureQueriesContext(connection) as done:
        assert (
            step_windows(window_ids=[world.registration.pk], asked=Asked(PAUSE, "Kesinti"), actor=world.advisor.user)
            == {}
        )
    assert Notice.objects.count() == students + 1
    assert len(done) == 9


# the banner


def banner(visitor: Visitor, path: str) -> list[str]:
    page = visitor.get(path)
    return [" ".join(page.text("div", class_="paused").split())] if page.all("div", class_="paused") else []


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("tr", "Etkileşimli kayıt: durduruldu. Yeniden açıldığında duyurulacaktır. Elektrik kesintisi"),
        ("en", "Interactive registration: paused. It will be announced when it goes on. Elektrik kesintisi"),
    ],
)
def test_every_page_says_that_a_window_is_paused(world: World, language: str, expected: str):
    u4 = world.student()
    student, advisor = Visitor(u4.user, language=language), Visitor(world.advisor.user, language=language)
    assert banner(student, "/registration/") == []

    paused(world.registration, world)
    assert banner(student, "/registration/") == [expected]
    nobody = Visitor(language=language)
    assert [banner(who, "/help/contacts/") for who in (student, advisor, nobody)] == [[expected]] * 3
    assert banner(nobody, "/sign-in/") == [expected]
    step(world.registration, Asked(RESUME), world)
    assert banner(student, "/registration/") == []


def test_the_pages_of_staff_say_so_as_well(world: World):
    staff, student = world.staff("oidb", is_staff=True), Visitor(world.student().user)
    world.role(staff, "registrar")
    registrar = Visitor(staff.user)
    student.get("/registration/")
    assert registrar.get("/admin/").all("ul", id="paused") == []

    paused(world.registration, world)
    student.get("/registration/")
    for path in ("/admin/", "/admin/registration/window/", "/admin/term-check/"):
        assert registrar.get(path).text("ul", id="paused") == "Interactive registration: paused. Elektrik kesintisi"


def test_a_page_promises_no_opening_while_nobody_knows_when_it_goes_on(world: World):
    student = Visitor(world.student().user)
    paused(world.registration, world)

    page = student.get("/registration/")
    assert (page.all(id="countdown"), page.can_press("Add")) == ([], False)
    assert "Registration is closed; you can read your list." in page.html


def test_the_banner_costs_no_query(world: World):
    student = Visitor(world.student().user)
    student.get("/registration/")
    with CaptureQueriesContext(connection) as before:
        student.get("/registration/")
    paused(world.registration, world)
    student.get("/registration/")
    with CaptureQueriesContext(connection) as after:
        student.get("/registration/")
    assert len(after) == len(before)
