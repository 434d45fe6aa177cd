"""The rows of electives that too few students chose: which do not open, and whose lists go back (OMU-16, OMU-17)."""

from __future__ import annotations

import pytest

from advising.services import approve
from curriculum.models import Course, Section
from people.models import Student
from people.services import system_user
from registration import catalogue, signals
from registration.electives import check_elective_minimum
from registration.models import TermRegistration, Transition
from registration.transitions import move
from tests.load.people import crowd
from tests.visitor import Visitor
from tests.world import World, at

from .ask import turn
from .closing import told
from .first import PAGE, next_of

pytestmark = pytest.mark.django_db
OMU = "OMÜ"
SENT = "2026-02-10 10:00"


def chosen(world: World, **sections: int) -> dict[str, list[Student]]:
    """So many students with each section on a list that is with the advisor."""
    at(SENT)
    people = [student for student, _ in crowd(world, sum(sections.values()))]
    found: dict[str, list[Student]] = {}
    for name, count in sections.items():
        found[name] = [people.pop() for _ in range(count)]
        for student in found[name]:
            assert world.change(student, add=(getattr(world, name),)).accepted
    TermRegistration.objects.update(state="submitted")
    return found


def refusals(world: World, student: Student) -> list[str]:
    """What keeps the list from being sent again."""
    catalogue.forget()
    asked = {"version": None, "actor_id": student.user_id, "acknowledged": True}
    sent = move(student_id=student.id, term_id=world.term.id, event="send", **asked)
    return [f["code"] for f in sent.findings if f["action"] == "refuse"]


@pytest.fixture
def omu(db) -> World:
    return World(policy="omu")


@pytest.mark.row("OMU-16")
def test_an_elective_opens_with_15_students(omu: World):
    omu.must(omu.course("5710140"), 1)
    compulsory = omu.curriculum.items.get(course__isnull=False).course
    must = omu.section(compulsory, 1)
    chosen(omu, x1=14, y1=15)
    assert check_elective_minimum(term_id=omu.term.id).courses == ["CENG213"]
    closed = {s.id: s.not_opened for s in Section.objects.all()}
    assert closed == {omu.x1.id: True, omu.x2.id: True, omu.y1.id: False, must.id: False}

    turn("ELECTIVE_MINIMUM", "", profile=OMU, params={"least": 16})
    assert check_elective_minimum(term_id=omu.term.id).courses == ["CENG213", "CENG331"]


@pytest.mark.row("OMU-16")
def test_how_many_an_elective_needs_goes_by_its_level(omu: World):
    turn("ELECTIVE_MINIMUM", "", profile="OMÜ · lisans", params={"least": 1})
    Course.objects.filter(id=omu.y.id).update(level="master")
    chosen(omu, x1=1, y1=1)
    assert check_elective_minimum(term_id=omu.term.id).courses == ["CENG331"]


@pytest.mark.row("OMU-16")
def test_common_compulsory_courses_and_theses_are_no_electives(omu: World):
    Course.objects.filter(id=omu.x.id).update(is_five_i=True)
    Course.objects.filter(id=omu.y.id).update(special_role="thesis")
    chosen(omu, x1=1, y1=1)
    assert check_elective_minimum(term_id=omu.term.id).courses == []
    Course.objects.update(is_five_i=False, special_role="")
    catalogue.forget()
    assert check_elective_minimum(term_id=omu.term.id).courses == ["CENG213", "CENG331"]


@pytest.mark.row("OMU-16")
def test_a_list_that_was_never_sent_opens_no_elective(omu: World):
    """One that came back was sent: closing one elective takes nobody away from another."""
    people = chosen(omu, x1=15, y1=15)
    TermRegistration.objects.filter(student=people["x1"][0]).update(state="draft")
    TermRegistration.objects.filter(student=people["y1"][0]).update(state="returned")
    assert check_elective_minimum(term_id=omu.term.id).courses == ["CENG213"]


@pytest.mark.row("OMU-16")
def test_elsewhere_no_elective_is_closed(world: World):
    chosen(world, x1=1)
    assert check_elective_minimum(term_id=world.term.id).courses == []


@pytest.mark.row("OMU-17")
def test_whoever_chose_an_elective_that_does_not_open_is_sent_back(omu: World):
    """CENG331 is compulsory: its two students stay where they are."""
    omu.must(omu.y, 8)
    people = chosen(omu, x1=4, y1=2)
    final, draft, sent, back = people["x1"]
    TermRegistration.objects.filter(student=final).update(state="final")
    TermRegistration.objects.filter(student=draft).update(state="draft")
    TermRegistration.objects.filter(student=back).update(state="returned")
    turn("ELECTIVE_MINIMUM", "", profile=OMU, params={"least": 3})
    assert check_elective_minimum(term_id=omu.term.id).returned == 0

    turn("ELECTIVE_MINIMUM", "", profile=OMU, since="2026-02-02", params={"least": 4})
    report = check_elective_minimum(term_id=omu.term.id)
    assert (report.courses, report.returned, report.unsettled) == (["CENG213"], 2, 0)
    states = {s: omu.registration_of(s).state for s in (final, draft, sent, back, *people["y1"])}
    sent_back = {final: "returned", draft: "draft", sent: "returned", back: "returned"}
    assert states == sent_back | dict.fromkeys(people["y1"], "submitted")
    notes = Transition.objects.filter(actor=system_user(), event="not_opened").values_list("note", flat=True)
    assert list(notes) == ["CENG213", "CENG213"]  # codes, which each reader's language has words for
    assert check_elective_minimum(term_id=omu.term.id).returned == 0  # safe to repeat

    page = Visitor(sent.user).get("/registration/")
    why = "Not opened, since too few students chose it: CENG213. Choose another course."
    assert page.text(id="returned") == f"Returned · 10.02.2026 10:00 {why}"
    assert next_of(Visitor(sent.user, language="tr").get(PAGE)).startswith(
        "Listedeki bir ders açılmıyor Yeterli öğrenci seçmediği için açılmadı: CENG213. Başka bir ders seçiniz."
    )

    # nobody sends it again as it is, and whoever is still choosing sees why
    assert refusals(omu, sent) == ["COURSE_NOT_OPENED"]


@pytest.mark.row("OMU-17")
def test_whoever_chose_anew_while_lists_are_given_back_is_left_alone(omu: World):
    omu.must(omu.y, 8)  # which is never asked
    people = chosen(omu, x1=2)["x1"]
    first, second = sorted(people, key=lambda s: s.id)

    def change_the_second(done: int, total: int) -> None:
        if done == 1:
            TermRegistration.objects.filter(student=second).update(state="draft")
            assert omu.change(second, add=(omu.y1,), drop=(omu.x1,)).accepted
            TermRegistration.objects.filter(student=second).update(state="submitted")

    assert check_elective_minimum(term_id=omu.term.id, progress=change_the_second).returned == 1
    assert [omu.registration_of(s).state for s in (first, second)] == ["returned", "submitted"]
    assert told(second) == [] and Transition.objects.filter(event="not_opened", accepted=True).count() == 1


@pytest.mark.row("OMU-17")
def test_a_list_with_another_section_of_the_course_stays_where_it_is(omu: World):
    """Staff closed one section by hand; whoever holds the other one has nothing to choose anew."""
    people = chosen(omu, x1=1, x2=1)
    turn("ELECTIVE_MINIMUM", "", profile=OMU, params={"least": 2})
    Section.objects.filter(id=omu.x1.id).update(not_opened=True)

    assert check_elective_minimum(term_id=omu.term.id).returned == 1
    assert [omu.registration_of(people[name][0]).state for name in ("x1", "x2")] == ["returned", "submitted"]
    assert refusals(omu, people["x1"][0]) == ["COURSE_NOT_OPENED"]
    asked = {"version": 1, "actor": omu.advisor.user}
    assert approve(student_id=people["x2"][0].id, term_id=omu.term.id, **asked).accepted


@pytest.mark.row("OMU-17")
def test_everybody_who_has_the_course_is_told_once_and_who_helps_hears_of_the_lists_given_back(omu: World):
    people = chosen(omu, x1=3)
    sent, draft, back = people["x1"]
    TermRegistration.objects.filter(student=draft).update(state="draft")
    TermRegistration.objects.filter(student=back).update(state="returned")
    heard = []

    def hear(sender, **told):
        heard.append((told["student_id"], told["course_ids"]))

    signals.not_opened.connect(hear)
    try:
        for _ in range(2):
            check_elective_minimum(term_id=omu.term.id)
    finally:
        signals.not_opened.disconnect(hear)
    assert heard == [(sent.id, [omu.x.id])]
    assert [told(s) for s in people["x1"]] == [[("not_opened", "CENG213")]] * 3


@pytest.mark.row("OMU-16")
def test_a_dry_run_names_the_courses_and_closes_none(omu: World):
    people = chosen(omu, x1=2)
    report = check_elective_minimum(term_id=omu.term.id, dry_run=True)
    assert (report.courses, report.returned) == (["CENG213", "CENG331"], 2)
    assert not Section.objects.filter(not_opened=True).exists()
    assert (omu.registration_of(people["x1"][0]).state, told(people["x1"][0])) == ("submitted", [])
