"""Accounts, staff with roles and students in the admin."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.forms import modelform_factory
from django.test import Client
from django.urls import reverse

from curriculum.models import Programme
from people.models import Student, User
from tests.admin_pages import browser, complete, filled, history, official
from tests.world import World

pytestmark = pytest.mark.django_db
LIST, ADD = "/admin/curriculum/section/", "/admin/curriculum/section/add/"


@pytest.fixture
def registrar(world: World) -> Client:
    return official(world, "registrar")


# users and staff


def user_page(user: User) -> str:
    return reverse("admin:people_user_change", args=[user.pk])


def test_the_registrar_makes_an_account_and_nobody_sets_its_password(registrar: Client):
    add = "/admin/people/user/add/"
    assert registrar.post(add, filled(registrar.get(add), "user_form", username="yeni")).status_code == 302

    user = User.objects.get(username="yeni")
    password = reverse("admin:auth_user_password_change", args=[user.pk])
    answer = registrar.post(password, {"password1": "uzun-bir-parola-7", "password2": "uzun-bir-parola-7"})
    assert (answer.status_code, answer.url) == (302, f"/accounts/{user.pk}/")
    assert registrar.post(user_page(user), filled(registrar.get(user_page(user)), "user_form", is_staff="on"))
    assert not User.objects.get(pk=user.pk).has_usable_password()
    assert history(user) == ["Added user “yeni (Username: yeni)”.", "Changed Staff status: no → yes."]


def test_the_registrar_makes_no_superuser_and_touches_none(world: World, registrar: Client):
    own, root = User.objects.get(username="registrar"), User.objects.create_superuser("root")

    registrar.post(user_page(own), filled(registrar.get(user_page(own)), "user_form", is_superuser="on"))

    assert not User.objects.get(pk=own.pk).is_superuser
    assert registrar.post(user_page(root), {"username": "mine"}).status_code == 403
    assert registrar.post(reverse("admin:auth_user_password_change", args=[root.pk]), {}).status_code == 403


def test_a_password_that_is_reset_while_a_page_is_saved_stays_so(world: World):
    read = User.objects.get(pk=world.advisor.user_id)
    form = modelform_factory(User, fields=["first_name"])({"first_name": "Ece"}, instance=read)
    assert form.is_valid()
    User.objects.filter(pk=read.pk).update(password="!", must_choose_password=True)
    admin.site.get_model_admin(User).save_model(None, read, form, change=True)

    read.refresh_from_db()
    assert (read.first_name, read.password, read.must_choose_password) == ("Ece", "!", True)


def test_an_account_is_closed_not_deleted(world: World):
    user, root = world.student().user, browser(User.objects.create_superuser("root"))

    assert root.post(reverse("admin:people_user_delete", args=[user.pk]), {"post": "yes"}).status_code == 403
    assert "delete_selected" not in root.get("/admin/people/user/").content.decode()


ROLE = {"roles-TOTAL_FORMS": "1", "roles-0-kind": "secretary", "roles-0-department": ""}


def test_a_role_is_given_with_its_department(world: World, registrar: Client):
    staff = world.staff("memur")
    url = reverse("admin:people_staff_change", args=[staff.pk])

    refused = registrar.post(url, filled(registrar.get(url), "staff_form", **ROLE))
    assert refused.context["inline_admin_formsets"][0].formset.forms[0].non_field_errors() == [
        "This role needs a department."
    ]
    given = {**ROLE, "roles-0-department": world.ceng.id}
    assert registrar.post(url, filled(registrar.get(url), "staff_form", **given)).status_code == 302
    assert history(staff) == [
        "Added role “Department secretary 571 Bilgisayar Mühendisliği (Role: Department secretary; "
        "Department: 571 Bilgisayar Mühendisliği)”."
    ]


# students


def student_page(student: Student) -> str:
    return reverse("admin:people_student_change", args=[student.pk])


def inlines(response) -> list[str]:
    return [str(inline.opts.model.__name__) for inline in response.context["inline_admin_formsets"]]


def test_the_registrar_keeps_holds_and_advisors_and_reads_the_transcript(world: World, registrar: Client):
    student = world.student()
    world.passed(student, world.x, "CC")
    row = {"holds-TOTAL_FORMS": "1", "holds-0-kind": "library", "holds-0-note": "iki kitap"}
    page = registrar.get(student_page(student))

    response = registrar.post(
        student_page(student), filled(page, "student_form", **row, **{"transcript-0-credit": "9"})
    )

    assert inlines(page) == [
        "StudentProgramme",
        "Advisorship",
        "ThesisAdvisorship",
        "Hold",
        "LeaveTerm",
        "EarlierCourse",
        "TranscriptEntry",
    ]
    assert (response.status_code, student.holds.get().note, str(student.transcript.get().credit)) == (
        302,
        "iki kitap",
        "3.00",
    )


def test_a_student_has_one_advisor_and_one_primary_programme(world: World, registrar: Client):
    student = world.student()
    rows = {
        "advisorships-TOTAL_FORMS": "2",
        "advisorships-1-advisor": world.advisor.pk,
        "advisorships-1-date_from": "2026-02-01",
        "advisorships-1-date_to": "",
    }

    response = registrar.post(
        student_page(student), filled(registrar.get(student_page(student)), "student_form", **rows)
    )

    assert response.context["inline_admin_formsets"][1].formset.non_form_errors() == [
        "End the earlier advisor's time before a new one begins."
    ]
    assert student.advisorships.count() == 1


def test_a_head_reads_the_units_students_without_transcript_and_holds(world: World):
    mine, head = world.student(), official(world, "head", world.ceng)
    other = Programme.objects.create(code="EE", name="Elektrik-Elektronik Mühendisliği", department=world.ee)
    theirs = world.student("2501242", programme=other)

    listed = head.get("/admin/people/student/").context["cl"].result_list
    assert [student.number for student in listed] == [mine.number]
    assert inlines(head.get(student_page(mine))) == ["StudentProgramme"]
    assert head.get(student_page(theirs)).status_code == 403
    assert head.post(student_page(mine), {"number": "1"}).status_code == 403


@pytest.mark.parametrize("word", ["ISPARTALI", "Ispartalı", "ıspartalı", "isparta"])
def test_people_are_found_whatever_the_keyboard(world: World, registrar: Client, word: str):
    world.student(surname="Ispartalı")
    staff = world.staff("memur")
    User.objects.filter(pk=staff.user_id).update(last_name="Ispartalı")

    assert complete(registrar, "people", "advisorship", "advisor", word) == ["Dr. Ada Ispartalı"]
    assert complete(registrar, "fees", "feestanding", "student", word) == ["2501231 Deniz Ispartalı"]
    users = registrar.get("/admin/people/user/", {"q": word}).context["cl"].result_list
    assert {user.username for user in users} == {"memur", "e250123"}


@pytest.mark.parametrize("more", [0, 20])
@pytest.mark.parametrize(("model", "queries"), [("student", 6), ("staff", 8), ("user", 5), ("logentry", 5)])
def test_lists_take_the_same_statements_for_one_and_for_many(
    world: World, registrar: Client, django_assert_num_queries, model: str, queries: int, more: int
):
    for number in range(1 + more):
        student, staff = world.student(f"25{number:04}0"), world.staff(f"memur{number}")
        world.role(staff, "secretary", world.ceng)
        LogEntry.objects.create(user=staff.user, object_repr=str(student), action_flag=1, object_id=student.pk)
    app = "admin" if model == "logentry" else "people"

    with django_assert_num_queries(queries):
        listed = registrar.get(reverse(f"admin:{app}_{model}_changelist")).context["cl"].result_list
        assert len(listed) > more
