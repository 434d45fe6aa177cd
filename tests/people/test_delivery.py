"""Mails: at least once each and recognisable as one, whatever is down, killed or run twice at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from email.message import Message
from io import StringIO

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from django.core import mail
from django.core.management import call_command
from django.db import connection

from config.embedded.places import free_port
from people.delivery import BATCH, Delivered, deliver_due
from people.models import Notice, User
from people.notices import tell
from people.tasks import deliver_notices
from tests.elsewhere import run, threads, transaction_elsewhere
from tests.load.served import ROOT, database_url
from tests.world import at, local

TERM = {"tr": "2025-2026 Bahar", "en": "2025-2026 Spring"}
APPROVED = {"term": TERM, "who": "Ada Işık"}
START = "2026-02-10 10:00"


def reader(name: str = "ayse", **fields) -> User:
    return User.objects.create_user(name, **({"email": f"{name}@example.edu.tr"} | fields))


def told(user: User, count: int = 1, link: str = "") -> list[Notice]:
    for _ in range(count):
        tell([user.id], "approved", APPROVED, link=link)
    return list(Notice.objects.filter(user=user).order_by("id"))


@pytest.fixture
def ayse(db) -> User:
    at(START)
    return reader()


@pytest.fixture
def kept(transactional_db) -> User:
    """A reader whose notices other connections see."""
    at(START)
    return reader()


class Server(MessageHandler):
    """A mail server on this computer: what it took, whom it refuses, and what else happens before it says that it took
    a mail."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[Message] = []
        self.refuses: set[str] = set()
        self.meanwhile: Callable[[], None] = lambda: None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuses:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def handle_message(self, message: Message) -> None:
        self.taken.append(message)
        with threads() as start:  # a loop that serves may not wait for a database
            start(self.meanwhile).result(timeout=10)


@pytest.fixture
def server(settings) -> Iterator[Server]:
    handler = Server()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    by_smtp(settings, controller.port)
    yield handler
    controller.stop()


def by_smtp(settings, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port


def row(notice: Notice) -> tuple:
    notice.refresh_from_db()
    return notice.tries, notice.mailed_at, notice.next_try_at


# the mail


@pytest.mark.parametrize(
    ("language", "subject", "body"),
    [
        (
            "tr",
            "Ders kaydınız onaylandı",
            "2025-2026 Bahar ders kaydınızı danışmanınız Ada Işık onayladı.\n\n"
            "Portalda görün: https://kayit.example.edu.tr/registration/\n\n-- \nDers Kaydı\n"
            "Bu ileti otomatik gönderilmiştir; yanıtlamayınız.\n",
        ),
        (
            "en",
            "Your registration was approved",
            "Your advisor Ada Işık approved your registration for 2025-2026 Spring.\n\n"
            "See it in the portal: https://kayit.example.edu.tr/registration/\n\n-- \nDers Kaydı\n"
            "This message was sent automatically; please do not reply.\n",
        ),
    ],
)
def test_a_mail_is_in_its_readers_language_with_a_link_to_the_portal(
    ayse: User, settings, language: str, subject: str, body: str
):
    settings.PORTAL_URL = "https://kayit.example.edu.tr"
    User.objects.update(language=language)
    [notice] = told(ayse, link="/registration/")

    assert deliver_due() == Delivered(mailed=1)

    [sent] = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["ayse@example.edu.tr"], subject, body)
    assert sent.extra_headers == {
        "Message-ID": f"<notice-{notice.id}@kayit.example.edu.tr>",
        "Date": "Tue, 10 Feb 2026 10:00:00 +0300",
        "Auto-Submitted": "auto-generated",
    }
    assert row(notice) == (1, local(START), None)


def test_a_real_server_takes_the_letters_and_one_connection_all_the_mails(ayse: User, server: Server):
    told(ayse, 3)

    assert deliver_due() == Delivered(mailed=3)

    assert [str(m["Message-ID"]) for m in server.taken] == [
        f"<notice-{n.id}@127.0.0.1>" for n in Notice.objects.order_by("id")
    ]
    assert "ders kaydınızı danışmanınız Ada Işık onayladı" in server.taken[0].get_payload(decode=True).decode()


def test_what_is_said_in_the_portal_alone_is_not_mailed(ayse: User):
    tell([ayse.id], "submitted", APPROVED)

    assert (deliver_due(), mail.outbox) == (Delivered(), [])


def test_who_has_no_address_is_shown_it_in_the_portal_and_keeps_nobody_waiting(ayse: User):
    nobody = reader("bora", email="")
    [unmailable], _ = told(nobody), told(ayse)

    assert deliver_due() == Delivered(mailed=1, unmailable=1)
    assert row(unmailable) == (1, local(START), None)
    assert unmailable.failure == "no e-mail address"
    assert deliver_due() == Delivered()


def test_a_run_takes_no_more_than_it_was_told(ayse: User):
    told(ayse, 2 * BATCH + 3)

    assert [deliver_due(limit).mailed for limit in (1, BATCH + 1, 1000)] == [1, BATCH + 1, BATCH + 1]
    assert len({m.extra_headers["Message-ID"] for m in mail.outbox}) == len(mail.outbox) == 2 * BATCH + 3


@pytest.mark.parametrize("many", [1, BATCH])
def test_a_batch_is_claimed_by_two_statements(ayse: User, many: int, django_assert_num_queries):
    told(ayse, many)

    with django_assert_num_queries(4 + many + 3):  # savepoint, rows, lease, release; a mark each; an empty claim
        deliver_due()


def test_the_command_says_what_it_did(ayse: User):
    told(ayse, 2)
    told(reader("bora", email=""))
    out = StringIO()

    call_command("deliver_notices", stdout=out)

    assert out.getvalue() == "2 mailed, 0 will be tried again, 1 in the portal only.\n"


# what is down


def test_a_mail_server_that_is_down_loses_nothing(ayse: User, settings):
    by_smtp(settings, free_port())
    notices = told(ayse, BATCH + 2)

    assert deliver_due() == Delivered(failed=BATCH)
    assert [row(n) for n in notices] == [(1, None, local("2026-02-10 10:01"))] * BATCH + [(0, None, None)] * 2
    assert notices[0].failure.startswith("ConnectionRefusedError")


def test_each_next_try_is_twice_as_far_away_up_to_six_hours(ayse: User, settings):
    by_smtp(settings, free_port())
    [notice] = told(ayse)
    waits = []
    for _ in range(12):
        assert deliver_due() == Delivered(failed=1)
        assert deliver_due() == Delivered()  # not due any more
        tried = connection_now()
        _, mailed, due = row(notice)
        waits.append(int((due - tried).total_seconds() / 60))
        assert mailed is None
        at(due)

    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]


def connection_now():
    return run(connection, "SELECT portal_now()")[0][0]


def test_a_server_that_is_back_gets_all_of_it_even_after_a_week(ayse: User, settings, server: Server):
    up = settings.EMAIL_PORT
    settings.EMAIL_PORT = free_port()
    told(ayse, 2)
    for day in (10, 14, 17):
        at(f"2026-02-{day} 12:00")
        assert deliver_due() == Delivered(failed=2)

    settings.EMAIL_PORT = up
    at("2026-02-18 12:00")
    assert deliver_due() == Delivered(mailed=2)
    assert [n.failure for n in Notice.objects.all()] == ["", ""]


def test_an_address_that_is_refused_keeps_nobody_else_and_is_given_up_after_three_days(ayse: User, server: Server):
    server.refuses = {"bora@example.edu.tr"}
    [refused], _ = told(reader("bora")), told(ayse, 2)

    assert deliver_due() == Delivered(mailed=2, failed=1)
    assert row(refused) == (1, None, local("2026-02-10 10:01"))
    at("2026-02-13 10:00")
    assert deliver_due() == Delivered(failed=1)
    at("2026-02-14 10:00")
    assert deliver_due() == Delivered(unmailable=1)
    assert row(refused) == (3, local("2026-02-14 10:00"), None)
    assert "no such mailbox" in refused.failure


def test_a_notice_that_cannot_be_worded_here_keeps_nobody_waiting(ayse: User):
    strange = Notice.objects.create(user=ayse, kind="of_tomorrow", at=local(START))
    told(ayse)

    assert deliver_due() == Delivered(mailed=1, failed=1)
    assert row(strange) == (1, None, local("2026-02-10 10:01"))


# at once, and killed


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_mail_each_notice_once(kept: User, server: Server):
    notices = told(kept, 3 * BATCH)

    with threads(2) as start:
        runs = [start(deliver_notices) for _ in range(2)]
        [each.result(timeout=30) for each in runs]

    sent = sorted(str(m["Message-ID"]) for m in server.taken)
    assert sent == sorted(f"<notice-{n.id}@127.0.0.1>" for n in notices)
    assert set(Notice.objects.values_list("tries", flat=True)) == {1}


@pytest.mark.django_db(transaction=True)
def test_rows_that_somebody_holds_are_passed_over(kept: User):
    first, second = told(kept, 2)
    with transaction_elsewhere() as other:
        run(other, "SELECT 1 FROM people_notice WHERE id = %s FOR UPDATE", first.id)

        assert deliver_due() == Delivered(mailed=1)

    assert [row(first)[1], row(second)[1]] == [None, local(START)]
    assert deliver_due() == Delivered(mailed=1)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_while_a_mail_is_sent(kept: User, server: Server):
    """A reader opens the notice while its mail is on the way."""
    [notice] = told(kept)

    def reading() -> None:
        with transaction_elsewhere() as other:
            run(other, "SET LOCAL lock_timeout = '1s'")
            run(other, "UPDATE people_notice SET read_at = portal_now() WHERE id = %s", notice.id)

    server.meanwhile = reading
    assert deliver_due() == Delivered(mailed=1)
    notice.refresh_from_db()
    assert notice.read_at == local(START)


@pytest.mark.django_db(transaction=True)
def test_a_run_killed_between_sending_and_marking_mails_again_under_the_same_message_id(
    kept: User, server: Server, settings
):
    """At least once: no order of sending and marking is safe from both a loss and a second mail. The first would be worse."""
    [notice] = told(kept)
    own = {"DATABASE_URL": database_url(), "EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}"}
    killed = subprocess.Popen([sys.executable, "manage.py", "deliver_notices"], cwd=ROOT, env=os.environ | own)
    server.meanwhile = killed.kill
    assert (killed.wait(timeout=60), len(server.taken)) == (-signal.SIGKILL, 1)
    server.meanwhile = lambda: None
    assert row(notice) == (1, None, local("2026-02-10 10:15"))

    at("2026-02-10 10:14:59")
    assert deliver_due() == Delivered()  # its lease is not over
    at("2026-02-10 10:15")
    assert deliver_due() == Delivered(mailed=1)

    first, again = server.taken
    assert (first["Message-ID"], first["Date"]) == (again["Message-ID"], again["Date"])
    assert row(notice) == (2, local("2026-02-10 10:15"), None)
