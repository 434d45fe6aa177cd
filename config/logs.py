"""What must not stand in a log: the secret address of a calendar feed, which is a key to somebody's week."""

from __future__ import annotations

import logging
import re

SECRET = re.compile(r"(/feed/)(?!new/)[^/\s?]+?(?=\.ics|[/\s?]|$)")  # of an address that was mistyped as well


class WithoutSecrets(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if SECRET.search(message := record.getMessage()):
            record.msg, record.args = SECRET.sub(r"\1…", message), ()
        return True
