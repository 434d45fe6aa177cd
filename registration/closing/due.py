"""What the clock runs by itself: each job of the current term when something has come due since it last ran.

The row of the term is locked while a job is started, so that of two at once one starts it; a job that was killed is carried
on by a later run. Which electives are not opened is the registrar's to ask for, since units choose on different days
(OMU-16, OMU-25).
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from curriculum.models import Term
from people.models import JobRun, Student

from .. import jobs
from ..catalogue import newest
from ..charging import charge_waiting, waiting_at
from ..clock import now
from ..models import PolicyRule, TermRegistration
from ..rules.facts import Catalogue
from ..rules.opening import ADD_DROP, APPROVAL, FOLLOW_UP, REGISTRATION
from ..transitions import OPEN
from .fees import first_class, settle_fees
from .tariffs import decided_by

Kind = JobRun.Kind
ORDER = (  # what was paid counts before a list is closed for it
    *(Kind.OPEN_TERM, Kind.CHARGE_FEES, Kind.SETTLE_FEES, Kind.CLOSE_REGISTRATION, Kind.CLOSE_ADD_DROP),
    *(Kind.CLOSE_FOLLOW_UP, Kind.END_PERSONAL_WINDOWS, Kind.REMINDERS, Kind.CHECK_TARIFFS),
)
ENDS_OF: dict[str, tuple[str, ...]] = {
    Kind.CLOSE_REGISTRATION: (REGISTRATION, APPROVAL),
    Kind.CLOSE_ADD_DROP: (ADD_DROP, APPROVAL),
    Kind.CLOSE_FOLLOW_UP: (FOLLOW_UP, ADD_DROP),
}
BEFORE_TERM = timedelta(days=14)
REMIND_FROM = 8  # o'clock
MANY = 2000  # students whose fee changed, from which on a job charges them
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
STUCK = timedelta(minutes=15)  # after which a job that is not finished, or that failed, is carried on
log = logging.getLogger(__name__)


def run_due() -> list[JobRun]:
    """The jobs that were carried out now. One that fails keeps its problem and does not keep the others from running."""
    term = Term.objects.filter(is_current=True).first()
    done = []
    for kind in ORDER:
        if term and kind == Kind.SETTLE_FEES:
            _charge_waiting(term)
        job = _claim(kind, term) if term else None
        if job is None:
            continue
        try:
            jobs.carry_out(job)
        except Exception:
            log.exception("%s of %s failed", kind, job.params["term"])
        done.append(job)
    return done


def _charge_waiting(term: Term) -> None:
    """Whose fee may have changed since the term was charged: few, so no job is made of it; many are a job's."""
    try:
        if _last(Kind.CHARGE_FEES, term):
            charge_waiting(term_id=term.pk)
    except Exception:
        log.exception("charging anew in %s failed", term.code)


def _claim(kind: str, term: Term) -> JobRun | None:
    """The job to carry out now, made here or left behind by a run that was killed."""
    last = _last(kind, term)
    if last and (not last.finished_at or last.problem) and timezone.now() - last.asked_at < STUCK:
        return None
    if last and not last.finished_at:
        return last if _takes_over(last) else None
    if not _is_due(kind, term, last, now()):
        return None
    with transaction.atomic():
        Term.objects.select_for_update(no_key=True).get(pk=term.pk)
        if _last(kind, term) != last:
            return None  # another clock was first
        return JobRun.objects.create(kind=kind, params={"term": term.code, "dry_run": False})


def _takes_over(job: JobRun) -> bool:
    """Of several clocks one carries a job on, and has as long for it as who began it."""
    left = JobRun.objects.filter(pk=job.pk, asked_at=job.asked_at, finished_at=None)
    return bool(left.update(asked_at=timezone.now()))


def _last(kind: str, term: Term) -> JobRun | None:
    asked = {"term": term.code, "dry_run": False}
    return JobRun.objects.filter(kind=kind, params__contains=asked).order_by("-id").first()


def _is_due(kind: str, term: Term, last: JobRun | None, at: datetime) -> bool:
    ran = _ran_at(last)
    days_ago = ran is None or at - ran >= DAY
    if kind == Kind.OPEN_TERM:
        begun = term.starts_on is not None and term.starts_on - BEFORE_TERM <= at.date()
        over = term.ends_on is not None and term.ends_on < at.date()
        return days_ago and begun and not over and _without_registration(term)
    if kind == Kind.CHECK_TARIFFS:
        return at.date() >= decided_by(at.year) and (ran is None or ran.date() < decided_by(at.year))
    open_ = TermRegistration.objects.filter(term=term, state__in=OPEN)
    if not open_.exists():
        return False
    if kind == Kind.CHARGE_FEES:
        return ran is None or _many_changed(at) or _policy_began(ran, at)
    if kind == Kind.SETTLE_FEES:
        if settle_fees(term_id=term.pk, dry_run=True).events:
            return True
        return (ran is None or at - ran >= HOUR) and bool(first_class(term.pk))
    if kind == Kind.REMINDERS:
        return at.hour >= REMIND_FROM and (ran is None or ran.date() < at.date())
    if kind == Kind.END_PERSONAL_WINDOWS:
        ends = list(open_.filter(personal_until__lte=at).values_list("personal_until", flat=True))
    else:
        ends = _ends(kind, newest(term.pk), at)
    unsettled = bool(last and last.result.get("unsettled"))
    return bool(ends) and (days_ago or unsettled or any(ran < end for end in ends if ran))


def _many_changed(at: datetime) -> bool:
    """Everybody's fee may have, as by another tariff, or so many students' that somebody should see how far it is."""
    waiting = waiting_at(at)
    return waiting.filter(student=None).exists() or waiting.count() > MANY


def _policy_began(ran: datetime, at: datetime) -> bool:
    """Whether figures that a fee is computed by came into force since."""
    dated = {"effective_from__gt": ran.date(), "effective_from__lte": at.date()}
    return PolicyRule.objects.filter(code__in=("FEES", "MODE", "PETITIONS"), **dated).exists()


def _ends(kind: str, catalogue: Catalogue, at: datetime) -> list[datetime]:
    """The ends that have come of the windows whose end the job waits for; of approvals in add-drop those after its start."""
    late = [w.opens for w in catalogue.windows if w.kind == ADD_DROP] if kind == Kind.CLOSE_ADD_DROP else []
    ends = (w.closes for w in catalogue.windows if w.kind in ENDS_OF[kind] and w.closes <= at)
    return [end for end in ends if not late or end > min(late)]


def _ran_at(last: JobRun | None) -> datetime | None:
    """By the database's clock: when the facts were read that the last run acted upon."""
    said = last and last.result.get("at")
    return timezone.localtime(datetime.fromisoformat(said)) if said else None


def _without_registration(term: Term) -> bool:
    there = TermRegistration.objects.filter(term=term).values("student_id")
    return Student.objects.filter(status__in=("enrolled", "on_leave")).exclude(id__in=there).exists()
