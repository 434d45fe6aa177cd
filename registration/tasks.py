"""What the queue does for a registration; each task takes ids and calls one service."""

from celery import shared_task

from people.models import JobRun

from . import jobs


@shared_task(ignore_result=True)
def run_job(job_id: int) -> None:
    """A job that somebody asked for; safe to deliver twice."""
    job = JobRun.objects.filter(pk=job_id).first()
    if job is not None:
        jobs.carry_out(job)
