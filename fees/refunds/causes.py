"""Why an account has too much: read from how its charge was explained before and how it is now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.importers.tables import Text

from ..computing import Assessment, Step
from ..models import Entry

OVERPAID = "overpaid"


@dataclass(frozen=True, slots=True)
class Cause:
    """`on_request`: goes back only to who asks for it."""

    words: Text
    row: str
    on_request: bool = False


CAUSES: dict[str, Cause] = {
    # grounds, by their codes
    "transfer_out": Cause(_("Transfer to another university"), "OMU-117"),
    "transfer_central": Cause(_("Transfer by central placement score"), "OMU-124"),
    "special_conditions": Cause(_("Not registered: special conditions not met"), "OMU-127"),
    "programme_closed": Cause(_("Evening programme closed, moved to first education"), "OMU-125", on_request=True),
    "research_assistant": Cause(_("Research assistant"), "OMU-122"),
    # what the computation says
    "no_charge": Cause(_("The term costs nothing"), "OMU-117"),
    "missed_term": Cause(_("No course registration in the term"), "OMU-120"),
    "on_leave": Cause(_("The term is on leave"), "OMU-75"),
    "incoming_exchange": Cause(_("Exchange student from another university"), "OMU-103"),
    "exempt": Cause(_("An exemption was approved"), "OMU-113"),
    "only_internship_left": Cause(_("Only the internship is left"), "OMU-123"),
    "top_ten": Cause(_("Among the top of the evening students"), "OMU-119"),
    "as_first_education": Cause(_("Moved to first education"), "OMU-69"),
    "contribution_instead": Cause(_("The contribution instead of evening tuition"), "OMU-95"),
    "discount": Cause(_("A document with a discount was shown"), "OMU-129"),
    # what is told from both
    "semester": Cause(_("The semester was put right"), "OMU-121"),
    "tariff": Cause(_("The programme or its tariff changed"), "OMU-128"),
    "course": Cause(_("A course or exam with a fee was dropped"), "OMU-53"),
    # money
    "bank_error": Cause(_("A mistake of the bank"), "OMU-59"),
    OVERPAID: Cause(pgettext_lazy("refund", "More was paid than is owed"), "OMU-59"),
}


def cause_of(reversed_: Iterable[Entry], now: Assessment) -> str:
    """Of a charge that became less: the first step that was not there before and is a cause."""
    gone = list(reversed_)
    before = {_key(s["code"], s["figures"]) for entry in gone for s in entry.steps}
    codes = {code for code, *_ in before}
    for step in _steps(now):
        if _key(step.code, step.figures) in before:
            continue
        for code in (step.figures.get("ground", ""), step.code):
            if code in CAUSES:
                return code
        if step.code in _IN_DURATION and codes & _PAST_DURATION:
            return "semester"
        if step.code in _OF_A_GROUP and not codes & _OF_A_GROUP:
            return "exempt"
    if gone and all(entry.line in _CHOSEN for entry in gone):
        return "course"
    return "tariff" if gone else OVERPAID


_IN_DURATION = {"in_normal_duration", "group_in_normal_duration"}
_PAST_DURATION = {"past_normal_duration", "group_past_normal_duration"}
_OF_A_GROUP = {"group_in_normal_duration", "group_past_normal_duration"}
_CHOSEN = {"course", "course_material", "exam"}


def _steps(now: Assessment) -> Iterator[Step]:
    yield from now.steps
    for charge in now.charges:
        yield from charge.steps


def _key(code: str, figures: Mapping[str, Any]) -> tuple[str, ...]:
    return (code, str(figures.get("ground", "")), str(figures.get("percent", "")))
