"""The format of a bank's statement (docs/bank-statement.md): a CSV of one day's payments whose last line counts them.

Nothing here asks the database. A line that cannot be read is told with its number and the reason; a last line that is
missing or does not agree tells a file that was cut or changed on its way.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.timezone import get_default_timezone, make_aware
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from curriculum.importers.reading import ImportProblem
from curriculum.importers.table_files import UPLOAD, ZIP_MAGIC, encoding_of, read_lines
from curriculum.importers.xlsx import FORMULA
from curriculum.turkish import search_key

from .booking import Reported
from .models import Channel
from .money import SAID as AMOUNTS
from .money import read_amount

COLUMNS = ("reference", "number", "payer", "amount", "channel", "paid_at")
TURKISH = ("referans", "ogrenci no", "odeyen", "tutar", "kanal", "tarih")
TRAILER = {"total", "toplam"}
MOST = 100_000  # lines
MOST_IN_A_DAY = Decimal("999999999999.99")
FIRST_YEAR = 2000  # an earlier one is a slip
REFERENCE = re.compile(r"[A-Za-z0-9._:-]{1,60}", re.ASCII)
NUMBER, PAYER = 20, 200  # letters
MOMENT = re.compile(  # 10.02.2026 or 2026-02-10, alone or with 14:05 or 14:05:30
    r"(?:(?P<d>\d\d)\.(?P<m>\d\d)\.(?P<y>\d{4})|(?P<Y>\d{4})-(?P<M>\d\d)-(?P<D>\d\d))"
    r"(?:[ T](?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d))?)?",
    re.ASCII,
)
NOON = (12, 0, 0)
CHANNELS = {
    **{value: value for value in Channel.values},
    "sube": Channel.BRANCH,
    "kart": Channel.CARD,
    "internet": Channel.ONLINE,
    "havale": Channel.TRANSFER,
}

SAID: Mapping[str, str | Promise] = AMOUNTS | {
    "CELLS": _("The line has %(found)d cells instead of %(wanted)d: it is cut, or has another separator."),
    "REFERENCE": _("The reference is empty, longer than 60, or has other signs than letters, digits and . _ : -"),
    "TEXT_TOO_LONG": _("The student number or the name of the payer is too long."),
    "FORMULA": _("The line holds a formula of a spreadsheet."),
    "CHANNEL_UNKNOWN": _("There is no such channel: branch, card, atm, online, eft or transfer."),
    "DATE": _("The date is not written as 10.02.2026 14:05 or 2026-02-10 14:05."),
    "OTHER_DAY": _("The payment is not of the day of the statement, %(day)s."),
    "FUTURE": _("The payment is of a day that has not come."),
    "REFERENCE_TWICE": _("The same reference stands in line %(line)d with other figures."),
    "DUPLICATE_REFERENCE": _("The same reference was booked with other figures: %(number)s, %(amount)s."),
    "NO_TRAILER": _("The last line with the count and the total is missing: the file is cut."),
    "TRAILER": _("The last line is not written as TOTAL;10.02.2026;2;400,00."),
    "AFTER_TRAILER": _("There are lines after the last one."),
    "COUNT": _("The last line counts %(told)d payments, but there are %(found)d: the file is cut or changed."),
    "TOTAL": _("The last line adds up to %(told)s, but the payments come to %(found)s: the file is cut or changed."),
}


OF_FILE = {"NO_TRAILER", "TRAILER", "AFTER_TRAILER", "COUNT", "TOTAL"}  # codes that are no line's own


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a line, or with the file at that line."""

    line: int
    code: str
    figures: Mapping[str, object] = field(default_factory=dict)
    reference: str = ""
    amount: str = ""

    @property
    def reason(self) -> str:
        return str(SAID[self.code]) % self.figures


@dataclass(frozen=True, slots=True)
class Trailer:
    day: date
    count: int
    total: Decimal


@dataclass
class StatementFile:
    """What a file says: payments by line number, what is wrong, and its own count and total."""

    sha256: str
    payments: dict[int, Reported] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)
    trailer: Trailer | None = None
    read: int = 0


def read_statement(content: bytes, name: str, *, today: date) -> StatementFile:
    """Raises ImportProblem where the file is no statement at all, so that no line of it can be told."""
    if content.startswith(ZIP_MAGIC):
        raise ImportProblem(gettext("%(file)s is a spreadsheet: a statement is a CSV.") % {"file": name})
    lines = read_lines(io.BytesIO(content), name, encoding=encoding_of(content), limits=UPLOAD)
    found = StatementFile(hashlib.sha256(content).hexdigest())
    _header(next(lines, (0, []))[1], name)
    rows = []
    for line, cells in lines:
        rows.append((line, [cell.strip() for cell in cells]))
        if len(rows) > MOST:
            raise ImportProblem(gettext("%(file)s has more than %(most)d lines.") % {"file": name, "most": MOST})
    body = _cut_at_trailer(rows, found)
    for line, cells in body:
        read = _payment(line, cells, found.trailer, today)
        if isinstance(read, Wrong):
            found.wrong.append(read)
        else:
            found.payments[line] = read
    found.read = len(body)
    _check_twice(found)
    _check_trailer(found, body)
    found.wrong.sort(key=lambda w: (w.line, w.code in OF_FILE))
    return found


def _header(cells: Sequence[str], name: str) -> None:
    told = tuple(search_key(cell.strip()) for cell in cells)
    if told not in (COLUMNS, TURKISH):
        said = {"file": name, "columns": ";".join(COLUMNS)}
        raise ImportProblem(gettext("%(file)s does not begin with the line %(columns)s, with ; or , between.") % said)


def _cut_at_trailer(rows: list[tuple[int, list[str]]], found: StatementFile) -> list[tuple[int, list[str]]]:
    """The lines before the last one, which is read; what stands behind it is wrong."""
    at = next((n for n, (_line, cells) in enumerate(rows) if search_key(cells[0]) in TRAILER), None)
    if at is None:
        found.wrong.append(Wrong(rows[-1][0] if rows else 1, "NO_TRAILER"))
        return rows
    line, cells = rows[at]
    found.trailer = _trailer([cell for cell in cells if cell])
    if found.trailer is None:
        found.wrong.append(Wrong(line, "TRAILER"))
    if rows[at + 1 :]:
        found.wrong.append(Wrong(rows[at + 1][0], "AFTER_TRAILER"))
    return rows[:at]


def _trailer(cells: Sequence[str]) -> Trailer | None:
    if len(cells) != 4 or not cells[2].isascii() or not cells[2].isdecimal():
        return None
    day, count = read_moment(cells[1]), int(cells[2][:9])
    total = Decimal(0) if not count and cells[3] in ("0", "0,00", "0.00") else read_total(cells[3])
    return Trailer(day.date(), count, total) if day and total is not None else None


def read_total(text: str) -> Decimal | None:
    total = read_amount(text, most=MOST_IN_A_DAY)
    return None if isinstance(total, str) else total


def _payment(line: int, cells: Sequence[str], trailer: Trailer | None, today: date) -> Reported | Wrong:
    """Each thing in the order of the columns, so that the first one that is wrong is told."""
    if len(cells) != len(COLUMNS):
        return Wrong(line, "CELLS", {"found": len(cells), "wanted": len(COLUMNS)})
    reference, number, payer, written, channel, moment = cells
    about: dict[str, Any] = {"reference": reference[:60], "amount": written[:20]}
    if FORMULA in cells:
        return Wrong(line, "FORMULA", **about)
    if not REFERENCE.fullmatch(reference):
        return Wrong(line, "REFERENCE", **about)
    if len(number) > NUMBER or len(payer) > PAYER:
        return Wrong(line, "TEXT_TOO_LONG", **about)
    amount, paid_at = read_amount(written), read_moment(moment)
    if isinstance(amount, str):
        return Wrong(line, amount, **about)
    if search_key(channel) not in CHANNELS:
        return Wrong(line, "CHANNEL_UNKNOWN", **about)
    if paid_at is None:
        return Wrong(line, "DATE", **about)
    if trailer and paid_at.date() != trailer.day:
        return Wrong(line, "OTHER_DAY", {"day": f"{trailer.day:%d.%m.%Y}"}, **about)
    if paid_at.date() > today:
        return Wrong(line, "FUTURE", **about)
    return Reported(reference, number, amount, str(CHANNELS[search_key(channel)]), paid_at, payer)


def read_moment(text: str) -> datetime | None:
    """In Istanbul; a day alone is its noon, which is the same day wherever it is read."""
    found = MOMENT.fullmatch(text)
    if found is None:
        return None
    day, month, year = (found["d"], found["m"], found["y"]) if found["d"] else (found["D"], found["M"], found["Y"])
    clock = (int(found["hour"]), int(found["minute"]), int(found["second"] or 0)) if found["hour"] else NOON
    try:
        moment = datetime(int(year), int(month), int(day), *clock)
    except ValueError:
        return None
    return make_aware(moment, get_default_timezone()) if moment.year >= FIRST_YEAR else None


def _check_twice(found: StatementFile) -> None:
    """A reference that stands twice with the same figures is one payment; with others the later one is wrong."""
    first: dict[str, int] = {}
    for line, payment in list(found.payments.items()):
        before = found.payments[first.setdefault(payment.reference, line)]
        if (before.number, before.amount, before.channel) != (payment.number, payment.amount, payment.channel):
            about: dict[str, Any] = {"reference": payment.reference, "amount": str(payment.amount)}
            found.wrong.append(Wrong(line, "REFERENCE_TWICE", {"line": first[payment.reference]}, **about))
            del found.payments[line]


def _check_trailer(found: StatementFile, body: Sequence[tuple[int, list[str]]]) -> None:
    """Count and total over every line that can be added up, the wrong ones among them."""
    if found.trailer is None:
        return
    count, line = len(body), (body[-1][0] if body else 1) + 1
    if count != found.trailer.count:
        found.wrong.append(Wrong(line, "COUNT", {"told": found.trailer.count, "found": count}))
    sums = [read_amount(cells[3]) for _line, cells in body if len(cells) == len(COLUMNS)]
    total = sum((s for s in sums if isinstance(s, Decimal)), Decimal(0))
    if len(sums) == count and all(isinstance(s, Decimal) for s in sums) and total != found.trailer.total:
        found.wrong.append(Wrong(line, "TOTAL", {"told": found.trailer.total, "found": total}))
