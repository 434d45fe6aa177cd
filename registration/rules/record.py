"""What follows from a student's grades: averages, probation, conditional letters, honours, terms used.

Pure functions of the entries, the grade scale and the figures of the setting STANDING. Averages are rounded half up to two
places before anything is compared with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from .facts import Grade
from .settings import Standing

CENT, NOTHING = Decimal("0.01"), Decimal(0)
AUTUMN, SPRING = "1", "2"  # the last digit of a term's code; whatever comes after is a summer school
CONDITIONAL, PASSED, MUST_REPEAT = "conditional", "passed", "must_repeat"
SAME: Mapping[int, int] = {}


class Entry(NamedTuple):
    """One course of one term. A tuple, since a university has a million of them."""

    id: int
    course_id: int
    term_code: str
    letter: str
    credit: Decimal
    ects: Decimal = NOTHING
    not_included: bool = False
    outcome: str = ""
    single_course: bool = False  # the grade of a single-course exam (KOU-86)


class TermEnd(NamedTuple):
    """The averages at the end of a term: its own (YNO) and that of all terms until then (CGPA, GNO)."""

    term_code: str
    gpa: Decimal | None
    cgpa: Decimal | None


def term_ends(
    entries: Iterable[Entry], scale: Mapping[str, Grade], p: Standing, same: Mapping[int, int] = SAME
) -> list[TermEnd]:
    """Each term with its averages, from entries in order of term (KOU-66, KOU-67).

    NI entries and letters without points are left out. Of a repeated course one grade counts, the last or the best; `same`
    says which other course a course repeats: its equivalent, or the failed one that it replaces.
    """
    counted: dict[int, tuple[Decimal, Decimal]] = {}  # course → points and weight
    points, weight = NOTHING, NOTHING
    ends = []
    for term_code, group in groupby(entries, attrgetter("term_code")):
        own_points, own_weight = NOTHING, NOTHING
        for e in group:
            earned, heavy = scale[e.letter].points, e.credit if p.weight == "credit" else e.ects
            if e.not_included or earned is None or not heavy:
                continue
            own_points, own_weight = own_points + earned * heavy, own_weight + heavy
            course = same.get(e.course_id, e.course_id)
            old, old_weight = counted.get(course, (NOTHING, NOTHING))
            if p.repeats == "last" or not old_weight or earned >= old:
                counted[course] = (earned, heavy)
                points, weight = points + earned * heavy - old * old_weight, weight + heavy - old_weight
        ends.append(TermEnd(term_code, _average(own_points, own_weight), _average(points, weight)))
    return ends


def _average(points: Decimal, weight: Decimal) -> Decimal | None:
    return (points / weight).quantize(CENT, ROUND_HALF_UP) if weight else None


def on_probation(ends: Sequence[TermEnd], p: Standing) -> bool:
    """A CGPA below the limit at the end of so many graded terms on end; one that reaches it ends probation (METU-87)."""
    last = [e.cgpa for e in ends if e.gpa is not None and e.cgpa is not None][-p.probation_terms :]
    return 0 < p.probation_terms == len(last) and all(cgpa < p.probation_below for cgpa in last)


def outcomes(
    entries: Iterable[Entry], ends: Sequence[TermEnd], scale: Mapping[str, Grade], p: Standing, entry_year: int
) -> dict[int, str]:
    """What became of each entry, by its id: conditional letters where the profile knows them, else nothing."""
    if p.conditional == "none" or (p.conditional_entry_to is not None and entry_year > p.conditional_entry_to):
        return {e.id: "" for e in entries}
    terms = conditional_terms(ends, p)
    return {e.id: _outcome(e, terms) if scale[e.letter].conditional else "" for e in entries}


def _outcome(e: Entry, terms: Mapping[str, str]) -> str:
    """A single-course exam is passed without condition (KOU-88)."""
    return "" if e.not_included else PASSED if e.single_course else terms.get(e.term_code, "")


def conditional_terms(ends: Sequence[TermEnd], p: Standing) -> dict[str, str]:
    """What becomes of the conditional letters of each term (KOU-34 to KOU-37).

    By its own average, else by that of the registered term before it, else by that of the one after it, which may be
    still to come. A term without an average decides nothing and is passed over.
    """
    known = [(e.term_code, e.gpa >= p.conditional_below) for e in ends if e.gpa is not None]
    found = {}
    for n, (term_code, enough) in enumerate(known):
        following = known[n + 1][1] if n + 1 < len(known) else None
        if enough:
            found[term_code] = PASSED
        elif n and not known[n - 1][1]:
            found[term_code] = MUST_REPEAT
        else:
            found[term_code] = CONDITIONAL if following is None else PASSED if following else MUST_REPEAT
    return found


def fails(grade: Grade, gpa: Decimal | None, p: Standing) -> bool:
    """Whether a letter fails for standing and graduation: with a low GNO the conditional ones do as well (KOU-69)."""
    low = p.low_gpa_fails and (gpa is None or gpa < p.graduation_gpa)
    return not grade.is_pass or (grade.conditional and low)


def honour(entries: Sequence[Entry], scale: Mapping[str, Grade], p: Standing) -> str:
    """The honour earned by the last year, or term, that is over: by its average, with the normal load (KOU-90, KOU-91)."""
    period = _last_period([e for e in entries if not e.not_included], p) if p.honours else []
    whole = [e._replace(term_code="") for e in period]  # as one term: the average of everything taken in it
    average = next((end.gpa for end in term_ends(whole, scale, p)), None)
    if average is None or not _normal_load(period, p):
        return ""
    return next((band.honour for band in p.honours if band.gpa_from <= average <= band.gpa_to), "")


def _last_period(entries: Sequence[Entry], p: Standing) -> list[Entry]:
    """The entries of the last term, or of the last academic year whose spring has been graded."""
    if not entries:
        return []
    if p.honour_period == "term":
        return [e for e in entries if e.term_code == entries[-1].term_code]
    ended = max((e.term_code[:-1] for e in entries if e.term_code[-1:] == SPRING), default=None)
    return [e for e in entries if e.term_code[:-1] == ended]


def _normal_load(period: Sequence[Entry], p: Standing) -> bool:
    """At least the normal load in each regular term of the period."""
    regular = {e.term_code for e in period if p.honour_period == "term"}
    if p.honour_period == "year":
        regular = {period[0].term_code[:-1] + season for season in (AUTUMN, SPRING)}
    return all(sum(e.ects for e in period if e.term_code == term) >= p.honour_load for term in regular)


def elapsed(entry_term: str, now: str) -> int | None:
    """How many regular terms have begun since the entry, that one and the current one included.

    None where a code is no year and season ("20251"), so that no figure is better than a guess.
    """
    try:
        first, last = (2 * int(code[:4]) + min(int(code[4:]), 2) for code in (entry_term, now))
    except ValueError:
        return None
    return max(0, last - first + 1)


def terms_used(entry_term: str, now: str, leave: Iterable[str] = ()) -> int | None:
    """The terms that count to the maximum period: all but those on leave, registered or not (METU-33, OMU-87)."""
    begun = elapsed(entry_term, now)
    if begun is None:
        return None
    away = {code for code in leave if entry_term <= code <= now and code[4:] in (AUTUMN, SPRING)}
    return max(0, begun - len(away))


def class_year(semester: int, normal_semesters: int) -> int:
    """The year of study that a semester stands in; who is past the last semester stays in the last class."""
    return max(1, min(semester + 1, normal_semesters + 1) // 2)
