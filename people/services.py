"""The account behind what nobody did."""

from __future__ import annotations

from .models import User


def system_user() -> User:
    """Who stands in the ledger for what nobody did; cannot sign in."""
    user, made = User.objects.get_or_create(username="sistem", defaults={"is_active": False, "last_name": "Sistem"})
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
