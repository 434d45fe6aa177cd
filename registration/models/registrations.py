"""A student's list in a term."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from curriculum.models import Category, Course, SeatCounter, Section, Term
from people.models import Student, StudentProgramme


class TermRegistration(models.Model):
    """A student's registration in a term; states and transitions are in transitions.py.

    `version` rises with each committed change of the list: an advisor approves the version that was seen.
    """

    class State(models.TextChoices):
        NOT_STARTED = "not_started", _("Not started")
        FEE_PENDING = "fee_pending", _("Payment awaited")
        DRAFT = "draft", _("Choosing courses")
        SUBMITTED = "submitted", _("With the advisor")
        RETURNED = "returned", _("Returned")
        APPROVED = "approved", _("Approved, not final yet")
        FINAL = "final", _("Registration complete")
        UNREGISTERED = "unregistered", _("Unregistered")
        EXCUSE_PENDING = "excuse_pending", _("Excuse under review")
        ON_LEAVE = "on_leave", _("On leave")
        CANCELLED = "cancelled", _("Registration cancelled")

    class Return(models.TextChoices):
        """Whether a student who was unregistered last term may come back (METU-30 to METU-32)."""

        NONE = "", _("not needed")
        NEEDED = "needed", _("petition needed")
        OPENED = "opened", _("opened")
        REFUSED = "refused", _("refused")

    # Found by student and term, by the unique constraint's own index: of a plan made on an empty table it is the only
    # choice. The term is the row that portal_facts read; a constraint would lock it for every student's first add.
    student = models.ForeignKey(
        Student, models.PROTECT, related_name="registrations", verbose_name=_("student"), db_index=False
    )
    term = models.ForeignKey(
        Term, models.PROTECT, related_name="registrations", verbose_name=_("term"), db_index=False, db_constraint=False
    )
    state = models.CharField(_("state"), max_length=14, choices=State.choices, default=State.NOT_STARTED)
    version = models.PositiveIntegerField(default=0, editable=False)
    approved_snapshot = models.JSONField(null=True, blank=True, editable=False)  # lines as enrolment rows keep them
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True, editable=False)
    left_over = models.JSONField(null=True, blank=True, editable=False)  # lines that went with a close or a fallback
    missing_steps = models.JSONField(_("missing steps"), default=list, blank=True, editable=False)
    coming_back = models.CharField(
        _("return of an unregistered student"), max_length=8, choices=Return.choices, blank=True, editable=False
    )
    personal_from = models.DateTimeField(_("personal window from"), null=True, blank=True, editable=False)
    personal_until = models.DateTimeField(_("personal window until"), null=True, blank=True, editable=False)
    acknowledged_at = models.DateTimeField(_("responsibility acknowledged at"), null=True, blank=True, editable=False)
    contacted_at = models.DateTimeField(_("advisor contacted at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [models.UniqueConstraint(fields=["student", "term"], name="registration_once_a_term")]

    def __str__(self) -> str:
        return f"{self.student.number} {self.term.code}"


COPIED: dict[str, Any] = {"db_index": False, "db_constraint": False}


class Enrolment(models.Model):
    """A course on a student's list. It holds a seat from the moment it stands here.

    Indexes are few, since every add pays for each: a list is found by student and term, which the unique constraint
    serves, a class list by its section. Student, term and course are copies of what registration and section say,
    written by portal_commit from those rows: no constraint checks them, which would lock the one row of the term for
    every add of the university.
    """

    class Source(models.TextChoices):
        STUDENT = "student", _("Student")
        AUTO = "auto", _("Loaded by the system")
        REGISTRAR = "registrar", _("Registrar")

    class Status(models.TextChoices):
        NORMAL = "normal", _("Normal")
        NOT_INCLUDED = "ni", _("Not included (NI)")

    registration = models.ForeignKey(TermRegistration, models.PROTECT, related_name="enrolments", db_index=False)
    student = models.ForeignKey(Student, models.PROTECT, related_name="enrolments", verbose_name=_("student"), **COPIED)
    term = models.ForeignKey(Term, models.PROTECT, verbose_name=_("term"), **COPIED)
    course = models.ForeignKey(Course, models.PROTECT, verbose_name=_("course"), **COPIED)
    section = models.ForeignKey(Section, models.PROTECT, related_name="enrolments", verbose_name=_("section"))
    quota = models.ForeignKey(SeatCounter, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    programme = models.ForeignKey(
        StudentProgramme, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    status = models.CharField(_("status"), max_length=6, choices=Status.choices, default=Status.NORMAL)
    category = models.CharField(_("category"), max_length=3, choices=Category.choices, blank=True)
    counts_to_degree_load = models.BooleanField(_("counts to the degree load"), default=True, db_default=True)
    source = models.CharField(_("source"), max_length=10, choices=Source.choices, default=Source.STUDENT)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [models.UniqueConstraint(fields=["student", "term", "course"], name="course_once_a_term")]

    def __str__(self) -> str:
        return f"{self.student.number} {self.section}"


class NotLoaded(models.Model):
    """A course that should stand on the list by itself and does not: the loader's reason (METU-74)."""

    class Reason(models.TextChoices):
        CAPACITY = "CAPACITY", _("no seat")
        CRITERIA = "CRITERIA", _("criteria")
        PREREQUISITE = "PREREQUISITE", _("prerequisite")
        NOT_OFFERED = "NOT_OFFERED", _("not offered this term")
        LOAD = "LOAD", _("course load")
        PROBATION = "PROBATION", _("probation")
        CLASH = "CLASH", _("clash with another course")
        OTHER = "OTHER", _("another rule")

    student = models.ForeignKey(Student, models.CASCADE, related_name="not_loaded", verbose_name=_("student"))
    term = models.ForeignKey(Term, models.CASCADE, related_name="+", verbose_name=_("term"))
    course = models.ForeignKey(Course, models.CASCADE, related_name="+", verbose_name=_("course"))
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices)

    class Meta:
        verbose_name = _("course not loaded")
        verbose_name_plural = _("courses not loaded")
        constraints = [models.UniqueConstraint(fields=["student", "term", "course"], name="not_loaded_once")]

    def __str__(self) -> str:
        return f"{self.student.number} {self.course.code} {self.reason}"


class Unmet(models.Model):
    """What stands against a list since a grade changed: the finding as it was then (unmet.py). No course is the whole list."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="unmet", verbose_name=_("student"))
    term = models.ForeignKey(Term, models.CASCADE, related_name="+", verbose_name=_("term"))
    code = models.CharField(_("rule"), max_length=30)
    course = models.ForeignKey(
        Course, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("course")
    )
    finding = models.JSONField(_("finding"))
    since = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("rule no longer met")
        verbose_name_plural = _("rules no longer met")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "term", "code", "course"], name="unmet_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.student.number} {self.code} {self.course.code if self.course else ''}".strip()


class Waiver(models.Model):
    """One rule lifted for one student until a day, by the registrar, or for criteria by the head of the department.

    No course is every course. A waiver is ended, never deleted: the ledger names it.
    """

    student = models.ForeignKey(Student, models.PROTECT, related_name="waivers", verbose_name=_("student"))
    code = models.CharField(_("rule"), max_length=30)
    course = models.ForeignKey(
        Course, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("course")
    )
    reason = models.CharField(_("reason"), max_length=300)
    until = models.DateField(_("until, that day included"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("granted by")
    )
    by_head = models.BooleanField(_("by the department's head"), default=False, db_default=False)
    granted_at = models.DateTimeField(_("granted at"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="waiver_has_reason")]

    def __str__(self) -> str:
        return f"{self.student.number} {self.code} {self.course.code if self.course else ''}".strip()
