"""Mail the notices that are due: what Celery beat does each minute, by hand or from cron."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from people.delivery import deliver_due


class Command(BaseCommand):
    help = "Mail the notices that are due. Safe to run beside the queue's own run."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--limit", type=int, default=1000, help="how many at most (default: %(default)s)")

    def handle(self, *, limit: int, **options) -> None:
        done = deliver_due(limit)
        self.stdout.write(
            f"{done.mailed} mailed, {done.failed} will be tried again, {done.unmailable} in the portal only."
        )
