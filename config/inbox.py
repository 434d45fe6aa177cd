"""The mails of a developer's computer: kept in a folder instead of sent, and shown on a page. Never in production."""

from __future__ import annotations

import hashlib
import os
from email import message_from_bytes
from email.message import EmailMessage as Parsed
from email.policy import default
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

SHOWN = 100


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Every mail to everybody, the newest first."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "inbox/list.html", {"mails": [(name, headed(mail)) for name, mail in kept(SHOWN)]})


@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    found = find(name) if settings.DEBUG else None
    if found is None:
        raise Http404
    return render(request, "inbox/mail.html", {"mail": headed(found), "text": found.get_content()})


def headed(mail: Parsed) -> dict[str, Any]:
    """Its headers by their small names."""
    return {name.lower(): value for name, value in mail.items()}


class EmailBackend(BaseEmailBackend):
    """Keeps each mail as a file named by its Message-ID: one that is sent again is the same, as in a mailbox."""

    def send_messages(self, email_messages: list[EmailMessage]) -> int:
        folder().mkdir(parents=True, exist_ok=True)
        for mail in email_messages:
            message = mail.message()
            name = hashlib.sha256(message["Message-ID"].encode()).hexdigest()[:16]
            fresh = folder() / f"{name}.{os.getpid()}.new"
            fresh.write_bytes(message.as_bytes())
            fresh.rename(folder() / f"{name}.eml")
        return len(email_messages)


def folder() -> Path:
    return Path(settings.MAIL_FOLDER)


def kept(count: int) -> list[tuple[str, Parsed]]:
    """The newest mails with their names."""
    files = sorted(folder().glob("*.eml"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    return [(file.stem, _parsed(file)) for file in files[:count]]


def find(name: str) -> Parsed | None:
    file = folder() / f"{name}.eml"
    return _parsed(file) if file.exists() else None


def _parsed(file: Path) -> Parsed:
    return message_from_bytes(file.read_bytes(), policy=default)
