"""update_standing(): what it writes, in how many statements, and whose records it leaves alone."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from curriculum.models import CourseEquivalence, Curriculum, CurriculumItem, Programme, Term
from people.models import CourseCounting, LeaveTerm, StudentProgramme
from registration.models import PolicyRule, Unmet
from registration.rules.policy import SettingMissing
from registration.standing import update_all, update_standing
from registration.tasks import compute_standing
from tests.admin_pages import filled, official
from tests.elsewhere import run, threads, transaction_elsewhere, until
from tests.registration.ask import METU, turn
from tests.registration.records import kocaeli, outcomes, standing, transcript
from tests.world import World

pytestmark = pytest.mark.django_db


def test_everything_that_follows_from_a_record(world: World):
    kocaeli(world)
    bands = [{"honour": "honour", "gpa_from": "2.00", "gpa_to": "3.50"}]
    turn("STANDING", "", profile=METU, params={"conditional": "semester", "honours": bands, "honour_load": "5"})
    u4 = world.student(class_year=1)
    transcript(world, u4, "20241 101 BB 3", "20242 102 CC 3", "20251 103 DD 3")

    found = standing(u4)
    assert (str(found.cgpa), str(found.term_gpa), found.on_probation, found.honour) == ("2.00", "1.00", False, "honour")
    assert (found.terms_used, found.semester, found.class_year) == (8, 8, 4)
    assert outcomes(u4) == {"101": "", "102": "", "103": "conditional"}


def test_without_grades_there_is_no_average(world: World):
    found = standing(world.student(cgpa="2.20"))
    assert (found.cgpa, found.term_gpa, found.on_probation, found.honour) == (None, None, False, "")


def test_the_term_of_entry_comes_before_the_year(world: World):
    u1 = world.student(entry_term="20252")
    found = standing(u1)
    assert (found.terms_used, found.semester, found.class_year) == (1, 1, 1)
    assert standing(u1, "20271").terms_used == 4
    LeaveTerm.objects.create(student=u1, term_code="20261")
    assert standing(u1, "20271").terms_used == 3


def test_where_no_term_is_current_the_semester_stays(world: World):
    u2 = world.student(class_year=2)
    Term.objects.update(is_current=False)
    found = standing(u2)
    assert (found.terms_used, found.semester, found.class_year) == (0, 4, 2)


def test_a_second_programme_counts_its_own_courses(world: World):
    u4, ee = world.student(), Programme.objects.create(code="EE", name="EE", department=world.ee)
    own = Curriculum.objects.create(programme=ee)
    CurriculumItem.objects.create(curriculum=own, semester=3, course=world.x)
    second = StudentProgramme.objects.create(
        student=u4, programme=ee, curriculum=own, kind="double_major", is_primary=False, entry_year=2023
    )
    transcript(world, u4, "20251 213 AA 3", "20251 331 CC 3")

    assert str(standing(u4).cgpa) == "3.00"
    second.refresh_from_db()
    assert (str(second.cgpa), second.terms_used, second.class_year) == ("4.00", 6, 3)


def test_an_equivalent_and_a_replacing_course_repeat_the_failed_one(world: World):
    u4 = world.student()
    failed, *_, elective = transcript(world, u4, "20251 101 FF 3", "20251 102 FF 3", "20252 201 BB 3", "20252 202 AA 3")
    assert str(standing(u4).cgpa) == "1.75"
    other = u4.transcript.get(course__numeric_code="5710201").course
    CourseEquivalence.objects.create(course=other, stands_for=failed.course, mutual=False)
    assert str(standing(u4).cgpa) == "2.33"
    replaced = u4.transcript.get(course__numeric_code="5710102").course
    CourseCounting.objects.create(programme=u4.programmes.get(), course=elective.course, replaces=replaced)
    assert str(standing(u4).cgpa) == "3.50"


def test_what_the_registrar_says_a_course_replaces_counts_at_once(world: World):
    u4 = world.student()
    failed, _, other = transcript(world, u4, "20251 101 FF 3", "20251 102 BB 3", "20252 201 BB 3")
    assert str(standing(u4).cgpa) == "2.00"
    registrar, programme = official(world, "registrar"), u4.programmes.get()
    page = reverse("admin:people_studentprogramme_change", args=[programme.pk])
    said = {
        "countings-TOTAL_FORMS": "1",
        "countings-0-course": str(other.course_id),
        "countings-0-replaces": str(failed.course_id),
    }
    assert registrar.post(page, filled(registrar.get(page), "studentprogramme_form", **said)).status_code == 302

    programme.refresh_from_db()
    assert str(programme.cgpa) == "3.00"


def test_a_term_of_leave_that_the_registrar_enters_counts_at_once(world: World):
    u4 = world.student()
    assert (standing(u4).terms_used, standing(u4).semester) == (8, 8)
    registrar, page = official(world, "registrar"), reverse("admin:people_student_change", args=[u4.pk])
    form = filled(registrar.get(page), "student_form")
    [prefix] = [name.removesuffix("-TOTAL_FORMS") for name in form if name.startswith("leave") and "TOTAL" in name]
    said = {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-0-term_code": "20241"}
    assert registrar.post(page, {**form, **said}).status_code == 302

    programme = u4.programmes.get()
    assert (programme.terms_used, programme.semester, programme.class_year) == (7, 7, 4)


@pytest.mark.parametrize("mutual", [True, False])
def test_only_what_stands_for_a_course_repeats_it(world: World, mutual):
    """The later course repeats the earlier one where it stands for it, which the other way round it may not."""
    u4 = world.student()
    first, second = transcript(world, u4, "20251 101 FF 3", "20252 201 BB 3")
    CourseEquivalence.objects.create(course=first.course, stands_for=second.course, mutual=mutual)
    assert str(standing(u4).cgpa) == "3.00"  # either way both are one course
    u3 = world.student("2501240")
    transcript(world, u3, "20251 201 BB 3", "20252 301 FF 3")
    assert str(standing(u3).cgpa) == "1.50"


def test_an_equivalence_holds_from_its_term_on(world: World):
    u4 = world.student()
    first, second = transcript(world, u4, "20251 101 FF 3", "20252 201 BB 3")
    CourseEquivalence.objects.create(course=second.course, stands_for=first.course, effective_term="20261")
    assert [str(standing(u4, term).cgpa) for term in ("20252", "20261")] == ["1.50", "3.00"]


def test_each_profile_has_its_own_figures(world: World):
    master = Programme.objects.create(code="MS", name="MS", department=world.ceng, level="master")
    strict = {"probation_terms": 1, "probation_below": "3.00"}
    turn("STANDING", "", profile="METU · tezli yüksek lisans", params=strict)
    u4, gm = world.student(), world.student("2501240", programme=master)
    for student in (u4, gm):
        transcript(world, student, "20251 101 CC 3")
    assert (standing(u4).on_probation, standing(gm).on_probation) == (False, True)


def test_nobody_else_is_touched(world: World):
    u4, other = world.student(), world.student("2501240")
    transcript(world, other, "20251 101 AA 3")
    standing(u4)
    assert str(other.programmes.get().cgpa) == "2.20"


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("failed", "statements"), [("", 12), ("20251 102 FF 3 5 ni", 12), ("20251 102 FF 0", 18)])
def test_the_same_statements_however_many_students(world: World, count, failed, statements):
    """More of them where somebody failed something: whether another course took its place hangs on the curriculum."""
    students = [world.student(f"25012{n}1") for n in range(10, 10 + count)]
    for student in students:
        transcript(world, student, "20251 101 DD 3", "20252 101 CC 3", *([failed] if failed else []))
    with CaptureQueriesContext(
        connection,
    ) as sent:
        update_standing([s.id for s in students])
    assert len([q for q in sent if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]) == statements
    assert {str(s.programmes.get().cgpa) for s in students} == {"2.00"}


def test_without_a_policy_nothing_is_guessed(world: World):
    u4 = world.student()
    PolicyRule.objects.filter(code="STANDING").delete()
    with pytest.raises(SettingMissing, match="STANDING"):
        update_standing([u4.id])
    with pytest.raises(CommandError, match="load_policy"):
        call_command("compute_standing", verbosity=0)
    assert str(u4.programmes.get().cgpa) == "2.20"


def test_everyone_batch_by_batch(world: World, monkeypatch):
    monkeypatch.setattr("registration.standing.BATCH", 2)
    students = [world.student(f"25012{n}1") for n in range(10, 13)]
    for student in students:
        transcript(world, student, "20251 101 AA 3")
    batches: list[int] = []
    assert update_all(progress=batches.append) == 3
    assert batches == [2, 1]
    assert {str(s.programmes.get().cgpa) for s in students} == {"4.00"}


def test_the_command_and_the_task_do_the_same(world: World):
    u4, out = world.student(), StringIO()
    transcript(world, u4, "20251 101 AA 3")
    call_command("compute_standing", "--term=20252", stdout=out)
    assert (out.getvalue(), str(u4.programmes.get().cgpa)) == (
        "1 students; 0 lists no longer satisfy a rule.\n",
        "4.00",
    )
    u4.transcript.update(grade=world.grades["CC"])
    compute_standing()
    assert str(u4.programmes.get().cgpa) == "2.00"


def test_a_term_that_is_not_there(world: World):
    with pytest.raises(CommandError, match="There is no term 19991"):
        call_command("compute_standing", "--term=19991")


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_the_later_waits_longer_than_a_student_would(transactional_db):
    """A batch is locked for seconds, by an import for minutes: whoever computes the same is patient."""
    student = World().student()

    def impatient() -> int:
        run(connection, "SET lock_timeout = '100ms'")
        return update_all([student.id])

    def waited_longer() -> bool:
        sql = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' "
            "AND query_start < clock_timestamp() - interval '300ms'"
        )
        return run(connection, sql) == [(1,)]

    with threads() as start, transaction_elsewhere() as other:
        run(other, "SELECT id FROM people_studentprogramme WHERE student_id = %s FOR NO KEY UPDATE", student.id)
        call = start(impatient)
        until(waited_longer, "a wait longer than a student's")
        other.commit()
        assert call.result(timeout=10) == 1


@pytest.mark.django_db(transaction=True)
def test_lists_that_stay_locked_are_said_to_be_unchecked(transactional_db):
    world = World()
    student = world.student()
    noted = Unmet.objects.create(student=student, term=world.term, code="PREREQ_MISSING", finding={})

    def impatient() -> None:
        run(connection, "SET lock_timeout = '100ms'")
        call_command("compute_standing", verbosity=0)

    with threads() as start, transaction_elsewhere() as other:
        run(other, "SELECT id FROM registration_unmet WHERE id = %s FOR UPDATE", noted.id)
        with pytest.raises(CommandError, match="1 students are done, but their lists stayed locked: run it again"):
            start(impatient).result(timeout=10)
    call_command("compute_standing", verbosity=0)
    assert Unmet.objects.count() == 0
