"""Sections, criteria and the catalogue in the admin: what is saved, what the history says, what the lists cost."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from curriculum.models import Course, Prerequisite, SeatCounter, Section, SectionCriterion
from registration.rules.facts import Change, Line
from registration.services import commit
from tests.admin_pages import complete, criterion_row, filled, history, official, put_the_clock_back, save
from tests.world import World, codes

pytestmark = pytest.mark.django_db
LIST = "/admin/curriculum/section/"


@pytest.fixture
def secretary(world: World) -> Client:
    return official(world, "secretary", world.ceng)


@pytest.fixture
def registrar(world: World) -> Client:
    return official(world, "registrar")


# criteria and quotas


def test_a_criterion_with_all_nine_columns_quota_and_note(world: World, secretary: Client):
    row = {
        "department": world.ee.id,
        "surname_from": "A",
        "surname_to": "İ",
        "cgpa_min": "2.00",
        "cgpa_max": "3.50",
        "year_min": 2,
        "year_max": 4,
        "grade_from": world.grades["DD"].id,
        "grade_to": world.grades["FF"].id,
        "quota": 5,
        "note": "tekrar",
    }

    assert save(secretary, world.x1, **criterion_row(0, **row)).status_code == 302

    saved = SectionCriterion.objects.select_related("quota").get(section=world.x1)
    assert (saved.department, saved.surname_to, saved.grade_to.letter, saved.quota.capacity) == (world.ee, "İ", "FF", 5)
    assert history(world.x1) == [
        "Added criterion “Surnames A–İ of EE, years 2–4, CGPA 2.00–3.50, earlier grade DD–FF ("
        "Department of the student: 567 Elektrik-Elektronik Mühendisliği; "
        "Surname from: A; Surname to: İ; CGPA from: 2.00; CGPA to: 3.50; Class from: 2; Class to: 4; "
        "Earlier grade from (best): DD; Earlier grade to (worst): FF; Quota: 5; Note: tekrar)”."
    ]


def test_a_range_that_ends_before_it_starts_in_the_turkish_alphabet(world: World, secretary: Client):
    response = save(secretary, world.x1, **criterion_row(0, surname_from="İ", surname_to="I"))

    [form] = response.context["inline_admin_formsets"][1].formset.forms
    assert form.errors == {"surname_to": ["The range ends before it starts in the Turkish alphabet."]}


def test_the_history_names_who_when_and_old_and_new(world: World, secretary: Client):
    world.criterion(world.x1, department=world.ceng, surname_from="A", surname_to="K", quota=3)

    save(
        secretary,
        world.x1,
        capacity="40",
        open=None,
        **{
            "criteria-0-surname_to": "M",
            "criteria-0-department": world.ee.id,
            "criteria-0-quota": "4",
            "meetings-0-start": "08:40",
        },
    )

    assert history(world.x1) == [
        "Changed Capacity: 30 → 40 and Open: yes → no. "
        "Changed Start: 09:40 → 08:40 for meeting “Monday 08:40-12:30”. "
        "Changed Department of the student: 571 Bilgisayar Mühendisliği → 567 Elektrik-Elektronik Mühendisliği, "
        "Surname to: K → M and Quota: 3 → 4 for criterion “Surnames A–M of EE”."
    ]
    shown = secretary.get(reverse("admin:curriculum_section_history", args=[world.x1.id])).content.decode()
    assert "secretary571" in shown
    assert "Capacity: 30 → 40" in shown


def test_a_criterion_that_goes_leaves_its_values_in_the_history(world: World, secretary: Client):
    world.criterion(world.x1, surname_from="A", surname_to="K", quota=3)

    save(secretary, world.x1, **{"criteria-0-DELETE": "on"})

    assert not SectionCriterion.objects.exists()
    assert not SeatCounter.objects.filter(criterion__isnull=False).exists()
    assert history(world.x1) == ["Deleted criterion “Surnames A–K (Surname from: A; Surname to: K; Quota: 3)”."]


def test_a_form_sent_as_it_was_says_so(world: World, secretary: Client):
    save(secretary, world.x1)

    assert history(world.x1) == ["No fields changed."]


def test_a_quota_in_use_is_not_lowered_emptied_or_deleted(world: World, secretary: Client):
    criterion = world.criterion(world.x1, department=world.ceng, quota=3)
    world.change(world.student(), add=[world.x1])
    world.change(world.student("2501242"), add=[world.x1])
    below = [
        "Seats taken by this quota: 2, so it cannot be lowered below that. "
        "At 2 it admits no more; or close the section instead."
    ]

    for quota in ("1", ""):
        response = save(secretary, world.x1, **{"criteria-0-quota": quota})
        [form] = response.context["inline_admin_formsets"][1].formset.forms
        assert form.errors == {"quota": below}

    response = save(secretary, world.x1, capacity="50", **{"criteria-0-DELETE": "on"})
    assert response.context["inline_admin_formsets"][1].formset.non_form_errors() == [
        "Seats taken by the quota of the criterion “Students of CENG”: 2, so it cannot be deleted. "
        "Set its quota to 2 to admit no more."
    ]
    assert SeatCounter.objects.get(criterion=criterion).capacity == 3
    assert SeatCounter.objects.get(section=world.x1).capacity == 30


def test_a_quota_nobody_used_is_taken_away(world: World, secretary: Client):
    criterion = world.criterion(world.x1, department=world.ceng, quota=3)

    save(secretary, world.x1, **{"criteria-0-quota": ""})

    assert SectionCriterion.objects.filter(id=criterion.id, quota=None).exists()
    assert history(world.x1) == ["Changed Quota: 3 → — for criterion “Students of CENG”."]


# what the registrar keeps


def test_the_registrar_keeps_prerequisites(world: World, registrar: Client):
    url = reverse("admin:curriculum_course_change", args=[world.y.id])
    row = {
        "prerequisites-TOTAL_FORMS": "1",
        "prerequisites-0-set_no": "1",
        "prerequisites-0-required": world.x.id,
        "prerequisites-0-min_grade": world.grades["CC"].id,
        "prerequisites-0-decision_no": "2026/14-3",
        "prerequisites-0-decision_date": "2026-01-12",
    }

    assert registrar.post(url, filled(registrar.get(url), "course_form", **row)).status_code == 302
    assert Prerequisite.objects.values_list("course", "required", "min_grade__letter").get() == (
        world.y.id,
        world.x.id,
        "CC",
    )


# search and lists


@pytest.mark.parametrize("word", ["ISPARTA", "Isparta", "İSPARTA", "ısparta", "isparta"])
def test_search_folds_turkish_letters(world: World, registrar: Client, word: str):
    Course.objects.filter(id=world.x.id).update(name="Isparta Tarihi")
    Course.objects.get(id=world.x.id).save()
    Section.objects.filter(id=world.y1.id).update(instructors="Işıl ISPARTALI")

    assert [str(s) for s in registrar.get(LIST, {"q": word}).context["cl"].result_list] == [
        "CENG213/1",
        "CENG213/2",
        "CENG331/1",
    ]
    assert complete(registrar, "curriculum", "section", "course", word) == ["5710213 CENG213 Isparta Tarihi"]


@pytest.mark.parametrize("more", [0, 30])
def test_the_list_of_sections_takes_the_same_statements_for_one_and_for_many(
    world: World, registrar: Client, django_assert_num_queries, more: int
):
    Section.objects.exclude(id=world.x1.id).delete()
    for number in range(more):
        world.section(world.y, number + 1)

    # session and user, roles, terms and units of the filters, the count of what is found and of all, the rows
    with django_assert_num_queries(7):
        assert len(registrar.get(LIST).context["cl"].result_list) == 1 + more


@pytest.mark.parametrize("model", ["faculty", "department", "programme", "course", "curriculum", "term", "grade"])
def test_no_list_asks_row_by_row(world: World, registrar: Client, django_assert_max_num_queries, model: str):
    with django_assert_max_num_queries(7):
        assert registrar.get(reverse(f"admin:curriculum_{model}_changelist")).status_code == 200


# what is saved is obeyed


@pytest.fixture
def _clock():
    yield
    put_the_clock_back()


@pytest.mark.django_db(transaction=True)
@pytest.mark.row("METU-58")
def test_a_criterion_saved_in_the_admin_is_obeyed_by_the_next_commit(_clock, world: World):
    secretary = official(world, "secretary", world.ceng)
    u4 = world.student(surname="Şahin")

    def add() -> list[str]:
        change = Change(frozenset({Line(world.x1.id)}), frozenset())
        ids = {"student_id": u4.id, "term_id": world.term.id, "actor_id": u4.user_id, "key": uuid.uuid4()}
        return codes(commit(change=change, **ids))

    save(secretary, world.x1, **criterion_row(0, surname_from="A", surname_to="S"))
    assert add() == ["CRITERIA_SURNAME"]

    save(secretary, world.x1, **{"criteria-0-surname_to": "Ş", "criteria-0-quota": "0"})
    assert add() == ["CAPACITY_FULL"]

    save(secretary, world.x1, open=None, **{"criteria-0-quota": ""})
    assert add() == ["CAPACITY_FULL"]

    save(secretary, world.x1, open="on")
    assert add() == []
    assert world.taken(world.x1) == 1


def test_the_parts_of_the_administration_are_named_in_the_readers_language(world: World):
    page = official(world, "registrar").get("/admin/").content.decode()
    for name in (
        "Advising",
        "Contribution and tuition fees",
        "Course registration",
        "Curriculum and courses",
        "People",
    ):
        assert f">{name}</a>" in " ".join(page.split()).replace("> ", ">").replace(" <", "<"), name
