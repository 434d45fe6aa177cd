"""The cases of students in a term, as the computation wants them: a constant number of statements, however many they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from curriculum.models import Term
from people.models import StudentProgramme

from .computing import COURSE, Case, Course, Effect, Figures, Ground, Tariffs, Unit
from .computing import Tariff as TariffRow
from .models import Claim, Entry, SingleCourseExam, Tariff, TopTen
from .models import Ground as GroundRow

AUTUMN, SPRING = "1", "2"


@dataclass(frozen=True, slots=True)
class Told:
    """What registration knows of a student's term; fees read the rest themselves.

    `term_state` is "on_leave", "missed" or empty; `collected_until` the last day of paying and registering (OMU-126).
    """

    figures: Figures
    term_state: str = ""
    only_internship_left: bool = False
    courses: tuple[Course, ...] = ()
    collected_until: date | None = None


def year_of(term: Term) -> int:
    """In which the academic year of a term begins. Raises ValueError for a code that is no year and season."""
    return int(term.code[:4])


def season_of(term: Term) -> str:
    return term.code[4:]


def tariffs_of(term: Term) -> Tariffs:
    return tariffs_of_year(year_of(term))


def tariffs_of_year(year: int) -> Tariffs:
    return Tariffs(as_row(t, t.pk) for t in Tariff.objects.filter(year=year))


def as_row(tariff: Tariff, known_as: int = 0) -> TariffRow:
    """As the computation reads it."""
    t = tariff
    scope = t.programme_id, t.department_id, t.faculty_id, t.level, t.education_type
    return TariffRow(known_as, t.line, t.amount, t.period, t.decision_no, *scope)


def unit_of(tariff: Tariff, education_type: str) -> Unit:
    """Whom a tariff is for, as narrow as it says; nobody's id is 0."""
    department = tariff.programme.department if tariff.programme else tariff.department
    faculty_id = department.faculty_id if department else tariff.faculty_id
    department_id = department.pk if department else 0
    return Unit(tariff.programme_id or 0, department_id, faculty_id, tariff.level, education_type)


def cases_of(term: Term, told: Mapping[int, Told]) -> dict[int, Case]:
    """By student; who follows no programme has no case."""
    ids = list(told)
    grounds, ranked = _grounds(term, told), _top_ten(term, ids)
    before, exams = _charged_this_year(term, ids), _exams(term, ids)
    rows = StudentProgramme.objects.filter(student__in=ids, is_primary=True)
    cases = {}
    for row in rows.select_related("student", "programme__department"):
        p, id_ = row.programme, row.student_id
        cases[id_] = Case(
            year=year_of(term),
            unit=Unit(p.pk, p.department_id, p.department.faculty_id, p.level, p.education_type),
            semester=row.semester,
            normal_semesters=p.normal_semesters,
            admission="exchange" if row.kind == StudentProgramme.Kind.EXCHANGE else row.student.admission,
            foreign_language=p.language != "tr",
            first_term=(row.entry_term or f"{row.entry_year}{AUTUMN}") == term.code,
            term_state=told[id_].term_state,
            only_internship_left=told[id_].only_internship_left,
            grounds=(*grounds[id_], *ranked[id_]),
            courses=told[id_].courses,
            charged_this_year=frozenset(before[id_]),
            summer=season_of(term) not in (AUTUMN, SPRING),
            exams=exams[id_, True],
            exams_before=exams[id_, False],
        )
    return cases


def _grounds(term: Term, told: Mapping[int, Told]) -> dict[int, list[Ground]]:
    """Each ground once: the document that begins last replaces those before it."""
    found: dict[int, dict[int, Ground]] = defaultdict(dict)
    claims = Claim.objects.filter(student__in=list(told), state__in=Claim.COUNTED).select_related("ground")
    for claim in claims.order_by("valid_from", "id"):
        if counts_in(claim, term, told[claim.student_id].collected_until):
            found[claim.student_id][claim.ground_id] = as_ground(claim)
    return defaultdict(list, {id_: list(grounds.values()) for id_, grounds in found.items()})


def counts_in(claim: Claim, term: Term, collected_until: date | None) -> bool:
    """Whether a claim that was approved is valid in a term: on any of its days, on all of them (OMU-67), or on one before
    the time of payment ends (OMU-126)."""
    first, last, counts = term.starts_on, term.ends_on, claim.ground.counts
    if counts == GroundRow.Counts.WHOLE_TERM:
        first, last = last or first, first
    elif counts == GroundRow.Counts.AT_COLLECTION and collected_until:
        last = min(last, collected_until) if last else collected_until
    begun = last is None or claim.valid_from <= last
    return begun and (first is None or claim.valid_until is None or claim.valid_until >= first)


def as_ground(claim: Claim) -> Ground:
    g, papers = claim.ground, " ".join(filter(None, (claim.issuer, claim.document_no)))
    return Ground(g.code, g.effect, g.rule, claim.percent, papers, g.order)


def _top_ten(term: Term, ids: Sequence[int]) -> dict[int, list[Ground]]:
    """Of the last term before this one in which there was a ranking; a summer term neither gives nor takes it."""
    found: dict[int, list[Ground]] = defaultdict(list)
    if season_of(term) not in (AUTUMN, SPRING):
        return found
    before = f"{year_of(term)}{AUTUMN}" if season_of(term) == SPRING else f"{year_of(term) - 1}{SPRING}"
    for row in TopTen.objects.filter(term__code=before, student__in=ids, qualifies=True):
        document = row.certified or f"{row.place}/{row.population}"
        found[row.student_id].append(Ground("top_ten", Effect.TOP_TEN, "OMU-88", document=document))
    return found


def _charged_this_year(term: Term, ids: Sequence[int]) -> dict[int, set[int]]:
    """Courses that cost something in an earlier term of the year (OMU-54)."""
    found: dict[int, set[int]] = defaultdict(set)
    entries = Entry.objects.filter(
        standing__student__in=ids,
        standing__term__code__startswith=str(year_of(term)),
        standing__term__code__lt=term.code,
        line=COURSE,
        kind=Entry.Kind.CHARGE,
        reverses=None,
        reversed_by=None,
    )
    for student_id, course_id in entries.values_list("standing__student_id", "course_id"):
        found[student_id].add(course_id)
    return found


def _exams(term: Term, ids: Iterable[int]) -> Counter[tuple[int, bool]]:
    """Single-course exams entered, by student and whether in this term."""
    entered = SingleCourseExam.objects.filter(student__in=ids, cancelled_at=None, term__code__lte=term.code)
    return Counter((s, code == term.code) for s, code in entered.values_list("student_id", "term__code"))
