"""What a code tells: the paper as it was issued, and whether the records say the same today.

Nothing is marked when a registration is opened again or lost: the records are asked when somebody verifies, so no way of
changing them can be forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..catalogue import current_term
from ..models import IssuedDocument, TermRegistration
from .codes import grouped, read_code
from .content import content_of, read_record
from .issuing import FINAL, refused
from .layout import Paper, lay_out

VALID, REPLACED, CHANGED, WITHDRAWN, PAST = "valid", "replaced", "changed", "withdrawn", "past"


@dataclass(frozen=True)
class Verified:
    document: IssuedDocument
    paper: Paper
    standing: str  # one of the five above

    @property
    def code(self) -> str:
        return grouped(self.document.code)


def verify(typed: str) -> Verified | None:
    """The paper of a code, however it was typed; None where there is no such paper."""
    code = read_code(typed)
    found = IssuedDocument.objects.select_related("student", "term").filter(code=code).first() if code else None
    if found is None:
        return None
    return Verified(found, lay_out(found.kind, found.content, found.language), standing_of(found))


def standing_of(document: IssuedDocument) -> str:
    """Of a term that is over only its own registration is asked: the student's class has changed since, rightly."""
    if document.withdrawn_at:
        return REPLACED
    if document.term != current_term():
        mine = TermRegistration.objects.filter(student_id=document.student_id, term_id=document.term_id, state=FINAL)
        return PAST if mine.exists() else WITHDRAWN
    record = read_record(document.student, document.term)
    if refused(record):
        return WITHDRAWN
    return VALID if content_of(document.kind, record, document.language) == document.content else CHANGED
