"""The term check: each check finds its own place and nothing else; the command's exit status; the registrar's page."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from curriculum.models import CurriculumItem, Delivery, Programme, Section
from people.models import Advisorship, Student, StudentProgramme
from registration import catalogue
from registration.models import PolicyProfile, PolicyRule, StageOpening, Window
from registration.term_check import CHECKS, check_term
from tests.admin_pages import official
from tests.visitor import Shown, attributes
from tests.world import World, local

from .ask import METU, turn

pytestmark = pytest.mark.django_db
PAGE = "/admin/term-check/"
USUAL = {"UNCONFIRMED"}  # the world's own: METU's shipped figures that no source confirms


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def found(world: World) -> dict[str, list[str]]:
    """What was found beyond the world's own, by check."""
    catalogue.forget()
    result = {f.check.code: [p.label for p in f.places] for f in check_term(world.term)}
    return {code: labels for code, labels in result.items() if code not in USUAL}


@pytest.fixture
def whole(world: World) -> World:
    """A term that nothing is wrong with."""
    Section.objects.filter(meetings__isnull=True).delete()
    world.student()
    return world


def test_nothing_is_found_in_a_term_that_nothing_is_wrong_with(whole: World):
    assert found(whole) == {}


# policy


def test_a_rule_without_a_row_is_found_by_programme(whole: World):
    Programme.objects.create(code="CENGYL", name="CENG YL", department=whole.ceng, level="master")
    PolicyRule.objects.filter(code="TIME_CONFLICT", profile__name=METU).delete()

    assert found(whole) == {"RULE_WITHOUT_POLICY": ["TIME_CONFLICT: CENGYL"], "WINDOW_WANTED": [_thesis()]}
    [place] = check_term(whole.term)[0].places
    assert place.url == "/admin/registration/policyrule/add/?code=TIME_CONFLICT"


def _thesis() -> str:
    return "Assignment of thesis advisors: everybody"


def test_a_setting_without_a_row_is_found(whole: World):
    PolicyRule.objects.filter(code="GRADING").delete()

    assert found(whole) == {"SETTING_WITHOUT_POLICY": ["GRADING: CENG"]}


def test_a_row_that_leaves_a_gap_on_a_later_day_is_found_with_the_day(whole: World):
    profile = PolicyProfile.objects.get(name=METU)
    PolicyRule.objects.create(  # past the form, as an old release might have left it
        code="FEE_UNPAID", profile=profile, action="warn", params={"gone": 1}, effective_from=date(2026, 3, 1)
    )

    assert found(whole) == {"RULE_WITHOUT_POLICY": ["FEE_UNPAID (01.03.2026): CENG"]}


def test_figures_in_force_that_no_source_confirms_are_found(whole: World):
    def labels() -> list[str]:
        [each] = [f for f in check_term(whole.term) if f.check.code == "UNCONFIRMED"]
        return [p.label for p in each.places]

    assert "LOAD_EXCEEDED · METU · lisans · 01.01.2000" in labels()
    assert not any(label.startswith(("FEW_COURSES", "TIME_CONFLICT")) for label in labels())

    turn("LOAD_EXCEEDED", "refuse", params={"unit": "ects", "normal": "30"}, confirmed=True)
    assert not any("LOAD_EXCEEDED · METU · lisans" in label for label in labels())  # replaced
    turn("FEW_COURSES", "warn", params={"least": 2}, since="2026-02-11")
    assert not any(label.startswith("FEW_COURSES") for label in labels())  # to come


# the calendar


def test_windows_that_are_missing_are_found_for_whom_they_are_missing(whole: World):
    whole.registration.faculty = whole.faculty
    whole.registration.save()
    whole.add_drop.delete()
    other = whole.department("904", "AVM", "Havacılık")
    other.faculty = None
    other.save()
    Programme.objects.create(code="AVM", name="Havacılık", department=other)

    assert found(whole) == {
        "WINDOW_MISSING": ["Interactive registration: AVM"],
        "WINDOW_WANTED": ["Add-drop: everybody"],
        "APPROVAL_ASTRAY": ["Advisor approval 23.02.2026 00:00"],
    }


def test_windows_of_one_kind_and_scope_at_once_are_found(whole: World):
    def window(opens: str, closes: str, **scope) -> Window:
        return Window.objects.create(
            term=whole.term, kind="registration", opens_at=local(opens), closes_at=local(closes), **scope
        )

    window("2026-02-13 17:00", "2026-02-13 18:00")  # begins as the other ends
    window("2026-02-09 09:00", "2026-02-13 17:00", department=whole.ceng)  # a narrower scope is no overlap
    assert found(whole) == {}

    window("2026-02-13 16:59", "2026-02-13 16:59:30")
    assert found(whole) == {
        "WINDOWS_OVERLAP": ["Interactive registration 09.02.2026 09:00 / Interactive registration 13.02.2026 16:59"]
    }


def test_a_window_that_ends_while_no_approval_is_open_is_found(whole: World):
    whole.approval.closes_at = local("2026-02-13 17:00")
    whole.approval.save()
    assert found(whole) == {}

    whole.approval.closes_at = local("2026-02-13 16:59")
    whole.approval.save()
    assert list(found(whole)) == ["APPROVAL_GAP"]


def test_stages_that_never_open_for_somebody_are_found(whole: World):
    Programme.objects.create(code="YL", name="YL", department=whole.ceng, level="master_nt", normal_semesters=3)
    whole.registration.closes_at = local("2026-02-09 17:00")  # one day: the second never comes
    whole.registration.save()
    assert found(whole) == {}

    StageOpening.objects.filter(class_from=1).delete()
    [label] = found(whole)["STAGE_NEVER_OPEN"]
    assert label.endswith("Master's without thesis 1, Undergraduate 1")


# sections


def test_sections_without_capacity_or_meetings_are_found_and_lead_to_their_rows(whole: World):
    section = whole.section(whole.x, 7)
    section.seats.delete()

    assert found(whole) == {"NO_CAPACITY": ["CENG213/7"], "NO_MEETINGS": ["CENG213/7"]}
    [place] = check_term(whole.term)[0].places
    assert place.url == f"/admin/curriculum/section/{section.pk}/change/"


# students


def test_students_without_programme_curriculum_or_advisor_are_found(whole: World):
    programme, curriculum, advisor, gone = (whole.student(f"26000{n}0") for n in range(1, 5))
    StudentProgramme.objects.filter(student=programme).delete()
    StudentProgramme.objects.filter(student=curriculum).update(curriculum=None)
    Advisorship.objects.filter(student=advisor).update(date_to=date(2026, 2, 9))
    Advisorship.objects.filter(student=gone).delete()
    Student.objects.filter(pk=gone.pk).update(status="graduated")

    assert found(whole) == {
        "NO_PROGRAMME": [str(programme)],
        "NO_CURRICULUM": [str(curriculum)],
        "NO_ADVISOR": [str(advisor)],
    }


# courses and curricula


def test_musts_of_this_semester_that_are_not_offered_are_found_with_who_needs_them(whole: World):
    whole.student("2600010")
    whole.must(whole.course("5710444"), 8)
    whole.must(whole.course("5710111"), 1)  # nobody is in semester 1
    whole.must(whole.x, 8)

    assert found(whole) == {"MUST_NOT_OFFERED": ["5710444 CENG444 Ders CENG444: 2 students"]}


def test_prerequisites_that_were_withdrawn_are_found(whole: World):
    old = whole.course("5710100")
    whole.prerequisite(whole.x, old)
    assert found(whole) == {}

    old.withdrawn = True
    old.save()
    assert found(whole) == {"PREREQUISITE_WITHDRAWN": ["CENG213 ← CENG100"]}


def five_i(world: World, *names: str) -> None:
    for n, name in enumerate(names):
        course = world.course(f"5710{800 + n}")
        course.code, course.is_five_i = name, True
        course.save()
        CurriculumItem.objects.create(curriculum=world.curriculum, semester=1, order=50 + n, course=course)


@pytest.mark.row("OMU-47")
def test_a_curriculum_without_a_kind_of_common_compulsory_course_is_an_error(whole: World):
    five_i(whole, "ATA101", "ATA102", "YDİ101", "YDİ102")
    assert found(whole) == {}  # METU asks for none

    turn("COMMON_COURSES", "", profile=METU, params={"families": 3})
    assert found(whole) == {"FIVE_I_MISSING": ["Bilgisayar Mühendisliği 1956–: 2/3 (ATA, YDİ)"]}
    with pytest.raises(CommandError, match="1 errors"):
        call_command("check_term", stdout=StringIO())

    five_i_tur = whole.course("5710810")
    five_i_tur.code, five_i_tur.is_five_i = "TDİ101", True
    five_i_tur.save()
    whole.must(five_i_tur, 1)
    assert found(whole) == {}


@pytest.mark.row("OMU-49")
def test_common_courses_face_to_face_meet_on_saturday(whole: World):
    whole.x.is_five_i = True
    whole.x.save()
    whole.section(whole.x, 3, (5, "09:00", "11:00"))
    distant = whole.section(whole.x, 4, (2, "20:00", "21:00"))
    Section.objects.filter(pk=distant.pk).update(delivery=Delivery.DISTANCE)
    assert found(whole) == {}  # METU names no day

    turn("COMMON_COURSES", "", profile=METU, params={"face_days": [5]})
    assert found(whole) == {"FIVE_I_DAY": ["CENG213/1: Monday 09:40-12:30", "CENG213/2: Tuesday 09:40-12:30"]}
    turn("COMMON_COURSES", "", profile=METU, params={"face_days": [0, 1, 5]}, since="2026-02-02")
    assert found(whole) == {}


@pytest.mark.row("KOU-99")
def test_too_few_seats_in_university_electives_are_reported(whole: World):
    CurriculumItem.objects.create(curriculum=whole.curriculum, semester=8, category="USD")
    usd = whole.course("5710999")
    usd.categories.create(category="USD")
    whole.section(usd, 1, (3, "09:40", "10:30"), capacity=1)
    assert found(whole) == {}

    whole.student("2600010")
    assert found(whole) == {"UNIVERSITY_ELECTIVES_SHORT": ["1 free seats, 2 students need one"]}


# the command and the page


def test_the_command_says_each_finding_with_its_way_out_and_fails_on_errors_alone(whole: World):
    out = StringIO()
    call_command("check_term", term="20252", stdout=out)
    assert out.getvalue().splitlines()[-1] == "20252: no errors, 1 other findings."

    whole.section(whole.x, 7, (4, "08:40", "09:30")).seats.delete()
    out = StringIO()
    with pytest.raises(CommandError, match="20252: 1 errors, 1 other findings"):
        call_command("check_term", stdout=out)
    assert out.getvalue().splitlines()[:3] == [
        "ERROR NO_CAPACITY Sections without a capacity: 1",
        "  CENG213/7",
        "  → Give each a capacity: nobody can take a section that has none.",
    ]
    with pytest.raises(CommandError, match="There is no term 20991"):
        call_command("check_term", term="20991")
    type(whole.term).objects.update(is_current=False)
    with pytest.raises(CommandError, match="no current term"):
        call_command("check_term")


def test_a_long_list_is_cut_and_counted(whole: World):
    for n in range(21):
        whole.section(whole.x, 10 + n, (5, "08:40", "09:30")).seats.delete()

    [first, *_] = check_term(whole.term)

    assert (first.check.code, first.total, len(first.places)) == ("NO_CAPACITY", 21, 20)


def test_the_page_leads_to_the_rows(whole: World):
    section = whole.section(whole.x, 7, (4, "08:40", "09:30"))
    section.seats.delete()
    registrar = official(whole, "registrar")

    page = Shown(registrar.get(PAGE, {"term": "20252"}))

    [module] = page.all("div", data_code="NO_CAPACITY")
    assert attributes(page.one("a", within=module))["href"] == f"/admin/curriculum/section/{section.pk}/change/"
    assert registrar.get("/admin/curriculum/term/" + f"{whole.term.pk}/change/").content.count(b'id="term-check"') == 1
    assert registrar.get(PAGE, {"term": "1"}).status_code == 404
    assert official(whole, "head", whole.ceng).get(PAGE).status_code == 403


def test_every_check_has_a_code_of_its_own():
    assert len({c.code for c in CHECKS}) == len(CHECKS)
    assert {c.severity for c in CHECKS} == {"error", "warning", "info"}


@pytest.mark.parametrize("many", [1, 9])
def test_the_statements_do_not_grow(whole: World, many, django_assert_num_queries):
    for n in range(many):
        whole.student(str(2600010 + 10 * n))
        whole.section(whole.x, 10 + n).seats.delete()
        whole.must(whole.course(f"571{1000 + n}"), 8)
    catalogue.catalogue_of(whole.term.id)

    with django_assert_num_queries(33):
        check_term(whole.term)
