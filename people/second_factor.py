"""The second factor of staff: a code from an authenticator app, or one of ten backup codes (S10).

A password alone signs nobody in who needs one: until the code is given the session only knows who is halfway in.
"""

from __future__ import annotations

import io
import secrets
import time
from base64 import b32encode

import segno
from django.contrib import auth
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from .account_log import Kind, record
from .models import Role, User
from .permissions import SUPERUSER, needs_second_factor

HALFWAY, GIVEN = "halfway", "second_factor"  # keys of the session
SECONDS, CODES = 600, 10


def is_needed(user: User) -> bool:
    """By the roles held now. Who has set one up keeps it, whatever the settings say."""
    if user.is_superuser and needs_second_factor(SUPERUSER):
        return True
    if hasattr(user, "student"):
        return False
    kinds = Role.objects.filter(staff__user=user).values_list("kind", flat=True)
    return any(needs_second_factor(kind) for kind in kinds) or device_of(user).confirmed


def device_of(user: User) -> TOTPDevice:
    """The user's app; not saved where there is none yet."""
    found = TOTPDevice.objects.filter(user=user).order_by("-confirmed", "id").first()
    return found or TOTPDevice(user=user, name=user.username, confirmed=False)


# halfway in


def begin(request: HttpRequest, user: User) -> None:
    """The password was right: keep who it is for ten minutes, and have an app's key ready."""
    device = device_of(user)
    if device.pk is None:
        device.save()
    request.session.cycle_key()
    request.session[HALFWAY] = {
        "user": user.pk,
        "backend": user.backend,
        "hash": user.get_session_auth_hash(),
        "until": int(time.time()) + SECONDS,
    }


def halfway_in(request: HttpRequest) -> User | None:
    """Who has given the password here and not yet the code; nobody once the password changed or the account closed."""
    kept = request.session.get(HALFWAY)
    if kept is None or kept["until"] < time.time():
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    if user is None or not constant_time_compare(kept["hash"], user.get_session_auth_hash()):
        return None
    user.backend = kept["backend"]
    return user


def finish(request: HttpRequest, user: User) -> None:
    """All the way in; the session's key changes, as at every sign-in."""
    request.session.pop(HALFWAY, None)
    auth.login(request, user, backend=user.backend)
    note_given(request)


def note_given(request: HttpRequest) -> None:
    """Kept by the session, here or from the university's own provider, so that no page asks a table for it."""
    request.session[GIVEN] = True


# codes


def verify(user: User, code: str) -> bool:
    """Six digits are the app's, anything else a backup code; each is good once."""
    code = code.replace(" ", "").replace("-", "").lower()
    devices = TOTPDevice if len(code) == 6 and code.isdigit() else StaticDevice
    with transaction.atomic():
        locked = devices.objects.select_for_update().filter(user=user, confirmed=True).first()
        return locked is not None and locked.verify_token(code)


def set_up(user: User, code: str, *, request: HttpRequest) -> list[str]:
    """Ten backup codes, to be shown once, if the code is that of the new app; else none."""
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
        if device is None or not device.verify_token(code.replace(" ", "")):
            return []
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        StaticDevice.objects.filter(user=user).delete()
        backup = StaticDevice.objects.create(user=user, name=user.username)
        codes = [secrets.token_hex(5) for _ in range(CODES)]
        StaticToken.objects.bulk_create(StaticToken(device=backup, token=code) for code in codes)
        record(Kind.SECOND_FACTOR, request, user=user)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def remove(user: User, *, actor: User | None = None) -> None:
    """For who lost app and backup codes: the next sign-in sets up a new one."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()
        record(Kind.FACTOR_REMOVED, None, user=user, actor=actor)


def typed_key(device: TOTPDevice) -> str:
    """The key for who cannot scan it, in groups of four; empty once it is set up."""
    key = "" if device.confirmed else b32encode(device.bin_key).decode()
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


def qr_code(device: TOTPDevice) -> bytes:
    """What the app scans, as SVG."""
    drawn = io.BytesIO()
    segno.make(device.config_url, error="m").save(drawn, kind="svg", scale=5, border=2, xmldecl=False)
    return drawn.getvalue()
