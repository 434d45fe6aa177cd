"""Students and the programmes they follow, with who advises them and what holds them up."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from curriculum.models import Curriculum, Programme
from curriculum.turkish import search_key, sort_key

from .accounts import User
from .staff import Staff


class Student(models.Model):
    class Status(models.TextChoices):
        CANDIDATE = "candidate", _("Candidate")
        ENROLLED = "enrolled", _("Enrolled")
        ON_LEAVE = "on_leave", _("On leave")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPELLED = "expelled", _("Expelled")
        GRADUATED = "graduated", _("Graduated")

    class Admission(models.TextChoices):
        """How the student was admitted: it decides the fee until graduation, whatever the citizenship becomes (OMU-110)."""

        NATIONAL = "", _("National placement")
        INTERNATIONAL = "international", _("From abroad")
        PROTOCOL = "protocol", _("From abroad by a protocol between universities")
        SPECIAL = "special", _("Special student (özel öğrenci)")

    user = models.OneToOneField(User, models.PROTECT, related_name="student", verbose_name=_("user"))
    number = models.CharField(_("student number"), max_length=12, unique=True)
    first_name = models.CharField(_("first name"), max_length=100)
    last_name = models.CharField(_("surname"), max_length=100)
    surname_key = models.CharField(max_length=120, editable=False, db_index=True, default="")
    search_key = models.CharField(max_length=260, editable=False, default="")
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.ENROLLED)
    admission = models.CharField(
        _("admitted"), max_length=13, choices=Admission.choices, blank=True, default=Admission.NATIONAL, db_default=""
    )
    citizenship = models.CharField(
        _("citizenship"), max_length=2, default="TR", db_default="TR", help_text=_("Two letters, such as TR.")
    )
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    identity_digest = models.CharField(
        max_length=64, blank=True, editable=False
    )  # of the national id: people/identity.py

    class Meta:
        verbose_name = _("student")
        verbose_name_plural = _("students")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.full_name}"

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def set_keys(self) -> None:
        """Called by save() and, since bulk writes pass save() by, by the importers."""
        self.surname_key = sort_key(self.last_name)
        self.search_key = search_key(f"{self.number} {self.first_name} {self.last_name}")

    def save(self, *args, **kwargs):
        self.set_keys()
        super().save(*args, **kwargs)


class StudentProgramme(models.Model):
    """A programme a student follows; the primary one decides the opening hour, the load and the policy.

    `semester` is the semester in the programme this term, `class_year` follows from it; CGPA, probation, the last term's
    average, terms used and honour follow from the transcript and the calendar: registration/standing.py keeps them all.
    """

    class Kind(models.TextChoices):
        MAJOR = "major", _("Major")
        DOUBLE_MAJOR = "double_major", _("Double major")
        MINOR = "minor", _("Minor")
        EXCHANGE = "exchange", _("Exchange")

    class Honour(models.TextChoices):
        HONOUR = "honour", _("Honour")
        HIGH_HONOUR = "high_honour", _("High honour")

    student = models.ForeignKey(Student, models.CASCADE, related_name="programmes", verbose_name=_("student"))
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="students", verbose_name=_("programme"))
    curriculum = models.ForeignKey(Curriculum, models.PROTECT, null=True, blank=True, verbose_name=_("curriculum"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.MAJOR)
    is_primary = models.BooleanField(_("primary"), default=True)
    entry_year = models.PositiveSmallIntegerField(_("year of entry"))
    entry_term = models.CharField(_("term of entry"), max_length=10, blank=True)
    adaptation = models.BooleanField(_("in adaptation (intibak)"), default=False, db_default=False)
    semester = models.PositiveSmallIntegerField(_("semester in the programme"), default=1)
    class_year = models.PositiveSmallIntegerField(_("class"), default=1)
    cgpa = models.DecimalField(_("CGPA"), max_digits=4, decimal_places=2, null=True, blank=True)
    on_probation = models.BooleanField(_("on probation"), default=False)
    term_gpa = models.DecimalField(_("last term's average"), max_digits=4, decimal_places=2, null=True, blank=True)
    terms_used = models.PositiveSmallIntegerField(_("terms used"), default=0)
    honour = models.CharField(_("honour"), max_length=12, choices=Honour.choices, blank=True)

    class Meta:
        verbose_name = _("programme of a student")
        verbose_name_plural = _("programmes of a student")
        constraints = [
            models.UniqueConstraint(fields=["student", "programme"], name="programme_once"),
            models.UniqueConstraint(fields=["student"], condition=Q(is_primary=True), name="one_primary_programme"),
        ]

    def __str__(self) -> str:
        return f"{self.student.number} {self.programme}"


class Advisorship(models.Model):
    """Who advises a student, from a day until a day; an empty end goes on."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="advisorships", verbose_name=_("student"))
    advisor = models.ForeignKey(Staff, models.PROTECT, related_name="advisorships", verbose_name=_("advisor"))
    date_from = models.DateField(_("from"))
    date_to = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("advisor of a student")
        verbose_name_plural = _("advisors of students")
        constraints = [
            models.UniqueConstraint(fields=["student"], condition=Q(date_to__isnull=True), name="one_open_advisor")
        ]

    def __str__(self) -> str:
        return f"{self.student.number} → {self.advisor}"


class ThesisAdvisorship(models.Model):
    """Who advises a thesis, from a day until a day; an empty end goes on (METU-70, METU-91)."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="thesis_advisorships", verbose_name=_("student"))
    advisor = models.ForeignKey(Staff, models.PROTECT, related_name="thesis_advisorships", verbose_name=_("advisor"))
    date_from = models.DateField(_("from"))
    date_to = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("thesis advisor of a student")
        verbose_name_plural = _("thesis advisors of students")
        constraints = [
            models.UniqueConstraint(
                fields=["student"], condition=Q(date_to__isnull=True), name="one_open_thesis_advisor"
            )
        ]

    def __str__(self) -> str:
        return f"{self.student.number} → {self.advisor}"


class Departure(models.Model):
    """How a student left: withdrawn by petition or expelled by decision, and when the diploma went back (KOU-62, 63, 95)."""

    class Kind(models.TextChoices):
        WITHDRAWN = "withdrawn", _("Withdrawal")
        EXPELLED = "expelled", _("Expulsion")

    student = models.OneToOneField(Student, models.PROTECT, related_name="departure", verbose_name=_("student"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    decision_no = models.CharField(_("number of the petition or decision"), max_length=40)
    decided_on = models.DateField(_("date of the petition or decision"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    diploma_returned_on = models.DateField(_("diploma returned on"), null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("departure")
        verbose_name_plural = _("departures")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.student.number} {self.get_kind_display()}"


class Hold(models.Model):
    class Kind(models.TextChoices):
        LIBRARY = "library", _("Library debt")
        DISCIPLINE = "discipline", _("Discipline")
        OTHER = "other", _("Other")

    student = models.ForeignKey(Student, models.CASCADE, related_name="holds", verbose_name=_("student"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    note = models.CharField(_("note"), max_length=200, blank=True)
    placed_at = models.DateTimeField(_("placed at"), auto_now_add=True)
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")

    def __str__(self) -> str:
        return f"{self.student.number} {self.get_kind_display()}"
