"""The ways to the loader: the command, a job, and the registrar's choice in admin."""

from __future__ import annotations

from io import StringIO

import pytest
from celery import current_app
from django.core.management import CommandError, call_command
from django.urls import reverse

from curriculum.models import Term
from people.models import JobRun, Student
from registration import jobs
from registration.tasks import run_job
from tests.admin_pages import browser, official
from tests.world import World, at

from .loading import loaded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _before_opening(world: World):
    at("2026-02-02 03:00")
    world.must(world.x, 4)


@pytest.fixture
def u2(world: World) -> Student:
    return world.student("2401231", class_year=2)


def run(*args: str, **options) -> str:
    out = StringIO()
    call_command("load_courses", *args, stdout=out, verbosity=0, **options)
    return out.getvalue()


def test_the_command_takes_numbers_or_a_file_of_them(world: World, u2: Student, tmp_path):
    other = world.student("2401241", class_year=2)
    said = run("--term", "20252", "--students", u2.number, "--dry-run")
    assert said.startswith("1 students: 1 courses would be loaded into 1 lists")
    assert loaded(world, u2) == []
    file = tmp_path / "numbers.txt"
    file.write_text(f"{other.number}\n")
    assert run("--term", "20252", "--students", str(file)).startswith("1 students: 1 courses were loaded")
    assert (loaded(world, u2), loaded(world, other)) == ([], ["CENG213/1"])
    assert run("--term", "20252").startswith("2 students: 1 courses were loaded into 1 lists")


@pytest.mark.parametrize("args", [("--term", "19991"), ("--term", "20252", "--students", "999")])
def test_the_command_says_what_there_is_not(world: World, args):
    with pytest.raises(CommandError, match="There is no"):
        run(*args)


def test_a_job_is_carried_out_once_and_keeps_its_report(world: World, u2: Student, django_assert_num_queries):
    job = JobRun.objects.create(kind=jobs.Kind.LOAD_COURSES, params={"term": "20252", "students": [u2.id]})
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.done, job.total, job.result["courses"], job.problem) == (1, 1, 1, "")
    with django_assert_num_queries(1):  # it is looked up, and no more
        run_job(job.pk)
    assert "registration.tasks.run_job" in current_app.tasks


def test_a_job_that_goes_wrong_says_so(world: World):
    job = JobRun.objects.create(kind=jobs.Kind.LOAD_COURSES, params={"term": "19991"})
    with pytest.raises(Term.DoesNotExist):
        run_job(job.pk)
    job.refresh_from_db()
    assert (job.problem, job.finished_at is not None) == ("Term matching query does not exist.", True)


def test_of_two_deliveries_at_once_the_first_answer_stands(world: World, u2: Student):
    job = JobRun.objects.create(kind=jobs.Kind.LOAD_COURSES, params={"term": "20252"})
    again = JobRun.objects.get()  # fetched before the first is done
    jobs.carry_out(job)
    again.params["term"] = "19991"
    with pytest.raises(Term.DoesNotExist):
        jobs.carry_out(again)
    job.refresh_from_db()
    assert (job.problem, job.params, job.result["courses"]) == ("", {"term": "20252"}, 1)


def choose(client, model: str, action: str, *ids: int):
    return client.post(
        reverse(f"admin:{model}_changelist"), {"action": action, "_selected_action": [str(id_) for id_ in ids]}
    )


def test_the_registrar_loads_a_selection_and_sees_its_page(world: World, u2: Student):
    registrar = official(world, "registrar")
    answer = choose(registrar, "people_student", "load_students", u2.id)
    job = JobRun.objects.get()
    assert answer.url == reverse("admin:people_jobrun_change", args=[job.pk])
    assert (job.kind, job.params) == ("load_courses", {"term": "20252", "students": [u2.id]})
    jobs.carry_out(job)
    assert '<tr><th scope="row">courses</th><td>1</td></tr>' in registrar.get(answer.url).content.decode()

    registration = world.registration_of(u2)
    answer = choose(registrar, "registration_termregistration", "load_registrations", registration.id)
    assert JobRun.objects.latest("id").params == {"term": "20252", "students": [u2.id]}
    assert answer.status_code == 302


def test_a_secretary_is_not_offered_it(world: World, u2: Student):
    secretary = official(world, "secretary", world.ceng)
    assert "load_students" not in secretary.get(reverse("admin:people_student_changelist")).content.decode()
    choose(secretary, "people_student", "load_students", u2.id)
    assert JobRun.objects.count() == 0
    assert browser(u2.user).get(reverse("admin:people_jobrun_changelist")).status_code == 302
