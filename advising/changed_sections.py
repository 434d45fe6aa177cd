"""Changed sections: who was told, whose week clashes since, and what students and advisors have done about it."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from advising.models import AdvisorTask
from curriculum.admin.base import ReadOnlyAdmin
from curriculum.naming import language
from people.models import Student
from registration.catalogue import catalogue_of
from registration.messages import section_label
from registration.models import Enrolment, SectionChange
from registration.section_changes import said_of


@admin.register(SectionChange)
class SectionChangeAdmin(ReadOnlyAdmin):
    """The registrar's, and of a department those of its own sections."""

    unit = "section__course__department"
    fields = ("section", "kind", "was", "now_is", "at", "whom")
    list_display = ("section", "kind", "was", "now_is", "told", "clashing", "waiting", "at")
    list_select_related = ("section__course__department", "section__term")
    list_filter = ("section__term", "kind", ("section__course__department", admin.RelatedOnlyFieldListFilter))
    ordering = ("-id",)
    search_fields = ("section__course__search_key",)

    @admin.display(description=_("before"))
    def was(self, change: SectionChange) -> str:
        return said_of(change.kind, change.before, language())

    @admin.display(description=_("after"))
    def now_is(self, change: SectionChange) -> str:
        return said_of(change.kind, change.after, language())

    @admin.display(description=_("students told"))
    def told(self, change: SectionChange) -> int:
        return len(change.students)

    @admin.display(description=_("of them with a clash"))
    def clashing(self, change: SectionChange) -> int:
        return sum(bool(others) for _student, others in change.students)

    @admin.display(description=_("tasks that advisors have open"))
    def waiting(self, change: SectionChange) -> int:
        return self._open.get(change.section.course_id, 0)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """The open tasks of the page are counted once, not for each row."""
        tasks = AdvisorTask.objects.filter(kind=AdvisorTask.Kind.SECTION_CHANGED, done_at=None)
        self._open = dict(tasks.order_by().values_list("course_id").annotate(Count("id")))
        return super().get_queryset(request)

    @admin.display(description=_("students"))
    def whom(self, change: SectionChange) -> SafeString:
        head = format_html_join(
            "",
            '<th scope="col">{}</th>',
            ((text,) for text in (gettext("student"), gettext("clashes with"), gettext("list"), gettext("advisor"))),
        )
        rows = format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>", self._rows(change))
        return format_html("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", head, rows)

    def _rows(self, change: SectionChange) -> Iterator[tuple[str, str, str, str]]:
        clashes, section = dict(change.students), change.section
        catalogue = catalogue_of(section.term_id)
        of_course = Enrolment.objects.filter(term=section.term_id, course=section.course_id, student__in=clashes)
        held = dict(of_course.values_list("student_id", "section_id"))
        tasks = AdvisorTask.objects.filter(
            student__in=clashes, term=section.term_id, course=section.course_id, kind=AdvisorTask.Kind.SECTION_CHANGED
        ).select_related("done_by")
        last = {task.student_id: task for task in tasks.order_by("id")}
        for student in Student.objects.filter(pk__in=clashes).order_by("number"):
            others = ", ".join(section_label(catalogue, id_) for id_ in clashes[student.pk])
            yield (
                str(student),
                others or "–",
                _of_list(held.get(student.pk), section.pk),
                _of_advisor(last.get(student.pk)),
            )


def _of_list(held: int | None, section_id: int) -> str:
    if held is None:
        return gettext("dropped the course")
    return gettext("has it still") if held == section_id else gettext("changed to another section")


def _of_advisor(task: AdvisorTask | None) -> str:
    if task is None:
        return "–"
    if task.done_at is None:
        return gettext("task is open")
    return f"{task.done_by.get_full_name() if task.done_by else ''} {localtime(task.done_at):%d.%m.%Y %H:%M}".strip()
