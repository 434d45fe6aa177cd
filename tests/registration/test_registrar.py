"""The registrar adds, drops and changes sections for a student: the same rules, a reason, and what is lifted in the ledger."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.test import Client

from advising.services import approve
from curriculum.models import SeatCounter
from people.models import User
from registration.audit import audit
from registration.closing.periods import close_add_drop
from registration.models import Attempt, Enrolment, Waiver
from registration.on_behalf import change_for_student
from registration.rules.facts import Line
from registration.waivers import Lift, grant_waiver
from tests.admin_pages import browser, filled, official
from tests.visitor import Shown, text_of
from tests.world import World, at, change_of, codes

from .ask import turn

pytestmark = pytest.mark.django_db
REASON = "Fakülte kurulunun 2026/12 kararı"


@pytest.fixture
def registrar(world: World) -> Client:
    return official(world, "registrar")


def page_for(student) -> str:
    return f"/admin/registration/termregistration/for/{student.pk}/"


def preview(client: Client, student, **fields):
    return client.post(page_for(student), fields)


def do(client: Client, student, shown, **fields):
    """Press "Do it for the student" on a page that shows what the rules say."""
    return client.post(page_for(student), filled(shown, "do-form", **fields))


def findings(response) -> list[str]:
    return [row.finding.code for row in response.context["asking"]["judged"]]


def boxes(response) -> list[str]:
    return [row.value for row in response.context["asking"]["judged"]]


def act(world: World, who, actor, *, add=(), drop=(), reason=REASON, lifts=(), key=None):
    return change_for_student(
        student_id=who.id,
        term_id=world.term.id,
        change=change_of(add, drop),
        actor=actor,
        key=key or uuid.uuid4(),
        reason=reason,
        lifts=lifts,
    )


# who may


@pytest.mark.row("METU-20")
@pytest.mark.parametrize("role", ["advisor", "secretary", "head"])
def test_only_the_student_changes_the_list(world: World, role: str):
    u4 = world.student()
    staff = world.advisor if role == "advisor" else world.role(world.staff(role, is_staff=True), role, world.ceng).staff

    posted = Client(headers={"accept-language": "en"})
    posted.force_login(staff.user)
    own_form = posted.post("/registration/change/", {"action": "add", "code": "5710331", "section": "1"})
    registrars = posted.post(
        page_for(u4), {"action": "add", "pick": world.y1.id, "step": "do", "reason": REASON}, follow=True
    )
    assert (own_form.status_code, registrars.status_code) == (403, 403)
    assert codes(act(world, u4, staff.user, add=[world.y1])) == ["NOT_OWNER"]
    assert (world.list_of(u4), Attempt.objects.count()) == (set(), 0)

    world.role(staff, "registrar")  # who may is the role alone
    receipt = act(world, u4, User.objects.get(pk=staff.user_id), add=[world.y1])
    assert (receipt.status, world.list_of(u4)) == ("accepted", {"CENG331/1"})


@pytest.mark.row("METU-20")
def test_the_registrar_adds_with_a_reason_that_the_ledger_keeps(world: World, registrar: Client):
    u4 = world.student()
    shown = preview(registrar, u4, action="add", code="5710331", section="1", status="ni")
    assert (shown.status_code, findings(shown), Attempt.objects.count()) == (200, [], 0)

    nothing = do(registrar, u4, shown, reason="   ")
    assert nothing.context["form"].errors == {"reason": ["This field is required."]}
    assert (Attempt.objects.count(), world.list_of(u4)) == (0, set())

    done = do(registrar, u4, shown, reason=REASON)
    assert (done.status_code, done.headers["Location"]) == (302, page_for(u4))
    attempt, [line] = Attempt.objects.get(), Enrolment.objects.all()
    assert (attempt.note, attempt.accepted) == (REASON, True)
    assert User.objects.get(pk=attempt.actor_id).username == "registrar"
    assert (line.section, line.status, line.source) == (world.y1, "ni", "registrar")
    assert world.taken(world.y1) == 1


@pytest.mark.row("METU-20")
def test_without_a_reason_the_service_does_nothing(world: World):
    u4, root = world.student(), User.objects.create_superuser("root")
    assert codes(act(world, u4, root, add=[world.y1], reason=" ")) == ["REASON_REQUIRED"]
    assert Attempt.objects.count() == 0


def test_the_registrar_drops_and_changes_sections(world: World, registrar: Client):
    u4 = world.student()
    world.change(u4, add=[world.x1, world.section(world.course("5710140"), 1)])
    turn("FEW_COURSES", "off")

    shown = preview(registrar, u4, action="change", tick=world.x1.id, **{f"to_{world.x1.id}": "2"})
    assert do(registrar, u4, shown, reason=REASON).status_code == 302
    assert world.list_of(u4) == {"CENG213/2", "CENG140/1"}
    shown = preview(registrar, u4, action="drop", tick=world.x2.id)
    assert do(registrar, u4, shown, reason=REASON).status_code == 302
    assert world.list_of(u4) == {"CENG140/1"}


def test_another_section_is_taken_as_the_old_one_was(world: World, registrar: Client):
    u4 = world.student()
    world.change(u4, add=[Line(world.x1.id, "ni", "FE")])
    listed = filled(registrar.get(page_for(u4)), "list-form", action="change", tick=world.x1.id)
    shown = registrar.post(page_for(u4), listed | {f"to_{world.x1.id}": "2"})
    assert do(registrar, u4, shown, reason=REASON).status_code == 302
    line = Enrolment.objects.get()
    assert (line.section, line.status, line.category) == (world.x2, "ni", "FE")


def test_search_offers_sections_with_what_the_rules_say(world: World, registrar: Client):
    u4 = world.student(surname="Şahin")
    world.criterion(world.x1, surname_to="K")
    found = Shown(registrar.get(page_for(u4), {"q": "5710213"}))
    assert "CENG213/1 is not open to your surname" in found.html

    sent = {"action": "add", "pick": [world.x2.id], f"status_{world.x2.id}": "ni"}
    assert do(registrar, u4, preview(registrar, u4, **sent), reason=REASON).status_code == 302
    assert Enrolment.objects.get().status == "ni"


# the same rules, lifted by ticking


def test_what_the_rules_refuse_is_refused_and_recorded_unless_it_is_ticked(world: World, registrar: Client):
    u4 = world.student(surname="Şahin")
    world.prerequisite(world.x, world.course("5710111"))
    world.criterion(world.x1, surname_from="A", surname_to="K", year_max=2)
    three = ["CRITERIA_SURNAME", "CRITERIA_CLASS", "PREREQ_MISSING"]
    shown = preview(registrar, u4, action="add", code="5710213", section="1")
    lift = [f"CRITERIA:{world.x.id}", "", f"PREREQ_MISSING:{world.x.id}"]
    assert (findings(shown), boxes(shown)) == (three, lift)

    half = do(registrar, u4, shown, reason=REASON, lift=[lift[0]])
    assert (findings(half), world.list_of(u4), Waiver.objects.count()) == (three, set(), 0)
    [refused] = Attempt.objects.all()
    assert (refused.accepted, refused.note) == (False, REASON)
    assert [f["waived"] for f in refused.findings] == [True, True, False]

    done = do(registrar, u4, half, reason=REASON, lift=[lift[0], lift[2]], until="2026-02-20")
    assert (done.status_code, world.list_of(u4)) == (302, {"CENG213/1"})
    granted = Waiver.objects.order_by("code").values_list("code", "course", "reason", "until", "granted_by__username")
    until = date(2026, 2, 20)
    assert list(granted) == [
        ("CRITERIA", world.x.id, REASON, until, "registrar"),
        ("PREREQ_MISSING", world.x.id, REASON, until, "registrar"),
    ]
    accepted = Attempt.objects.get(accepted=True)
    assert [(f["code"], f["waived"], f["waiver"]) for f in accepted.findings] == [(c, True, REASON) for c in three]


@pytest.mark.row("METU-20")
@pytest.mark.row("METU-40")
def test_calendar_and_lock_bind_the_registrar_as_well_until_they_are_ticked(world: World, registrar: Client):
    u4 = world.student()
    three = (world.x2, world.y1, world.section(world.course("5710140"), 1))
    world.section(world.course("5710477"), 1)
    world.change(u4, add=three)
    assert approve(student_id=u4.id, term_id=world.term.id, version=1, actor=world.advisor.user).accepted
    at("2026-03-02 10:00")

    shown = preview(registrar, u4, action="add", code="5710477", section="1")
    assert boxes(shown) == ["WINDOW_CLOSED:", "APPROVED_LOCKED:"]
    assert findings(do(registrar, u4, shown, reason=REASON)) == ["WINDOW_CLOSED", "APPROVED_LOCKED"]
    shown = preview(registrar, u4, action="add", code="5710477", section="1")
    done = do(registrar, u4, shown, reason=REASON, lift=["WINDOW_CLOSED:", "APPROVED_LOCKED:"])
    assert (done.status_code, "CENG477/1" in world.list_of(u4)) == (302, True)
    assert set(Waiver.objects.values_list("code", "until")) == {
        ("WINDOW_CLOSED", date(2026, 3, 2)),
        ("APPROVED_LOCKED", date(2026, 3, 2)),
    }


def test_a_binding_rule_and_a_full_section_have_no_box(world: World, registrar: Client):
    u4 = world.student()
    world.change(u4, add=[world.x2])
    SeatCounter.objects.filter(section=world.x1).update(capacity=0)

    shown = preview(registrar, u4, action="add", code="5710213", section="1")
    assert (findings(shown), boxes(shown)) == (["ALREADY_REGISTERED", "CAPACITY_FULL"], ["", ""])
    forged = ["ALREADY_REGISTERED:", f"CAPACITY_FULL:{world.x.id}"]
    assert findings(do(registrar, u4, shown, reason=REASON, lift=forged)) == ["ALREADY_REGISTERED", "CAPACITY_FULL"]
    assert (world.list_of(u4), world.taken(world.x1), Waiver.objects.count()) == ({"CENG213/2"}, 0, 0)


def test_a_tick_in_vain_leaves_no_waiver(world: World, registrar: Client):
    u4 = world.student()
    shown = preview(registrar, u4, action="add", code="5710331", section="1")
    assert do(registrar, u4, shown, reason=REASON, lift=["PREREQ_MISSING:", "WINDOW_CLOSED:"]).status_code == 302
    assert not Waiver.objects.exists()


def test_what_was_waived_before_is_not_waived_again(world: World):
    u4, root = world.student(), User.objects.create_superuser("root")
    world.prerequisite(world.x, world.course("5710111"))
    asked = {"code": "PREREQ_MISSING", "course_id": world.x.id, "until": date(2026, 2, 20)}
    grant_waiver(student_id=u4.id, reason=REASON, actor=root, **asked)
    lift = Lift(asked["code"], asked["course_id"], asked["until"])
    assert act(world, u4, root, add=[world.x2], lifts=(lift,)).accepted
    assert Waiver.objects.count() == 1


@pytest.mark.parametrize(("until", "error"), [("", "Until when?"), ("2026-02-09", "This day is over.")])
def test_what_is_lifted_has_an_end_that_is_not_over(world: World, registrar: Client, until: str, error: str):
    u4 = world.student()
    world.prerequisite(world.x, world.course("5710111"))
    shown = preview(registrar, u4, action="add", code="5710213", section="2")
    tick = f"PREREQ_MISSING:{world.x.id}"

    asked_again = do(registrar, u4, shown, reason=REASON, lift=[tick], until=until)
    assert asked_again.context["form"].errors == {"until": [error]}
    assert [row.ticked for row in asked_again.context["asking"]["judged"]] == [True]
    assert Attempt.objects.count() == 0


# the same attempt


def test_pressing_twice_has_one_effect(world: World, registrar: Client):
    u4 = world.student()
    world.prerequisite(world.x, world.course("5710111"))
    shown = preview(registrar, u4, action="add", code="5710213", section="2")
    sent = filled(shown, "do-form", reason=REASON, lift=[f"PREREQ_MISSING:{world.x.id}"])

    first, second = registrar.post(page_for(u4), sent), registrar.post(page_for(u4), sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert (Attempt.objects.count(), Waiver.objects.count(), world.taken(world.x2)) == (1, 1, 1)


def test_the_same_attempt_with_other_lifts_is_another_request(world: World):
    u4, root, key = world.student(), User.objects.create_superuser("root"), uuid.uuid4()
    world.prerequisite(world.x, world.course("5710111"))
    lift = (Lift("PREREQ_MISSING", world.x.id, date(2026, 2, 20)),)
    assert act(world, u4, root, add=[world.x2], key=key).status == "refused"
    assert act(world, u4, root, add=[world.x2], key=key, lifts=lift).status == "key_reused"
    assert act(world, u4, root, add=[world.x2], lifts=lift).accepted


def test_what_no_form_of_ours_sends_is_said_and_does_nothing(world: World, registrar: Client):
    u4 = world.student()
    for fields in ({}, {"action": "add", "code": "999"}, {"action": "add", "step": "do", "reason": REASON}):
        assert "asking" not in preview(registrar, u4, **fields).context
    assert Attempt.objects.count() == 0
    assert registrar.get("/admin/registration/termregistration/for/987654/").status_code == 404


# where it is reached, and what the admin shows of it


def test_the_page_is_reached_from_the_student_and_from_the_registration_by_the_registrar_alone(world: World):
    u4 = world.student()
    world.change(u4, add=[world.x2])
    pages = (
        f"/admin/people/student/{u4.pk}/change/",
        f"/admin/registration/termregistration/{world.registration_of(u4).pk}/change/",
    )
    registrar, secretary = official(world, "registrar"), official(world, "secretary", world.ceng)
    for page in pages:
        link = Shown(registrar.get(page)).one("a", href=page_for(u4))
        assert text_of(link) == "Change the list"
        assert page_for(u4) not in secretary.get(page).content.decode()


def test_the_ledger_shows_who_and_why(world: World, registrar: Client):
    u4, root = world.student(), User.objects.create_superuser("root")
    act(world, u4, root, add=[world.y1])
    listed = registrar.get("/admin/registration/attempt/").content.decode()
    row = registrar.get(f"/admin/registration/attempt/{Attempt.objects.get().pk}/change/").content.decode()
    assert [text in page for page in (listed, row) for text in ("root", REASON)] == [True] * 4


def test_the_page_speaks_turkish(world: World):
    client = browser(User.objects.create_superuser("root"))
    u4 = world.student()
    world.prerequisite(world.x, world.course("5710111"))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "tr"
    shown = preview(client, u4, action="add", code="5710213", section="2")
    assert "CENG213 için ön koşul sağlanmıyor" in shown.content.decode()


@pytest.mark.parametrize("many", [1, 12])
def test_page_preview_and_change_take_as_many_statements_whatever_stands_on_the_list(
    world: World, registrar: Client, many: int, django_assert_num_queries
):
    turn("LOAD_EXCEEDED", "off")
    u4 = world.student()
    sections = [world.section(world.course(f"571{1000 + n}"), 1, (n % 5, "08:40", "09:30")) for n in range(many)]
    world.change(u4, add=sections)
    registrar.get(page_for(u4))

    with django_assert_num_queries(4):  # session, roles, student, facts
        registrar.get(page_for(u4))
    with django_assert_num_queries(8):  # and the term's revision twice, the day, the facts to judge
        shown = preview(registrar, u4, action="add", code="5710331", section="1")
    with django_assert_num_queries(8):  # session, roles, student, revision; savepoint, facts, commit, release
        assert do(registrar, u4, shown, reason=REASON).status_code == 302


@pytest.mark.row("METU-35")
def test_what_the_registrar_did_to_an_approved_list_comes_back_with_it(world: World, registrar: Client):
    """A change in add-drop that nobody approves falls back to the list as it was when the student opened it."""
    u4, office = world.student(), world.role(world.staff("buro"), "registrar", None).staff.user
    assert world.change(u4, add=(world.x2,)).accepted
    assert approve(student_id=u4.id, term_id=world.term.id, version=1, actor=world.advisor.user).accepted
    lift = (Lift("APPROVED_LOCKED", None, date(2026, 2, 20)),)
    assert act(world, u4, office, add=(world.y1,), drop=(world.x2,), lifts=lift).accepted
    at("2026-02-23 10:00")
    assert world.change(u4, drop=(world.y1,)).accepted

    at("2026-02-28 00:00")
    close_add_drop(term_id=world.term.id)
    assert (world.registration_of(u4).state, world.list_of(u4)) == ("final", {"CENG331/1"})
    assert audit() == []
