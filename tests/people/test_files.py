"""Files that are handed in: only what is a PDF, a JPEG or a PNG by its content and nothing else besides (S13)."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from people import files
from people.files import LIMIT, NotStored, Stored, as_attachment, kind_of, provisional, store, store_all
from tests.uploads import an_image, pdf


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT


def upload(content: bytes, name: str = "belge.pdf", said: str = "application/pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=said)


def kept(root) -> list[str]:
    return sorted(path.name for path in root.rglob("*") if path.is_file())


def a_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("x.html", "<p>")
    return buffer.getvalue()


JPEG, PNG = an_image("JPEG"), an_image("PNG")


@pytest.mark.parametrize(
    ("content", "kind"), [(pdf(), "pdf"), (JPEG, "jpeg"), (PNG, "png"), (pdf() + b"\n\0\0", "pdf")]
)
def test_a_file_is_told_by_its_content(content, kind):
    assert kind_of(content) == kind


def test_a_photo_with_its_preview_is_a_jpeg():
    buffer = io.BytesIO()
    photo, preview = Image.new("RGB", (8, 8), "red"), Image.new("RGB", (4, 4), "red")
    photo.save(buffer, "MPO", save_all=True, append_images=[preview])
    assert kind_of(buffer.getvalue()) == "jpeg"


REFUSED = {
    "nothing": b"",
    "text": b"belge",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    "html": b"<!DOCTYPE html><html></html>",
    "gif": an_image("GIF"),
    "webp": an_image("WEBP"),
    "zip": a_zip(),
    "exe": b"MZ" + bytes(200),
    "pdf cut off": pdf()[:-20],
    "pdf begun": b"%PDF-1.7\n",
    "pdf whose table lies beyond its end": b"%PDF-1.7\nstartxref\n99999\n%%EOF",
    "pdf behind something": b"\n" + pdf(),
    "jpeg cut off": JPEG[: len(JPEG) // 2],
    "png cut off": PNG[: len(PNG) // 2],
    "png begun": b"\x89PNG\r\n\x1a\n",
    "pdf and zip": pdf() + a_zip(),
    "jpeg and zip": JPEG + a_zip(),
    "png and page": PNG + b"<html><script>alert(1)</script>",
    "jpeg and pdf": JPEG[:2] + b"\xff\xfe\x00\x40" + pdf()[:62] + JPEG[2:],
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_whatever_else_it_is_is_refused(content, root):
    assert kind_of(content) is None
    assert store(upload(content)) == NotStored("FILE_TYPE", {"name": "belge.pdf"})
    assert kept(root) == []


def test_a_small_file_that_unfolds_to_a_huge_picture_is_refused():
    assert kind_of(an_image("PNG", (8_000, 5_000), mode="1")) == "png"
    assert kind_of(an_image("PNG", (8_000, 5_001), mode="1")) is None


def test_ten_megabytes_are_taken_and_not_one_byte_more():
    whole = pdf(padding=LIMIT - len(pdf()) - 2)
    assert len(whole) == LIMIT
    assert isinstance(store(upload(whole)), Stored)
    assert store(upload(whole + b"\n")) == NotStored("FILE_TOO_BIG", {"name": "belge.pdf", "limit": 10})


def test_what_was_kept_is_what_was_sent_under_a_name_of_our_own(root):
    stored = store(upload(JPEG, "../../etc/fotoğraf.png", said="text/html"))
    assert isinstance(stored, Stored)
    assert (stored.name, stored.kind, stored.size) == ("fotoğraf.png", "jpeg", len(JPEG))
    assert stored.sha256 == hashlib.sha256(JPEG).hexdigest()
    assert kept(root) == [stored.stored_as.hex]
    path = files.path_of(stored.stored_as)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert files.open_stored(stored.stored_as).read() == JPEG


@pytest.mark.parametrize(
    ("called", "shown"),
    [
        ("rapor.pdf", "rapor.pdf"),
        ("fdp.\u202eexe.pdf", "fdp.exe.pdf"),
        ("a\r\nb\0.pdf", "ab.pdf"),
        ('a"b<c>.pdf', "abc.pdf"),
        ("  .pdf", "pdf"),
        ("...", "file"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_deceives_nobody(called, shown):
    assert files.clean_name(called) == shown


def test_a_file_goes_out_as_a_download_of_what_it_is():
    stored = store(upload(JPEG, "şikâyet.exe"))
    assert isinstance(stored, Stored)
    response = as_attachment(name=stored.name, kind=stored.kind, stored_as=stored.stored_as)
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"] == ("attachment; filename*=utf-8''%C5%9Fik%C3%A2yet.exe.jpg")
    assert b"".join(response) == JPEG


def test_one_bad_file_keeps_none_of_them(root):
    assert store_all([upload(JPEG, "a.jpg"), upload(b"<svg>", "b.jpg")]) == NotStored("FILE_TYPE", {"name": "b.jpg"})
    assert kept(root) == []
    assert [s.name for s in store_all([upload(JPEG, "a.jpg"), upload(PNG, "b.png")])] == ["a.jpg", "b.png"]


def test_a_file_whose_row_was_not_written_goes_again(root):
    with pytest.raises(LookupError), provisional(store_all([upload(JPEG)])):
        raise LookupError
    with provisional(store_all([upload(JPEG)])):
        pass  # refused: nothing was said to stay
    assert kept(root) == []

    with provisional(store_all([upload(JPEG)])) as keep:
        keep()
    assert len(kept(root)) == 1


def test_a_full_disk_leaves_no_half_of_a_file(root, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store(upload(JPEG))
    assert kept(root) == []
