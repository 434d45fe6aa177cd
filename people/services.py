"""The account behind what nobody did, and when an account was last used."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.timezone import now

from .models import User

SYSTEM = "sistem"


def system_user() -> User:
    """Who stands in the ledger for what nobody did; cannot sign in."""
    user, made = User.objects.get_or_create(username=SYSTEM, defaults={"is_active": False, "last_name": "Sistem"})
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def note_sign_in(sender: type[User], user: User, **kwargs: Any) -> None:
    """When the account was last used. An import may hold the row for minutes: nobody waits for a date to sign in."""
    with transaction.atomic():
        free = User.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=user.pk)
        User.objects.filter(pk__in=free.values("pk")).update(last_login=now())
