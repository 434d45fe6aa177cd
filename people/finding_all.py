"""One box for everything that staff look for: students, staff, courses, sections, each within what the user may see.

What is found leads to pages of apps further right, by the names of their addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from curriculum.admin.base import Folded
from curriculum.models import Course, Section
from curriculum.turkish import search_key

from .finding import LETTERS, holding
from .models import Staff, Student, StudentProgramme, Teaching, User
from .permissions import Reach
from .selectors import advised_by

SHOWN = 12
SECTION = re.compile(r"(.+?)\s*/\s*(\d{1,3})")  # CENG213/2
OF_STUDENTS = ("people.view_student", "people.reset_user", "people.library_hold")  # any of these finds them


@dataclass(frozen=True)
class Hit:
    """What was found; `links` are (text, address), the first of them the nearest to hand."""

    name: str
    about: str
    links: list[tuple[str, str]]


@dataclass(frozen=True)
class Group:
    title: str
    hits: list[Hit]
    all_at: str = ""  # the list of the admin that holds the rest, where there is more


def find_all(user: User, query: str) -> list[Group]:
    """The groups in which something was found. Too few letters find nothing."""
    asked, section = query, ""
    if as_section := SECTION.fullmatch(query.strip()):
        asked, section = as_section.groups()
    words = search_key(asked).split()
    if len("".join(words)) < LETTERS:
        return []
    if section:
        return [group for group in (_sections(user, words, int(section)),) if group.hits]
    groups = (_students(user, words), _staff(user, words), _courses(user, words), _sections(user, words))
    return [group for group in groups if group.hits]


def _group(title: str, hits: list[Hit], user: User, model: str, words: list[str]) -> Group:
    """With the way to the rest, for who has the admin's list of it."""
    app, name = model.split(".")
    there = len(hits) > SHOWN and user.is_staff and user.has_perm(f"{app}.view_{name}")
    rest = f"{reverse(f'admin:{app}_{name}_changelist')}?{urlencode({'q': ' '.join(words)})}" if there else ""
    return Group(title, hits[:SHOWN], rest)


# students: of the units of a role, of all, and who is advised


def _students(user: User, words: list[str]) -> Group:
    reaches = {permission: user.reach(permission) for permission in OF_STUDENTS}
    advised = set(advised_by(user).values_list("student_id", flat=True)) if hasattr(user, "staff") else set()
    found = holding(_within(reaches.values(), advised), words).order_by("number")[: SHOWN + 1]
    students = list(found.prefetch_related("programmes__programme"))
    hits = [
        Hit(f"{s.full_name} · {s.number}", _programmes(s), _of_student(user, s, reaches, s.pk in advised))
        for s in students
    ]
    return _group(_("Students"), hits, user, "people.student", words)


def _within(reaches: Iterable[Reach], advised: set[int]) -> QuerySet[Student]:
    reaches = list(reaches)
    if any(reach.everywhere for reach in reaches):
        return Student.objects.all()
    units = frozenset[int]().union(*(reach.units for reach in reaches))
    own = StudentProgramme.objects.filter(programme__department__in=units).values("student")
    return Student.objects.filter(Q(pk__in=own) | Q(pk__in=advised))


def _programmes(student: Student) -> str:
    names = [row.programme.shown_name for row in student.programmes.all()]
    return ", ".join([*names, *([student.get_status_display()] if student.status != Student.Status.ENROLLED else [])])


def _of_student(user: User, student: Student, reaches: dict[str, Reach], advised: bool) -> list[tuple[str, str]]:
    """Only what will open: a double major is of two units, and any one of them is enough."""
    units = {row.programme.department_id for row in student.programmes.all()}
    sees, resets, holds = (r.everywhere or bool(r.units & units) for r in reaches.values())
    can = user.has_perm
    offered = (
        (advised, _("Advisor's desk"), "advisee", student.pk),
        (sees and user.is_staff, _("In the administration"), "admin:people_student_change", student.pk),
        (
            can("registration.change_enrolment"),
            _("Change the list"),
            "admin:registration_termregistration_for",
            student.pk,
        ),
        (can("fees.view_feestanding"), _("Fee account"), "fee_account", student.pk),
        (resets, _("Account"), "account", student.user_id),
        (can("people.view_as_student"), _("View as this student"), "viewing_begin", student.pk),
    )
    links = [(text, reverse(name, args=[pk])) for may, text, name, pk in offered if may]
    return links + ([(_("Library hold"), f"{reverse('library_desk')}?q={student.number}")] if holds else [])


# staff, courses, sections


def _staff(user: User, words: list[str]) -> Group:
    sees, resets = user.reach("people.view_staff").everywhere, user.reach("people.reset_user").everywhere
    staff = Staff.objects.alias(folded=Folded("user__username", "user__first_name", "user__last_name", "title"))
    for word in words:
        staff = staff.filter(folded__contains=word)
    found = staff.select_related("user", "department").order_by("user__last_name", "id")[: SHOWN + 1]
    hits = [
        Hit(
            str(member),
            ", ".join(str(about) for about in (member.user.username, member.department) if about),
            [
                *([(_("Roles and sections"), reverse("admin:people_staff_change", args=[member.pk]))] if sees else []),
                *([(_("Account"), reverse("account", args=[member.user_id]))] if resets else []),
            ],
        )
        for member in (found if sees or resets else ())
    ]
    return _group(_("Staff"), hits, user, "people.staff", words)


def _courses(user: User, words: list[str]) -> Group:
    reach = user.reach("curriculum.view_course") if user.is_staff else Reach()
    found = holding(Course.objects.filter(withdrawn=False), words).select_related("department")
    hits = [
        Hit(
            f"{course.code} {course.shown_name}",
            f"{course.numeric_code}, {course.department}",
            [
                (_("Course page"), reverse("course_detail", args=[course.numeric_code])),
                *(
                    [(_("In the administration"), reverse("admin:curriculum_course_change", args=[course.pk]))]
                    if reach.everywhere or course.department_id in reach.units
                    else []
                ),
            ],
        )
        for course in found.order_by("numeric_code")[: SHOWN + 1]
    ]
    return _group(_("Courses"), hits, user, "curriculum.course", words)


def _sections(user: User, words: list[str], number: int | None = None) -> Group:
    """Of the current term, by course or instructor; those whose page or list the user may open."""
    page = user.reach("curriculum.view_section") if user.is_staff else Reach()
    listed = user.reach("registration.export_enrolment")
    taught = set(Teaching.objects.filter(staff__user=user).values_list("section_id", flat=True))
    sections = Section.objects.filter(term__is_current=True, **({"number": number} if number is not None else {}))
    if not (page.everywhere or listed.everywhere):
        sections = sections.filter(Q(course__department__in=page.units | listed.units) | Q(pk__in=taught))
    sections = sections.alias(folded=Folded("instructors"))
    for word in words:
        sections = sections.filter(Q(course__search_key__contains=word) | Q(folded__contains=word))
    found = sections.select_related("course", "seats").order_by("course__numeric_code", "number")[: SHOWN + 1]
    return _group(
        _("Sections"), [_section(s, page, listed, s.pk in taught) for s in found], user, "curriculum.section", words
    )


def _section(section: Section, page: Reach, listed: Reach, taught: bool) -> Hit:
    unit, counter = section.course.department_id, getattr(section, "seats", None)
    seats = (
        _("%(taken)s of %(capacity)s seats") % {"taken": counter.taken, "capacity": counter.capacity} if counter else ""
    )
    offered = (
        (page, _("Section"), "admin:curriculum_section_change"),
        (Reach(everywhere=taught) or listed, _("Class list"), "class_list"),
    )
    links = [
        (text, reverse(name, args=[section.pk]))
        for reach, text, name in offered
        if reach.everywhere or unit in reach.units
    ]
    about = ", ".join(part for part in (section.course.shown_name, section.instructors, seats) if part)
    return Hit(str(section), about, links)
