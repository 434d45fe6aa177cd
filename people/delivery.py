"""Mailing the notices that are due: at least once each, and recognisable as one.

A run claims a few rows in a transaction of its own (SKIP LOCKED, so that two runs share the work), and sends them after
its commit, when nothing is locked. A claim is a lease: `next_try_at` lies ahead, so nobody else takes the row meanwhile.
What was sent is marked at once. A run that is killed between sending and marking leaves the lease to end, and the notice
is mailed again under the same Message-ID, by which mail programs and servers know it as the one they have.

A mail server that is down ends the run; every notice stays due, each next try twice as far away as the last.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from smtplib import SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q
from django.utils.timezone import localtime

from .clock import database_now
from .models import Notice
from .notice_rendering import words_of
from .notice_texts import MAIL

BATCH = 10  # claimed at a time; all of them are sent well within the lease, even by a server that answers slowly
LEASE = timedelta(minutes=15)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
GIVE_UP_AFTER = timedelta(days=3)
NO_ADDRESS = "no e-mail address"
log = logging.getLogger(__name__)


@dataclass
class Delivered:
    """How many notices of a run were mailed, will be tried again, and are shown in the portal alone."""

    mailed: int = 0
    failed: int = 0
    unmailable: int = 0


def deliver_due(limit: int = 1000) -> Delivered:
    """Mail up to so many of the notices that are due. Safe to run twice at once, and to kill."""
    done, left = Delivered(), limit
    while left > 0 and (notices := _claim(min(BATCH, left))):
        left -= len(notices)
        if not _mail(notices, done):
            break
    return done


def message_of(notice: Notice) -> EmailMessage:
    """A notice as a mail in its reader's language. A repeated one has the same Message-ID and date."""
    words = words_of(notice.kind, notice.figures, notice.user.language)
    text = getattr(MAIL, notice.user.language)
    link = settings.PORTAL_URL.rstrip("/") + (notice.link or "/notices/")
    return EmailMessage(
        subject=words.subject,
        body=text.format(body=words.body, link=link, site=settings.SITE_NAME),
        to=[notice.user.email],
        headers={
            "Message-ID": f"<notice-{notice.pk}@{urlsplit(settings.PORTAL_URL).hostname}>",
            "Date": format_datetime(localtime(notice.at)),
            "Auto-Submitted": "auto-generated",
        },
    )


def _claim(count: int) -> list[Notice]:
    """The oldest that are due and nobody else's now, each with one more try counted and the lease begun."""
    with transaction.atomic():
        due = Q(next_try_at=None) | Q(next_try_at__lte=database_now())
        free = Notice.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).select_related("user")
        notices = list(free.filter(due, mailed_at=None).order_by("pk")[:count])
        ids = [notice.pk for notice in notices]
        Notice.objects.filter(pk__in=ids).update(tries=F("tries") + 1, next_try_at=database_now() + LEASE)
    return notices


def _mail(notices: list[Notice], done: Delivered) -> bool:
    """Over one connection; whether the server answers. If it does not, all that are left are put off."""
    connection = get_connection()
    for position, notice in enumerate(notices):
        if not notice.user.email:
            _close(notice, NO_ADDRESS)
            done.unmailable += 1
            continue
        try:
            connection.open()
        except OSError as down:  # all of smtplib's errors are
            log.warning("the mail server does not answer: %s", down)
            for waiting in notices[position:]:
                _put_off(waiting, down)
            done.failed += len(notices) - position
            return False
        _send(notice, connection, done)
    _hang_up(connection)
    return True


def _send(notice: Notice, connection: BaseEmailBackend, done: Delivered) -> None:
    try:
        message = message_of(notice)
        message.connection = connection
        message.send()
    except Exception as failed:  # one mail's trouble, whatever it is, must not keep the others
        log.warning("notice %s was not mailed: %s", notice.pk, failed)
        _hang_up(connection)  # its state is not known; the next mail opens it anew
        if _hopeless(notice, failed):
            _close(notice, _said(failed))
            done.unmailable += 1
        else:
            _put_off(notice, failed)
            done.failed += 1
    else:
        _close(notice, "")
        done.mailed += 1


def _hang_up(connection: BaseEmailBackend) -> None:
    with suppress(OSError):
        connection.close()


def _hopeless(notice: Notice, failure: Exception) -> bool:
    """An address that is refused, or a mail that cannot be made, for days; a server's own trouble is waited for."""
    own = isinstance(failure, SMTPRecipientsRefused) or not isinstance(failure, OSError)
    return own and Notice.objects.filter(pk=notice.pk, at__lt=database_now() - GIVE_UP_AFTER).exists()


def _close(notice: Notice, failure: str) -> None:
    Notice.objects.filter(pk=notice.pk).update(mailed_at=database_now(), failure=failure, next_try_at=None)


def _put_off(notice: Notice, failure: Exception) -> None:
    wait = min(FIRST_WAIT * 2 ** min(notice.tries, 20), LONGEST_WAIT)
    Notice.objects.filter(pk=notice.pk, mailed_at=None).update(
        next_try_at=database_now() + wait, failure=_said(failure)
    )


def _said(failure: Exception) -> str:
    return f"{type(failure).__name__}: {failure}".replace("\x00", "")[:300]
