"""The fee as a step of the renewal: what is due holds a list up, what is settled lets it go on (METU-21 to METU-23, KOU-81)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db.models import Exists, F, Q, QuerySet

from fees.models import FeeStanding

from ..loader import load
from ..models import Enrolment, NotLoaded, PolicyRule, TermRegistration
from ..progress import Progress, in_batches, silent
from ..rules.facts import Catalogue, Facts
from ..rules.policy import SettingMissing
from ..rules.settings import Loader
from ..services import fresh_catalogue
from ..snapshot import load_facts
from ..transitions import DRAFT, FEE_PENDING, NOT_STARTED, PREPARATION, TABLE, renewal_of
from . import judging
from .endings import ending
from .judging import Move
from .running import Report, run

DUE = TABLE["fee_due"].sources


def settle_fees(
    *, term_id: int, dry_run: bool = False, progress: Progress = silent, student_ids: Sequence[int] | None = None
) -> Report:
    """Each list, or those of some students, to where the fee standing puts it; first-class lists that the fee kept from
    being loaded are loaded then, and go to the advisor where policy says so (KOU-81)."""
    held = waiting(term_id, student_ids)
    report = run(
        term_id=term_id, student_ids=held, judge=judge, dry_run=dry_run, progress=progress, due=student_ids is not None
    )
    if not dry_run and (students := first_class(term_id, student_ids)):
        loaded = load(term_id=term_id, student_ids=students)
        report.events += Counter(auto_submit=loaded.submitted)
        report.unsettled += loaded.unsettled
    return report


def waiting(term_id: int, student_ids: Sequence[int] | None = None) -> list[int]:
    """The students for whom something may have changed, by what fees and waivers say: few, so it can be asked often."""
    owing = _owing(term_id)
    of_term = _registrations(term_id, student_ids)
    settled = Q(state=FEE_PENDING) & (~Q(student__in=owing) | Q(student__waivers__code="FEE_UNPAID"))
    due = Q(state__in=DUE, student__in=owing)
    spared = Q(state__in=TABLE["skip"].sources, student__programmes__programme__level=PREPARATION)
    return list(of_term.filter(settled | due | spared).order_by("id").values_list("student_id", flat=True).distinct())


def _registrations(term_id: int, student_ids: Sequence[int] | None) -> QuerySet[TermRegistration]:
    of_term = TermRegistration.objects.filter(term_id=term_id)
    return of_term if student_ids is None else of_term.filter(student__in=student_ids)


def _owing(term_id: int) -> QuerySet[FeeStanding, dict[str, int]]:
    """Who owes for the term itself; what courses cost holds no list up before its approval (KOU-114)."""
    of_term = FeeStanding.objects.filter(term_id=term_id, charged__gt=F("charged_courses") + F("paid"))
    return of_term.values("student_id")


def judge(catalogue: Catalogue, facts: list[Facts]) -> list[Move]:
    moves = (_judged(catalogue, f) for f in facts)
    return [move for move in moves if move]


def _judged(catalogue: Catalogue, facts: Facts) -> Move | None:
    if judging.owes(catalogue, facts):
        return Move(facts, "fee_due") if facts.state in DUE else None
    if judging.blocked(catalogue, facts):
        return None
    if judging.skips(facts, renewal_of(catalogue, facts)):
        return Move(facts, "skip") if judging.opened(catalogue, facts) else None
    return Move(facts, "fee_settled") if facts.state == FEE_PENDING else None


def first_class(term_id: int, student_ids: Sequence[int] | None = None) -> list[int]:
    """First-class students who owe nothing and have no list yet, where policy loads it once the fee is paid and their time
    is not over. Whom the loader could give nothing, it told why; another rule may have been the fee, so that is asked anew."""
    owing = _owing(term_id)
    tried = NotLoaded.objects.filter(term_id=term_id).exclude(reason=NotLoaded.Reason.OTHER).values("student_id")
    listed = Enrolment.objects.filter(term_id=term_id).values("student_id")
    asks = PolicyRule.objects.filter(code="LOADER", params__mode="first_class_after_fee")  # nobody's facts without it
    found = _registrations(term_id, student_ids).filter(
        Exists(asks),
        state__in=(NOT_STARTED, DRAFT),
        version=0,  # a list that was emptied was chosen
        student__status="enrolled",
        student__programmes__is_primary=True,
        student__programmes__class_year=1,
    )
    rows = found.exclude(student__in=owing).exclude(student__in=tried).exclude(student__in=listed).order_by("id")
    ids = list(rows.values_list("student_id", flat=True))
    return [f.student_id for batch in in_batches(ids) for f in _loadable(term_id, batch)]


def _loadable(term_id: int, students: Sequence[int]) -> list[Facts]:
    facts = [s.facts for s in load_facts(term_id, students).values()]
    catalogue = fresh_catalogue(facts[0], term_id)
    return [f for f in facts if _waits_for_the_loader(catalogue, f)]


def _waits_for_the_loader(catalogue: Catalogue, facts: Facts) -> bool:
    try:
        setting = catalogue.policy.setting(Loader, facts.primary, facts.at.date())
    except SettingMissing:
        return False
    if setting.mode != "first_class_after_fee" or judging.owes(catalogue, facts):
        return False
    end = ending(catalogue, facts, renewal_of(catalogue, facts), None)
    return judging.opened(catalogue, facts) and end is not None and facts.at < end.at
