"""From laid-out papers to PDF by typst. Words reach a template as data alone: none of them is ever read as its source."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ..models import IssuedDocument
from .codes import grouped
from .layout import lay_out

HERE = Path(__file__).resolve().parent


def pdf_of(document: IssuedDocument, address: str) -> bytes:
    """The paper, A4. `address` is that of the page that verifies it, drawn as a QR code and printed without the code."""
    paper, code = lay_out(document.kind, document.content, document.language), grouped(document.code)
    with translation.override(document.language):
        footer = {
            "code": _("Verification code"),
            "address": address.removesuffix("/").removesuffix(code),
            "issued": _("Issued on %(at)s") % {"at": f"{localtime(document.last_issued_at):%d.%m.%Y %H:%M}"},
        }
    words = {"code": code, "qr": _qr(address), "language": document.language, "footer": footer}
    return typeset("paper.typ", asdict(paper) | words)


def typeset(template: str, words: dict[str, Any]) -> bytes:
    """A template of this folder with its words. Raises typst.TypstError for one that is not right."""
    data = json.dumps({"university": settings.UNIVERSITY_NAME} | words)
    return typst.compile(HERE / template, root=HERE, font_paths=_fonts(), sys_inputs={"data": data})


@cache
def _fonts() -> typst.Fonts:
    """Those that come with typst: a paper looks the same on every machine, and nothing is fetched."""
    return typst.Fonts(include_system_fonts=False)


def _qr(address: str) -> str:
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False)
    return drawn.getvalue().decode()
