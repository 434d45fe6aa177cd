"""Tables out of files: CSV with comma or semicolon, and XLSX, as lines of plain texts, within limits.

Nothing is guessed silently: another encoding, another separator, a formula or a file that unpacks to too much is a
problem that says what it is and what to do. Both readers hold a few lines at a time.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

from django.utils.translation import gettext as _

from .reading import ImportProblem
from .xlsx import FORMULA, WIDEST, Damaged, Oversized, first_sheet

MB = 1024 * 1024
UTF_8, WINDOWS = "utf-8", "windows-1254"
ENCODINGS = (UTF_8, WINDOWS)
ZIP_MAGIC, OLD_EXCEL, UTF_16 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", (b"\xff\xfe", b"\xfe\xff")
SEPARATORS = ",;"
LONGEST = 1_048_576  # lines of a sheet, which is what a spreadsheet holds
MEMBERS = 1000  # files inside an XLSX


@dataclass(frozen=True)
class Limits:
    """How large a file may be, and how large what it unpacks to."""

    size: int
    unpacked: int
    elements: int  # of XML


UPLOAD = Limits(size=10 * MB, unpacked=100 * MB, elements=1_000_000)
COMMAND_LINE = Limits(size=500 * MB, unpacked=1000 * MB, elements=50_000_000)

# what zipfile and expat raise at parts that are not what they should be, and what is not where it should be
DAMAGED = (
    Damaged,
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    OSError,
    EOFError,
    LookupError,
    ValueError,
    OverflowError,
    RuntimeError,
    NotImplementedError,
)
Cells = list[str]


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


def encoding_of(content: bytes) -> str:
    """Windows-1254 where that is what Turkish text is written in, else UTF-8, whose reader says what is wrong."""
    try:
        content.decode(UTF_8)
    except UnicodeDecodeError as error:
        return WINDOWS if error.reason != "unexpected end of data" and _is_turkish(content) else UTF_8
    return UTF_8


def _csv(file: IO[bytes], name: str, encoding: str) -> Iterator[tuple[int, Cells]]:
    text = io.TextIOWrapper(file, encoding="utf-8-sig" if encoding == UTF_8 else encoding, newline="")
    line = 0
    try:
        reader = csv.reader(text, delimiter=_separator(text), strict=True)
        for cells in reader:
            line = reader.line_num
            if "\x00" in "".join(cells):
                raise ImportProblem(_not_text(name, encoding))
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
    return _not_text(name, encoding)


def _not_text(name: str, encoding: str) -> str:
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
    widest = 0
    try:
        _weigh(file, limits)
        for line, cells in first_sheet(file, limits.elements):
            if any(cell.strip() for cell in cells):
                widest = max(widest, width(cells))
                yield line, cells + [""] * (widest - len(cells))  # a sheet leaves out what is empty at a line's end
    except Oversized as error:
        said = {"file": name, "mb": limits.unpacked // MB, "n": f"{limits.elements:,}", "columns": WIDEST}
        raise ImportProblem(
            _("%(file)s unpacks to more than %(mb)d MB, %(n)s elements or %(columns)d columns: save it as CSV.") % said
        ) from error
    except DAMAGED as error:
        raise ImportProblem(_("%(file)s is damaged, or no XLSX file.") % {"file": name}) from error


def _weigh(file: IO[bytes], limits: Limits) -> None:
    """Before anything is unpacked. A member that says less than it holds is read no further than it says."""
    with zipfile.ZipFile(file) as packed:
        members = packed.infolist()
    if len(members) > MEMBERS or sum(member.file_size for member in members) > limits.unpacked:
        raise Oversized
    file.seek(0)


def width(cells: Sequence[str]) -> int:
    """How many cells a line has, empty ones at its end left out."""
    return max((at for at, cell in enumerate(cells, 1) if cell.strip()), default=0)
