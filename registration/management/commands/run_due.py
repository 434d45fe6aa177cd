"""Run the jobs of the current term that are due, as the clock would."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from registration.closing.due import run_due


class Command(BaseCommand):
    help = "Run the jobs of the current term that are due by now; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        done = run_due()
        for job in done:
            self.stdout.write(f"{job}: {job.problem or 'done'}")
        if failed := [str(job) for job in done if job.problem]:
            raise CommandError(f"Not carried out: {', '.join(failed)}.")
