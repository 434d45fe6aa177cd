"""Issuing a paper: whether a student may have it, and its code. One row for what it says, however often it is printed."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from curriculum.models import Term
from people.models import Student

from ..forms import refusal
from ..models import IssuedDocument
from ..rights import missing_rights
from ..rules.engine import Finding
from .codes import new_code
from .content import Record, content_of, read_record

FINAL = "final"
TRIES = 3  # two who print at once for the first time: the second finds what the first wrote


def issue_paper(*, student: Student, term: Term, kind: str, language: str) -> IssuedDocument | Finding:
    """The paper with its code, or what keeps it from the student; the PDF is made of it afterwards, by typesetting.py.

    What says the same as the last one is the same paper and keeps its code; a paper that says something else takes its
    place (OMU-45, KOU-51).
    """
    record = read_record(student, term)
    return refused(record) or _numbered(kind, record, language, content_of(kind, record, language))


def refused(record: Record) -> Finding | None:
    """Rights first: who has none is not told to wait for an approval (OMU-06, KOU-58)."""
    lost = missing_rights(state=record.facts.state, status=record.facts.status)
    return lost or (None if record.facts.state == FINAL else refusal("NOT_FINAL"))


def _numbered(kind: str, record: Record, language: str, content: dict[str, Any]) -> IssuedDocument:
    asked = {"student": record.student, "term": record.term, "kind": kind, "language": language}
    for tries in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                return _kept(asked, content, record)
        except IntegrityError:
            if tries == TRIES:
                raise
    raise AssertionError  # the loop returns or raises


def _kept(asked: dict[str, Any], content: dict[str, Any], record: Record) -> IssuedDocument:
    at = record.facts.at
    former = IssuedDocument.objects.select_for_update(no_key=True).filter(**asked, withdrawn_at=None).first()
    if former and former.content == content:
        former.last_issued_at = max(at, former.last_issued_at)
        former.save(update_fields=["last_issued_at"])
        return former
    if former:
        former.withdrawn_at = at
        former.save(update_fields=["withdrawn_at"])
    return IssuedDocument.objects.create(**asked, code=new_code(), content=content, issued_at=at, last_issued_at=at)
