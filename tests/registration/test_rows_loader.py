"""The rows of what the system does by itself: loading, course counting."""

from __future__ import annotations

from datetime import date

import pytest

from curriculum.models import CourseCategory, Section
from fees.models import FeeStanding
from people.models import Student, ThesisAdvisorship
from registration import catalogue
from registration.audit import audit
from registration.degree import countings, pin_course
from registration.models import Transition
from registration.thesis import load_theses
from tests.world import World, at

from .ask import METU, turn
from .loading import advised, graduate, load, loaded, missing, special, teaches

pytestmark = pytest.mark.django_db

THESIS_MASTER, NO_THESIS, INTEGRATED, KOU = (
    "METU · tezli yüksek lisans",
    "METU · tezsiz yüksek lisans",
    "METU · lisans sonrası doktora",
    "KOÜ",
)


@pytest.fixture
def world(world: World) -> World:
    """The loader runs before registration opens."""
    at("2026-02-02 03:00")
    return world


@pytest.fixture
def kou(db) -> World:
    kou = World(policy="kou")
    at("2026-02-02 03:00")
    return kou


def sophomore(world: World, number: str, surname: str, **fields) -> Student:
    return world.student(number, class_year=2, surname=surname, **fields)


@pytest.mark.row("METU-64")
def test_must_courses_are_loaded_by_the_criteria(world: World):
    world.must(world.x, 4)
    world.criterion(world.x1, surname_from="A", surname_to="K")
    world.criterion(world.x2, surname_from="L", surname_to="Z")
    kaya, yilmaz = sophomore(world, "2401231", "Kaya"), sophomore(world, "2401241", "Yılmaz")
    passed = sophomore(world, "2401251", "Kaya")
    world.passed(passed, world.x, "CC")
    turn("LOADER", "", params={"mode": "none"})
    assert load(world).students == 0

    turn("LOADER", "", since="2026-02-02", params={"mode": "compulsory"})
    report = load(world)
    assert (report.students, report.lists, report.courses) == (3, 2, 2)
    assert [loaded(world, s) for s in (kaya, yilmaz, passed)] == [["CENG213/1"], ["CENG213/2"], []]
    assert audit() == []


@pytest.mark.row("METU-64")
def test_the_last_seats_go_by_the_order_of_service(world: World):
    world.must(world.x, 4)
    world.criterion(world.x1, surname_from="A", surname_to="K")
    world.criterion(world.x2, surname_from="L", surname_to="Z")
    world.x1.seats.capacity = 2
    world.x1.seats.save(update_fields=["capacity"])
    low, high, middle = (
        sophomore(world, number, "Kaya", cgpa=cgpa)
        for number, cgpa in (("2401231", "2.00"), ("2401241", "3.00"), ("2401251", "2.50"))
    )
    load(world)
    assert [loaded(world, s) for s in (low, high, middle)] == [[], ["CENG213/1"], ["CENG213/1"]]
    assert missing(world, low) == {"CENG213": "CAPACITY"}


@pytest.mark.row("METU-64")
def test_the_order_of_service_is_policy(world: World):
    world.must(world.x, 4)
    world.criterion(world.x2, surname_from="L")
    world.x1.seats.capacity = 1
    world.x1.seats.save(update_fields=["capacity"])
    first, better = sophomore(world, "2401231", "Kaya"), sophomore(world, "2401241", "Kaya", cgpa="4.00")
    turn("LOADER", "", params={"mode": "compulsory", "order": "number"})
    load(world)
    assert [loaded(world, s) for s in (first, better)] == [["CENG213/1"], []]


@pytest.mark.row("METU-64")
def test_the_fee_does_not_stop_the_loader_unless_policy_says_so(world: World):
    world.must(world.x, 4)
    owing, later = sophomore(world, "2401231", "Kaya"), sophomore(world, "2401241", "Kaya")
    for student in (owing, later):
        FeeStanding.objects.create(student=student, term=world.term, charged=1104)
    load(world, owing)
    assert loaded(world, owing) == ["CENG213/1"]

    turn("FEE_UNPAID", "refuse", profile=METU, phases=["add", "change", "send", "approve", "load"])
    load(world, later)
    assert (loaded(world, later), missing(world, later)) == ([], {"CENG213": "OTHER"})


@pytest.mark.row("METU-65")
def test_failed_must_courses_come_back_ahead_of_new_ones(world: World):
    new = world.course("5710140")
    world.section(new, 1, (3, "09:40", "10:30"))
    world.must(world.x, 3)
    world.must(new, 4)
    u3 = sophomore(world, "2401231", "Kaya")
    world.passed(u3, world.x, "FF", "20242")
    turn("LOAD_EXCEEDED", "refuse", params={"normal": "1", "bands": [{"cgpa_from": "0"}]})
    load(world)
    assert loaded(world, u3) == ["CENG213/1"]
    assert missing(world, u3) == {"CENG140": "LOAD"}
    [counting] = countings(student_id=u3.id, term_id=world.term.id).values()
    assert counting.replaces == {world.x.id: world.x.id}  # a repeat


@pytest.mark.row("METU-65")
def test_what_is_failed_and_not_offered_is_kept_and_a_failed_elective_is_never_loaded(world: World):
    gone = world.course("5710140")
    world.must(gone, 3)
    u3 = sophomore(world, "2401231", "Kaya")
    world.passed(u3, gone, "FF", "20242")
    world.passed(u3, world.y, "FF", "20242")  # in no curriculum
    load(world)
    assert (loaded(world, u3), missing(world, u3)) == ([], {"CENG140": "NOT_OFFERED"})

    turn("LOADER", "", params={"mode": "none"})
    world.section(gone, 1)
    catalogue.forget()
    load(world)
    assert loaded(world, u3) == []
    turn("LOADER", "", since="2026-02-02", params={"mode": "compulsory"})
    load(world)
    assert (loaded(world, u3), missing(world, u3)) == (["CENG140/1"], {})


@pytest.mark.row("METU-66")
def test_an_elective_counts_to_the_slot_of_the_failed_one_and_the_student_picks_among_several(world: World):
    q, r = world.course("5710400"), world.y
    for course, category in ((q, "TE"), (r, "TE"), (r, "NTE")):
        CourseCategory.objects.create(course=course, category=category)
    free = world.curriculum.items.create(semester=8, order=9, category="FE")
    other = world.curriculum.items.create(semester=8, order=8, category="NTE")
    u3 = world.student()
    world.passed(u3, q, "FF", "20242")
    at("2026-02-10 10:00")
    assert world.change(u3, add=(world.y1,)).accepted

    [(programme, counting)] = countings(student_id=u3.id, term_id=world.term.id).items()
    first = min(world.curriculum.items.filter(category="TE").values_list("semester", "order", "id"))[2]
    assert [(x.item_id, x.by and x.by.course_id) for x in counting.of("current")] == [(first, r.id)]
    assert counting.replaces == {r.id: q.id}
    assert [(c.course_id, c.items) for c in counting.choices] == [(r.id, (first, other.id, free.id))]

    asked = {"programme_id": programme.id, "term_id": world.term.id, "course_id": r.id}
    stranger = world.staff("yabanci").user
    refused = pin_course(**asked, item_id=free.id, replaces_id=None, actor=stranger)
    assert [f.code for f in refused] == ["NOT_YOUR_ADVISEE"]
    wrong = pin_course(**asked, item_id=None, replaces_id=world.x.id, actor=u3.user)
    assert [f.code for f in wrong] == ["COUNTING_IMPOSSIBLE"]
    for actor in (u3.user, world.advisor.user):
        assert pin_course(**asked, item_id=free.id, replaces_id=None, actor=actor) == ()
        [counting] = countings(student_id=u3.id, term_id=world.term.id).values()
        assert [x.item_id for x in counting.of("current")] == [free.id]
        assert (counting.choices, counting.replaces) == ((), {})


@pytest.mark.row("METU-67")
@pytest.mark.parametrize("level", ["master", "doctorate"])
def test_seminar_is_loaded_in_semesters_3_and_4(world: World, level: str):
    seminar, _ = special(world, "5710590", "seminar", level)
    people = {n: graduate(world, level, f"26012{n}1", n) for n in (2, 3, 4, 5)}
    passed = graduate(world, level, "2601291", 4)
    world.passed(passed, seminar, "AA")
    load(world)
    assert {n: loaded(world, s) for n, s in people.items()} == {2: [], 3: ["CENG590/1"], 4: ["CENG590/1"], 5: []}
    assert loaded(world, passed) == []


@pytest.mark.row("METU-67")
def test_the_semesters_of_the_seminar_are_policy(world: World):
    seminar, _ = special(world, "5710590", "seminar")
    second, passed = graduate(world, "master", "2601221", 2), graduate(world, "master", "2601241", 4)
    world.passed(passed, seminar, "AA")
    turn("LOADER", "", profile=THESIS_MASTER, params={"seminar_semesters": [2, 4], "skip_if_passed": False})
    load(world)
    assert [loaded(world, s) for s in (second, passed)] == [["CENG590/1"], ["CENG590/1"]]


@pytest.mark.row("METU-68")
def test_who_came_from_a_bachelors_degree_has_the_seminar_in_semesters_5_and_6(world: World):
    special(world, "5710690", "seminar", "doctorate")
    people = {n: graduate(world, "doctorate_int", f"26012{n}1", n) for n in (3, 5, 6, 7)}
    load(world)
    assert {n: loaded(world, s) for n, s in people.items()} == {3: [], 5: ["CENG690/1"], 6: ["CENG690/1"], 7: []}

    turn("LOADER", "", profile=INTEGRATED, params={"seminar_semesters": [7]})
    load(world)
    assert loaded(world, people[7]) == ["CENG690/1"]
    assert loaded(world, people[3]) == []


@pytest.mark.row("METU-69")
@pytest.mark.parametrize("education", ["day", "evening"])
def test_the_term_project_is_loaded_from_semester_2_until_it_is_passed(world: World, education: str):
    project, _ = special(world, "5710599", "term_project")
    people = {n: graduate(world, "master_nt", f"26012{n}1", n, education=education) for n in (1, 2, 3)}
    passed = graduate(world, "master_nt", "2601291", 3, education=education)
    world.passed(passed, project, "AA")
    load(world)
    assert {n: loaded(world, s) for n, s in people.items()} == {1: [], 2: ["CENG599/1"], 3: ["CENG599/1"]}
    assert loaded(world, passed) == []

    turn("LOADER", "", profile=NO_THESIS, params={"term_project_from": 1})
    load(world)
    assert loaded(world, people[1]) == ["CENG599/1"]


@pytest.mark.row("METU-70")
def test_thesis_and_thesis_studies_are_loaded_at_once_in_the_advisors_section(world: World):
    thesis, other = special(world, "5710599", "thesis")
    studies, _ = special(world, "5710800", "thesis_studies")
    mine = [world.section(course, 2) for course in (thesis, studies)]
    a2 = world.staff("tezdanismani")
    teaches(a2, *mine)
    teaches(world.advisor, other)
    gm, later = graduate(world, "master", "2601221", 2), graduate(world, "master", "2601231", 2)
    load(world)
    assert loaded(world, gm) == []  # no thesis advisor

    at("2026-02-10 10:00")
    ThesisAdvisorship.objects.create(student=gm, advisor=a2, date_from=date(2026, 2, 10))
    report = load_theses([gm.id])
    assert report is not None and report.courses == 2
    assert loaded(world, gm) == ["CENG599/2", "CENG800/2"]

    at("2026-02-17 10:00")  # between the windows
    ThesisAdvisorship.objects.create(student=later, advisor=a2, date_from=date(2026, 2, 17))
    assert load_theses([later.id]) is None
    assert loaded(world, later) == []
    load(world)
    assert loaded(world, later) == ["CENG599/2", "CENG800/2"]


@pytest.mark.row("METU-70")
def test_whether_a_thesis_is_loaded_is_policy(world: World):
    _, section = special(world, "5710599", "thesis")
    teaches(world.advisor, section)
    gm = graduate(world, "master", "2601221", 2)
    advised(gm, world.advisor)
    turn("LOADER", "", profile=THESIS_MASTER, params={"thesis": False})
    load(world)
    assert loaded(world, gm) == []
    turn("LOADER", "", profile=THESIS_MASTER, since="2026-02-02", params={"thesis": True})
    load(world)
    assert loaded(world, gm) == ["CENG599/1"]


@pytest.mark.row("KOU-81")
@pytest.mark.parametrize("state", ["submitted", "draft"])
def test_the_first_class_is_loaded_whole_once_both_fees_are_paid(kou: World, state: str):
    """385 of 600 lira: the tuition fee is paid, the material fee is not."""
    world = kou
    for course in (world.x, world.y):
        world.must(course, 2)
    if state == "draft":
        turn("LOADER", "", profile=KOU, params={"mode": "first_class_after_fee", "first_class_state": state})
    freshman = world.student("2601231", class_year=1, cgpa=None)
    fee = FeeStanding.objects.create(student=freshman, term=world.term, charged=600, paid=385)
    load(world)
    assert loaded(world, freshman) == []
    assert world.registration_of(freshman).state == "not_started"

    FeeStanding.objects.filter(id=fee.id).update(paid=600)
    report = load(world)
    assert loaded(world, freshman) == ["CENG213/2", "CENG331/1"]  # section 1 of CENG213 clashes
    assert (world.registration_of(freshman).state, report.submitted) == (state, int(state == "submitted"))
    moves = Transition.objects.exclude(event="begin").values_list(
        "event", "from_state", "to_state", "actor__username", "version"
    )
    assert list(moves) == ([("auto_submit", "draft", "submitted", "sistem", 1)] if state == "submitted" else [])


@pytest.mark.row("KOU-81")
def test_later_classes_choose_themselves(kou: World):
    kou.must(kou.x, 4)
    second = sophomore(kou, "2401231", "Kaya")
    load(kou)
    assert loaded(kou, second) == []
    turn("LOADER", "", profile=KOU, params={"mode": "compulsory"})
    load(kou)
    assert loaded(kou, second) == ["CENG213/1"]


@pytest.mark.row("KOU-81")
def test_the_form_of_a_course_given_both_ways_is_left_to_the_student(kou: World):
    """KOU-98: of their own will; the student is told."""
    kou.must(kou.x, 2)
    Section.objects.filter(id=kou.x2.id).update(delivery="distance")
    freshman = kou.student("2601231", class_year=1, cgpa=None)
    load(kou)
    assert (loaded(kou, freshman), missing(kou, freshman)) == ([], {"CENG213": "OTHER"})
    turn("MODE", "off", profile=KOU)
    load(kou)
    assert loaded(kou, freshman) == ["CENG213/1"]
