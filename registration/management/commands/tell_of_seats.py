"""Tell who waits for a seat in a full section that there is one."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from registration.searching.watches import tell_everywhere


class Command(BaseCommand):
    help = "Tell students who wait for a seat in a full section that there is one; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        for section, told in tell_everywhere().items():
            self.stdout.write(f"{section}: {told} students")
