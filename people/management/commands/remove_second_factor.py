"""Let somebody who lost their app and their backup codes set up a second factor anew at the next sign-in (S10)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from people.models import User
from people.second_factor import remove


class Command(BaseCommand):
    help = "Remove the second factor of an account. Make sure first who asks for it: a password alone is left."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account {username}.")
        remove(user)
        self.stdout.write(f"{username} sets up a second factor at the next sign-in.")
