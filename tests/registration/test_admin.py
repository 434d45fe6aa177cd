"""Policy, calendar and ledger in the admin: a row in force is read, a change is a later row, the ledger is for reading."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from people.models import User
from registration.models import PolicyProfile, PolicyRule, TermRegistration, Transition, Window
from registration.rules import BY_CODE, SETTINGS, SHAPES
from registration.rules.facts import Change, Line
from registration.services import commit
from tests.admin_pages import browser, errors, filled, history, official, put_the_clock_back
from tests.world import World, at, codes, local

pytestmark = pytest.mark.django_db
LIST, ADD = "/admin/registration/policyrule/", "/admin/registration/policyrule/add/"


@pytest.fixture
def registrar(world: World) -> Client:
    return official(world, "registrar")


@pytest.fixture
def load(world: World) -> PolicyRule:
    """The load bands of undergraduates, in force since 2000; today is 10 February 2026."""
    return PolicyRule.objects.get(code="LOAD_EXCEEDED", profile__level="bachelor", profile__campus="")


def page(row: PolicyRule | PolicyProfile, way: str = "change") -> str:
    return reverse(f"admin:registration_{row._meta.model_name}_{way}", args=[row.pk])


def later(client: Client, row: PolicyRule, **changes):
    """Press "New row from a later date" on a row in force, change the form that opens, send it."""
    url = client.get(page(row)).context["later_url"]
    return client.post(url, filled(client.get(url), "policyrule_form", **changes))


def rows(code: str, profile: PolicyProfile) -> list[tuple[date, str, dict]]:
    found = PolicyRule.objects.filter(code=code, profile=profile).order_by("effective_from")
    return list(found.values_list("effective_from", "action", "params"))


# a row in force


def test_a_row_in_force_is_read_and_not_written(load: PolicyRule, registrar: Client):
    shown = registrar.get(page(load)).content.decode()

    assert "This row is in force, so it is not edited" in shown
    assert "No source confirms these figures." in shown
    assert 'name="_save"' not in shown
    assert "over the normal load for who can graduate: 2" in shown
    assert registrar.post(page(load), {"article": "x"}).status_code == 403
    assert registrar.post(page(load, "delete"), {"post": "yes"}).status_code == 403


def test_not_even_a_superuser_edits_a_row_in_force(load: PolicyRule):
    root = browser(User.objects.create_superuser("root"))

    assert root.post(page(load), {"article": "x"}).status_code == 403


def test_a_change_is_a_new_row_that_starts_from_the_old_one(load: PolicyRule, registrar: Client):
    response = later(registrar, load, param_graduating_extra="3.50")

    assert response.status_code == 302
    old, new = rows("LOAD_EXCEEDED", load.profile)
    assert old == (date(2000, 1, 1), "refuse", load.params)
    assert new == (date(2026, 2, 11), "refuse", {**load.params, "graduating_extra": "3.50"})
    new_row = PolicyRule.objects.get(effective_from="2026-02-11")
    assert (new_row.article, new_row.confirmed) == (load.article, False)
    assert history(new_row) == [
        "Added policy rule “LOAD_EXCEEDED · METU · lisans · 11.02.2026 (Profile: METU · lisans; Action: refuse; Unit: courses; "
        'Bands: [{"cgpa_from": "0"}, {"cgpa_from": "2.00", "extra": "1"}, {"cgpa_from": "2.50", "extra": "2"}]; '
        f"Over the normal load for who can graduate: 3.50; Article and source: {load.article}; Confirmed by a source: no; "
        "In force from: 11.02.2026)”."
    ]


def test_a_row_to_come_is_edited_with_old_and_new_values_in_its_history(load: PolicyRule, registrar: Client):
    later(registrar, load)
    row = PolicyRule.objects.get(effective_from="2026-02-11")
    form = filled(registrar.get(page(row)), "policyrule_form")

    form |= {"param_normal": "7", "param_unit": "", "phases": ["add", "change"], "confirmed": "on"}
    assert registrar.post(page(row), form).status_code == 302

    row.refresh_from_db()
    assert (row.params["normal"], "unit" in row.params, row.phases) == ("7", False, ["add", "change"])
    assert history(row)[1:] == [
        "Changed Speaks at: — → add, change of section, Unit: courses → —, Normal load: — → 7 "
        "and Confirmed by a source: no → yes."
    ]
    assert registrar.post(page(row, "delete"), {"post": "yes"}).status_code == 302


def test_the_day_is_that_of_the_databases_clock_in_istanbul(load: PolicyRule, registrar: Client):
    later(registrar, load)
    row = PolicyRule.objects.get(effective_from="2026-02-11")

    at("2026-02-10 23:59:59")
    assert b'name="_save"' in registrar.get(page(row)).content
    at("2026-02-11 00:00:00")
    assert b'name="_save"' not in registrar.get(page(row)).content

    listed = registrar.get(LIST, {"q": "exceeded", "profile__id__exact": load.profile_id}).context["cl"].result_list
    assert [(r.effective_from.year, r.in_force, r.replaced) for r in listed] == [
        (2026, True, False),
        (2000, True, True),
    ]
    assert [registrar.get(LIST, {"status": s}).context["cl"].result_count for s in ("now", "later", "past")] == [
        PolicyRule.objects.count() - 1,
        0,
        1,
    ]


# the form and the loader's parser


def test_the_form_asks_for_the_rule_first(registrar: Client):
    for asked in ({}, {"code": "NO_SUCH_RULE"}):
        context = registrar.get(ADD, asked).context
        assert [code for code, _, _ in context["rules"]] == list(BY_CODE)
        assert [code for code, _, _ in context["settings"]] == list(SETTINGS)


@pytest.mark.parametrize("code", sorted(SHAPES))
def test_every_rule_has_a_form_with_its_own_figures(registrar: Client, code: str):
    form = registrar.get(ADD, {"code": code}).context["adminform"].form

    assert [name for name in form.fields if name.startswith("param_")] == [
        f"param_{name}" for name in SHAPES[code].__dataclass_fields__
    ]


@pytest.mark.parametrize(
    ("figures", "refused"),
    [
        ({"param_bands": '[{"cgpa_form": "2.00"}]'}, {"param_bands": ["cgpa_form: unknown key"]}),
        ({"param_bands": '[{"max": "viel"}]'}, {"param_bands": ["max: must be a number"]}),
        ({"param_bands": '[{"max": 2.5}]'}, {"param_bands": ["max: must be Decimal"]}),
        ({"param_bands": '{"max": "2"}'}, {"param_bands": ["must be a list"]}),
        ({"param_bands": "[{"}, {"param_bands": ["Enter a valid JSON."]}),
        ({"param_normal": "altı"}, {"param_normal": ["Enter a number."]}),
        ({"effective_from": "2026-02-09"}, {"effective_from": ["A row cannot come into force in the past."]}),
    ],
)
def test_what_the_loader_would_stumble_over_is_an_error_in_the_form(
    load: PolicyRule, registrar: Client, figures: dict[str, str], refused: dict[str, list[str]]
):
    assert errors(later(registrar, load, **figures)) == refused
    assert len(rows("LOAD_EXCEEDED", load.profile)) == 1


def test_one_row_a_day(load: PolicyRule, registrar: Client):
    later(registrar, load)

    assert errors(later(registrar, load)) == {
        "effective_from": ["There is a row of this rule and profile from that day already."]
    }


def test_whom_rows_in_force_apply_to_does_not_change_under_them(load: PolicyRule, registrar: Client):
    profile = load.profile
    form = filled(registrar.get(page(profile)), "policyprofile_form", name="Lisans", level="master")

    registrar.post(page(profile), form)

    profile.refresh_from_db()
    assert (profile.name, profile.level) == ("Lisans", "bachelor")
    assert history(profile) == ["Changed Name: METU · lisans → Lisans."]
    assert registrar.post(page(profile, "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("kind", ["secretary", "head", "fee_officer"])
def test_policy_is_the_registrars_alone(world: World, load: PolicyRule, kind: str):
    client = official(world, kind, world.ceng if kind != "fee_officer" else None)

    for url in (LIST, ADD, f"{ADD}?code=LOAD_EXCEEDED", page(load), page(load, "history"), page(load.profile)):
        assert client.get(url).status_code == 403
        assert client.post(url, {}).status_code == 403


# what is saved is obeyed


@pytest.fixture
def _clock():
    yield
    put_the_clock_back()


@pytest.mark.django_db(transaction=True)
def test_a_policy_row_from_today_is_obeyed_by_the_next_commit(_clock, world: World):
    u4, registrar = world.student(), official(world, "registrar")
    row = PolicyRule.objects.get(code="TIME_CONFLICT", profile__level="bachelor", profile__campus="")

    def add(*sections) -> tuple[str, list[str]]:
        change = Change(frozenset(Line(s.id) for s in sections), frozenset())
        ids = {"student_id": u4.id, "term_id": world.term.id, "actor_id": u4.user_id, "key": uuid.uuid4()}
        receipt = commit(change=change, **ids)
        return receipt.status, codes(receipt)

    world.change(u4, add=[world.x1])
    later(registrar, row, action="refuse", effective_from="2026-02-10")

    assert add(world.y1) == ("refused", ["TIME_CONFLICT"])


# calendar


def test_a_window_is_saved_with_its_stages(world: World, registrar: Client):
    add = "/admin/registration/window/add/"
    form = {
        "term": world.term.id,
        "kind": "registration",
        "opens_at_0": "2026-03-02",
        "opens_at_1": "09:00:00",
        "closes_at_0": "2026-03-06",
        "closes_at_1": "17:00:00",
        "department": world.ee.id,
        "stages-TOTAL_FORMS": "1",
        "stages-0-group": "graduate",
        "stages-0-class_from": "1",
        "stages-0-opens_at_0": "2026-03-02",
        "stages-0-opens_at_1": "13:00:00",
    }

    assert registrar.post(add, filled(registrar.get(add), "window_form", **form)).status_code == 302

    window = Window.objects.get(department=world.ee)
    assert (window.opens_at, window.stages.get().opens_at) == (local("2026-03-02 09:00"), local("2026-03-02 13:00"))


def test_a_window_that_moves_says_from_when_to_when(world: World, registrar: Client):
    url = reverse("admin:registration_window_change", args=[world.registration.id])

    registrar.post(url, filled(registrar.get(url), "window_form", closes_at_1="18:00:00"))

    assert history(world.registration) == ["Changed Closes: 13.02.2026 17:00:00 → 13.02.2026 18:00:00."]


# the ledger


@pytest.fixture
def ledger(world: World) -> None:
    u4 = world.student()
    world.change(u4, add=[world.x1])
    world.change(u4, add=[world.x1])
    registration = world.registration_of(u4)
    Transition.objects.create(
        registration=registration, event="approve", actor=world.advisor.user, version=1, at=local("2026-02-10 10:00")
    )


READ_ONLY = ("termregistration", "enrolment", "attempt", "seatmove", "transition")


@pytest.mark.parametrize("model", READ_ONLY)
def test_the_ledger_is_read_and_never_written(ledger: None, model: str):
    root = browser(User.objects.create_superuser("root"))
    name = f"admin:registration_{model}"
    [registered] = [m for m in admin.site._registry if m._meta.label_lower == f"registration.{model}"]
    row = registered.objects.first()

    assert root.get(reverse(f"{name}_changelist")).status_code == 200
    assert root.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
    assert root.post(reverse(f"{name}_add"), {}).status_code == 403
    for way in ("change", "delete"):
        assert root.post(reverse(f"{name}_{way}", args=[row.pk]), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    root.post(reverse(f"{name}_changelist"), chosen)
    assert registered.objects.filter(pk=row.pk).exists()


def test_the_attempts_of_a_student_are_found_by_name(ledger: None, world: World, registrar: Client):
    world.change(world.student("2501242", surname="Şahin"), add=[world.x2])
    attempts = "/admin/registration/attempt/"

    found = registrar.get(attempts, {"q": "YILMAZ 250"}).context["cl"].result_list

    assert [(a.student_number, a.actor_name, a.accepted) for a in found] == [
        ("2501231", "e250123", False),
        ("2501231", "e250123", True),
    ]
    shown = registrar.get(reverse("admin:registration_attempt_change", args=[found[0].pk])).content.decode()
    assert "ALREADY_REGISTERED" in shown


def test_a_department_reads_the_lists_of_its_students_and_of_its_sections(ledger: None, world: World):
    ceng, ee = official(world, "head", world.ceng), official(world, "head", world.ee)
    registration = reverse("admin:registration_termregistration_change", args=[TermRegistration.objects.get().pk])

    def lists(client: Client) -> list[int]:
        urls = (reverse(f"admin:registration_{model}_changelist") for model in ("termregistration", "enrolment"))
        return [len(client.get(url).context["cl"].result_list) for url in urls]

    assert (lists(ceng), ceng.get(registration).status_code) == ([1, 1], 200)
    assert (lists(ee), ee.get(registration).status_code) == ([0, 0], 403)
    assert ceng.get("/admin/registration/attempt/").status_code == 403


@pytest.mark.parametrize("more", [0, 12])
@pytest.mark.parametrize(
    ("model", "queries"),
    [
        ("termregistration", 6),
        ("enrolment", 5),
        ("attempt", 5),
        ("seatmove", 4),
        ("transition", 6),
        ("window", 6),
        ("policyrule", 6),
        ("policyprofile", 5),
    ],
)
def test_lists_take_the_same_statements_for_one_and_for_many(
    ledger: None, world: World, registrar: Client, django_assert_num_queries, model: str, queries: int, more: int
):
    transition = Transition.objects.get(event="approve")
    for number in range(more):
        student = world.student(f"25{number:04}0")
        world.change(student, add=[world.x1])
        registration = world.registration_of(student)
        Transition.objects.create(
            registration=registration, event="approve", actor=world.advisor.user, version=1, at=transition.at
        )
        Window.objects.create(
            term=world.term, kind="approval", opens_at=transition.at, closes_at=local("2026-03-01 00:00")
        )
        PolicyProfile.objects.create(name=f"Profil {number}", campus=f"{number}")

    with django_assert_num_queries(queries):
        listed = registrar.get(reverse(f"admin:registration_{model}_changelist")).context["cl"].result_list
        assert len(listed) > more
