"""Courses: the grade scale, prerequisites, and what a course may stand for."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..naming import TwoNames
from ..turkish import search_key
from .units import Department, Level


class Category(models.TextChoices):
    TECHNICAL = "TE", _("Technical elective")
    NONTECHNICAL = "NTE", _("Nontechnical elective")
    DEPARTMENTAL = "DE", _("Departmental elective")
    NONDEPARTMENTAL = "NDE", _("Nondepartmental elective")
    RESTRICTED = "RE", _("Restricted elective")
    ELECTIVE = "E", _("Elective")
    FREE = "FE", _("Free elective")
    UNIVERSITY = "USD", _("University elective")


class SpecialRole(models.TextChoices):
    NONE = "", _("None")
    SEMINAR = "seminar", _("Seminar")
    TERM_PROJECT = "term_project", _("Term project")
    THESIS = "thesis", _("Thesis")
    THESIS_STUDIES = "thesis_studies", _("Thesis studies")
    ETHICS = "ethics", _("Research methods and ethics")
    INTERNSHIP = "internship", _("Internship (staj)")


class Grade(models.Model):
    """The grade scale; `rank` orders letters from the best (1) downwards.

    `min_score` is the lowest score out of 100 that earns the letter; empty where the letter does not come from a score.
    A conditional letter passes or fails by the averages of two semesters (KOU-34).
    """

    letter = models.CharField(_("letter"), max_length=4, unique=True)
    points = models.DecimalField(_("points"), max_digits=4, decimal_places=2, null=True, blank=True)
    is_pass = models.BooleanField(_("passing"), default=True)
    conditional = models.BooleanField(_("conditionally passing"), default=False)
    min_score = models.DecimalField(_("from score"), max_digits=5, decimal_places=2, null=True, blank=True)
    rank = models.PositiveSmallIntegerField(_("rank, best first"), unique=True)

    class Meta:
        verbose_name = _("grade")
        verbose_name_plural = _("grades")
        ordering = ["rank"]

    def __str__(self) -> str:
        return self.letter


class Course(TwoNames, models.Model):
    numeric_code = models.CharField(_("numeric code"), max_length=7, unique=True)
    code = models.CharField(_("code"), max_length=15, db_index=True)
    name = models.CharField(_("name"), max_length=250)
    name_en = models.CharField(_("English name"), max_length=250, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, verbose_name=_("department"))
    credit = models.DecimalField(_("credit"), max_digits=5, decimal_places=2, default=0)
    ects = models.DecimalField(_("ECTS"), max_digits=5, decimal_places=1, default=0)
    level = models.CharField(_("level"), max_length=14, choices=Level.choices, default=Level.BACHELOR)
    special_role = models.CharField(
        _("special role"), max_length=15, choices=SpecialRole.choices, default=SpecialRole.NONE, blank=True
    )
    is_five_i = models.BooleanField(_("common compulsory course (art. 5/i)"), default=False)
    withdrawn = models.BooleanField(_("no longer in the catalogue"), default=False)
    search_key = models.CharField(max_length=600, editable=False, default="")

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["numeric_code"]

    def __str__(self) -> str:
        return f"{self.numeric_code} {self.code} {self.name}"

    def set_search_key(self) -> None:
        """Called by save() and, since bulk writes pass save() by, by the importers."""
        self.search_key = search_key(f"{self.numeric_code} {self.code} {self.name} {self.name_en}")

    def save(self, *args, **kwargs):
        self.set_search_key()
        super().save(*args, **kwargs)


class Decided(models.Model):
    """A row that rests on a decision of the faculty's or institute's board (METU-60), from a term on."""

    decision_no = models.CharField(_("decision number"), max_length=40, blank=True, db_default="")
    decision_date = models.DateField(_("decision date"), null=True, blank=True)
    effective_term = models.CharField(
        _("from term"), max_length=10, blank=True, db_default="", help_text=_("Such as 20261; empty: in every term.")
    )

    class Meta:
        abstract = True


class Prerequisite(Decided):
    """One course of one set. Sets are alternatives; within a set every course is needed (METU-88, METU-89)."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="prerequisites", verbose_name=_("course"))
    set_no = models.PositiveSmallIntegerField(_("set"), default=1)
    required = models.ForeignKey(Course, models.PROTECT, related_name="required_by", verbose_name=_("needs"))
    min_grade = models.ForeignKey(
        Grade,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("at least"),
        help_text=_("Empty: any pass."),
    )

    class Meta:
        verbose_name = _("prerequisite")
        verbose_name_plural = _("prerequisites")
        ordering = ["course_id", "set_no", "required_id"]
        constraints = [models.UniqueConstraint(fields=["course", "set_no", "required"], name="prerequisite_once")]

    def __str__(self) -> str:
        return f"{self.set_no}: {self.required.code}"


class Corequisite(Decided):
    """A course that must be taken together with another, or earlier."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="corequisites", verbose_name=_("course"))
    required = models.ForeignKey(Course, models.PROTECT, related_name="+", verbose_name=_("together with"))

    class Meta:
        verbose_name = _("co-requisite")
        verbose_name_plural = _("co-requisites")
        ordering = ["course_id", "required_id"]
        constraints = [models.UniqueConstraint(fields=["course", "required"], name="corequisite_once")]

    def __str__(self) -> str:
        return self.required.code


class CourseEquivalence(Decided):
    """Who took one course counts as having taken the other: for prerequisites, must courses and repeats (METU-66)."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="stands_for", verbose_name=_("course"))
    stands_for = models.ForeignKey(Course, models.CASCADE, related_name="+", verbose_name=_("stands for"))
    mutual = models.BooleanField(_("and the other way round"), default=True)

    class Meta:
        verbose_name = _("equivalent course")
        verbose_name_plural = _("equivalent courses")
        ordering = ["course_id", "stands_for_id"]
        constraints = [
            models.UniqueConstraint(fields=["course", "stands_for"], name="equivalence_once"),
            models.CheckConstraint(
                condition=~Q(course=F("stands_for")),
                name="equivalence_of_two",
                violation_error_message=_("A course always stands for itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course.code} = {self.stands_for.code}"


class CourseCategory(models.Model):
    """As which kind of elective a department's students may take a course; without one, those of any other (METU-61)."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="categories", verbose_name=_("course"))
    department = models.ForeignKey(
        Department,
        models.CASCADE,
        null=True,
        blank=True,
        verbose_name=_("department of the student"),
        help_text=_("Empty: every department that has no row of its own."),
    )
    category = models.CharField(_("category"), max_length=3, choices=Category.choices)

    class Meta:
        verbose_name = _("course category")
        verbose_name_plural = _("course categories")
        constraints = [
            models.UniqueConstraint(
                fields=["course", "department", "category"], name="category_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.course.code} {self.category}"
