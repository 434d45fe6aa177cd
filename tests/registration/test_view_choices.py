"""What a student chooses beside the section: status, elective category and delivery."""

from __future__ import annotations

import pytest

from curriculum.models import CourseCategory, Programme, SeatCounter
from registration.fixes import find_fixes
from registration.models import Enrolment
from registration.rules.facts import Change, Line
from registration.services import preview
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import World

from .ask import turn

pytestmark = pytest.mark.django_db
PAGE, CHANGE, SEARCH = "/registration/", "/registration/change/", "/registration/search/"
STATUS = "Change status or category of ticked"


def held(student) -> list[tuple[str, str, str]]:
    lines = Enrolment.objects.filter(student=student).select_related("section__course").order_by("id")
    return [(str(e.section), e.status, e.category) for e in lines]


def options(shown: Shown, name: str) -> list[tuple[str, str, bool]]:
    """The choices of a select: value, text, and whether it is chosen."""
    [select] = [s for s in shown.all("select") if attributes(s)["name"] == name]
    return [
        (attributes(o)["value"], text_of(o), "selected" in attributes(o)) for o in shown.all("option", within=select)
    ]


def electives(world: World, course, *categories: str) -> None:
    for category in categories:
        CourseCategory.objects.create(course=course, department=world.ceng, category=category)
    CourseCategory.objects.create(course=course, category="FE")  # of any other department


@pytest.fixture(params=[True, False], ids=["htmx", "plain"])
def scripts(request) -> bool:
    return request.param


def pressed(visitor: Visitor, shown: Shown, button: str, scripts: bool, **typed) -> Shown:
    answer = visitor.press(shown, button, **typed)
    return answer if scripts or answer.status != 302 else visitor.follow(answer)


# status


@pytest.mark.row("METU-14")
def test_a_course_is_added_in_ni_status(world: World, scripts: bool):
    student = world.student()
    u4 = Visitor(student.user, htmx=scripts)
    page = Visitor(student.user).get(PAGE)
    assert options(page, "status") == [("normal", "Normal", True), ("ni", "Not included (NI)", False)]

    answer = pressed(u4, page, "Add", scripts, code="5710213", section="2", status="ni")

    assert (held(student), answer.findings) == ([("CENG213/2", "ni", "")], [])
    assert options(answer, f"status_{world.x2.id}")[1] == ("ni", "Not included (NI)", True)


def test_the_status_of_a_held_course_is_changed_in_its_row(world: World, scripts: bool):
    student = world.student()
    world.change(student, add=[world.x2, world.y1])
    SeatCounter.objects.filter(section=world.x2).update(capacity=1)  # a full section is no reason against it
    u4 = Visitor(student.user, htmx=scripts)

    typed = {f"status_{world.x2.id}": "ni", f"status_{world.y1.id}": "ni"}  # only the ticked one counts
    answer = pressed(u4, u4.get(PAGE), STATUS, scripts, tick=str(world.x2.id), **typed)

    assert answer.text("strong", within=answer.one(id="answer")) == "Done. Your list is up to date."
    assert held(student) == [("CENG213/2", "ni", ""), ("CENG331/1", "normal", "")]
    assert world.taken(world.x2) == 1


def test_a_change_of_status_needs_a_tick(world: World):
    student = world.student()
    world.change(student, add=[world.x2])
    u4 = Visitor(student.user, htmx=True)

    answer = u4.press(u4.get(PAGE), STATUS, **{f"status_{world.x2.id}": "ni"})

    assert (answer.findings, held(student)) == (["NOTHING_SELECTED"], [("CENG213/2", "normal", "")])


@pytest.mark.row("METU-16")
def test_another_section_keeps_status_and_category(world: World, scripts: bool):
    electives(world, world.x, "TE", "NTE")
    student = world.student()
    world.change(student, add=[Line(world.x2.id, "ni", "NTE")])
    u4 = Visitor(student.user, htmx=scripts)

    typed = {f"to_{world.x2.id}": "1"}
    answer = pressed(u4, u4.get(PAGE), "Change section of ticked", scripts, tick=str(world.x2.id), **typed)

    assert (held(student), answer.courses) == ([("CENG213/1", "ni", "NTE")], ["CENG213/1"])


def test_where_policy_has_no_ni_none_is_offered(world: World):
    turn("NI_CONDITIONS", "refuse", params={"max_per_term": 0})
    student = world.student()
    world.change(student, add=[world.x2])
    u4 = Visitor(student.user)

    page, found = u4.get(PAGE), u4.get(SEARCH, q="ceng")

    named = [attributes(s)["name"] for shown in (page, found) for s in shown.all("select")]
    assert [name for name in named if name.startswith("status")] == []
    assert [text_of(b) for b in page.all("button", within=page.one(id="change-form"))] == [
        "",  # what Enter in a field would press: it does nothing
        "Drop CENG213/2",
        "Change section CENG213/2",
        "Drop ticked",
        "Change section of ticked",
    ]


def test_a_status_chosen_before_a_wrong_number_is_kept(world: World):
    student = world.student()
    world.change(student, add=[world.x2])
    u4 = Visitor(student.user, htmx=True)

    answer = u4.press(u4.get(PAGE), "Add", code="5710331", section="9", status="ni")
    assert answer.fields(answer.one(id="add-form"))["status"] == ["ni"]

    typed = {f"to_{world.x2.id}": "9", f"status_{world.x2.id}": "ni", "tick": str(world.x2.id)}
    answer = u4.press(answer, "Change section of ticked", **typed)
    assert answer.fields(answer.one(id="change-form"))[f"status_{world.x2.id}"] == ["ni"]


@pytest.mark.parametrize("value", ["xx", "NI", "", "normal' --", "TE"])
def test_what_no_form_offers_is_as_if_nothing_was_chosen(world: World, value: str):
    student = world.student()
    u4 = Visitor(student.user, htmx=True)
    u4.post(CHANGE, action="add", code="5710213", section="2", status=value, category=value and "XXXX", mode=value)

    assert held(student) == [("CENG213/2", "normal", "")]


# categories


def test_of_several_categories_one_is_chosen_and_none_beforehand(world: World, scripts: bool):
    electives(world, world.x, "TE", "NTE")
    electives(world, world.y, "TE")
    student = world.student()
    u4 = Visitor(student.user, htmx=scripts)

    found = Visitor(student.user).get(SEARCH, q="ceng")
    assert options(found, f"category_{world.x2.id}") == [
        ("", "Choose a category", False),
        ("NTE", "Nontechnical elective", False),
        ("TE", "Technical elective", False),
    ]
    fields = found.fields(found.form_of("Add ticked"))
    assert fields[f"category_{world.y1.id}"] == ["TE"]  # the only one is chosen already

    picks = {"pick": [str(world.x2.id), str(world.y1.id)], f"category_{world.x2.id}": "NTE"}
    answer = pressed(u4, found, "Add ticked", scripts, **picks)

    assert sorted(held(student)) == [("CENG213/2", "normal", "NTE"), ("CENG331/1", "normal", "TE")]
    assert options(answer, f"category_{world.x2.id}")[1] == ("NTE", "Nontechnical elective", True)
    answer = pressed(u4, answer, STATUS, scripts, tick=str(world.x2.id), **{f"category_{world.x2.id}": "TE"})
    assert held(student)[0] == ("CENG213/2", "normal", "TE")


def test_another_department_and_a_must_course_have_their_own(world: World):
    electives(world, world.x, "TE", "NTE")
    world.must(world.y, 5)
    electives(world, world.y, "TE", "NTE")
    electrical = Programme.objects.create(code="EE", name="Elektrik-Elektronik", department=world.ee)
    ceng, ee = world.student(), world.student("2501240", programme=electrical)

    def offered(student) -> set[str]:
        selects = [attributes(s)["name"] for s in Visitor(student.user).get(SEARCH, q="ceng").all("select")]
        return {name for name in selects if name.startswith("category_")}

    assert offered(ceng) == {f"category_{world.x1.id}", f"category_{world.x2.id}"}
    assert offered(ee) == set()  # what is left to it is one: free elective
    turn("LOAD_EXCEEDED", "off")  # the student of EE has no curriculum
    world.change(ceng, add=[world.y1])
    world.change(ee, add=[world.x2])
    assert (held(ceng)[0][2], held(ee)[0][2]) == ("", "FE")


# what is only open as NI


def test_a_course_that_is_open_as_ni_alone_is_offered_as_ni(world: World):
    turn("PHD_UG_NOT_NI", "refuse", profile="METU · doktora")
    gp = world.graduate(level="doctorate")
    visitor = Visitor(gp.user)

    found = visitor.get(SEARCH, q="5710213")
    assert [o for o in options(found, f"status_{world.x2.id}") if o[2]] == [("ni", "Not included (NI)", True)]
    visitor.follow(visitor.press(found, "Add ticked", pick=str(world.x2.id)))

    assert held(gp) == [("CENG213/2", "ni", "")]


# delivery


def test_the_way_a_course_is_given_is_said_and_none_is_chosen(world: World):
    x3 = world.section(world.x, 3)
    x3.delivery = "distance"
    x3.save()
    student = world.student()
    u4 = Visitor(student.user)

    found = u4.get(SEARCH, q="5710213")

    rows = [text_of(row) for row in found.all("tr") if found.all("input", row)]
    assert [("Distance" in r or "distance" in r, "ace to face" in r) for r in rows] == [
        (False, True),
        (False, True),
        (True, False),
    ]
    fields = found.fields(found.form_of("Add ticked"))
    assert "pick" not in fields
    assert [fields[f"mode_{s.id}"] for s in (world.x1, x3)] == [["face"], ["distance"]]
    assert f"mode_{world.y1.id}" not in u4.get(SEARCH, q="5710331").html

    u4.follow(u4.press(found, "Add ticked", pick=str(x3.id)))
    assert Enrolment.objects.get(student=student).section == x3


# fixes


def fixes(world: World, student, line: Line, code: str):
    """What would be accepted instead, were the line refused for this."""
    change = Change(frozenset({line}))
    _, facts, catalogue = preview(student_id=student.id, term_id=world.term.id, change=change)
    section = catalogue.sections[line.section_id]
    figures = {"admits": sorted(catalogue.courses[section.course_id].categories_for(world.ceng.id))}
    told = {"action": "refuse", "waived": False, "course_id": section.course_id}
    finding = {"code": code, "section_id": line.section_id, "figures": figures, **told}
    return list(find_fixes(catalogue, facts, change, (finding,)))


def test_a_fix_keeps_status_and_category(world: World):
    electives(world, world.x, "TE", "NTE")
    [fix] = fixes(world, world.student(), Line(world.x1.id, "ni", "NTE"), "CAPACITY_FULL")
    assert fix.change.add == {Line(world.x2.id, "ni", "NTE")}


def test_a_category_and_a_way_of_delivery_are_offered_as_fixes(world: World):
    electives(world, world.x, "TE", "NTE")
    x3 = world.section(world.x, 3)
    x3.delivery = "distance"
    x3.save()
    u4, line = world.student(), Line(world.x1.id)

    offered = fixes(world, u4, line, "CATEGORY_MISMATCH")
    assert [(f.kind, *f.change.add) for f in offered] == [
        ("category", Line(world.x1.id, category="NTE")),
        ("category", Line(world.x1.id, category="TE")),
    ]
    offered = fixes(world, u4, line, "MODE_REQUIRED")
    assert [(f.kind, *f.change.add) for f in offered] == [
        ("mode", Line(s.id, mode=mode)) for s, mode in ((world.x1, "face"), (x3, "distance"))
    ]


def test_the_status_that_would_be_accepted_is_offered(world: World, scripts: bool):
    turn("PHD_UG_NOT_NI", "refuse", profile="METU · doktora")
    gp = world.graduate(level="doctorate")
    visitor = Visitor(gp.user, htmx=scripts)

    refused = pressed(visitor, visitor.get(PAGE), "Add", scripts, code="5710213", section="2")
    [button] = [text_of(b) for b in refused.all("button", within=refused.one(id="answer"))]
    assert button == "CENG213/2 as Not included (NI)"
    pressed(visitor, refused, button, scripts)

    assert held(gp) == [("CENG213/2", "ni", "")]


def test_a_fix_taken_by_one_press_is_taken_in_the_status_asked_for(world: World, scripts: bool):
    electives(world, world.x, "TE", "NTE")
    SeatCounter.objects.filter(section=world.x1).update(capacity=0)
    student = world.student()
    u4 = Visitor(student.user, htmx=scripts)
    picks = {"action": "add", "pick": str(world.x1.id), f"status_{world.x1.id}": "ni", f"category_{world.x1.id}": "TE"}

    refused = u4.post(CHANGE, **picks)
    refused = refused if scripts else u4.follow(refused)
    pressed(u4, refused, "CENG213/2 instead of CENG213/1: Tue 09:40–12:30, 30 seats", scripts)

    assert held(student) == [("CENG213/2", "ni", "TE")]


def test_every_select_has_a_name_that_is_spoken(world: World):
    electives(world, world.x, "TE", "NTE")
    student = world.student()
    world.change(student, add=[world.x2])
    u4 = Visitor(student.user)
    for shown in (u4.get(PAGE), u4.get(SEARCH, q="ceng")):
        labelled = {attributes(label)["for"] for label in shown.all("label")}
        selects = [attributes(s) for s in shown.all("select")]
        assert selects and [s["name"] for s in selects if s.get("id") not in labelled and "aria-label" not in s] == []
