"""What is kept out of the log."""

from __future__ import annotations

import logging

import pytest

from config.logs import WithoutSecrets


@pytest.mark.parametrize(
    ("message", "args", "logged"),
    [
        ("Not Found: %s", ("/feed/7-2.Zm9v_-8.ics",), "Not Found: /feed/….ics"),
        ("GET /feed/7-2.Zm9v.ics?x=1", (), "GET /feed/….ics?x=1"),
        ("Not Found: %s", ("/feed/7-2.Zm9v",), "Not Found: /feed/…"),
        ("Not Found: %s", ("/feed/7-2.Zm9v.ics/",), "Not Found: /feed/….ics/"),
        ("Not Found: %s", ("/feed/new/",), "Not Found: /feed/new/"),
        ("%d rows", (3,), "3 rows"),
    ],
)
def test_the_secret_address_of_a_feed_is_left_out(message: str, args: tuple, logged: str):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, message, args, None)

    assert WithoutSecrets().filter(record)
    assert record.getMessage() == logged
