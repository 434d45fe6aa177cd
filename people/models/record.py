"""A student's academic record: what was taken, where it counts, and which terms do not."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from curriculum.models import Course, CurriculumItem, Grade, Level

from .students import Student, StudentProgramme


class TranscriptEntry(models.Model):
    """One course of one past term. `credit` and `ects` are the course's own when it was taken.

    `outcome` is what a conditional letter came to (KOU-34 to KOU-37); empty is as the letter says. `attendance_met` is
    empty where nobody said. A single-course exam gives the course its grade, whatever was there before (KOU-87, KOU-88).
    """

    class Outcome(models.TextChoices):
        CONDITIONAL = "conditional", _("conditionally passed")
        PASSED = "passed", _("passed")
        MUST_REPEAT = "must_repeat", _("must be repeated")

    student = models.ForeignKey(Student, models.CASCADE, related_name="transcript", verbose_name=_("student"))
    course = models.ForeignKey(Course, models.PROTECT, verbose_name=_("course"))
    term_code = models.CharField(_("term"), max_length=10)
    grade = models.ForeignKey(Grade, models.PROTECT, verbose_name=_("grade"))
    credit = models.DecimalField(_("credit"), max_digits=5, decimal_places=2, default=0)
    ects = models.DecimalField(_("ECTS"), max_digits=5, decimal_places=1, default=0)
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True, blank=True)
    not_included = models.BooleanField(_("not included (NI)"), default=False)
    attendance_met = models.BooleanField(_("attendance met"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=11, choices=Outcome.choices, blank=True)
    counts_to_degree_load = models.BooleanField(_("counts to the degree load"), default=True, db_default=True)
    single_course = models.BooleanField(_("single-course exam"), default=False, db_default=False)

    class Meta:
        verbose_name = _("transcript entry")
        verbose_name_plural = _("transcript entries")
        ordering = ["term_code", "course_id"]
        constraints = [models.UniqueConstraint(fields=["student", "course", "term_code"], name="grade_once_a_term")]

    def __str__(self) -> str:
        return f"{self.term_code} {self.course.code} {self.grade.letter}"


class EarlierCourse(models.Model):
    """A course of an earlier degree, by the code it had there (METU-75)."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="earlier_courses", verbose_name=_("student"))
    level = models.CharField(_("level"), max_length=14, choices=Level.choices, default=Level.BACHELOR)
    code = models.CharField(_("code"), max_length=15)

    class Meta:
        verbose_name = _("course of an earlier degree")
        verbose_name_plural = _("courses of an earlier degree")
        constraints = [models.UniqueConstraint(fields=["student", "level", "code"], name="earlier_course_once")]

    def __str__(self) -> str:
        return f"{self.student.number} {self.code}"


class CourseCounting(models.Model):
    """What a course was said to count for in a programme, where the automatic counting leaves a choice (METU-66)."""

    programme = models.ForeignKey(
        StudentProgramme, models.CASCADE, related_name="countings", verbose_name=_("programme of the student")
    )
    course = models.ForeignKey(Course, models.PROTECT, related_name="+", verbose_name=_("course"))
    item = models.ForeignKey(
        CurriculumItem, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("counts for")
    )
    replaces = models.ForeignKey(
        Course, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("replaces the failed")
    )

    class Meta:
        verbose_name = _("course counting")
        verbose_name_plural = _("course countings")
        constraints = [models.UniqueConstraint(fields=["programme", "course"], name="counting_once")]

    def __str__(self) -> str:
        return f"{self.course.code} → {self.item or '–'}"


class LeaveTerm(models.Model):
    """A term on leave: the only kind that does not count to the maximum period (METU-33, OMU-87)."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="leave_terms", verbose_name=_("student"))
    term_code = models.CharField(_("term"), max_length=10)

    class Meta:
        verbose_name = _("term on leave")
        verbose_name_plural = _("terms on leave")
        constraints = [models.UniqueConstraint(fields=["student", "term_code"], name="leave_once_a_term")]

    def __str__(self) -> str:
        return f"{self.student.number} {self.term_code}"
