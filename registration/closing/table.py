"""The jobs of a term by name, as commands, the admin and the clock run them; and what came of one, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext

from curriculum.models import Term
from people.models import JobRun, Student

from ..charging import charge_term, rank_top_ten
from ..clock import now
from ..electives import check_elective_minimum
from ..progress import Progress
from .fees import settle_fees
from .opening import open_term
from .periods import close_add_drop, close_follow_up, close_registration, end_personal_windows
from .reminders import remind
from .tariffs import check_tariffs

Kind = JobRun.Kind
JOBS: dict[str, Callable[..., Any]] = {
    Kind.OPEN_TERM: open_term,
    Kind.CHARGE_FEES: charge_term,
    Kind.RANK_TOP_TEN: rank_top_ten,
    Kind.SETTLE_FEES: settle_fees,
    Kind.CLOSE_REGISTRATION: close_registration,
    Kind.ELECTIVE_MINIMUM: check_elective_minimum,
    Kind.CLOSE_ADD_DROP: close_add_drop,
    Kind.CLOSE_FOLLOW_UP: close_follow_up,
    Kind.END_PERSONAL_WINDOWS: end_personal_windows,
    Kind.REMINDERS: remind,
    Kind.CHECK_TARIFFS: check_tariffs,
}


def carry_out(kind: str, params: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Do one job on a term, or say what it would do; the report, with the moment by the database's clock."""
    at, term = now(), Term.objects.get(code=params["term"])
    report: dict[str, Any] = JOBS[kind](
        term_id=term.pk, dry_run=bool(params.get("dry_run")), progress=progress
    ).as_dict()
    if named := report.pop("who", None):
        numbers = dict(
            Student.objects.filter(id__in=[s for ids in named.values() for s in ids]).values_list("id", "number")
        )
        report["who"] = {event: [numbers[id_] for id_ in ids] for event, ids in named.items()}
    return report | {"at": at.isoformat(), "dry_run": bool(params.get("dry_run"))}


def summary(result: dict[str, Any]) -> list[tuple[str, Any]]:
    """What came of a job, line by line, in the reader's language; what is not said in its report is left out."""
    labels = {
        "lists": gettext("lists looked at"),
        "source": gettext("windows copied from the term"),
        "windows": gettext("windows copied"),
        "not_started": gettext("registrations made"),
        "on_leave": gettext("registrations made on leave"),
        "returning": gettext("of these, waiting for a petition to return"),
        "year": gettext("academic year that begins in"),
        "tariffs": gettext("tariffs of that year"),
        "lacking": gettext("tariffs that students would need and are not there"),
        "told": gettext("people told"),
        "looked_at": gettext("accounts looked at"),
        "changed": gettext("changed"),
        "blocked": gettext("accounts that a missing tariff blocks"),
        "students": gettext("students in reach of an end"),
        "courses": gettext("courses that do not open"),
        "returned": gettext("lists given back"),
        "dropped": gettext("seats given back"),
        "restored": gettext("courses that came back"),
        "evening": gettext("evening students"),
        "ranked": gettext("ranked"),
        "qualify": gettext("in the top"),
        "left": gettext("courses that found no seat"),
        "unsettled": gettext("lists that stayed locked"),
        "problem": gettext("windows were not copied"),
    }
    said = {name: value for name, value in result.items() if value or name not in ("problem", "source")}
    rows = [(label, _shown(name, said[name])) for name, label in labels.items() if name in said]
    rows[1:1] = [(_event(event), count) for event, count in result.get("events", {}).items()]
    rows += [(gettext("missing: %(step)s") % {"step": _step(step)}, n) for step, n in result.get("steps", {}).items()]
    dry = [(gettext("Dry run"), gettext("nothing was changed"))] if result.get("dry_run") else []
    return [*dry, *rows] + [
        (gettext("first students: %(event)s") % {"event": _event(event)}, ", ".join(numbers))
        for event, numbers in result.get("who", {}).items()
    ]


def _shown(name: str, value: Any) -> Any:
    problems = {
        "no_term": gettext("no earlier term has windows"),
        "no_first_day": gettext("a first day of classes is missing"),
    }
    if name == "problem":
        return problems[value]
    return ", ".join(value) or "–" if isinstance(value, list) else value


def _event(event: str) -> str:
    names = {
        "close": gettext("unregistered"),
        "skip": gettext("complete without courses"),
        "restore": gettext("back to the approved list"),
        "fee_due": gettext("held up by the fee"),
        "fee_settled": gettext("fee settled"),
        "auto_submit": gettext("lists sent to the advisor"),
    }
    return names[event]


def _step(step: str) -> str:
    names = {
        "fee": gettext("fee"),
        "courses": gettext("courses"),
        "approval": gettext("approval"),
    }
    return names[step]
