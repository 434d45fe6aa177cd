"""Tables out of files: CSV with comma or semicolon, and XLSX, as lines of plain texts, within limits.

Nothing is guessed silently: another encoding, another separator, a formula or a file that unpacks to too much is a
problem that says what it is and what to do. Both readers hold one line at a time.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from .reading import ImportProblem

MB = 1024 * 1024
UTF_8, WINDOWS = "utf-8", "windows-1254"
ENCODINGS = (UTF_8, WINDOWS)
ZIP_MAGIC, OLD_EXCEL, UTF_16 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", (b"\xff\xfe", b"\xfe\xff")
SEPARATORS = ",;"
WIDEST = 200  # columns; no table of ours has a tenth of them
LONGEST = 1_048_576  # lines of a sheet, which is what a spreadsheet holds
MEMBERS = 1000  # files inside an XLSX


@dataclass(frozen=True)
class Limits:
    """How large a file may be, and how large what it unpacks to."""

    size: int
    unpacked: int


UPLOAD = Limits(size=10 * MB, unpacked=100 * MB)
COMMAND_LINE = Limits(size=500 * MB, unpacked=1000 * MB)

# what zipfile, the XML parser and openpyxl raise at parts that are not what they should be; an entity is a ValueError
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    InvalidFileException,
    OSError,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    RuntimeError,
)
Cells = list[str]
FORMULA, ERROR = "\x00formula", "\x00error"  # no text of a table holds a zero byte


def read_lines(file: IO[bytes], name: str, *, encoding: str = UTF_8, limits: Limits) -> Iterator[tuple[int, Cells]]:
    """Number and cells of each line that holds anything; what kind of file it is, its first bytes tell."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    if size > limits.size:
        raise ImportProblem(_("%(file)s is larger than %(mb)d MB.") % {"file": name, "mb": limits.size // MB})
    if start.startswith(OLD_EXCEL):
        raise ImportProblem(_("%(file)s is an old Excel file (.xls): save it as .xlsx or CSV.") % {"file": name})
    if start.startswith(ZIP_MAGIC):
        return _xlsx(file, name, limits)
    if start.startswith(UTF_16):
        raise ImportProblem(_("%(file)s is UTF-16 text, not UTF-8: save it as “CSV UTF-8” or .xlsx.") % {"file": name})
    return _csv(file, name, encoding)


# CSV


def _csv(file: IO[bytes], name: str, encoding: str) -> Iterator[tuple[int, Cells]]:
    text = io.TextIOWrapper(file, encoding="utf-8-sig" if encoding == UTF_8 else encoding, newline="")
    line = 0
    try:
        reader = csv.reader(text, delimiter=_separator(text), strict=True)
        for cells in reader:
            line = reader.line_num
            if any(cell.strip() for cell in cells):
                yield line, [FORMULA if cell.startswith("=") else cell for cell in cells]
    except UnicodeDecodeError as error:
        raise ImportProblem(_encoding_problem(error, name, encoding)) from error
    except csv.Error as error:
        raise ImportProblem(
            _("%(file)s cannot be read after line %(line)d (%(error)s): is it cut off, or a quote left open?")
            % {"file": name, "line": line, "error": error}
        ) from error
    finally:
        text.detach()  # the file is the caller's to close


def _separator(text: IO[str]) -> str:
    """Of the first line that is no comment; a Turkish spreadsheet writes semicolons."""
    first = next((line for line in text if line.strip() and not line.startswith(("#", '"#'))), "")
    text.seek(0)
    return max(SEPARATORS, key=first.count)


def _encoding_problem(error: UnicodeDecodeError, name: str, encoding: str) -> str:
    """What the text seems to be: Windows-1254 has a letter for nearly every byte, but no Turkish text uses the rest."""
    if error.reason == "unexpected end of data":
        return _("%(file)s ends in the middle of a letter: it is cut off.") % {"file": name}
    if encoding == UTF_8 and _is_turkish(error.object):
        return _(
            "%(file)s is not UTF-8 but seems to be Windows-1254, as Turkish Excel writes it: save it as “CSV UTF-8”, "
            "or import it with the encoding windows-1254."
        ) % {"file": name}
    asked = "UTF-8" if encoding == UTF_8 else encoding
    return _("%(file)s is not %(encoding)s text: save it as “CSV UTF-8” or .xlsx.") % {"file": name, "encoding": asked}


def _is_turkish(data: bytes) -> bool:
    try:
        letters = {letter for letter in data.decode("cp1254") if ord(letter) > 127}
    except UnicodeDecodeError:
        return False
    return letters <= set("ÇçĞğİıÖöŞşÜüÂâÎîÛûéÉ‘’“”–—…«»·°\xa0") and bool(letters)


# XLSX


def _xlsx(file: IO[bytes], name: str, limits: Limits) -> Iterator[tuple[int, Cells]]:
    try:
        _weigh(file, name, limits)
        book = load_workbook(file, read_only=True, keep_links=False)
        try:
            yield from _sheet(book.worksheets[0], name)
        finally:
            book.close()
    except DAMAGED as error:
        raise ImportProblem(_("%(file)s is damaged, or no XLSX file.") % {"file": name}) from error


def _weigh(file: IO[bytes], name: str, limits: Limits) -> None:
    """Before anything is unpacked. A member that says less than it holds is read no further than it says."""
    with zipfile.ZipFile(file) as packed:
        members = packed.infolist()
    if len(members) > MEMBERS or sum(member.file_size for member in members) > limits.unpacked:
        raise ImportProblem(_("%(file)s unpacks to more than %(mb)d MB.") % {"file": name, "mb": limits.unpacked // MB})
    file.seek(0)


def _sheet(sheet: Any, name: str) -> Iterator[tuple[int, Cells]]:
    sheet.reset_dimensions()  # what the file says of its size need not be so
    widest = 0
    for line, row in enumerate(sheet.iter_rows(), 1):
        if line > LONGEST:
            raise ImportProblem(_("%(file)s has more lines than a sheet can have.") % {"file": name})
        cells = [_text(cell) for cell in row[:WIDEST]]
        if any(cell.strip() for cell in cells):
            widest = max(widest, width(cells))
            yield line, cells + [""] * (widest - len(cells))  # a sheet leaves out what is empty at the end of a line


def _text(cell: Any) -> str:
    """A cell as somebody would have typed it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return FORMULA if cell.data_type == "f" else ERROR if cell.data_type == "e" else value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else FORMULA if cell.data_type == "f" else str(value)


def width(cells: Sequence[str]) -> int:
    """How many cells a line has, empty ones at its end left out."""
    return max((at for at, cell in enumerate(cells, 1) if cell.strip()), default=0)
