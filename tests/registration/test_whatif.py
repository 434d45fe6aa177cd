"""What-if: its flips are those of the attempts made again under the draft, each is explained, and nothing is written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from curriculum.models import Course, SeatCounter, Section, SectionCriterion, Term
from registration.catalogue import catalogue_of, forget
from registration.drafts import DraftRefused, parse_draft
from registration.models import Attempt, Waiver
from registration.past import facts_before
from registration.whatif import what_if
from tests.registration.ask import BACHELOR, METU, turn
from tests.registration.replay import again, lived, undone
from tests.world import World, at, local

pytestmark = pytest.mark.django_db
ARTICLE = "Senato kararı 2026/1"


def row(code: str, action: str = "refuse", profile: str = BACHELOR, **fields: Any) -> dict[str, Any]:
    return {"code": code, "action": action, "profile": profile, "article": ARTICLE, **fields}


def tried(world: World, *rows: dict[str, Any], criteria: dict[str, Any] | None = None) -> dict[str, Any]:
    data = {"rows": list(rows)} | ({"criteria": criteria} if criteria else {})
    return what_if(world.term.id, parse_draft(data, world.term)).stored()


def flips(report: dict[str, Any], what: str = "attempt") -> dict[int, tuple[bool, set[str]]]:
    """By id: accepted by the draft, and the codes that made it."""
    return {f["id"]: (f["accepted"], {x["code"] for x in f["findings"]}) for f in report["flips"] if f["what"] == what}


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
    for rows, codes in (
        (load, {"LOAD_EXCEEDED", "LOAD_UNKNOWN"}),
        (mixed, {"TIME_CONFLICT", "PREREQ_MISSING", "APPROVED_LOCKED", "STAGE_NOT_OPEN"}),
    ):
        report = tried(world, *rows)
        expected = again(term, lambda rows=rows: several(rows))

        assert (report["attempts"], report["left_out"], report["otherwise"]) == (500, 0, 0)
        assert flips(report) == expected
        assert {accepted for accepted, _ in expected.values()} == {True, False}
        assert codes <= set().union(*(found for _, found in expected.values()))

    section = max(term.sections, key=lambda s: Attempt.objects.filter(change__add__contains=[[s.id]]).count())
    drafted = {"course": section.course.numeric_code, "section": section.number, "rows": [{"year_min": 4}]}
    report = what_if(world.term.id, parse_draft({"criteria": drafted}, world.term)).stored()
    expected = again(term, lambda: _replace(world, section))
    assert flips(report) == expected
    assert {frozenset(found) for _, found in expected.values()} >= {frozenset({"CRITERIA_CLASS"})}


def _replace(world: World, section: Section) -> None:
    SectionCriterion.objects.filter(section=section).delete()
    world.criterion(section, year_min=4)


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


# how the past is rebuilt


def test_an_attempt_is_judged_on_the_list_of_its_time(world: World):
    """What came and went between counts; what came later does not."""
    u4 = world.student()
    world.change(u4, add=[world.x1])
    clash = world.change(u4, add=[world.y1])
    world.change(u4, add=[world.x2], drop=[world.x1])

    report = tried(world, row("TIME_CONFLICT"))

    assert flips(report) == {clash.attempt_id: (False, {"TIME_CONFLICT"})}
    assert report["kinds"] == {"attempt": [1, 0]}  # the list as it stands has no clash


def test_a_row_counts_from_its_day_and_throughout_without_one(world: World):
    u4 = world.student()
    at("2026-02-10 10:00")
    first = world.change(u4, add=[world.x1, world.y1])
    world.change(u4, drop=[world.y1])
    at("2026-02-11 10:00")
    second = world.change(u4, add=[world.y1])

    assert set(flips(tried(world, row("TIME_CONFLICT", effective_from="2026-02-11")))) == {second.attempt_id}
    assert set(flips(tried(world, row("TIME_CONFLICT")))) == {first.attempt_id, second.attempt_id}


def test_a_waiver_counts_while_it_was_granted(world: World):
    u4 = world.student()
    world.prerequisite(world.y, world.x)
    world.change(u4, add=[world.y1])
    Waiver.objects.create(
        student=u4,
        code="PREREQ_MISSING",
        reason="Kurul kararı",
        until="2026-02-10",
        granted_by=world.advisor.user,
    )
    Waiver.objects.update(granted_at=local("2026-02-10 10:30"))
    at("2026-02-10 11:00")
    assert world.change(u4, add=[world.y1]).accepted
    at("2026-03-10 11:00")  # today the waiver has ended

    report = tried(world, row("FEW_COURSES", "off"))
    assert (report["otherwise"], report["flips"]) == (0, [])


def test_grades_of_the_term_itself_and_later_ones_are_not_seen(world: World):
    u4 = world.student(cgpa="3.90")
    world.prerequisite(world.y, world.x)
    world.passed(u4, world.course("5710140"), "DD", "20251")
    refused = world.change(u4, add=[world.y1])
    world.passed(u4, world.x, "AA", world.term.code)

    report = tried(world, row("PREREQ_MISSING", "off"), row("FEW_COURSES", "off"))

    assert (report["otherwise"], flips(report)) == (0, {refused.attempt_id: (True, {"PREREQ_MISSING"})})
    facts = facts_before(catalogue_of(world.term.id), [u4.id])[u4.id]
    assert (facts.primary.cgpa, set(facts.taken)) == (Decimal("1.00"), {Course.objects.get(numeric_code="5710140").id})


def test_of_an_older_term_class_and_semester_are_those_of_then(world: World):
    u4 = world.student(class_year=4, semester=8)
    world.term.is_current = False
    world.term.save()
    for code in ("20261", "20262"):
        Term.objects.create(code=code, name=code, is_current=code == "20262")
    forget()

    facts = facts_before(catalogue_of(world.term.id), [u4.id])[u4.id]
    assert (facts.primary.semester, facts.primary.class_year) == (6, 3)


def test_an_attempt_on_a_section_that_is_gone_is_left_out_and_told(world: World):
    SeatCounter.objects.filter(section=world.y1).update(open=False)
    world.change(world.student(), add=[world.y1])
    world.y1.delete()
    forget()

    report = tried(world, row("CAPACITY_FULL", "off", profile=METU))
    assert (report["attempts"], report["left_out"], report["flips"]) == (0, 1, [])


def test_no_policy_sells_a_seat_twice(world: World):
    SeatCounter.objects.filter(section=world.x1).update(capacity=0)
    world.change(world.student(), add=[world.x1])
    assert tried(world, row("CAPACITY_FULL", "off", profile=METU))["flips"] == []


def test_a_list_is_judged_whatever_the_hour_unless_the_draft_is_about_it(world: World):
    world.change(world.student(), add=[world.x1, world.y1])
    at("2026-06-01 10:00")
    assert tried(world, row("TIME_CONFLICT"))["kinds"]["list"] == [1, 0]
    at("2026-02-09 11:00")


def test_the_batches_read_in_as_many_statements_for_thirty_as_for_one(world: World):
    people = [world.student(f"25{n:04}0") for n in range(30)]
    world.change(people[0], add=[world.x1])
    tried(world, row("TIME_CONFLICT"))  # the current term is known from here on
    with CaptureQueriesContext(connection) as one:
        tried(world, row("TIME_CONFLICT"))
    for person in people[1:]:
        world.change(person, add=[world.x1])
    with CaptureQueriesContext(connection) as thirty:
        tried(world, row("TIME_CONFLICT"))
    assert (len(one), len(thirty)) == (11, 11)


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
    before = everything()
    with read_only():
        report = tried(world, row("TIME_CONFLICT"), criteria=criteria(world.x1, {"year_max": 1}))
    assert len(report["flips"]) == 2
    assert everything() == before


def everything() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


@contextmanager
def read_only() -> Iterator[None]:
    with undone():
        connection.cursor().execute("SET LOCAL transaction_read_only = on")
        yield


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
    head, first, second = (tmp_path / "flips.csv").read_text().splitlines()
    assert head.startswith("what,number or line,student number")
    assert first.startswith("attempt,") and "2501231,Deniz =Yılmaz,CENG,4,2026-02-10 10:00:00" in first
    assert ARTICLE in first and second.startswith("list,")


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
