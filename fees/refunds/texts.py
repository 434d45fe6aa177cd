"""What is said of a refund: why a move was not made, and why nothing is given back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from curriculum.importers.tables import Text
from people.models import Departure, Student

from ..models import Claim, FeeStanding, Ground

NOT_DUE = "REFUND_NOT_DUE"
WITHDREW, TOO_LATE = "REFUND_NOT_DUE:OMU-116", "REFUND_NOT_DUE:OMU-126"

PROBLEMS: dict[str, Text] = {
    NOT_DUE: _("There is nothing to give back: you have not paid more than you owe."),
    WITHDREW: _("Who registers and leaves by an own wish gets nothing back (OMU-116)."),
    TOO_LATE: _(
        "The move to first education was completed after the time of payment and course registration (OMU-126)."
    ),
    "REFUND_REJECTED": _("The fee office refused to give this sum back."),
    "REFUND_ON_ITS_WAY": _("The sum is on its way to your account already: the IBAN cannot be changed any more."),
    "REFUND_CHANGED": _("The refund changed meanwhile. Look at it again."),
    "REFUND_STATE": _("This cannot be done with the refund as it is now."),
    "REFUND_TOO_MUCH": _("So much is not too much on the account any more."),
    "NOTE_REQUIRED": _("Say why."),
    "IBAN_MISSING": _("The student has not given an IBAN yet."),
    "IBAN_WRONG": _("This is no IBAN of a Turkish account: TR and 24 digits. Check the digits."),
    "PAYMENT_INCOMPLETE": _("Give the day and the reference of the transfer."),
    "PAYMENT_IN_FUTURE": _("The day of the transfer has not come yet."),
    "NONE_READY": _("No approved refund with an IBAN waits."),
    "BUSY": _("The account is busy just now, and nothing was done. Send it again."),
    "NOT_YOURS": _("You may not do this."),
}


def reason_for_nothing(student: Student, account: FeeStanding | None) -> str:
    """The code of the refusal, with its row where there is one."""
    if Departure.objects.filter(student=student, kind=Departure.Kind.WITHDRAWN).exists():
        return WITHDREW
    if account is not None and _came_too_late(student, account):
        return TOO_LATE
    return NOT_DUE


def _came_too_late(student: Student, account: FeeStanding) -> bool:
    """A ground that counts only within the time of payment was approved for the term, and is not in its charge."""
    term = account.term
    claims = Claim.objects.filter(
        student=student,
        state__in=(Claim.State.APPROVED, Claim.State.ENDED),
        ground__counts=Ground.Counts.AT_COLLECTION,
        valid_from__gte=term.starts_on or term.ends_on or "1900-01-01",
    )
    if term.ends_on:
        claims = claims.filter(valid_from__lte=term.ends_on)
    counted = {step["figures"].get("ground") for step in _steps(account)}
    return any(code not in counted for code in claims.values_list("ground__code", flat=True))


def _steps(account: FeeStanding) -> list[dict]:
    """As fees/assessing.py keeps them."""
    said = account.steps or {"steps": [], "charges": []}
    return [*said["steps"], *(step for charge in said["charges"] for step in charge["steps"])]
