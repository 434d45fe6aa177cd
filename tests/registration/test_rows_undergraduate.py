"""The rows of METU's undergraduates on both campuses: screens, library, categories, probation, prerequisites."""

from __future__ import annotations

import uuid

import pytest

from curriculum.models import Corequisite, CourseCategory, CourseEquivalence, CurriculumItem, Grade, Programme, Section
from people.models import Hold, Student, StudentProgramme
from registration.models import Enrolment
from registration.rules.facts import Change, Line
from registration.services import preview
from tests.visitor import Visitor
from tests.world import World

from .ask import METU, OK, ask, refused, turn, warned

pytestmark = pytest.mark.django_db
NORTH = "METU · KKK · lisans"


def opened(world: World, who: Student, kind: str = "open") -> list[str]:
    """What the list as it stands says at a step."""
    verdict, *_ = preview(student_id=who.id, term_id=world.term.id, change=Change(), kind=kind)
    return [f.code for f in verdict.findings if f.code != "CONTACT_ADVISOR"]  # said until they spoke (METU-37)


def more(world: World, *numbers: str, **fields: str) -> tuple[Section, ...]:
    return tuple(world.section(world.course(number, **fields), 1) for number in numbers)


# several screens


@pytest.mark.row("METU-02")
def test_whether_a_second_screen_may_save_is_policy(world: World):
    """METU's own row is off: any number of screens is safe (DESIGN.md §12). Turned, the newest screen alone saves."""
    turn("MULTI_SCREEN", "refuse", profile=METU)
    u4 = world.student()
    visitor = Visitor(u4.user, htmx=True)
    stale = visitor.get("/registration/")
    world.change(u4, add=[world.x2])
    fresh = visitor.get("/registration/")

    answer = visitor.press(stale, "Add", code="5710331", section="1")
    assert (answer.findings, answer.courses) == (["MULTI_SCREEN"], ["CENG213/2"])
    answer = visitor.press(fresh, "Add", code="5710331", section="1")
    assert (answer.findings, answer.courses) == ([], ["CENG213/2", "CENG331/1"])


@pytest.mark.row("METU-03")
def test_whether_a_second_screen_is_a_warning_is_policy(world: World):
    u4 = world.student()
    visitor = Visitor(u4.user, htmx=True)
    stale = visitor.get("/registration/")
    world.change(u4, add=[world.x2])
    answer = visitor.press(stale, "Add", code="5710331", section="1")
    assert (answer.findings, answer.courses) == ([], ["CENG213/2", "CENG331/1"])

    turn("MULTI_SCREEN", "warn", profile=METU)
    third = world.section(world.course("5710140"), 1)
    typed = {"code": "5710140", "section": "1", "attempt": str(uuid.uuid4())}
    answer = visitor.press(stale, "Add", **typed)
    assert (answer.findings, str(third) in answer.courses) == (["MULTI_SCREEN"], True)


# the library


@pytest.mark.row("METU-56")
def test_a_debt_to_the_library_warns(world: World):
    u4 = world.student()
    Hold.objects.create(student=u4, kind=Hold.Kind.LIBRARY)
    assert ask(world, u4, add=(world.x2,)) == warned("LIBRARY_DEBT")
    assert opened(world, u4) == ["LIBRARY_DEBT"]
    turn("LIBRARY_DEBT", "refuse", profile=METU)
    assert ask(world, u4, add=(world.y1,)) == refused("LIBRARY_DEBT")
    assert ask(world, u4, add=(world.x1,), drop=(world.x2,)) == OK
    turn("LIBRARY_DEBT", "off", profile=METU, since="2026-02-10")
    assert opened(world, u4) == []


# criteria


@pytest.mark.row("METU-58")
def test_whether_a_section_without_criteria_is_open_is_policy(world: World):
    assert ask(world, world.student(), add=(world.x1,)) == OK
    turn("CRITERIA", "refuse", profile=METU, params={"without_rows": "closed"})
    assert ask(world, world.student("2501240"), add=(world.x1,)) == refused("CRITERIA_NONE")


# electives


@pytest.mark.row("METU-61")
def test_an_elective_is_taken_in_its_category(world: World):
    [z] = more(world, "5710495")
    CourseCategory.objects.create(course=z.course, department=world.ceng, category="TE")
    u4, other = world.student(), world.student("2501240")
    wrong = {"asked": "NTE", "admits": ["TE", "FE"]}
    assert ask(world, u4, add=(Line(z.id, category="NTE"),)) == refused("CATEGORY_MISMATCH", **wrong)
    assert ask(world, u4, add=(Line(z.id, category="TE"),)) == OK
    assert ask(world, other, add=(Line(z.id, category="FE"),)) == OK
    assert [e.category for e in Enrolment.objects.filter(section=z).order_by("id")] == ["TE", "FE"]

    turn("CATEGORY_MISMATCH", "refuse", profile=METU, params={"free_elective": False})
    third = world.student("2501250")
    strict = {"asked": "FE", "admits": ["TE"]}
    assert ask(world, third, add=(Line(z.id, category="FE"),)) == refused("CATEGORY_MISMATCH", **strict)
    turn("CATEGORY_MISMATCH", "off", profile=METU, since="2026-02-10")
    assert ask(world, third, add=(Line(z.id, category="NTE"),)) == OK


@pytest.mark.row("METU-61")
def test_one_category_is_chosen_by_itself_and_a_must_course_has_none(world: World):
    [z, must] = more(world, "5710495", "5710496")
    for section in (z, must):
        CourseCategory.objects.create(course=section.course, category="TE")
    world.must(must.course, 7)
    u4 = world.student()
    barred = {"asked": "TE", "admits": [], "case": "must"}
    assert ask(world, u4, add=(Line(must.id, category="TE"),)) == refused("CATEGORY_MISMATCH", **barred)
    assert ask(world, u4, add=(z, must)) == OK
    assert dict(Enrolment.objects.values_list("section_id", "category")) == {z.id: "TE", must.id: ""}


# the first load, few courses


@pytest.mark.row("METU-72")
def test_an_exempt_course_is_no_change_of_the_first_load(world: World):
    CurriculumItem.objects.filter(semester=1).delete()
    exempt = Grade.objects.create(letter="EX", is_pass=True, rank=20)
    world.grades["EX"] = exempt
    sections = more(world, "5710101", "5710102", "5710103", "5710104")
    for section in sections:
        world.must(section.course, 1)
    u0, other = (world.student(n, class_year=1, semester=1, cgpa=None) for n in ("2501231", "2501240"))
    world.passed(u0, sections[3].course, "EX")
    assert ask(world, u0, add=sections[:3]) == OK
    assert opened(world, u0, "approve") == []
    assert ask(world, other, add=sections[:3]) == OK
    assert opened(world, other, "approve") == ["FIRST_TERM_LOAD_CHANGED"]
    turn("FIRST_TERM_LOAD_CHANGED", "off")
    assert opened(world, other, "approve") == []


@pytest.mark.row("METU-73")
def test_courses_in_ni_status_are_not_counted(world: World):
    turn("FEW_COURSES", "warn", phases=["add"])  # the warning alone: what NI itself asks for is another row's
    first, second, third = more(world, "5710140", "5710242", "5710243")
    u3 = world.student(class_year=3)
    assert ask(world, u3, add=(first, second)) == warned("FEW_COURSES", courses=2, least=3)
    assert ask(world, u3, add=(third,)) == OK


# the load and probation on both campuses


@pytest.mark.row("METU-86")
def test_in_northern_cyprus_probation_holds_to_the_normal_load(world: World):
    """Even who could graduate with two courses more (NCC regulation art. 18(4), 30(3))."""
    sections = more(world, *(f"57104{n:02}" for n in range(7)))
    passed = [world.course(f"57105{n:02}") for n in range(34)]
    ankara, north = (world.student(n, cgpa="1.90", on_probation=True) for n in ("2501231", "2501240"))
    abroad = Programme.objects.create(code="CNG", name="CNG", department=world.ceng, campus="NCC")
    StudentProgramme.objects.filter(student=north).update(programme=abroad)
    for who in (ankara, north):
        for course in passed:
            world.passed(who, course, "DD", "20242")
        for section in sections:
            world.passed(who, section.course, "FF", "20242")
    over = {"load": "6", "max": "5", "unit": "courses", "cgpa": "1.90"}
    assert ask(world, north, add=sections[:5]) == OK
    assert ask(world, north, add=(sections[5],)) == refused("LOAD_EXCEEDED", **over)
    assert ask(world, ankara, add=sections[:7]) == OK
    turn("LOAD_EXCEEDED", "refuse", profile=NORTH, params={"probation_normal": False, "graduating_extra": "2"})
    assert ask(world, north, add=(sections[5],)) == OK


@pytest.mark.row("METU-87")
def test_probation_in_ankara_allows_no_new_course(world: World):
    q, failed, withdrawn = more(world, "5710140", "5710242", "5710243")
    world.grades["W"] = Grade.objects.create(letter="W", is_pass=False, rank=21)
    u3 = world.student(class_year=3, cgpa="1.90", on_probation=True)
    world.passed(u3, failed.course, "FF", "20242")
    world.passed(u3, withdrawn.course, "W", "20242")
    new = {"new": 1, "most": 0, "cgpa": "1.90"}
    assert ask(world, u3, add=(q,)) == refused("PROBATION_NEW_COURSE", **new)
    assert ask(world, u3, add=(withdrawn,)) == refused("PROBATION_NEW_COURSE", **new)
    assert ask(world, u3, add=(failed,)) == OK
    turn("PROBATION_NEW_COURSE", "refuse", params={"bands": [{"most": 1}]})
    assert ask(world, u3, add=(q,)) == OK
    assert ask(world, u3, add=(withdrawn,)) == refused("PROBATION_NEW_COURSE", new=2, most=1, cgpa="1.90")
    turn("PROBATION_NEW_COURSE", "off", since="2026-02-10")
    assert ask(world, u3, add=(withdrawn,)) == OK


@pytest.mark.row("METU-87")
@pytest.mark.parametrize(("cgpa", "most"), [("1.79", 0), ("1.80", 3), ("1.99", 3)])
def test_probation_in_northern_cyprus_goes_by_the_cgpa(world: World, cgpa: str, most: int):
    Programme.objects.update(campus="NCC")
    sections = more(world, *(f"57104{n:02}" for n in range(most + 1)))
    u3 = world.student(class_year=3, cgpa=cgpa, on_probation=True)
    if most:
        assert ask(world, u3, add=sections[:most]) == OK
    over = {"new": most + 1, "most": most, "cgpa": cgpa}
    assert ask(world, u3, add=(sections[most],)) == refused("PROBATION_NEW_COURSE", **over)
    three = {"bands": [{"most": 0}, {"cgpa_from": "1.80", "most": 3}]}
    turn("PROBATION_NEW_COURSE", "warn", profile=NORTH, params=three)
    assert ask(world, u3, add=(sections[most],)) == warned("PROBATION_NEW_COURSE", **over)


# NI status


@pytest.mark.row("METU-90")
@pytest.mark.parametrize(
    ("campus", "confirmed", "article"),
    [
        ("", False, "ODTÜ KKK lisans yönetmeliği md. 20; ODTÜ etkileşimli kayıt duyurusu (METU-90)"),
        ("NCC", True, "ODTÜ KKK lisans yönetmeliği (2026) md. 20"),
    ],
)
def test_the_regulation_of_the_other_campus_is_confirmed_there_alone(world: World, campus, confirmed, article):
    world.programme.campus = campus
    world.programme.save()
    three = more(world, "5710140", "5710242", "5710300")
    verdict, facts, catalogue = preview(
        student_id=world.student().id,
        term_id=world.term.id,
        change=Change(frozenset(Line(s.id, "ni") for s in three)),
    )
    [finding] = [f for f in verdict.findings if f.code == "NI_CONDITIONS"]
    assert (finding.figures, finding.article) == ({"case": "too_many", "count": 3, "most": 2}, article)
    ruling = catalogue.policy.rulings(facts.primary, facts.at.date())["NI_CONDITIONS"]
    assert ruling is not None and ruling.confirmed is confirmed


# prerequisites and co-requisites


@pytest.mark.row("METU-88")
def test_an_exemption_and_an_equivalent_satisfy_a_minimum_grade(world: World):
    world.grades["EX"] = Grade.objects.create(letter="EX", is_pass=True, rank=20)
    same = world.course("5670213")
    CourseEquivalence.objects.create(course=same, stands_for=world.x)
    world.prerequisite(world.y, world.x, min_grade="CC")
    exempt, elsewhere, poor = (world.student(n) for n in ("2501231", "2501240", "2501250"))
    world.passed(exempt, world.x, "EX")
    world.passed(elsewhere, same, "BB")
    world.passed(poor, same, "DC")
    need = {"numeric_code": "5710213", "code": "CENG213", "min_grade": "CC", "grade": "DC"}
    assert ask(world, exempt, add=(world.y1,)) == ask(world, elsewhere, add=(world.y1,)) == OK
    assert ask(world, poor, add=(world.y1,)) == refused("PREREQ_MISSING", missing=[need], alternatives=0)


@pytest.mark.row("METU-88")
def test_whether_a_course_in_progress_does_is_policy(world: World):
    world.prerequisite(world.y, world.x, min_grade="DD")
    u3 = world.student(class_year=3)
    need = {"numeric_code": "5710213", "code": "CENG213", "min_grade": "DD", "grade": None}
    assert ask(world, u3, add=(world.x2, world.y1)) == refused("PREREQ_MISSING", missing=[need], alternatives=0)
    turn("PREREQ_MISSING", "refuse", profile=METU, params={"in_progress": True})
    assert ask(world, u3, add=(world.x2, world.y1)) == OK


@pytest.mark.row("METU-88")
def test_a_corequisite_is_taken_together(world: World):
    Corequisite.objects.create(course=world.y, required=world.x)
    u3, before = world.student(class_year=3), world.student("2501240", class_year=3)
    world.passed(before, world.x, "FF")
    assert ask(world, u3, add=(world.y1,)) == refused("COREQ_MISSING", needs=["CENG213"])
    assert ask(world, before, add=(world.y1,)) == OK
    turn("FEW_COURSES", "off")
    assert ask(world, u3, add=(world.x2, world.y1)) == OK
    assert ask(world, u3, drop=(world.x2,)) == refused("COREQ_MISSING", needs=["CENG213"])
    turn("COREQ_MISSING", "off", profile=METU)
    assert ask(world, u3, drop=(world.x2,)) == OK


@pytest.mark.row("METU-93")
def test_every_outcome_is_a_row_of_data(world: World):
    """One list breaks a rule that warns and one that refuses: both are said, nothing is saved, and the rows decide."""
    Hold.objects.create(student=(u4 := world.student()), kind=Hold.Kind.LIBRARY)
    world.prerequisite(world.y, world.x)
    need = {"numeric_code": "5710213", "code": "CENG213", "min_grade": None, "grade": None}
    missing = ("PREREQ_MISSING", {"missing": [need], "alternatives": 0})
    assert ask(world, u4, add=(world.y1,)) == ("refused", [("LIBRARY_DEBT", {}), missing])
    assert world.list_of(u4) == set()
    turn("PREREQ_MISSING", "warn", profile=METU)
    assert ask(world, u4, add=(world.y1,)) == ("accepted", [("LIBRARY_DEBT", {}), missing])
