"""The admin by role: whose rows, which way in, and a role that is taken away."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from curriculum.models import SeatCounter, Section
from fees.models import FeeStanding
from people import permissions
from people.models import Role, User
from tests.admin_pages import browser, complete, errors, filled, official, save, section_page
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
LIST, ADD = "/admin/curriculum/section/", "/admin/curriculum/section/add/"


@pytest.fixture
def secretary(world: World) -> Client:
    return official(world, "secretary", world.ceng)


@pytest.fixture
def registrar(world: World) -> Client:
    return official(world, "registrar")


@pytest.fixture
def ee1(world: World) -> Section:
    return world.section(world.course("5670201"), 1)


# whose rows


def test_a_secretary_lists_the_sections_of_the_own_unit(world: World, ee1: Section, secretary: Client):
    listed = secretary.get(LIST).context["cl"].result_list

    assert [str(section) for section in listed] == ["CENG213/1", "CENG213/2", "CENG331/1"]


@pytest.mark.row("METU-57")
@pytest.mark.parametrize("kind", ["secretary", "head"])
def test_another_units_section_is_refused_by_every_way(world: World, ee1: Section, kind: str):
    client = official(world, kind, world.ceng)

    for way in ("change", "history", "delete"):
        url = reverse(f"admin:curriculum_section_{way}", args=[ee1.id])
        assert client.get(url).status_code == 403
        assert client.post(url, {"capacity": "99", "post": "yes"}).status_code == 403
    assert client.get(section_page(Section(id=999_999))).status_code == 403  # and nobody learns which ids there are
    assert SeatCounter.objects.get(section=ee1).capacity == 30


def test_a_section_is_not_added_to_another_units_course(world: World, ee1: Section, secretary: Client):
    form = filled(secretary.get(ADD), "section_form", course=ee1.course_id, number="3", capacity="25")

    response = secretary.post(ADD, form)

    assert list(errors(response)) == ["course"]
    assert Section.objects.filter(course=ee1.course).count() == 1


def test_a_section_does_not_change_its_course_or_term(world: World, ee1: Section, secretary: Client):
    save(secretary, world.x1, course=ee1.course_id, term="999")

    assert Section.objects.get(id=world.x1.id).course == world.x


def test_another_units_row_among_the_selected_is_left_alone(world: World, ee1: Section, secretary: Client):
    chosen = {"action": "delete_selected", "_selected_action": [ee1.id], "post": "yes"}

    secretary.post(LIST, chosen)

    assert Section.objects.filter(id=ee1.id).exists()


def test_courses_complete_within_the_unit_and_departments_everywhere(world: World, ee1: Section, secretary: Client):
    assert complete(secretary, "curriculum", "section", "course", "ders") == [
        "5710213 CENG213 Ders CENG213",
        "5710331 CENG331 Ders CENG331",
    ]
    # a criterion of CENG may admit students of EE
    assert complete(secretary, "curriculum", "sectioncriterion", "department", "ee") == [
        "567 Elektrik-Elektronik Mühendisliği"
    ]


def test_a_head_reads_and_does_not_write(world: World):
    world.criterion(world.x1, surname_from="A", quota=3)
    head = official(world, "head", world.ceng)

    shown = head.get(section_page(world.x1))

    assert shown.status_code == 200
    assert b'name="_save"' not in shown.content
    assert head.post(section_page(world.x1), {"capacity": "99"}).status_code == 403
    assert head.get(ADD).status_code == 403


def test_head_of_one_unit_and_secretary_of_another(world: World, ee1: Section):
    both = world.staff("ikisi", is_staff=True)
    world.role(both, "head", world.ee)
    world.role(both, "secretary", world.ceng)
    client = browser(both.user)

    assert save(client, world.x1, capacity="31").status_code == 302
    assert client.get(section_page(ee1)).status_code == 200
    assert client.post(section_page(ee1), {"capacity": "99"}).status_code == 403


def test_a_secretary_reads_courses_of_the_unit_and_prerequisites_are_the_registrars(world: World, secretary: Client):
    url = reverse("admin:curriculum_course_change", args=[world.x.id])

    assert secretary.get(url).status_code == 200
    assert secretary.post(url, {"name": "x"}).status_code == 403


# which way in


def test_the_admin_is_entered_through_the_portals_sign_in_page(world: World):
    world.role(world.staff("memur", is_staff=True), "registrar")
    client = Client()

    response = client.get("/admin/curriculum/section/", follow=True)

    assert response.redirect_chain == [
        ("/admin/login/?next=/admin/curriculum/section/", 302),
        ("/sign-in/?next=/admin/curriculum/section/", 302),
    ]
    response = client.post(response.redirect_chain[-1][0], {"username": "memur", "password": PASSWORD})
    assert (response.status_code, response.url) == (302, "/admin/curriculum/section/")


def test_the_stock_sign_in_takes_no_password(world: World):
    world.staff("memur", is_staff=True)
    client = Client()

    assert client.post("/admin/login/", {"username": "memur", "password": PASSWORD}).url == "/sign-in/?next=/admin/"
    assert "_auth_user_id" not in client.session


def test_who_is_signed_in_without_business_there_is_told_so(world: World):
    student = browser(world.student().user)

    assert student.get("/admin/", follow=True).status_code == 403


def test_a_staff_member_at_the_door_is_let_in(registrar: Client):
    assert registrar.get("/admin/login/").url == "/admin/"


# what a role shows


def seen(client: Client) -> dict[str, str]:
    """The models of the admin's index, each with what may be done: v, a, c, d."""
    apps = client.get("/admin/").context["app_list"]
    return {
        model["object_name"]: "".join(
            action[0] for action in ("view", "add", "change", "delete") if model["perms"][action]
        )
        for app in apps
        for model in app["models"]
    }


UNIT = {
    "Course": "v",
    "Curriculum": "v",
    "Department": "v",
    "Enrolment": "v",
    "Faculty": "v",
    "Grade": "v",
    "Programme": "v",
    "SectionChange": "v",
    "Student": "v",
    "StudentProgramme": "v",
    "Term": "v",
    "TermRegistration": "v",
    "Unmet": "v",
    "Window": "v",
}
# what a tariff may be of, and students
KEPT = dict.fromkeys(("Claim", "DayReport", "Entry", "FeeStanding", "Payment", "SingleCourseExam", "Statement"), "v")
FEES = dict.fromkeys(("Course", "Department", "Faculty", "Programme", "Student", "StudentProgramme", "Term"), "v")
REGISTRAR = {
    **KEPT,
    "Bank": "vac",
    "Departure": "vac",
    "Ground": "vacd",
    "PrerequisiteProposal": "vacd",
    "TopTen": "va",
    "GuidePage": "vacd",
    "HelpEntry": "vacd",
    "HelpPage": "vacd",
    **dict.fromkeys((*UNIT, "Announcement", "PolicyProfile", "PolicyRule", "Section", "Staff", "Tariff"), "vacd"),
    "Substitution": "vacd",
    "StudentProgramme": "vc",
    "SupportContact": "vacd",
    "User": "vac",
    "Waiver": "va",
    **dict.fromkeys(
        (
            "Attempt",
            "DocumentRequest",
            "Enrolment",
            "IssuedDocument",
            "JobRun",
            "LogEntry",
            "Petition",
        ),
        "v",
    ),
    **dict.fromkeys(
        ("Petition", "PetitionStep", "SeatMove", "SectionChange", "TermRegistration", "Transition", "Unmet"), "v"
    ),
}


@pytest.mark.parametrize(
    ("kind", "models"),
    [
        (
            "secretary",
            {
                **UNIT,
                "Announcement": "vacd",
                "DocumentRequest": "v",
                "JobRun": "v",
                "PrerequisiteProposal": "vad",
                "Section": "vacd",
                "Substitution": "vacd",
            },
        ),
        (
            "head",
            {
                **UNIT,
                "Announcement": "v",
                "PrerequisiteProposal": "v",
                "Section": "v",
                "Substitution": "vacd",
                "Waiver": "va",
            },
        ),
        ("fee_officer", {**FEES, **KEPT, **dict.fromkeys(("Bank", "Ground", "Tariff"), "vac"), "TopTen": "va"}),
        ("registrar", REGISTRAR),
    ],
)
def test_what_each_role_sees(world: World, kind: str, models: dict[str, str]):
    assert seen(official(world, kind, world.ceng if kind in ("secretary", "head") else None)) == models


def test_a_superuser_sees_what_the_registrar_sees(world: World):
    assert seen(browser(User.objects.create_superuser("root"))) == REGISTRAR


def test_staff_without_a_role_sees_nothing_whatever_the_groups(world: World):
    user = world.staff("memur", is_staff=True).user
    user.user_permissions.set(Permission.objects.all())
    client = browser(user)

    assert seen(client) == {}
    assert client.get(LIST).status_code == 403
    assert client.get(section_page(world.x1)).status_code == 403
    assert client.get("/admin/auth/group/").status_code == 404


def test_a_role_that_is_taken_away_stops_at_the_next_request(world: World, secretary: Client):
    assert secretary.get(section_page(world.x1)).status_code == 200
    form = filled(secretary.get(section_page(world.x1)), "section_form", capacity="99")

    Role.objects.all().delete()

    assert secretary.post(section_page(world.x1), form).status_code == 403
    assert secretary.get(LIST).status_code == 403


def test_the_roles_of_the_table_are_those_of_the_model():
    kinds = {permissions.REGISTRAR, *permissions.OWN_UNIT, *permissions.EVERYWHERE, *permissions.OF_SCOPE}

    assert kinds == set(Role.Kind.values)


def test_the_fee_officer_finds_accounts_and_edits_none(world: World, secretary: Client):
    student, officer = world.student(surname="Şahin"), official(world, "fee_officer")
    standing = FeeStanding.objects.create(student=student, term=world.term, charged="900", paid="100.50")
    url = reverse("admin:fees_feestanding_change", args=[standing.id])

    page = officer.get(url)
    assert (page.status_code, f"/fees/desk/{student.id}/?term=20252" in page.content.decode()) == (200, True)
    assert officer.post(url, {"paid": "900"}).status_code == 403
    assert officer.get("/admin/fees/feestanding/add/").status_code == 403
    standing.refresh_from_db()
    assert standing.paid == Decimal("100.50")
    assert secretary.get(url).status_code == 403
    assert officer.get(LIST).status_code == 403
