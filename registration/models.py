"""A student's term: windows, policy, registration, enrolments, and the ledger of what was tried."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from curriculum.models import (
    Category,
    Course,
    Department,
    EducationType,
    Faculty,
    Level,
    Programme,
    SeatCounter,
    Section,
    Term,
)
from people.models import Student, StudentProgramme

from .rules import SHAPES, ParamErrors, parse


class Window(models.Model):
    """When something may be done in a term. The narrowest scope wins; an empty scope is the whole university."""

    class Kind(models.TextChoices):
        REGISTRATION = "registration", _("Interactive registration")
        ADD_DROP = "add_drop", _("Add-drop")
        APPROVAL = "approval", _("Advisor approval")

    term = models.ForeignKey(Term, models.CASCADE, related_name="windows", verbose_name=_("term"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"), help_text=_("Exclusive: 17:00 closes after 16:59:59."))
    faculty = models.ForeignKey(Faculty, models.CASCADE, null=True, blank=True, verbose_name=_("faculty"))
    department = models.ForeignKey(Department, models.CASCADE, null=True, blank=True, verbose_name=_("department"))

    class Meta:
        verbose_name = _("window")
        verbose_name_plural = _("windows")
        ordering = ["opens_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="window_closes_after_opening",
                violation_error_message=_("The window closes before it opens."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.opens_at:%d.%m.%Y %H:%M}"


class StageOpening(models.Model):
    """From when, on the first day of a window, which students may enter (METU-43 to METU-48)."""

    class Group(models.TextChoices):
        UNDERGRADUATE = "undergraduate", _("Associate and undergraduate")
        GRADUATE = "graduate", _("Graduate, special, exchange")

    window = models.ForeignKey(Window, models.CASCADE, related_name="stages", verbose_name=_("window"))
    group = models.CharField(_("group"), max_length=13, choices=Group.choices)
    class_from = models.PositiveSmallIntegerField(_("from class"), default=1)
    opens_at = models.DateTimeField(_("opens"))

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["opens_at"]
        constraints = [models.UniqueConstraint(fields=["window", "group", "class_from"], name="stage_once")]

    def __str__(self) -> str:
        return f"{self.get_group_display()} {self.class_from}+ {self.opens_at:%H:%M}"


class PolicyProfile(models.Model):
    """To whom policy rows apply; every empty field is "any"."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    programme = models.ForeignKey(Programme, models.CASCADE, null=True, blank=True, verbose_name=_("programme"))
    department = models.ForeignKey(Department, models.CASCADE, null=True, blank=True, verbose_name=_("department"))
    faculty = models.ForeignKey(Faculty, models.CASCADE, null=True, blank=True, verbose_name=_("faculty"))
    campus = models.CharField(_("campus"), max_length=20, blank=True)
    level = models.CharField(_("level"), max_length=14, choices=Level.choices, blank=True)
    education_type = models.CharField(_("education type"), max_length=10, choices=EducationType.choices, blank=True)

    class Meta:
        verbose_name = _("policy profile")
        verbose_name_plural = _("policy profiles")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PolicyRule(models.Model):
    """How one rule speaks for one profile from one date on. A row in force is never edited: a change is a later row."""

    class Action(models.TextChoices):
        INHERIT = "", _("as the wider profile")
        REFUSE = "refuse", _("refuse")
        WARN = "warn", _("warn")
        OFF = "off", _("off")

    class Phase(models.TextChoices):
        ADD = "add", _("add")
        DROP = "drop", _("drop")
        CHANGE = "change", _("change of section")
        SEND = "send", _("send")
        APPROVE = "approve", _("approve")
        OPEN = "open", _("page opened")

    code = models.CharField(_("rule"), max_length=30)
    profile = models.ForeignKey(PolicyProfile, models.CASCADE, related_name="rules", verbose_name=_("profile"))
    action = models.CharField(_("action"), max_length=6, choices=Action.choices, blank=True)
    phases = ArrayField(
        models.CharField(max_length=7, choices=Phase.choices),
        verbose_name=_("speaks at"),
        default=list,
        blank=True,
        help_text=_("Empty: as the wider profile, else as the rule itself says."),
    )
    params = models.JSONField(_("figures"), default=dict, blank=True)
    article = models.CharField(_("article and source"), max_length=200, blank=True)
    effective_from = models.DateField(_("in force from"))
    confirmed = models.BooleanField(_("confirmed by a source"), default=False)

    class Meta:
        verbose_name = _("policy rule")
        verbose_name_plural = _("policy rules")
        ordering = ["code", "profile_id", "effective_from"]
        constraints = [models.UniqueConstraint(fields=["code", "profile", "effective_from"], name="policy_once_a_day")]

    def __str__(self) -> str:
        return f"{self.code} · {self.profile} · {self.effective_from:%d.%m.%Y}"

    def clean(self) -> None:
        """The loader's own parser: a bad row is an error in the form, not a surprise at nine o'clock."""
        if self.code not in SHAPES:
            raise ValidationError({"code": _("There is no such rule.")})
        try:
            parse(SHAPES[self.code], self.params)
        except ParamErrors as error:
            raise ValidationError({"params": [f"{key}: {text}" for key, text in error.errors.items()]}) from error


class TermRegistration(models.Model):
    """A student's registration in a term; states and transitions are in transitions.py.

    `version` rises with each committed change of the list: an advisor approves the version that was seen.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Choosing courses")
        SUBMITTED = "submitted", _("With the advisor")
        RETURNED = "returned", _("Returned")
        FINAL = "final", _("Registration complete")

    # Found by student and term, by the unique constraint's own index: of a plan made on an empty table it is the only
    # choice. The term is the row that portal_facts read; a constraint would lock it for every student's first add.
    student = models.ForeignKey(
        Student, models.PROTECT, related_name="registrations", verbose_name=_("student"), db_index=False
    )
    term = models.ForeignKey(
        Term, models.PROTECT, related_name="registrations", verbose_name=_("term"), db_index=False, db_constraint=False
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0, editable=False)
    approved_snapshot = models.JSONField(null=True, blank=True, editable=False)
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
    source = models.CharField(_("source"), max_length=10, choices=Source.choices, default=Source.STUDENT)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [models.UniqueConstraint(fields=["student", "term", "course"], name="course_once_a_term")]

    def __str__(self) -> str:
        return f"{self.student.number} {self.section}"


class Attempt(models.Model):
    """The ledger: every change that was tried, accepted and refused alike. Append-only; ids instead of foreign keys."""

    registration_id = models.BigIntegerField()
    key = models.UUIDField()
    body_hash = models.CharField(max_length=64)
    actor_id = models.BigIntegerField()
    at = models.DateTimeField()
    change = models.JSONField()
    accepted = models.BooleanField()
    findings = models.JSONField()
    version = models.IntegerField()
    revision = models.BigIntegerField()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [models.UniqueConstraint(fields=["registration_id", "key"], name="attempt_once")]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.at:%d.%m.%Y %H:%M:%S}"


class SeatMove(models.Model):
    """One movement of one counter; `seq` is the counter's `moves` after it, so the sequence has no gap."""

    counter_id = models.BigIntegerField()
    seq = models.BigIntegerField()
    delta = models.SmallIntegerField()
    attempt_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("seat move")
        verbose_name_plural = _("seat moves")
        constraints = [models.UniqueConstraint(fields=["counter_id", "seq"], name="move_once")]

    def __str__(self) -> str:
        return f"{self.counter_id}#{self.seq} {self.delta:+d}"


class Transition(models.Model):
    """Every change of a registration's state: who, when, with which note, on which version of the list."""

    registration = models.ForeignKey(TermRegistration, models.PROTECT, related_name="transitions")
    event = models.CharField(_("event"), max_length=20)
    from_state = models.CharField(_("from"), max_length=10)
    to_state = models.CharField(_("to"), max_length=10)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"))
    note = models.TextField(_("note"), blank=True)
    version = models.IntegerField(_("version"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("transition")
        verbose_name_plural = _("transitions")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.event} {self.at:%d.%m.%Y %H:%M}"
