"""Files to hand in: whole ones, small, made here."""

from __future__ import annotations

import io

from PIL import Image


def pdf(padding: int = 0) -> bytes:
    """A whole PDF of one empty page; `padding` bytes of comment and a line more make it as long as is wanted."""
    body = b"%PDF-1.4\n" + (b"%" + b"x" * padding + b"\n" if padding else b"")
    body += b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    body += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    return body + b"trailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF"


def an_image(form: str, size: tuple[int, int] = (48, 64), mode: str = "RGB") -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, size).save(buffer, form)
    return buffer.getvalue()
