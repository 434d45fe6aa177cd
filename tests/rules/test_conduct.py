"""Whether a request makes sense on the list as it is, and what of a course may be dropped, opened or chosen."""

from __future__ import annotations

import pytest

from registration.rules.facts import Line, Waiver

from .build import EE, codes, course, curriculum, found, judge, policy, programme, row, section, student, term

EDITS = [{"add": [51]}, {"drop": [11]}, {"add": [12], "drop": [11]}]


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.row("METU-40")
def test_an_approved_list_is_locked(edit):
    assert found(student(11, 21, 31, 41, state="final"), **edit) == [("APPROVED_LOCKED", {})]


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
@pytest.mark.row("METU-40")
def test_a_list_that_waits_is_not(state, edit):
    assert found(student(11, 21, 31, 41, state=state), **edit) == []
    assert codes(student(11, 21, 31, 41, state="final"), **edit) == ["APPROVED_LOCKED"]


@pytest.mark.row("METU-40")
def test_an_approved_list_may_be_looked_at():
    final = student(11, 21, 31, state="final")
    assert found(final, kind="open") == found(final, kind="approve") == []
    assert codes(final, add=[41]) == ["APPROVED_LOCKED"]


@pytest.mark.parametrize("edit", [*EDITS, {"kind": "send"}])
@pytest.mark.row("OMU-84")
def test_whose_excuse_was_rejected_is_told_that_and_not_to_bring_one(edit):
    unregistered = {"state": "unregistered", "at": "2026-02-24 10:00"}
    assert ("NOT_REGISTERED_IN_PERIOD", {"case": "unregistered"}) in found(
        student(11, 21, 31, 41, **unregistered), **edit
    )
    rejected = student(11, 21, 31, 41, excuse_rejected=True, **unregistered)
    assert [f for f in found(rejected, **edit) if "REGISTERED" in f[0] or "EXCUSE" in f[0]] == [("EXCUSE_REJECTED", {})]


def already(section: int, *where: tuple[int, int]):
    return [("ALREADY_REGISTERED", {"section": section}, course, id_) for course, id_ in where]


@pytest.mark.parametrize(
    ("held", "edit", "expected"),
    [
        ((12,), {"add": [11]}, already(2, (1, 11))),
        ((11,), {"add": [11]}, already(1, (1, 11))),  # sent twice
        ((11,), {"add": [11, 12]}, already(1, (1, 11), (1, 12))),
        ((), {"add": [11, 12]}, already(1, (1, 11)) + already(2, (1, 12))),  # twice in one request
        ((11, 21), {"add": [12, 22]}, already(1, (1, 12), (2, 22))),
        ((11,), {"add": [21]}, []),
        ((11,), {"add": [12], "drop": [11]}, []),
    ],
)
@pytest.mark.row("METU-14")
def test_a_course_stands_on_the_list_once(held, edit, expected):
    findings = judge(student(*held), **edit).findings
    assert [(f.code, f.figures, f.course_id, f.section_id) for f in findings] == expected


def missing(*where: tuple[int | None, int]):
    return [("NOT_REGISTERED", {}, course, id_) for course, id_ in where]


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        ({"drop": [51]}, missing((5, 51))),
        ({"drop": [12]}, missing((1, 12))),  # another section of a course that is held
        ({"drop": [72, 51, 11]}, missing((5, 51), (7, 72))),
        ({"drop": [999]}, missing((None, 999))),  # a section of another term
        ({"add": [52], "drop": [51]}, missing((5, 51))),
        ({"drop": [11]}, []),
    ],
)
@pytest.mark.row("METU-15")
def test_only_what_is_held_can_be_dropped(edit, expected):
    findings = judge(student(11, 21, 31, 41), **edit).findings
    assert [(f.code, f.figures, f.course_id, f.section_id) for f in findings] == expected


@pytest.mark.row("METU-16")
def test_a_change_from_a_section_that_is_not_held_says_both():
    assert codes(student(12), add=[11], drop=[13]) == ["ALREADY_REGISTERED", "NOT_REGISTERED"]


@pytest.mark.parametrize(
    "turned",
    [
        row("ALREADY_REGISTERED", "off"),
        row("ALREADY_REGISTERED", "warn"),
        row("ALREADY_REGISTERED", "off", phases=("drop",)),
    ],
)
@pytest.mark.row("METU-14")
def test_no_policy_and_no_waiver_puts_a_course_on_the_list_twice(turned):
    """There is no second line to write it down on, and its seat would be lost."""
    waived = student(11, waivers=(Waiver("ALREADY_REGISTERED"),))
    verdict = judge(waived, term(rows=policy(turned)), add=[12])
    assert [(f.code, f.action, f.waived) for f in verdict.findings] == [("ALREADY_REGISTERED", "refuse", False)]
    assert not verdict.accepted


@pytest.mark.parametrize(
    ("code", "facts", "edit"),
    [
        ("APPROVED_LOCKED", {"state": "final"}, {"add": [51]}),
        ("NOT_REGISTERED", {}, {"drop": [51]}),
    ],
)
def test_policy_turns_each_of_them(code, facts, edit):
    assert codes(student(11, 21, 31, 41, **facts), **edit) == [code]
    assert codes(student(11, 21, 31, 41, **facts), term(rows=policy(row(code, "off"))), **edit) == []


# several screens (METU-03)


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize(("seen", "told"), [(None, False), (0, False), (1, True)])
@pytest.mark.row("METU-03")
def test_a_screen_that_is_behind_is_told_where_policy_says_so(edit, seen, told):
    """METU's own row is off: the page says it anyway and shows the list as it is now (DESIGN.md §12)."""
    held, warned = student(11, 21, 31, 41), term(rows=policy(row("MULTI_SCREEN", "warn", article="L4")))
    assert found(held, warned, seen=seen, **edit) == ([("MULTI_SCREEN", {"seen": 1, "now": 0})] if told else [])
    assert judge(held, warned, seen=seen, **edit).accepted
    assert found(held, seen=seen, **edit) == []


@pytest.mark.row("METU-03")
def test_policy_may_refuse_what_an_old_screen_sends():
    strict = term(rows=policy(row("MULTI_SCREEN", "refuse")))
    assert not judge(student(), strict, add=[11], seen=3).accepted
    assert found(student(11, 21, 31), strict, seen=3) == []


# compulsory courses (KOU-65)

IN_ADD_DROP = "2026-02-24 10:00"
KOU = policy(of="kou")
PLAN = curriculum({1: {1}, 3: {2}})


def kou(*own, rows=KOU):
    return term(PLAN, *own, rows=rows)


def dropper(*held: int, at: str = IN_ADD_DROP, **fields):
    return student(*(held or (11, 21, 31, 41)), at=at, **fields)


@pytest.mark.parametrize(
    ("took", "edit", "expected"),
    [
        ({}, {"drop": [11]}, [("COMPULSORY_DROP", {"grade": None})]),  # a must course
        ({}, {"drop": [31]}, []),  # an elective
        ({3: "FF"}, {"drop": [31]}, [("COMPULSORY_DROP", {"grade": "FF"})]),  # one being repeated after a failure
        ({3: "DD"}, {"drop": [31]}, []),
        ({1: "FF"}, {"drop": [11]}, [("COMPULSORY_DROP", {"grade": "FF"})]),
        ({1: "DD"}, {"drop": [11]}, []),  # passed: it need not be taken
        ({}, {"drop": [11, 21, 31]}, [("COMPULSORY_DROP", {"grade": None})] * 2),
        ({}, {"add": [12], "drop": [11]}, []),  # another section of it
        ({}, {"add": [51], "drop": [11]}, [("COMPULSORY_DROP", {"grade": None})]),
        ({}, {"add": [51]}, []),
    ],
)
@pytest.mark.row("KOU-65")
def test_in_add_drop_a_compulsory_course_stays(took, edit, expected):
    assert found(dropper(took=took), kou(), **edit) == expected


@pytest.mark.row("KOU-65")
def test_an_equivalent_passed_before_frees_the_must_course():
    assert codes(dropper(took={9: "CC"}), kou(course(1, equivalents=(9,))), drop=[11]) == []
    assert codes(dropper(took={9: "FF"}), kou(course(1, equivalents=(9,))), drop=[11]) == ["COMPULSORY_DROP"]


@pytest.mark.row("KOU-65")
def test_musts_of_every_programme_are_compulsory():
    second = programme(id=2, department_id=EE, curriculum_id=1, is_primary=False)
    first = programme(curriculum_id=None)
    no_load = policy(row("LOAD_EXCEEDED", "off"), of="kou")
    assert codes(dropper(programmes=(first, second)), kou(rows=no_load), drop=[11]) == ["COMPULSORY_DROP"]
    assert codes(dropper(programmes=(first,)), kou(rows=no_load), drop=[11]) == []


@pytest.mark.row("KOU-65")
def test_the_windows_are_policy():
    early = "2026-02-10 10:00"
    assert codes(dropper(at=early), kou(), drop=[11]) == []
    both = policy(row("COMPULSORY_DROP", "refuse", params={"windows": ["registration", "add_drop"]}), of="kou")
    assert codes(dropper(at=early), kou(rows=both), drop=[11]) == ["COMPULSORY_DROP"]
    assert codes(dropper(at="2026-02-20 10:00"), kou(rows=both), drop=[11]) == ["WINDOW_CLOSED"]  # between the two
    assert codes(dropper(), kou(rows=policy(row("COMPULSORY_DROP", "off"), of="kou")), drop=[11]) == []


# sections that too few chose (OMU-17)

OMU = policy(of="omu")
SHUT = section(31, not_opened=True)


@pytest.mark.parametrize(
    ("held", "edit", "expected"),
    [
        ((), {"add": [31]}, ["COURSE_NOT_OPENED"]),
        ((), {"add": [32]}, []),
        ((32,), {"add": [31], "drop": [32]}, ["COURSE_NOT_OPENED"]),
        ((31,), {"add": [32], "drop": [31]}, []),
        ((31,), {"drop": [31]}, []),
        ((31,), {"add": [41]}, []),
        ((31,), {}, ["COURSE_NOT_OPENED"]),
        ((31,), {"kind": "send"}, ["COURSE_NOT_OPENED"]),
        ((31,), {"kind": "open"}, []),
    ],
)
@pytest.mark.row("OMU-17")
def test_a_section_not_opened_is_neither_added_nor_approved(held, edit, expected):
    assert codes(student(*held), term(SHUT, rows=OMU), **edit) == expected
    off = policy(row("COURSE_NOT_OPENED", "off"), of="omu")
    assert codes(student(*held), term(SHUT, rows=off), **edit) == []


# cancelled sections


@pytest.mark.parametrize(
    ("held", "edit", "expected"),
    [
        ((), {"add": [31]}, ["SECTION_CANCELLED"]),
        ((32,), {"add": [31], "drop": [32]}, ["SECTION_CANCELLED"]),
        ((31,), {"add": [32], "drop": [31]}, []),
        ((31,), {"drop": [31]}, []),
        ((31,), {"add": [41]}, []),
        ((31,), {}, ["SECTION_CANCELLED"]),
        ((31,), {"kind": "send"}, ["SECTION_CANCELLED"]),
        ((31,), {"kind": "open"}, []),
    ],
)
def test_a_cancelled_section_is_neither_added_nor_sent_nor_approved(held, edit, expected):
    cancelled = section(31, cancelled=True)
    assert codes(student(*held), term(cancelled, rows=OMU), **edit) == expected
    off = policy(row("SECTION_CANCELLED", "off"), of="omu")
    assert codes(student(*held), term(cancelled, rows=off), **edit) == []


# face to face or by distance (OMU-48, OMU-55, OMU-57; KOU-98, KOU-110, KOU-111)

TURKISH = course(3, is_five_i=True)
FACE, UZEM = section(31), section(32, delivery="distance")
BOTH = (TURKISH, FACE, UZEM)


def in_mode(section_id: int, mode: str = ""):
    return {"add": [Line(section_id, mode=mode)]}


NEEDED = [("MODE_REQUIRED", {})]


def given(mode: str, asked: str):
    return [("MODE_NOT_ALLOWED", {"case": "section", "mode": mode, "asked": asked})]


@pytest.mark.parametrize("rows", [OMU, KOU])
@pytest.mark.parametrize("took", [{}, {3: "FF"}])
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (in_mode(31), NEEDED),
        (in_mode(32), NEEDED),
        (in_mode(31, "face"), []),
        (in_mode(32, "distance"), []),
        (in_mode(31, "distance"), given("face", "distance")),
        (in_mode(32, "face"), given("distance", "face")),
    ],
)
@pytest.mark.row("OMU-48")
@pytest.mark.row("OMU-57")
@pytest.mark.row("KOU-110")
def test_a_course_given_both_ways_asks_for_the_choice(rows, took, asked, expected):
    assert found(student(took=took), term(*BOTH, rows=rows), **asked) == expected


@pytest.mark.parametrize(
    "own",
    [
        (TURKISH, section(31, delivery="distance"), section(32, delivery="distance")),  # KOU-111
        (TURKISH, section(31), section(32)),
        (TURKISH, section(31), section(32, delivery="distance", not_opened=True)),
    ],
)
@pytest.mark.row("KOU-111")
def test_where_there_is_one_way_nothing_is_asked(own):
    assert found(student(), term(*own, rows=KOU), add=[31]) == []
    assert found(student(), term(*BOTH, rows=KOU), add=[31]) == NEEDED


@pytest.mark.row("OMU-48")
def test_omu_asks_for_the_common_compulsory_courses_only():
    assert found(student(), term(course(3), FACE, UZEM, rows=OMU), add=[31]) == []
    assert found(student(), term(course(3), FACE, UZEM, rows=KOU), add=[31]) == NEEDED


@pytest.mark.parametrize(
    ("asked", "allowed"), [(in_mode(31, "face"), False), (in_mode(32), True), (in_mode(31), False)]
)
@pytest.mark.row("OMU-55")
def test_at_associate_level_uzem_is_the_only_way(asked, allowed):
    who = student(mine={"level": "associate"})
    expected = [] if allowed else [("MODE_NOT_ALLOWED", {"mode": "distance"})]
    assert found(who, term(*BOTH, rows=OMU), **asked) == expected
    assert found(who, term(course(3), FACE, UZEM, rows=OMU), **asked) == []


@pytest.mark.parametrize(
    ("held", "asked", "expected"),
    [
        ((31,), {"add": [33], "drop": [31]}, []),  # in the mode that the student is in
        ((31,), {"add": [32], "drop": [31]}, NEEDED),
        ((31,), {"add": [Line(32, mode="distance")], "drop": [31]}, []),
        ((31,), {"drop": [31]}, []),
        ((31,), {}, []),
        ((31,), {"kind": "send"}, []),
    ],
)
@pytest.mark.row("KOU-98")
def test_a_change_asks_again_only_where_the_mode_changes(held, asked, expected):
    three = term(*BOTH, section(33), rows=KOU)
    seats = {33: student().seats[31]}
    assert found(student(*held, seats=seats), three, **asked) == expected


@pytest.mark.row("OMU-48")
def test_policy_turns_the_choice():
    assert found(student(), term(*BOTH), add=[31]) == []  # METU has no such row
    face = policy(row("MODE", "refuse", params={"only": "face"}), of="omu")
    assert found(student(), term(*BOTH, rows=face), add=[32]) == [("MODE_NOT_ALLOWED", {"mode": "face"})]
    assert found(student(), term(*BOTH, rows=policy(row("MODE", "off"), of="omu")), add=[31]) == []
