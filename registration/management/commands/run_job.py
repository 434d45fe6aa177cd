"""Carry out a job that is waiting, where the queue is down."""

from __future__ import annotations

from django.core.management import BaseCommand, CommandError
from tqdm import tqdm

from people.models import JobRun
from registration.jobs import carry_out


class Command(BaseCommand):
    help = "Carry out a job that was asked for in the admin and is still waiting."

    def add_arguments(self, parser) -> None:
        parser.add_argument("job", type=int)

    def handle(self, *, job: int, **options) -> None:
        found = JobRun.objects.filter(pk=job).first()
        if found is None:
            raise CommandError(f"There is no job {job}.")
        if found.finished_at:
            raise CommandError(f"Job {job} is finished already.")
        with tqdm(desc=str(found), disable=True if options["verbosity"] == 0 else None) as bar:

            def progress(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            carry_out(found, progress)
        self.stdout.write(f"Job {job} is finished.")
