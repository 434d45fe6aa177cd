"""Checks of sections, students, courses and curricula."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from curriculum.models import Course, Curriculum, Prerequisite, Section
from people.models import Student, StudentProgramme
from people.selectors import advisorships

from ..criteria_check import university_electives
from ..rules import facts
from ..rules.policy import SettingMissing
from ..rules.settings import CommonCourses
from ..scopes import anybody_of, unit_giving
from .asked import Asked, Place, listed, place

# sections


def sections_without_capacity(asked: Asked) -> Iterator[Place]:
    """No counter, no seat: nobody can take such a section."""
    return _sections(asked, seats__isnull=True)


def sections_without_meetings(asked: Asked) -> Iterator[Place]:
    return _sections(asked, meetings__isnull=True)


def _sections(asked: Asked, **condition: bool) -> Iterator[Place]:
    sections = Section.objects.filter(term=asked.term, **condition).select_related("course")
    for section in sections.order_by("course__numeric_code", "number"):
        yield place(section, "curriculum_section", section.pk)


# students


def students_without_programme(asked: Asked) -> Iterator[Place]:
    """Without a primary one there is no policy to judge by."""
    primary = StudentProgramme.objects.filter(student=OuterRef("pk"), is_primary=True)
    return _students(asked.students.exclude(Exists(primary)))


def students_without_curriculum(asked: Asked) -> Iterator[Place]:
    primary = StudentProgramme.objects.filter(student=OuterRef("pk"), is_primary=True, curriculum__isnull=True)
    return _students(asked.students.filter(Exists(primary)))


def students_without_advisor(asked: Asked) -> Iterator[Place]:
    """Nobody can approve their lists."""
    return _students(asked.students.exclude(Exists(advisorships(asked.day).filter(student=OuterRef("pk")))))


def _students(students: QuerySet[Student]) -> Iterator[Place]:
    return (place(student, "people_student", student.pk) for student in students.order_by("number"))


# courses and curricula


def musts_not_offered(asked: Asked) -> Iterator[Place]:
    """Must courses of a semester that students are in, without a section this term."""
    rows = StudentProgramme.objects.filter(student__status=Student.Status.ENROLLED, curriculum__isnull=False)
    counted = rows.values_list("curriculum", "semester").annotate(n=Count("pk"))
    needing: dict[int, int] = {}
    for curriculum, semester, n in counted.order_by():
        found = asked.catalogue.curricula.get(curriculum)
        for course in found.musts.get(semester, ()) if found else ():
            if course not in asked.catalogue.by_course:
                needing[course] = needing.get(course, 0) + n
    for course in Course.objects.filter(pk__in=needing).order_by("numeric_code"):
        label = _("%(course)s: %(n)d students") % {"course": course, "n": needing[course.pk]}
        yield place(label, "curriculum_course", course.pk)


def prerequisites_withdrawn(asked: Asked) -> Iterator[Place]:
    """A course of this term asks for one that the catalogue no longer has."""
    rows = Prerequisite.objects.filter(required__withdrawn=True, course__sections__term=asked.term)
    for row in rows.select_related("course", "required").distinct().order_by("course__numeric_code", "set_no"):
        yield place(f"{row.course.code} ← {row.required.code}", "curriculum_course", row.course_id)


def common_courses_missing(asked: Asked) -> Iterator[Place]:
    """Fewer kinds of common compulsory courses than the university asks for; a kind is the letters of the code (OMU-47)."""
    curricula = Curriculum.objects.filter(items__isnull=False).distinct().select_related("programme__department")
    for curriculum in curricula.order_by("programme__code", "entry_year_from"):
        asked_for = _common(asked, anybody_of(curriculum.programme))
        found = asked.catalogue.curricula.get(curriculum.pk)
        courses = [asked.catalogue.courses[c] for c in (found.all_musts if found else ())]
        kinds = {"".join(x for x in c.code if not x.isdigit()) for c in courses if c.is_five_i}
        if asked_for and len(kinds) < asked_for.families:
            label = f"{curriculum}: {len(kinds)}/{asked_for.families} ({listed(sorted(kinds)) or '–'})"
            yield place(label, "curriculum_curriculum", curriculum.pk)


def common_courses_on_other_days(asked: Asked) -> Iterator[Place]:
    """Common courses taught face to face that meet on another day than the university says (OMU-49)."""
    rows = Section.objects.filter(term=asked.term, course__is_five_i=True, delivery="face")
    for section in rows.select_related("course__department").prefetch_related("meetings").order_by("course", "number"):
        unit = section.course.department
        giving = unit_giving(unit.id, unit.faculty_id, section.course.level)
        days = set((_common(asked, giving) or CommonCourses()).face_days)
        wrong = [str(m) for m in section.meetings.all() if days and m.weekday not in days]
        if wrong:
            yield place(f"{section}: {', '.join(wrong)}", "curriculum_section", section.pk)


def _common(asked: Asked, p: facts.Programme) -> CommonCourses | None:
    try:
        return asked.catalogue.policy.setting(CommonCourses, p, asked.day)
    except SettingMissing:
        return None  # said by settings_without_policy()


def university_electives_short(asked: Asked) -> Iterator[Place]:
    """Fewer free seats in university electives than students who need one (KOU-99)."""
    found = university_electives(asked.catalogue)
    if found.short:
        yield Place(_("%(free)d free seats, %(needing)d students need one") % vars(found))
