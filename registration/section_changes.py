"""Sections that change after students took them: the students are told, whose week clashes since is named, and advisors
get their list. Nobody is taken off: a cancelled section keeps its lines until the student or staff act.

A section's version is what its students were last told. It is compared and written behind its own lock in the
transaction that tells, so that each change is told once, however often and wherever this runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from curriculum.models import Term
from people.notices import tell_each

from . import clock, rules, signals
from .catalogue import newest
from .messages import clock as hour
from .messages import section_label, short_day_name
from .models import Enrolment, SectionChange, SectionVersion
from .query import fetch
from .rules.facts import Catalogue, Change, Facts, Meeting, Section, week_mask
from .services import StartAgain, in_step
from .snapshot import load_facts

State = dict[str, Any]
Kind = SectionChange.Kind
LANGUAGES = ("tr", "en")


@dataclass(frozen=True)
class Told:
    """One difference of a section, and how many students were told of it, or would be."""

    section: str
    kind: str
    students: int
    clashing: int = 0


def tell_everywhere() -> list[Told]:
    """In the current term."""
    return [told for term in Term.objects.filter(is_current=True) for told in tell_section_changes(term_id=term.pk)]


def tell_section_changes(*, term_id: int) -> list[Told]:
    """Tell of every section that is not as its students know it. A section that is busy meanwhile is left to the next run."""
    catalogue = newest(term_id)
    told: list[Told] = []
    for section_id in _begin(catalogue):
        told += in_step(term_id, partial(_tell, section_id)) or []
    return told


def untold(*, term_id: int) -> list[Told]:
    """What a run would tell of."""
    catalogue, known, found = newest(term_id), _known(term_id), []
    for section_id in _changed(catalogue, known):
        students = Enrolment.objects.filter(section_id=section_id).count()
        kinds = _kinds(known[section_id], state_of(catalogue.sections[section_id]))
        found += [Told(section_label(catalogue, section_id), kind, students) for kind in kinds if students]
    return found


def _known(term_id: int) -> dict[int, State]:
    return dict(SectionVersion.objects.filter(section__term_id=term_id).values_list("section_id", "state"))


def _begin(catalogue: Catalogue) -> list[int]:
    """The sections that changed. One that is seen for the first time is known as it is now."""
    known = _known(catalogue.term_id)
    at = clock.now()
    fresh = [
        SectionVersion(section_id=i, state=state_of(s), at=at) for i, s in catalogue.sections.items() if i not in known
    ]
    SectionVersion.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=1000)
    return _changed(catalogue, known)


def _changed(catalogue: Catalogue, known: dict[int, State]) -> list[int]:
    return [i for i, s in sorted(catalogue.sections.items()) if i in known and known[i] != state_of(s)]


# a section as it is kept


def state_of(section: Section) -> State:
    meetings = [
        [m.weekday, m.start, m.end, m.room, _day(m.date_from), _day(m.date_to), m.weeks] for m in section.meetings
    ]
    return {"cancelled": section.cancelled, "instructors": section.instructors, "meetings": meetings}


def as_it_was(section: Section, state: State) -> Section:
    meetings = tuple(
        Meeting(*when, _date(first), _date(last), weeks) for *when, first, last, weeks in state["meetings"]
    )
    return replace(
        section,
        meetings=meetings,
        week=week_mask(meetings),
        instructors=state["instructors"],
        cancelled=state["cancelled"],
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _kinds(before: State, after: State) -> Iterator[str]:
    """What there is to tell: of a cancelled section nothing else, and of one that is given again its times as they are."""
    if before["cancelled"] != after["cancelled"]:
        yield Kind.CANCELLED if after["cancelled"] else Kind.RESTORED
    elif before["meetings"] != after["meetings"] and not after["cancelled"]:
        yield Kind.MOVED
    if before["instructors"] != after["instructors"] and not after["cancelled"]:
        yield Kind.INSTRUCTOR


# telling


def _tell(section_id: int, catalogue: Catalogue) -> list[Told]:
    version = SectionVersion.objects.select_for_update().filter(section_id=section_id).first()
    [[revision]] = fetch("SELECT number FROM curriculum_revision")
    if revision != catalogue.revision:
        raise StartAgain(revision)  # a section as this process remembers it may be older than what was told
    section = catalogue.sections.get(section_id)
    if version is None or section is None or version.state == state_of(section):
        return []
    told = [_tell_of(kind, section, version.state, catalogue) for kind in _kinds(version.state, state_of(section))]
    version.state, version.at = state_of(section), clock.now()
    version.save(update_fields=["state", "at"])
    return [each for each in told if each.students]


def _tell_of(kind: str, section: Section, before: State, catalogue: Catalogue) -> Told:
    users = dict(Enrolment.objects.filter(section_id=section.id).values_list("student_id", "student__user_id"))
    label, old = section_label(catalogue, section.id), as_it_was(section, before)
    if not users:
        return Told(label, kind, 0)
    met = {Kind.MOVED: old, Kind.RESTORED: replace(section, meetings=(), week=0)}  # a cancelled one met nowhere
    clashes = clashing(catalogue, section, met[kind], sorted(users)) if kind in met else {}
    change = SectionChange.objects.create(
        section_id=section.id,
        kind=kind,
        before=before,
        after=state_of(section),
        students=[[student, clashes.get(student, [])] for student in sorted(users)],
        at=clock.now(),
    )
    figures = {"courses": label, "before": _said(kind, old), "after": _said(kind, section)}
    _notify(change, figures, users, clashes, catalogue)
    signals.section_changed.send(
        SectionChange,
        term_id=catalogue.term_id,
        section_id=section.id,
        student_ids=sorted(users),
        figures={"kind": str(kind), **figures, "clashing": sorted(clashes)},
    )
    return Told(label, kind, len(users), len(clashes))


def _notify(
    change: SectionChange, figures: State, users: dict[int, int], clashes: dict[int, list[int]], catalogue: Catalogue
) -> None:
    kind, once = f"section_{change.kind}", f"section-change-{change.pk}"
    plain = {user: figures for student, user in users.items() if student not in clashes}
    tell_each(plain, kind, link="/registration/", once=once)
    named = {}
    for student, others in clashes.items():
        labels = ", ".join(section_label(catalogue, other) for other in others)
        named[users[student]] = {**figures, "clashes": _alike(labels)}
    if named:
        tell_each(named, f"{kind}_clash", link="/registration/", once=once)


def clashing(catalogue: Catalogue, section: Section, old: Section, student_ids: Iterable[int]) -> dict[int, list[int]]:
    """By student: the sections of the list that meet at the new times of a section and did not at the old ones."""
    earlier = replace(catalogue, sections={**catalogue.sections, section.id: old})
    found = {}
    for student_id, snapshot in load_facts(catalogue.term_id, student_ids).items():
        now, then = (_conflicts(c, snapshot.facts, section.id) for c in (catalogue, earlier))
        if now - then:
            found[student_id] = sorted(now - then)
    return found


def _conflicts(catalogue: Catalogue, facts: Facts, section_id: int) -> set[int]:
    """What the rules themselves say clashes with a section of the list as it stands."""
    verdict = rules.evaluate(catalogue, facts, Change(), "approve")
    pairs = [(f.section_id, f.figures["other"]) for f in verdict.findings if f.code == "TIME_CONFLICT"]
    return {a if b == section_id else b for a, b in pairs if a is not None and section_id in (a, b)}


def said_of(kind: str, state: State, language: str) -> str:
    """Of a recorded change: the times or the names that it was about."""
    return _said(kind, as_it_was(Section(0, 0, 0, 0), state))[language if language in LANGUAGES else "en"]


def _said(kind: str, section: Section) -> dict[str, str]:
    """Times or names in both languages."""
    if kind == Kind.INSTRUCTOR:
        return _alike(section.instructors or "–")
    return {language: meetings_text(section, language) for language in LANGUAGES}


def _alike(text: str) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, text)


def meetings_text(section: Section, language: str) -> str:
    """Days, hours and rooms; where only the dates or the weeks changed, those are there as well."""
    said = []
    for m in section.meetings:
        dates = f"{m.date_from:%d.%m.%Y}–" if m.date_from else "–" if m.date_to else ""
        dates += f"{m.date_to:%d.%m.%Y}" if m.date_to else ""
        weeks = {"odd": ("tek haftalar", "odd weeks"), "even": ("çift haftalar", "even weeks"), "": ("", "")}[m.weeks]
        when = f"{short_day_name(m.weekday, language)} {hour(m.start)}–{hour(m.end)}"
        said.append(" ".join(filter(None, (when, m.room, dates, weeks[language != "tr"]))))
    return ", ".join(said) or "–"
