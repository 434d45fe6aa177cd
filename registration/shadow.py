"""Shadow run: registrations that a university has made, judged as though they had been asked for here. Nothing is written.

Lines of one student and moment are one change, as a list is chosen as a whole; without moments a student's lines are one
change on the day the term began. A later line of a course that is on the list is a change of its section. At the end
the whole list is judged as for its approval. Whatever the rules say, the list goes on as the university had it.

Left out: capacity, since the seats of that time are not known, and what a file of registrations cannot tell (CALENDAR,
fee), unless asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import IO, Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from curriculum.importers.tables import Column, Sheet, opened, text
from curriculum.models import Term
from people.models import Student

from .at_start import facts_before
from .catalogue import newest
from .outcomes import LIST, ROW, Outcome, totals
from .past import Past, granted
from .progress import Progress, silent
from .rules import BY_CODE, RULES
from .rules.engine import Finding, Rule, evaluate
from .rules.facts import Catalogue, Change, Enrolled, Facts, Line
from .snapshot import LOCAL
from .whatif import BATCH, CALENDAR, CAPACITY

NEEDED = ("student", "course", "section")
SHEET = Sheet(
    _("registrations"),
    (
        Column("student", "öğrenci no", "student number", text(20), required=True),
        Column("course", "ders no", "course number", text(20), required=True),
        Column("section", "şube", "section", text(10), required=True),
        Column("status", "statü", "status", text(10)),
        Column("at", "zaman", "when", text(40)),
    ),
)
STATUS = {"": "normal", "normal": "normal", "ni": "ni"}
Row = tuple[int, dict[str, str]]  # number and cells of a line
Lines = tuple[list[Row], list[list[Any]]]  # those to be judged; line and reason of those that cannot be read
OPTIONAL_RULES = CALENDAR | {"FEE_UNPAID"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A good line of the file."""

    line: int
    student_id: int
    section_id: int
    status: str
    at: datetime | None


@dataclass
class Report:
    """How many lines and lists were judged, and every one that the engine refuses or warns of."""

    term: str
    not_asked: list[str]  # rules
    rows: int = 0
    lists: int = 0
    bad: list[list[Any]] = field(default_factory=list)  # line and reason
    flips: list[dict[str, Any]] = field(default_factory=list)

    def stored(self) -> dict[str, Any]:
        counted = totals(self.flips)
        refused = {what: counted["kinds"].get(what, [0])[0] for what in (ROW, LIST)}
        agreed = {"agreed": self.rows - refused[ROW], "lists_agreed": self.lists - refused[LIST]}
        return {**self.__dict__, **agreed, **counted}


# reading


def read_table(source: str | IO[bytes], **options: Any) -> Lines:
    """The lines of a file, and those that have no good cells with their reason. Raises ImportProblem."""
    with opened(source, SHEET, **options) as table:
        rows = [(row.line, {c.name: getattr(row, c.name) or "" for c in SHEET.columns}) for row in table.rows()]
    bad = [[p.line, ": ".join(filter(None, (p.column, p.reason)))] for p in sorted(set(table.problems.found))]
    return rows, bad


def entries_of(rows: Iterable[Row], catalogue: Catalogue) -> tuple[list[Entry], list[list[Any]]]:
    """The lines that can be judged, and why the others cannot."""
    rows = list(rows)
    students = dict(Student.objects.filter(number__in={r.get("student") for _, r in rows}).values_list("number", "id"))
    sections = _sections(catalogue)
    good: list[Entry] = []
    bad: list[list[Any]] = []
    seen: dict[tuple[int, int, datetime | None], int] = {}
    for line, row in rows:
        try:
            entry = _entry(line, row, students, sections)
            key = (entry.student_id, catalogue.sections[entry.section_id].course_id, entry.at)
            if key in seen:
                raise ValueError(gettext("The student has this course in line %(line)d already.") % {"line": seen[key]})
            seen[key] = line
            good.append(entry)
        except ValueError as error:
            bad.append([line, str(error)])
    return good, bad


def _sections(catalogue: Catalogue) -> dict[str, dict[int, int]]:
    """Course, by number or code, and number of the section → section; a code of two courses is none."""
    found: dict[str, dict[int, int]] = {}
    twice = set()
    for course in catalogue.courses.values():
        sections = {s.number: s.id for s in catalogue.by_course.get(course.id, ())}
        twice |= {course.code} & found.keys()
        found |= {course.numeric_code: sections, course.code: sections}
    return {code: sections for code, sections in found.items() if code not in twice}


def _entry(line: int, row: Mapping[str, str], students: Mapping[str, int], sections: Mapping[str, Any]) -> Entry:
    number, course, section = (row.get(name, "") for name in NEEDED)
    code = course.replace(" ", "").upper()
    if number not in students:
        raise ValueError(gettext("There is no student %(number)s.") % {"number": number or "–"})
    if code not in sections:
        raise ValueError(gettext("There is no course %(course)s.") % {"course": course or "–"})
    id_ = sections[code].get(int(section)) if section.isdecimal() else None
    if id_ is None:
        raise ValueError(
            gettext("%(course)s has no section %(section)s.") % {"course": course, "section": section or "–"}
        )
    if (status := row.get("status", "").lower()) not in STATUS:
        raise ValueError(gettext("The status is “%(status)s”, not normal or ni.") % {"status": status})
    return Entry(line, students[number], id_, STATUS[status], _moment(row.get("at", "")))


def _moment(text: str) -> datetime | None:
    """A moment in Istanbul where the file names no other zone."""
    if not text:
        return None
    at = parse_datetime(text)  # a day or an hour that does not exist is a ValueError by itself
    if at is None:
        raise ValueError(gettext("“%(text)s” is no moment such as 2026-02-10 09:05.") % {"text": text})
    return at if at.tzinfo else at.replace(tzinfo=LOCAL)


# judging


def shadow_run(
    term: Term,
    lines: Lines,
    also: Iterable[str] = (),
    progress: Progress = silent,
) -> Report:
    """Judge the registrations of a term; `also` names rules that are left out otherwise (OPTIONAL_RULES)."""
    catalogue = newest(term.id)
    left_out = (OPTIONAL_RULES - set(also)) | {CAPACITY}
    report = Report(term.code, sorted(left_out & BY_CODE.keys()))
    rows, unread = lines
    entries, bad = entries_of(rows, catalogue)
    report.bad = sorted([*unread, *bad])
    by_student: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_student[entry.student_id].append(entry)
    run = _Run(catalogue, tuple(r for r in RULES if r.code not in left_out), report)
    students = list(by_student)
    progress(0, len(students))
    for n in range(0, len(students), BATCH):
        batch = students[n : n + BATCH]
        for id_, past in _pasts(catalogue, batch).items():
            run.judge(past, by_student[id_])
        progress(n + len(batch), len(students))
    return report


def _pasts(catalogue: Catalogue, students: list[int]) -> dict[int, Past]:
    """The students with an empty list of the term."""
    waivers, thesis = granted(students)
    return {
        id_: Past(
            replace(facts, enrolled=(), state="not_started", version=0, approved=None), (), waivers[id_], thesis[id_]
        )
        for id_, facts in facts_before(catalogue, students).items()
    }


class _Run:
    def __init__(self, catalogue: Catalogue, rules: tuple[Rule, ...], report: Report) -> None:
        self.catalogue, self.rules, self.report = catalogue, rules, report

    def judge(self, past: Past, entries: list[Entry]) -> None:
        """A student's lines moment by moment, then the list that they make."""
        first_day = self.catalogue.starts_on
        begin = datetime.combine(first_day, time(), LOCAL) if first_day else past.now.at
        groups: dict[datetime, list[Entry]] = defaultdict(list)
        for entry in entries:
            groups[entry.at or begin].append(entry)
        held: dict[int, Entry] = {}  # by course
        said: dict[int, list[Finding]] = defaultdict(list)  # by line, 0 for the list
        for moment in sorted(groups):
            facts = replace(past.at(moment), enrolled=self._list(held))
            new = {self.catalogue.sections[e.section_id].course_id: e for e in groups[moment]}
            lines = frozenset(Line(e.section_id, e.status) for e in new.values())
            change = Change(lines, frozenset(held[c].section_id for c in new if c in held))
            held |= new
            _keep(self._ask(facts, change), held, said)
        facts = replace(facts, enrolled=self._list(held))
        spoken = {f.code for found in said.values() for f in found}
        # a rule that has spoken of one line of a pair might now name the other
        _keep((f for f in self._ask(facts, Change()) if f.code not in spoken), held, said)
        self._report(facts, entries, said)

    def _list(self, held: Mapping[int, Entry]) -> tuple[Enrolled, ...]:
        return tuple(Enrolled(e.section_id, course, status=e.status) for course, e in held.items())

    def _ask(self, facts: Facts, change: Change) -> list[Finding]:
        found = evaluate(self.rules, self.catalogue, facts, change, "approve").findings
        return [f for f in found if not f.waived]

    def _report(self, facts: Facts, entries: list[Entry], said: Mapping[int, list[Finding]]) -> None:
        of_list = Change(frozenset(Line(e.section_id, e.status) for e in entries))
        self.report.lists += 1
        self._count(LIST, 0, facts, of_list, said.get(0, []))
        for entry in entries:
            self.report.rows += 1
            change = Change(frozenset({Line(entry.section_id, entry.status)}))
            self._count(ROW, entry.line, facts, change, said.get(entry.line, []))

    def _count(self, what: str, line: int, facts: Facts, change: Change, said: list[Finding]) -> None:
        """One outcome for what is refused and one for what is warned of."""
        for accepted in (False, True):
            found = tuple(f for f in said if f.refuses is not accepted)
            if found:
                self.report.flips.append(Outcome(what, line, facts, change, accepted, found).stored())


def _keep(findings: Iterable[Finding], held: Mapping[int, Entry], said: dict[int, list[Finding]]) -> None:
    """Each finding beside the line that it is about, or beside the list; a rule speaks of one thing at one moment only."""
    before = {line: {f.code for f in found} for line, found in said.items()}
    for finding in findings:
        entry = held.get(finding.course_id or 0)
        line = entry.line if entry else 0
        if finding.code not in before.get(line, ()):
            said[line].append(finding)
