"""Tell advisors what waits for them, as the queue does every morning."""

from __future__ import annotations

from django.core.management import BaseCommand

from advising.digest import digests, send_digests
from curriculum.models import Term
from registration.clock import now


class Command(BaseCommand):
    help = "Tell each advisor with lists, requests, tasks or messages that wait; nobody twice on one day."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say who would be told, and tell nobody")

    def handle(self, *, dry_run: bool, **options) -> None:
        term = Term.objects.filter(is_current=True).first()
        found = (digests(term, now()) if term else []) if dry_run else send_digests(now())
        for digest in found:
            self.stdout.write(f"user {digest.user_id}: {digest.figures}")
        self.stdout.write(f"{len(found)} advisors {'would be' if dry_run else 'were'} told.")
