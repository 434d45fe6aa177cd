"""What-if: its flips are those of the attempts made again under the draft, each is explained, and nothing is written."""

from __future__ import annotations

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from curriculum.models import Section, SectionCriterion
from fees.models import FeeStanding
from registration import catalogue
from registration.drafts import DraftRefused, parse_draft
from registration.loader import load
from registration.models import Attempt
from registration.rules.facts import Line
from registration.whatif import what_if
from tests.registration.ask import METU, turn
from tests.registration.replay import again, lived
from tests.registration.trying import ARTICLE, flips, read_only, row, tried
from tests.world import World, at

pytestmark = pytest.mark.django_db
# the same as making the attempts again


def test_the_flips_are_those_of_500_attempts_made_again_under_the_draft(db):
    """Each draft is really saved, each attempt really committed under it, and all of it taken back."""
    term = lived(500)
    world, several = term.world, lambda rows: [turn(since="2026-01-01", **one) for one in rows]
    assert len(term.attempts) == 500
    assert 100 < Attempt.objects.filter(accepted=False).count() < 400

    load = [row("LOAD_EXCEEDED", params={"normal": "3", "bands": [{"cgpa_from": "0"}], "graduating_extra": None})]
    mixed = [
        row("TIME_CONFLICT"),
        row("PREREQ_MISSING", "warn"),
        row("APPROVED_LOCKED", "off"),
        row("STAGE_NOT_OPEN", "off"),
        row("CAPACITY_FULL", "off", profile=METU),  # no policy sells a seat twice
    ]
    for rows, spoken in (
        (load, {"LOAD_EXCEEDED", "LOAD_UNKNOWN"}),
        (mixed, {"TIME_CONFLICT", "PREREQ_MISSING", "APPROVED_LOCKED", "STAGE_NOT_OPEN"}),
    ):
        report = tried(world, *rows)
        expected = again(term, lambda rows=rows: several(rows))

        assert (report["attempts"], report["left_out"], report["otherwise"]) == (500, 0, 0)
        assert flips(report) == expected
        assert {accepted for accepted, _ in expected.values()} == {True, False}
        assert spoken <= set().union(*(found for _, found in expected.values()))

    section = max(term.sections, key=lambda s: Attempt.objects.filter(change__add__contains=[[s.id]]).count())
    drafted = {"course": section.course.numeric_code, "section": section.number, "rows": [{"year_min": 4}]}
    report = what_if(world.term.id, parse_draft({"criteria": drafted}, world.term)).stored()
    expected = again(term, lambda: _replace(world, section))
    assert flips(report) == expected
    assert {frozenset(found) for _, found in expected.values()} >= {frozenset({"CRITERIA_CLASS"})}


def _replace(world: World, section: Section) -> None:
    SectionCriterion.objects.filter(section=section).delete()
    world.criterion(section, year_min=4)


def test_what_the_loader_put_on_a_list_is_judged_as_the_loader_asked_for_it(world: World):
    """Before the window and with the fee unpaid: gates are not for the loader, other rules are."""
    world.must(world.x, 8)
    u4 = world.student()
    FeeStanding.objects.create(student=u4, term=world.term, charged="100", paid="0")
    at("2026-02-02 03:00")
    assert load(term_id=world.term.id, student_ids=[u4.id]).courses == 1

    gate = tried(world, row("LIBRARY_DEBT"), row("FEE_UNPAID"))
    assert (gate["attempts"], gate["otherwise"], flips(gate)) == (1, 0, {})

    world.criterion(world.x1, surname_from="A", surname_to="C")
    catalogue.forget()
    assert tried(world, row("LIBRARY_DEBT"))["otherwise"] == 1


# each flip is explained


def test_who_flips_with_rule_figures_department_and_class(world: World):
    u4, u3 = world.student(), world.student("2501240", class_year=3)
    clash = world.change(u4, add=[world.x1, world.y1])
    world.change(u3, add=[world.y1])

    report = tried(world, row("TIME_CONFLICT"))

    attempt, whole = report["flips"]
    assert (attempt["what"], attempt["id"], attempt["student"]) == ("attempt", clash.attempt_id, u4.id)
    assert (attempt["add"], attempt["drop"], attempt["accepted"]) == ([world.x1.id, world.y1.id], [], False)
    assert [(f["code"], f["article"], f["figures"]) for f in attempt["findings"]] == [
        ("TIME_CONFLICT", ARTICLE, {"other": world.y1.id, "weekday": 0, "start": 640, "end": 690})
    ]
    assert (whole["what"], whole["id"]) == ("list", world.registration_of(u4).id)
    assert (report["attempts"], report["lists"], report["students"]) == (2, 2, 1)
    assert report["kinds"] == {"attempt": [1, 0], "list": [1, 0]}
    assert report["units"] == [[world.ceng.id, 4, 2, 0]]
    assert report["codes"] == [["TIME_CONFLICT", 2, 0]]


def test_who_was_refused_and_would_be_accepted_is_told_what_falls_away(world: World):
    world.prerequisite(world.y, world.x)
    refused = world.change(world.student(), add=[world.y1])

    report = tried(world, row("PREREQ_MISSING", "warn"))

    assert flips(report) == {refused.attempt_id: (True, {"PREREQ_MISSING"})}
    assert report["kinds"] == {"attempt": [0, 1]}


def test_two_reasons_are_one_refusal_and_lifting_one_of_them_flips_nobody(world: World):
    world.prerequisite(world.y, world.x)
    world.criterion(world.y1, year_min=5)
    world.change(world.student(), add=[world.y1])
    assert tried(world, row("PREREQ_MISSING", "off"))["flips"] == []


# criteria


def criteria(section: Section, *rows: dict[str, Any]) -> dict[str, Any]:
    return {"course": section.course.numeric_code, "section": section.number, "rows": list(rows)}


def test_draft_criteria_flip_both_ways_and_touch_no_other_section(world: World):
    world.criterion(world.x1, department=world.ee)
    u4, u3 = world.student(), world.student("2501240", class_year=3)
    refused, out = world.change(u4, add=[world.x1]), world.change(u3, add=[world.x1])
    kept = world.change(u3, add=[world.x2])

    report = tried(world, criteria=criteria(world.x1, {"department": "CENG", "year_min": 4}))

    assert flips(report) == {refused.attempt_id: (True, {"CRITERIA_DEPARTMENT"})}
    assert (report["attempts"], out.accepted, kept.accepted) == (3, False, True)
    report = tried(world, criteria=criteria(world.x2, {"surname_from": "A", "surname_to": "K"}))
    assert flips(report) == {kept.attempt_id: (False, {"CRITERIA_SURNAME"})}


def test_a_draft_quota_is_for_whoever_came_first_and_is_given_back_by_a_drop(world: World):
    people = [world.student(f"25{n:04}0") for n in range(4)]
    tries = [world.change(people[0], add=[world.x1]), world.change(people[1], add=[world.x1])]
    world.change(people[0], drop=[world.x1])
    tries += [world.change(people[2], add=[world.x1]), world.change(people[3], add=[world.x1])]

    report = tried(world, criteria=criteria(world.x1, {"quota": 2}))

    assert flips(report) == {tries[3].attempt_id: (False, {"CAPACITY_FULL"})}
    [flip] = report["flips"]
    assert flip["findings"][0]["figures"] == {"capacity": 2, "taken": 2, "open": True, "quota": True}


def test_who_takes_the_section_in_another_status_keeps_the_place_of_a_draft_quota(world: World):
    first, second = world.student(), world.student("2501240")
    world.change(first, add=[world.x1])
    assert world.change(first, add=[Line(world.x1.id, "ni")], drop=[world.x1]).accepted
    late = world.change(second, add=[world.x1])

    report = tried(world, criteria=criteria(world.x1, {"quota": 1}))
    assert flips(report) == {late.attempt_id: (False, {"CAPACITY_FULL"})}


def test_a_wider_draft_quota_lets_in_whom_the_old_one_did_not(world: World):
    world.criterion(world.x1, quota=1)
    people = [world.student(f"25{n:04}0") for n in range(3)]
    tries = [world.change(person, add=[world.x1]) for person in people]

    report = tried(world, criteria=criteria(world.x1, {"quota": 2}))

    assert [t.accepted for t in tries] == [True, False, False]
    assert flips(report) == {tries[1].attempt_id: (True, {"CAPACITY_FULL"})}


# nothing is written; what no form would save is refused


def test_nothing_is_written(world: World):
    world.change(world.student(), add=[world.x1, world.y1])
    with read_only():
        report = tried(world, row("TIME_CONFLICT"), criteria=criteria(world.x1, {"year_max": 1}))
    assert len(report["flips"]) == 2


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "rows"),
        ({"row": []}, "row"),
        ({"rows": {}}, "rows"),
        ({"rows": ["x"]}, "rows[0]"),
        ({"rows": [row("TIME_CONFLICT", severity="refuse")]}, "rows[0].severity"),
        ({"rows": [row("NO_SUCH_RULE")]}, "rows[0].code"),
        ({"rows": [row("TIME_CONFLICT", profile="Mars")]}, "rows[0].profile"),
        ({"rows": [row("TIME_CONFLICT", "explode")]}, "rows[0].action"),
        ({"rows": [{**row("TIME_CONFLICT"), "article": ""}]}, "rows[0].article"),
        ({"rows": [row("TIME_CONFLICT", phases=["never"])]}, "rows[0].phases"),
        ({"rows": [row("FEW_COURSES", params={"leest": 3})]}, "rows[0].params"),
        ({"rows": [row("FEW_COURSES", params={"least": "3"})]}, "rows[0].params"),
        ({"rows": [row("TIME_CONFLICT", effective_from="morgen")]}, "rows[0].effective_from"),
        ({"rows": [row("TIME_CONFLICT"), row("TIME_CONFLICT", "warn")]}, "rows[1]"),
        ({"criteria": []}, "criteria"),
        ({"criteria": {"course": "5710213", "section": 9, "rows": []}}, "criteria.section"),
        ({"criteria": {"course": "5710213", "section": 1}}, "criteria.rows"),
        ({"criteria": {"course": "5710213", "section": 1, "rows": [{"dept": 1}]}}, "criteria.rows[0].dept"),
        (
            {"criteria": {"course": "5710213", "section": 1, "rows": [{"department": "MARS"}]}},
            "criteria.rows[0].department",
        ),
        ({"criteria": {"course": "5710213", "section": 1, "rows": [{"cgpa_min": "x"}]}}, "criteria.rows[0].cgpa_min"),
        (
            {"criteria": {"course": "5710213", "section": 1, "rows": [{"year_min": 3, "year_max": 1}]}},
            "criteria.rows[0].year_max",
        ),
        ({"criteria": {"course": "5710213", "section": 1, "rows": [{"quota": -1}]}}, "criteria.rows[0].quota"),
    ],
)
def test_a_draft_that_no_form_would_save_is_refused_naming_the_field(world: World, data: dict, field: str):
    with pytest.raises(DraftRefused) as refused:
        parse_draft(data, world.term)
    assert list(refused.value.errors) == [field]


# the command


def test_the_command_prints_totals_and_writes_every_flip(world: World, tmp_path: Path):
    u4 = world.student(surname="=Yılmaz")
    world.change(u4, add=[world.x1, world.y1])
    (tmp_path / "row.json").write_text(json.dumps(row("TIME_CONFLICT")))
    out = StringIO()

    with override("en"):
        call_command(
            "what_if",
            term="20252",
            row=[str(tmp_path / "row.json")],
            csv=str(tmp_path / "flips.csv"),
            stdout=out,
            verbosity=0,
        )

    assert "1 attempts and 1 lists judged" in out.getvalue()
    assert re.search(r"TIME_CONFLICT +2 +0", out.getvalue())
    assert re.search(r"CENG 4 +2 +0", out.getvalue())
    head, first, second = (tmp_path / "flips.csv").read_text("utf-8-sig").splitlines()
    assert head.startswith("what;number or line;student number")
    assert first.startswith("attempt;") and "2501231;Deniz =Yılmaz;CENG;4;2026-02-10 10:00:00" in first
    assert ARTICLE in first and second.startswith("list;")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('{"code": "TIME_CONFLICT", "profil": "METU"}', "rows[0].profil: unknown key"),
        ("[]", "rows: The draft is empty."),
        ("nonsense", "is not JSON"),
    ],
)
def test_the_command_says_what_is_wrong_with_a_draft(world: World, tmp_path: Path, content: str, says: str):
    (tmp_path / "row.json").write_text(content)
    with override("en"), pytest.raises(CommandError, match=re.escape(says)):
        call_command("what_if", term="20252", row=[str(tmp_path / "row.json")], verbosity=0)
    with pytest.raises(CommandError, match="There is no term 1999"):
        call_command("what_if", term="1999", row=[str(tmp_path / "row.json")], verbosity=0)
