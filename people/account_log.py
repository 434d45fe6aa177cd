"""The history of accounts: who did what to which, when and from where. Rows are added and never changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from .address import client_address
from .clock import database_now
from .models import AccountEvent, User

Kind = AccountEvent.Kind
IN_VIEW = timedelta(minutes=15)  # for how long a history stays open to whoever opened it


def record(
    kind: str, request: HttpRequest | None, *, user: User | None, actor: User | None = None, note: str = ""
) -> None:
    """`user` is whose account it is, None where no account has the user code; `actor` whoever else did it, `note` why."""
    address = client_address(request) or None
    AccountEvent.objects.create(user=user, kind=kind, actor=actor, address=address, at=database_now(), note=note)


def events_of(user: User) -> list[AccountEvent]:
    """The newest hundred, each with whoever did it."""
    return list(AccountEvent.objects.filter(user=user).select_related("actor")[:100])


def has_in_view(user: User, *, by: User) -> bool:
    """Whether `by` opened the account a moment ago, and so stands in its history."""
    looked = AccountEvent.objects.filter(user=user, actor=by, kind=Kind.LOOKED, at__gt=database_now() - IN_VIEW)
    return looked.exists()


def note_sign_out(sender: type[User], request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user:
        record(Kind.SIGNED_OUT, request, user=user)
