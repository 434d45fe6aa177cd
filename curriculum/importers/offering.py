"""A term's offering: the difference between a file and the sections that are there, found first and written after.

The file decides what it states and nothing else. Capacities are the portal's own after the first import. A section that
has, or had, students is closed when a file no longer has it, since the ledger knows its counter. Should a later file
have it again, staff open it: nothing tells whether they or an import had closed it.
"""

from __future__ import annotations

from django.db.models import ProtectedError

from curriculum.models import SeatCounter, Section, Term
from curriculum.signals import tell_of_edit

from .capacities import Key, Stated, by_section, resize
from .courses import Courses
from .departments import Departments
from .offering_file import DAYS, Offering
from .reading import ImportProblem, Notes
from .section_rows import SectionRows
from .writing import Tally, create, progress, update

MOST_REMOVED = 5  # a file that takes away more than one in five is taken for a broken one
MANY_MEETINGS = 10  # on a weekday, so that none at all is suspicious
CLOSED = "Sections no longer in the file, closed because they have or had students"
STAY_CLOSED = "Sections of the file that are closed here and stay so until staff open them"


class OfferingImport:
    """One file against one term. run() is the way through; each step reads what the steps before it found."""

    def __init__(self, term: Term, offering: Offering, notes: Notes) -> None:
        self.term, self.offering, self.notes = term, offering, notes
        self.courses = Courses(Departments())
        self.sections, self.taught = Tally(), Tally()

    def run(self, *, capacity: int, stated: Stated | None = None, force: bool = False) -> None:
        self._describe()
        self._load()
        self._compare()
        if not force:
            self._guard()
        offered = [self.courses.rows[code] for code in self.offering.courses]
        capacities = by_section(stated, offered, self.offering.sections, self.notes) if stated else {}
        self._write(capacity, capacities)
        self._seats(capacities)
        tell_of_edit(self.term.pk)

    def __str__(self) -> str:
        duplicates = self.offering.duplicate_criteria
        criteria = f"{self.rows.criteria.tally} ({duplicates:,} duplicates)" if duplicates else self.rows.criteria.tally
        return (
            f"{self.term.code}: courses {self.taught}; sections {self.sections}; criteria {criteria}; "
            f"meetings {self.rows.meetings.tally}."
        )

    def _describe(self) -> None:
        """State departments and courses; a criterion for a department that nobody knows makes the file bad."""
        departments = self.courses.departments
        for code, (name, name_en) in self.offering.departments.items():
            departments.describe(departments.at(code), name, name_en, fill=False)
        for course in self.offering.courses.values():
            self.courses.describe(course)
        first: dict[str, str] = {}
        for (code, number), section in self.offering.sections.items():
            for criterion in section.criteria:
                first.setdefault(criterion.prefix, f"course {code}, section {number}")
        found = {prefix: departments.named(prefix) for prefix in first if prefix}
        unknown = [f"{prefix} ({first[prefix]})" for prefix, department in found.items() if department is None]
        if unknown:
            raise ImportProblem(f"Criteria for departments that are not known: {', '.join(unknown)}.")
        self.courses.save()
        self.department_ids = {"": None} | {prefix: department.id for prefix, department in found.items() if department}

    def _load(self) -> None:
        """The term's sections by course and number, without those that an earlier import has closed for good.

        Their rows are locked before anything of them is written, in id order, as a form does with its one: whoever is at
        a form waits, or is waited for, and neither has what the other needs. Students do not wait.
        """
        self.rows = SectionRows(self.term, self.department_ids, self.notes)
        codes = {course.id: code for code, course in self.courses.rows.items()}
        counters = {counter.section_id: counter for counter in SeatCounter.objects.filter(section__term=self.term)}
        self.there: dict[Key, Section] = {}
        self.uncounted: list[Section] = []
        sections = Section.objects.select_for_update(no_key=True, of=("self",)).filter(term=self.term).order_by("id")
        for section in sections.select_related("course"):
            key, counter = (codes[section.course_id], section.number), counters.get(section.id)
            given = key in self.offering.sections
            closed = counter is not None and not counter.open
            if closed and given:
                self.notes.add(STAY_CLOSED, str(section))
            if counter is None and given:
                self.uncounted.append(section)
            if given or not (closed and _has_history(counter)):
                self.there[key] = section

    def _compare(self) -> None:
        given, there = self.offering.sections, self.there
        self.gone = [section for key, section in there.items() if key not in given]
        self.fresh: dict[Key, Section] = {}
        self.retaught: list[Section] = []
        for key, entry in progress(given.items(), "comparing"):
            section = there.get(key)
            if section is None:
                course = self.courses.rows[key[0]]
                section = Section(course=course, term=self.term, number=key[1], instructors=entry.instructors)
                self.fresh[key] = section
            elif section.instructors != entry.instructors:
                section.instructors = entry.instructors
                self.retaught.append(section)
            self.rows.compare(section, entry)
        for section in self.gone:
            self.rows.vanish(section)
        self._count()

    def _count(self) -> None:
        changed, kept = len(self.retaught), len(self.there) - len(self.gone)
        self.sections.update(new=len(self.fresh), changed=changed, removed=len(self.gone), same=kept - changed)
        before, after = {code for code, _ in self.there}, {code for code, _ in self.offering.sections}
        changed = len(before & after & self.courses.changed.keys())
        self.taught.update(
            new=len(after - before),
            changed=changed,
            removed=len(before - after),
            same=len(before & after) - changed,
        )

    def _guard(self) -> None:
        """Stop at a file that looks as if a part of it had been lost on the way."""
        found = []
        days = self.rows.by_weekday(self.there.values())
        for what, removed, total in (
            ("sections", self.sections["removed"], len(self.there)),
            ("meetings", self.rows.meetings.tally["removed"], sum(days)),
        ):
            if removed * MOST_REMOVED > total:
                found.append(f"it would remove {removed:,} of {total:,} {what}")
        given = {meeting.weekday for entry in self.offering.sections.values() for meeting in entry.meetings}
        for day, count in enumerate(days):
            if count >= MANY_MEETINGS and day not in given:
                found.append(f"it has no meeting on a {DAYS[day]}, where there are {count:,} now")
        if found:
            raise ImportProblem(
                f"The file looks incomplete: {'; '.join(found)}. Nothing was changed; --force imports it."
            )

    def _write(self, capacity: int, capacities: dict[Key, int]) -> None:
        create(Section, list(self.fresh.values()), "sections")
        update(Section, self.retaught, ("instructors",), "sections")
        counters = [
            SeatCounter(section=section, capacity=capacities.get(key, capacity)) for key, section in self.fresh.items()
        ]
        counters += [SeatCounter(section=section, capacity=capacity) for section in self.uncounted]
        create(SeatCounter, counters, "seats")
        self.rows.write()

    def _seats(self, capacities: dict[Key, int]) -> None:
        """Touch counters last and locked in the order of their ids, as registration does: a hot row is held briefly."""
        stated = {
            self.there[key].id: (self.there[key], seats) for key, seats in capacities.items() if key in self.there
        }
        gone = {section.id: section for section in self.gone}
        locked = SeatCounter.objects.filter(section__in=[*gone, *stated]).order_by("id").select_for_update()
        closing: list[int] = []
        sizes: list[tuple[SeatCounter, str, int]] = []
        for counter in locked:
            section, seats = stated.get(counter.section_id, (None, 0))
            if section is None:
                if _has_history(counter):
                    self.notes.add(CLOSED, str(gone.pop(counter.section_id)))
                    closing.append(counter.id)
            else:
                sizes.append((counter, str(section), seats))
        SeatCounter.objects.filter(id__in=closing, open=True).update(open=False)
        resize(sizes, self.notes)
        try:
            # whoever writes something about one of them now has done so, or waits: nothing is left behind that names it
            list(Section.objects.filter(id__in=gone).order_by("id").select_for_update(of=("self",)))
            Section.objects.filter(id__in=gone).delete()
        except ProtectedError as error:
            raise ImportProblem(
                "A section that counts no seat taken has enrolments: run manage.py audit_seats."
            ) from error


def _has_history(counter: SeatCounter | None) -> bool:
    """Whether students have, or had, a seat here: then the ledger refers to the counter and it must stay."""
    return counter is not None and bool(counter.taken or counter.moves)
