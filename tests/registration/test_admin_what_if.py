"""What-if and shadow run in the admin: a button and a form that save nothing, a job, its page and its table."""

from __future__ import annotations

import io
from typing import Any

import pytest
from celery import current_app
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from kombu.exceptions import OperationalError

from curriculum.models import SectionCriterion
from people.models import JobRun, User
from registration import jobs
from registration.drafts import DraftRefused
from registration.models import PolicyRule
from registration.tasks import run_job
from tests.admin_pages import browser, criterion_row, errors, filled, official, section_page
from tests.world import World, at

from .ask import BACHELOR

pytestmark = pytest.mark.django_db
ADD = "/admin/registration/policyrule/add/?code=TIME_CONFLICT"
JOBS, SHADOW = "/admin/people/jobrun/", "/admin/people/jobrun/shadow-run/"


@pytest.fixture
def registrar(world: World) -> Client:
    return official(world, "registrar")


def ask_what_if(client: Client, world: World, **changes: Any):
    profile = PolicyRule.objects.get(code="LOAD_EXCEEDED", profile__name=BACHELOR).profile_id
    new = {"profile": str(profile), "action": "refuse", "article": "Taslak", "effective_from": "2026-03-01"}
    new |= {"_what_if": "What if", "_what_if_term": world.term.code, **changes}
    return client.post(ADD, filled(client.get(ADD), "policyrule_form", **new))


def page(client: Client, job: JobRun, **query: Any) -> str:
    return client.get(f"{JOBS}{job.pk}/change/", query).content.decode()


# a policy row


def test_a_posted_row_is_tried_and_not_saved(world: World, registrar: Client):
    u4 = world.student()
    clash = world.change(u4, add=[world.x1, world.y1])
    rows = PolicyRule.objects.count()

    response = ask_what_if(registrar, world)

    [job] = JobRun.objects.all()
    assert (response.status_code, response["Location"]) == (302, f"{JOBS}{job.pk}/change/")
    assert (job.kind, job.asked_by.username, job.params["term"]) == ("what_if", "registrar", "20252")
    assert "effective_from" not in job.params["draft"]["rows"][0]
    waiting = page(registrar, job)
    assert f"manage.py run_job {job.pk}" in waiting and 'hx-trigger="every 2s"' in waiting

    run_job(job.pk)

    shown = page(registrar, job)
    assert "hx-trigger" not in shown
    assert "1 attempts and 1 lists judged; 1 students would be answered otherwise." in shown
    assert "as though it had been in force throughout the term" in shown
    assert f"/admin/registration/attempt/{clash.attempt_id}/change/" in shown
    assert f"/admin/people/student/{u4.id}/change/" in shown and "2501231" in shown
    assert "TIME_CONFLICT" in shown and "(Taslak)" in shown and "accepted → refused" in shown
    table = registrar.get(f"{JOBS}{job.pk}/csv/")
    assert table["Content-Type"] == "text/csv; charset=utf-8"
    assert len(b"".join(table.streaming_content).decode("utf-8-sig").splitlines()) == 3
    assert PolicyRule.objects.count() == rows


def test_a_row_that_would_not_be_saved_is_not_tried_either(world: World, registrar: Client):
    response = ask_what_if(registrar, world, article="")
    assert (response.status_code, list(errors(response))) == (200, ["article"])
    assert not JobRun.objects.exists()


def test_the_button_stands_where_a_row_can_be_written(world: World, registrar: Client):
    in_force = PolicyRule.objects.earliest("id")
    assert b'name="_what_if"' in registrar.get(ADD).content
    assert b'name="_what_if"' not in registrar.get(f"/admin/registration/policyrule/{in_force.pk}/change/").content


# criteria


def test_a_secretary_tries_criteria_of_a_section_of_the_unit(world: World):
    secretary, u4 = official(world, "secretary", world.ceng), world.student()
    refused = world.change(u4, add=[world.x1])
    assert refused.accepted
    form = filled(secretary.get(section_page(world.x1)), "section_form", **criterion_row(0, surname_to="K", quota=5))

    response = secretary.post(section_page(world.x1), {**form, "instructors": "x", "_what_if": "What if"})

    [job] = JobRun.objects.all()
    assert response["Location"] == f"{JOBS}{job.pk}/change/"
    assert job.params["draft"] == {
        "criteria": {"course": "5710213", "section": 1, "rows": [{"surname_to": "K", "quota": 5}]}
    }
    world.x1.refresh_from_db()
    assert (world.x1.instructors, SectionCriterion.objects.count()) == ("", 0)
    run_job(job.pk)
    assert "CRITERIA_SURNAME" in page(secretary, job)
    other = official(world, "secretary", world.ee)
    assert other.get(f"{JOBS}{job.pk}/change/").status_code == 403
    assert other.get(f"{JOBS}{job.pk}/csv/").status_code == 404
    assert list(other.get(JOBS).context["cl"].result_list) == []
    assert other.post(section_page(world.x1), {**form, "_what_if": "1"}).status_code == 403


def test_rows_that_stand_and_rows_that_go(world: World):
    secretary = official(world, "secretary", world.ceng)
    world.criterion(world.x1, department=world.ceng, cgpa_min="2.50", grade_to=world.grades["CC"])
    gone = world.criterion(world.x1, year_min=4)
    shown = secretary.get(section_page(world.x1))
    form = filled(shown, "section_form", **{"criteria-1-DELETE": "on", "criteria-0-year_max": "3", "_what_if": "1"})

    secretary.post(section_page(world.x1), form)

    assert JobRun.objects.get().params["draft"]["criteria"]["rows"] == [
        {"department": "571", "cgpa_min": "2.50", "year_max": 3, "grade_to": "CC"}
    ]
    assert SectionCriterion.objects.filter(pk=gone.pk).exists()


def test_wrong_criteria_are_shown_again(world: World):
    secretary = official(world, "secretary", world.ceng)
    form = filled(secretary.get(section_page(world.x1)), "section_form", **criterion_row(0, year_min=3, year_max=1))
    assert secretary.post(section_page(world.x1), {**form, "_what_if": "1"}).status_code == 200
    assert not JobRun.objects.exists()


# the job


def test_a_queue_that_is_down_leaves_the_job_waiting(world: World, registrar: Client, settings, monkeypatch):
    def down(*args, **kwargs):
        raise OperationalError

    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(current_app, "send_task", down)
    assert ask_what_if(registrar, world).status_code == 302
    job = JobRun.objects.get()
    assert f"manage.py run_job {job.pk}" in page(registrar, job)

    call_command("run_job", job.pk, verbosity=0, stdout=io.StringIO())

    job.refresh_from_db()
    assert job.finished_at and job.result["attempts"] == 0
    with pytest.raises(CommandError, match="is finished already"):
        call_command("run_job", job.pk)
    with pytest.raises(CommandError, match="There is no job 0"):
        call_command("run_job", 0)


def test_a_queue_that_is_up_is_given_the_job(world: World, registrar: Client, settings, monkeypatch):
    sent = []
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(current_app, "send_task", lambda *args, **kwargs: sent.append((args, kwargs)))
    ask_what_if(registrar, world)
    assert sent == [((run_job.name, (JobRun.objects.get().pk,)), {"retry": False})]


def test_a_job_delivered_twice_is_done_once_and_one_that_is_gone_not_at_all(
    world: World, registrar: Client, django_assert_num_queries
):
    ask_what_if(registrar, world)
    job = JobRun.objects.get()
    run_job(job.pk)
    with django_assert_num_queries(2):  # each is looked up, and no more
        run_job(job.pk)
        run_job(0)


def test_what_went_wrong_is_told(world: World, registrar: Client):
    job = JobRun.objects.create(kind="what_if", params={"term": "20252", "draft": {"rows": []}})
    with pytest.raises(DraftRefused):
        jobs.carry_out(job)
    # nobody asked, so it is said in the portal's own language
    assert "The job has stopped: rows: Taslak boş." in page(registrar, job)
    assert registrar.get(f"{JOBS}{job.pk}/csv/").status_code == 404


def test_the_progress_is_kept_while_it_runs(world: World):
    world.change(world.student(), add=[world.x1])
    rows = [{"code": "TIME_CONFLICT", "profile": "METU", "action": "warn", "article": "x"}]
    job = JobRun.objects.create(kind="what_if", params={"term": "20252", "draft": {"rows": rows}})
    seen = []
    jobs.carry_out(job, lambda done, total: seen.append((JobRun.objects.get().done, JobRun.objects.get().total)))
    assert seen == [(0, 1), (1, 1)]


def test_a_long_list_is_shown_page_by_page(world: World, registrar: Client, monkeypatch):
    monkeypatch.setattr("registration.admin.jobs.A_PAGE", 1)
    world.change(world.student(), add=[world.x1, world.y1])
    ask_what_if(registrar, world)
    job = JobRun.objects.get()
    run_job(job.pk)
    assert "?page=2" in page(registrar, job) and "1/2" in page(registrar, job)
    assert "?page=1" in page(registrar, job, page=2) and "whole list" in page(registrar, job, page=2)


def test_a_job_of_another_kind_is_shown_without_a_report(world: World, registrar: Client):
    job = JobRun.objects.create(kind="loader", done=3, total=9)
    assert "3/9" in page(registrar, job)
    assert b"3/9" in registrar.get(JOBS).content


# a shadow run


def upload(client: Client, text: str, **fields: Any):
    file = SimpleUploadedFile("registrations.csv", text.encode())
    return client.post(SHADOW, {"term": "20252", "file": file, "encoding": "utf-8", **fields})


def test_a_file_is_judged_and_not_kept(world: World, registrar: Client):
    at("2026-06-01 10:00")
    User.objects.update(language="en")
    world.student()
    world.prerequisite(world.y, world.x)
    assert SHADOW.encode() in registrar.get(JOBS).content

    response = upload(registrar, "student,course,section\n2501231,5710331,1\n1,5710331,1\n", also=["FEE_UNPAID"])

    job = JobRun.objects.get()
    assert response["Location"] == f"{JOBS}{job.pk}/change/"
    assert (len(job.params["lines"][0]), job.params["also"]) == (2, ["FEE_UNPAID"])
    run_job(job.pk)
    job.refresh_from_db()
    assert "lines" not in job.params
    shown = page(registrar, job)
    assert "1 registrations, 0 agreed with; 1 lists, 1 agreed with; 1 lines left out." in shown
    assert "line 3: There is no student 1." in shown
    assert "Rules not asked: APPROVAL_CLOSED, APPROVED_LOCKED, CAPACITY_FULL, STAGE_NOT_OPEN, WINDOW_CLOSED." in shown
    assert "PREREQ_MISSING" in shown


@pytest.mark.parametrize(
    ("text", "says"), [("student,course\n", "has no column section"), ("\udcff", "is not UTF-8 text")]
)
def test_a_file_that_cannot_be_read_is_refused_in_the_form(world: World, registrar: Client, text: str, says: str):
    file = SimpleUploadedFile("registrations.csv", text.encode(errors="surrogateescape"))
    response = registrar.post(SHADOW, {"term": "20252", "file": file, "encoding": "utf-8"})
    assert says in response.content.decode() and not JobRun.objects.exists()


def test_only_the_registrar_asks_for_a_shadow_run(world: World):
    secretary = official(world, "secretary", world.ceng)
    assert (secretary.get(SHADOW).status_code, upload(secretary, "x").status_code) == (403, 403)
    assert SHADOW.encode() not in secretary.get(JOBS).content
    assert browser(world.student().user).get(SHADOW).status_code == 302
