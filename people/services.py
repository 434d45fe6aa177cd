"""The account behind what nobody did, what is noted at a sign-in, and the language of a person."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.timezone import now

from .account_log import Kind, record
from .distance_accounts import is_distance
from .models import User
from .selectors import advised_by

SYSTEM = "sistem"
DESKS = {  # name of the URL: who may, by any one of these
    "petitions_desk": ("advising.forward_petition", "advising.decide_petition", "advising.answer_petition"),
    "accounts": ("people.reset_user",),
    "library_desk": ("people.library_hold",),
    "fee_desk": ("fees.view_feestanding",),
}


def system_user() -> User:
    """Who stands in the ledger for what nobody did; cannot sign in."""
    user, made = User.objects.get_or_create(username=SYSTEM, defaults={"is_active": False, "last_name": "Sistem"})
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def note_sign_in(sender: type[User], request: HttpRequest, user: User, **kwargs: Any) -> None:
    """When the account was last used. An import may hold the row for minutes: nobody waits for a date to sign in.

    The session keeps which links to show, so that no page asks for roles or programmes on their account.
    """
    record(Kind.SIGNED_IN, request, user=user)
    if hasattr(user, "student"):
        request.session["desks"] = ["distance"] if is_distance(user.student) else []
    else:
        request.session["desks"] = own_desks(user) + desks_of(user)
    with transaction.atomic():
        free = User.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=user.pk)
        User.objects.filter(pk__in=free.values("pk")).update(last_login=now())


def own_desks(user: User) -> list[str]:
    """Of who advises somebody today, and of who teaches."""
    if not hasattr(user, "staff"):
        return []
    has = {"advising": advised_by(user).exists(), "grades": user.staff.teachings.exists()}
    return [desk for desk, has_it in has.items() if has_it]


def desks_of(user: User) -> list[str]:
    """Those that come with a role."""
    return [desk for desk, may in DESKS.items() if any(user.has_perm(permission) for permission in may)]


def keep_language(*, user: User, language: str) -> None:
    """What a user chose by hand: for pages on any device, and for what is mailed."""
    User.objects.filter(pk=user.pk).update(language=language, language_chosen=True)
