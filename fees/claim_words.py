"""What claims and exams are refused for, in the reader's language."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from .claims import Refusal
from .models import Claim

WORDS = {
    "NOT_YOURS": _("You may not do this."),
    "NOT_CLAIMABLE": _("Nobody can claim this now. Ask the fee office."),
    "CLAIM_OPEN": _("A claim of yours on this ground waits already."),
    "CLAIM_STATE": _("This cannot be done with a claim that is: %(state)s."),
    "NOTE_REQUIRED": _("Say why."),
    "PERCENT_REQUIRED": _("State the ratio that is on the document."),
    "PERCENT_RANGE": _("The ratio is above 0 and at most 100."),
    "ISSUER_NOT_ACCEPTED": _("The document must be issued by one of: %(issuers)s."),
    "ENDS_BEFORE_START": _("It cannot end before it begins, on %(start)s."),
    "DOCUMENT_REQUIRED": _("Add the document."),
    "FILES_TOO_MANY": _("At most %(most)d files."),
    "FILE_TYPE": _("“%(name)s” is not a whole PDF, JPEG or PNG."),
    "FILE_TOO_BIG": _("“%(name)s” is larger than %(limit)d MB."),
    "ORIGINAL_NOT_SEEN": _("The original has not been seen. Without it nothing changes."),
    "DECISION_REQUIRED": _("State the number and the date of the decision."),
}


def said(refusal: Refusal) -> str:
    figures = dict(refusal.figures)
    if "state" in figures:
        figures["state"] = Claim.State(figures["state"]).label
    if "issuers" in figures:
        figures["issuers"] = ", ".join(figures["issuers"])
    if "start" in figures:
        figures["start"] = date_format(figures["start"], "d.m.Y")
    return str(WORDS[refusal.code] % figures if figures else WORDS[refusal.code])
