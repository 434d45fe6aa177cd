"""Opening a file, and telling in one line what is wrong with it."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

GZIP_MAGIC = b"\x1f\x8b"
LARGEST = 200 * 1024 * 1024  # a whole METU term is 3 MB; whatever unpacks to more than this is not an offering
SHOWN = 60  # places named in one note, unless all are asked for
DEPARTMENT_CODE = re.compile("[0-9]{3}")
NUMERIC_CODE = re.compile("[0-9]{7}")
MALFORMED = "Malformed rows, left out"
BROKEN_NAME = "Names with broken letters, repaired"
_KINDS = {dict: "an object", list: "a list", str: "a text", int: "a number"}


class ImportProblem(CommandError):
    """The file cannot be imported; the text is the one line that the operator sees."""


class Notes:
    """What was found odd and survived: a kind of oddity with the places where it was met."""

    def __init__(self) -> None:
        self._places: dict[str, list[str]] = defaultdict(list)

    def add(self, kind: str, place: str) -> None:
        self._places[kind].append(place)

    def count(self, kind: str) -> int:
        return len(self._places.get(kind, ()))

    def lines(self, *, everything: bool = False) -> Iterator[str]:
        for kind, places in self._places.items():
            shown = places if everything else places[:SHOWN]
            more = f" … and {len(places) - len(shown)} more" if len(shown) < len(places) else ""
            yield f"{kind} ({len(places)}): {'; '.join(shown)}{more}"


def read_json(path: str) -> Any:
    """The content of a plain or gzipped JSON file; which of the two it is, its first bytes tell."""
    content = read_bytes(path)
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ImportProblem(f"{path} is not UTF-8 text.") from error
    except json.JSONDecodeError as error:
        raise ImportProblem(f"{path} is not JSON: {error.msg} in line {error.lineno}.") from error
    except ValueError as error:  # a number of thousands of digits
        raise ImportProblem(f"{path} is not JSON: {error}.") from error
    except RecursionError as error:
        raise ImportProblem(f"{path} is nested too deeply.") from error


def read_bytes(path: str) -> bytes:
    try:
        with Path(path).open("rb") as plain:
            packed = plain.peek(2).startswith(GZIP_MAGIC)
            content = (gzip.GzipFile(fileobj=plain) if packed else plain).read(LARGEST + 1)
    except FileNotFoundError as error:
        raise ImportProblem(f"There is no file {path}.") from error
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ImportProblem(f"{path} is a damaged or truncated gzip file.") from error
    except OSError as error:
        raise ImportProblem(f"{path} cannot be read: {error.strerror}.") from error
    if len(content) > LARGEST:
        raise ImportProblem(f"{path} holds more than {LARGEST // 1024**2} MB.")
    return content


def expect(value: Any, kind: type, where: str) -> Any:
    """The value, if it is of the kind that the format has there."""
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ImportProblem(f"{where}: expected {_KINDS[kind]}, found {json.dumps(value, ensure_ascii=False)[:60]}.")
    return value


def get(record: dict[str, Any], key: str, kind: type, where: str) -> Any:
    """A field that the format always has."""
    if key not in record:
        raise ImportProblem(f"{where}: there is no {key!r}.")
    return expect(record[key], kind, f"{where}, {key}")


def figure(text: str, step: str) -> Decimal | None:
    """A credit or an ECTS value, to the step of its column; None if it is none."""
    try:
        value = Decimal(text.strip()).quantize(Decimal(step))
        return value if 0 <= value < 1000 else None
    except InvalidOperation:
        return None


def short(value: str, longest: int, where: str) -> str:
    """A text that fits its column; one that does not is a sign of a misread file, not something to cut."""
    if len(value) > longest:
        raise ImportProblem(f"{where}: {value[:40]!r}… is longer than {longest} letters.")
    return value
