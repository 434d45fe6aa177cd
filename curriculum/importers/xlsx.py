"""The first sheet of an XLSX file, read by expat line by line: memory and time stay bounded whatever somebody sends.

openpyxl with defusedxml parses in pure Python and keeps every row: a file of 100 kB that unpacks to 100 MB took it half
a minute and 1.4 GB. What is difficult about the format, dates and their styles, still is openpyxl's.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, time
from typing import IO, Any
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, WINDOWS_EPOCH, from_excel

CHUNK = 64 * 1024
WIDEST = 200  # columns; no table of ours has a tenth of them
FORMULA, ERROR = "\x00formula", "\x00error"  # no text of a table holds a zero byte
PLACE = re.compile("([A-Z]{1,3})[0-9]+")


class Oversized(Exception):
    """More than the limits allow."""


class Damaged(Exception):
    """Not what the format says."""


Start = Callable[[str, dict[str, str]], None]


class Reader:
    """Feeds the parts of one file to expat; counts elements over all of them and takes no entity."""

    def __init__(self, packed: zipfile.ZipFile, most: int) -> None:
        self.packed, self.left = packed, most

    def parse(self, part: str, start: Start, end: Any = None, data: Any = None) -> Iterator[None]:
        """Yields after each piece, so that its rows may be taken before the next."""
        parser = expat.ParserCreate(namespace_separator=" ")

        def counted(name: str, attributes: dict[str, str]) -> None:
            self.left -= 1
            if self.left < 0:
                raise Oversized
            start(name.rpartition(" ")[2], attributes)

        parser.StartElementHandler = counted
        parser.EndElementHandler = end and (lambda name: end(name.rpartition(" ")[2]))
        parser.CharacterDataHandler = data
        parser.EntityDeclHandler = _no_entity
        parser.buffer_text = True
        with self.packed.open(part) as file:
            while piece := file.read(CHUNK):
                parser.Parse(piece)
                yield
            parser.Parse(b"", True)
            yield

    def whole(self, part: str, start: Start, end: Any = None, data: Any = None) -> None:
        for _ in self.parse(part, start, end, data):
            pass


def _no_entity(*_: Any) -> None:
    raise Damaged("entity")


def first_sheet(file: IO[bytes], most: int) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each row, as somebody would have typed them."""
    with zipfile.ZipFile(file) as packed:
        reader = Reader(packed, most)
        part, epoch = _first(reader)
        dates = _date_styles(reader) if "xl/styles.xml" in packed.namelist() else set()
        strings = _strings(reader) if "xl/sharedStrings.xml" in packed.namelist() else []
        sheet = _Sheet(strings, dates, epoch)
        for _ in reader.parse(part, sheet.start, sheet.end, sheet.data):
            yield from sheet.rows
            sheet.rows.clear()


def _first(reader: Reader) -> tuple[str, Any]:
    """The part of the first sheet, and from when the workbook counts its days."""
    ids: list[str] = []
    targets: dict[str, str] = {}
    epoch = [WINDOWS_EPOCH]

    def workbook(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            ids.extend(value for name, value in attributes.items() if name.endswith(" id"))
        elif tag == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            epoch[0] = CALENDAR_MAC_1904

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            targets[attributes["Id"]] = attributes["Target"]

    reader.whole("xl/workbook.xml", workbook)
    reader.whole("xl/_rels/workbook.xml.rels", relation)
    target = targets[ids[0]]
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}", epoch[0]


def _date_styles(reader: Reader) -> set[int]:
    """Which styles of cells show a day."""
    formats: dict[int, str] = dict(BUILTIN_FORMATS)
    styles: list[int] = []
    inside = [False]

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "numFmt":
            formats[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif tag == "cellXfs":
            inside[0] = True
        elif tag == "xf" and inside[0]:
            styles.append(int(attributes.get("numFmtId", 0)))

    def end(tag: str) -> None:
        inside[0] = inside[0] and tag != "cellXfs"

    reader.whole("xl/styles.xml", start, end)
    return {at for at, id_ in enumerate(styles) if is_date_format(formats.get(id_, ""))}


def _strings(reader: Reader) -> list[str]:
    """The texts that cells refer to; how a name is pronounced is none of it."""
    found: list[str] = []
    parts: list[str] = []
    open_ = {"t": False, "rPh": False}

    def start(tag: str, _: dict[str, str]) -> None:
        if tag in open_:
            open_[tag] = True

    def end(tag: str) -> None:
        if tag in open_:
            open_[tag] = False
        elif tag == "si":
            found.append("".join(parts))
            parts.clear()

    def data(text: str) -> None:
        if open_["t"] and not open_["rPh"]:
            parts.append(text)

    reader.whole("xl/sharedStrings.xml", start, end, data)
    return found


class _Sheet:
    """Rows out of the elements of a sheet. What it says of its own size is not asked."""

    def __init__(self, strings: list[str], dates: set[int], epoch: Any) -> None:
        self.strings, self.dates, self.epoch = strings, dates, epoch
        self.rows: list[tuple[int, list[str]]] = []
        self.line, self.cells = 0, list[str]()
        self.kind, self.style, self.formula, self.reading = "n", 0, False, False
        self.at, self.text = 0, list[str]()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            self.line = int(attributes.get("r", self.line + 1))
            self.cells = []
        elif tag == "c":
            place = PLACE.fullmatch(attributes.get("r", ""))
            self.at = _column(place[1]) if place else len(self.cells)
            if self.at >= WIDEST:
                raise Oversized
            self.kind, self.style = attributes.get("t", "n"), int(attributes.get("s", 0))
            self.formula, self.text = False, []
        elif tag == "f":
            self.formula = True
        elif tag in ("v", "t"):
            self.reading = True

    def data(self, text: str) -> None:
        if self.reading:
            self.text.append(text)

    def end(self, tag: str) -> None:
        if tag in ("v", "t"):
            self.reading = False
        elif tag == "c":
            self.cells.extend([""] * (self.at + 1 - len(self.cells)))
            self.cells[self.at] = self._value("".join(self.text))
        elif tag == "row":
            self.rows.append((self.line, self.cells))

    def _value(self, text: str) -> str:
        if self.formula:
            return FORMULA
        if self.kind == "e":
            return ERROR
        if self.kind == "s":
            return self.strings[int(text)]
        if self.kind != "n" or not text:
            return text
        if self.style in self.dates:
            return _day(from_excel(float(text), self.epoch))
        number = float(text)
        return str(int(number)) if number.is_integer() else f"{number:.15g}"  # as many digits as a spreadsheet keeps


def _column(letters: str) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - 64
    return at - 1


def _day(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else f"{value:%Y-%m-%d %H:%M:%S}"
    return str(value)
