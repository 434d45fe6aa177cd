"""The portal's own passwords: the real one, or where there is none the newest temporary one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, check_password
from django.http import HttpRequest

from .clock import database_now
from .models import TemporaryPassword, User


class PortalBackend(ModelBackend):
    """One hash is computed for every try, whatever the account, so that the time tells nothing (S7)."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        if username is None or password is None:
            return None
        user = User.objects.filter(username=username).first()
        if user is None:
            User().set_password(password)
            return None
        own = user.has_usable_password()
        right = user.check_password(password) if own else self._is_temporary(request, user, password)
        return user if right and self.user_can_authenticate(user) else None

    def _is_temporary(self, request: HttpRequest | None, user: User, password: str) -> bool:
        """Right, in time and for the first time. One that is right but too late is told so, by a mark on the request."""
        newest = user.temporary_passwords.first()
        if not check_password(password, newest.hash if newest else UNUSABLE_PASSWORD_PREFIX) or newest is None:
            return False
        live = TemporaryPassword.objects.filter(pk=newest.pk, used_at=None, expires_at__gt=database_now())
        if live.update(used_at=database_now()):
            return True
        if request is not None:
            request.expired_user = user
        return False
