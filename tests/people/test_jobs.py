"""A job by its name and the hour of the wall clock."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from people.models import JobRun
from registration.imports import IMPORTS
from registration.jobs import WORK
from tests.world import local

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "said"),
    [("tr", "Derslerin işlenmesi 10.02.2026 00:30"), ("en", "Loading of courses 10.02.2026 00:30")],
)
def test_a_job_is_called_by_its_name_in_the_time_of_istanbul(language: str, said: str):
    job = JobRun.objects.create(kind="load_courses")
    job.asked_at = local("2026-02-10 00:30")
    with override(language):
        assert str(job) == said


def test_every_kind_of_work_has_a_name():
    booked = {JobRun.Kind.BOOK_STATEMENT.value}  # fees carry it out themselves
    at_once = {JobRun.Kind.CHANGE_CRITERIA.value, JobRun.Kind.COPY_CRITERIA.value}
    assert {*WORK, *(f"import_{kind}" for kind in IMPORTS)} | booked | at_once == {*JobRun.Kind.values}
