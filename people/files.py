"""Files that people hand in: told by their content, kept outside the web root under names of our own (S13).

A file is written before the transaction that names it, since nothing slow belongs into one:

    stored = store_all(uploads)               # all or none
    if isinstance(stored, NotStored): ...     # FILE_TYPE or FILE_TOO_BIG, with its figures
    with provisional(stored) as keep:         # gone again unless it is said that they stay
        with transaction.atomic(): ...        # rows with name, kind, size, sha256, stored_as
        keep()
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import unicodedata
import uuid
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from PIL import Image

LIMIT = 10 * 1024 * 1024  # bytes
PIXELS = 40_000_000  # an A4 page at 600 dpi has 35 million; what is larger only costs memory
ENDINGS = {"pdf": (".pdf",), "jpeg": (".jpg", ".jpeg"), "png": (".png",)}
MEDIA = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
FORMATS = {"JPEG": "jpeg", "MPO": "jpeg", "PNG": "png"}  # Pillow calls a photo with a preview behind it MPO
ACCEPT = ",".join(MEDIA.values())  # for <input type="file">

_END_OF_PDF = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF\s*\Z")
_MARKUP = re.compile(rb"<script|<html|<!doctype|<\?php", re.IGNORECASE)


@dataclass(frozen=True)
class Stored:
    """A file that was kept; its fields are the columns of the rows that name one."""

    name: str
    kind: str  # "pdf", "jpeg" or "png"
    size: int
    sha256: str
    stored_as: uuid.UUID


@dataclass(frozen=True)
class NotStored:
    """Why a file was not kept: FILE_TYPE or FILE_TOO_BIG, as code and figures of a finding."""

    code: str
    figures: dict[str, Any]


def store(upload: UploadedFile) -> Stored | NotStored:
    """Keep one file, or say why not. What its sender calls it, and what type the sender says it is, decide nothing."""
    name = clean_name(upload.name or "")
    if (upload.size or 0) > LIMIT:
        return NotStored("FILE_TOO_BIG", {"name": name, "limit": LIMIT // 1024**2})
    content = upload.read(LIMIT + 1)
    kind = kind_of(content)
    if kind is None:
        return NotStored("FILE_TYPE", {"name": name})
    stored = Stored(name, kind, len(content), hashlib.sha256(content).hexdigest(), uuid.uuid4())
    _write(path_of(stored.stored_as), content)
    return stored


def store_all(uploads: Iterable[UploadedFile]) -> list[Stored] | NotStored:
    """Keep all of these or none: the first that is refused undoes those before it."""
    kept: list[Stored] = []
    for upload in uploads:
        stored = store(upload)
        if isinstance(stored, NotStored):
            for file in kept:
                discard(file.stored_as)
            return stored
        kept.append(stored)
    return kept


@contextmanager
def provisional(stored: Iterable[Stored]) -> Iterator[Callable[[], None]]:
    """These files go again, whether the block fails or merely ends, unless it calls what it is given."""
    said: list[bool] = []
    try:
        yield lambda: said.append(True)
    finally:
        if not said:
            for file in stored:
                discard(file.stored_as)


def discard(stored_as: uuid.UUID) -> None:
    path_of(stored_as).unlink(missing_ok=True)


def open_stored(stored_as: uuid.UUID) -> BinaryIO:
    """Raises FileNotFoundError if the file is gone."""
    return path_of(stored_as).open("rb")


def as_attachment(*, name: str, kind: str, stored_as: uuid.UUID) -> FileResponse:
    """The file as a download, never shown within the portal; who may have it is asked by the view that calls."""
    if not name.lower().endswith(ENDINGS[kind]):
        name += ENDINGS[kind][0]  # what was sent in as x.exe is saved as what it is
    response = FileResponse(open_stored(stored_as), as_attachment=True, filename=name, content_type=MEDIA[kind])
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def kind_of(content: bytes) -> str | None:
    """What it is by its content, "pdf", "jpeg" or "png"; None for all else, what is cut off, and what is two things."""
    if len(content) > LIMIT or zipfile.is_zipfile(io.BytesIO(content)):
        return None
    if content.startswith(b"%PDF-"):
        return "pdf" if _is_whole_pdf(content) else None
    if b"%PDF-" in content[:1024] or _MARKUP.search(content):
        return None  # readers look for a PDF's beginning that far in
    return _kind_of_image(content)


def _is_whole_pdf(content: bytes) -> bool:
    end = _END_OF_PDF.search(content.rstrip(b"\0")[-1024:])
    return bool(end) and int(end[1]) < len(content)


def _kind_of_image(content: bytes) -> str | None:
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as image:
            if image.width * image.height > PIXELS:
                return None
            image.load()  # an image that is cut off, or only begins like one, fails here
            return FORMATS[image.format or ""]
    except Exception:  # decoders fail in many ways on bytes that are no image, and each of them is a no
        return None


def clean_name(name: str) -> str:
    """What the sender calls the file, without what would deceive a reader or a disk, at most 200 characters."""
    shown = "".join(c for c in name if unicodedata.category(c)[0] != "C" and c not in '\\/:*?"<>|').strip(" .")
    stem, dot, ending = shown.rpartition(".")
    return f"{stem[: 199 - len(ending)]}{dot}{ending}"[:200] or "file"


def path_of(stored_as: uuid.UUID) -> Path:
    return Path(settings.FILES_ROOT) / stored_as.hex[:2] / stored_as.hex


def _write(path: Path, content: bytes) -> None:
    """A new file for the portal's own account alone; a write that fails leaves nothing behind."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
