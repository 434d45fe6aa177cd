"""Users, students with their academic record, and staff with their units."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from curriculum.models import Course, Curriculum, Department, Grade, Programme, Section
from curriculum.turkish import search_key, sort_key

from .permissions import EVERY, Reach, reach_of, sees_app


class User(AbstractUser):
    language = models.CharField(
        _("language"), max_length=2, default="tr", choices=(("tr", "Türkçe"), ("en", "English"))
    )

    class Meta(AbstractUser.Meta):
        verbose_name = _("user")
        verbose_name_plural = _("users")

    @cached_property
    def roles(self) -> list[tuple[str, int | None]]:
        """The roles held now, each a kind and a department; read once a request."""
        return list(Role.objects.filter(staff__user=self).values_list("kind", "department_id"))

    def reach(self, permission: str) -> Reach:
        """Whose rows a permission such as "curriculum.change_section" covers; see permissions.py."""
        if not self.is_active:
            return Reach()
        return EVERY if self.is_superuser else reach_of(self.roles, permission)

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """By role, not by group. Of one row's unit only reach() knows, so for a row only the whole university counts."""
        reach = self.reach(perm)
        return bool(reach) if obj is None else reach.everywhere

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and (self.is_superuser or sees_app(self.roles, app_label))


class Session(AbstractBaseSession):
    """A session that knows whose it is; see sessions.py."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")

    objects = BaseSessionManager()

    @classmethod
    def get_session_store_class(cls):
        from .sessions import SessionStore

        return SessionStore


class Staff(models.Model):
    user = models.OneToOneField(User, models.CASCADE, related_name="staff", verbose_name=_("user"))
    title = models.CharField(_("title"), max_length=40, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, verbose_name=_("department"))

    class Meta:
        verbose_name = _("staff member")
        verbose_name_plural = _("staff")

    def __str__(self) -> str:
        return f"{self.title} {self.user.get_full_name()}".strip()


class Role(models.Model):
    """What a staff member may do; a secretary and a head for one department each, the registrar for all."""

    class Kind(models.TextChoices):
        REGISTRAR = "registrar", _("Registrar's Office")
        SECRETARY = "secretary", _("Department secretary")
        HEAD = "head", _("Department head")
        FEE_OFFICER = "fee_officer", _("Fee officer")

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="roles", verbose_name=_("staff member"))
    kind = models.CharField(_("role"), max_length=12, choices=Kind.choices)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, verbose_name=_("department"))

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["secretary", "head"]) | Q(department__isnull=False),
                name="unit_role_has_department",
                violation_error_message=_("This role needs a department."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.department or ''}".strip()


class Teaching(models.Model):
    """Who teaches a section; the right tells the left, so the row lives here."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="teachings", verbose_name=_("section"))
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="teachings", verbose_name=_("instructor"))

    class Meta:
        verbose_name = _("teaching")
        verbose_name_plural = _("teachings")
        constraints = [models.UniqueConstraint(fields=["section", "staff"], name="teaching_once")]

    def __str__(self) -> str:
        return f"{self.section} {self.staff}"


class Student(models.Model):
    class Status(models.TextChoices):
        CANDIDATE = "candidate", _("Candidate")
        ENROLLED = "enrolled", _("Enrolled")
        ON_LEAVE = "on_leave", _("On leave")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        GRADUATED = "graduated", _("Graduated")

    user = models.OneToOneField(User, models.PROTECT, related_name="student", verbose_name=_("user"))
    number = models.CharField(_("student number"), max_length=12, unique=True)
    first_name = models.CharField(_("first name"), max_length=100)
    last_name = models.CharField(_("surname"), max_length=100)
    surname_key = models.CharField(max_length=120, editable=False, db_index=True, default="")
    search_key = models.CharField(max_length=260, editable=False, default="")
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.ENROLLED)

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

    `semester` is the semester in the programme this term, `class_year` follows from it, `cgpa` and `on_probation` from
    the transcript: all are kept by people.services.update_standing().
    """

    class Kind(models.TextChoices):
        MAJOR = "major", _("Major")
        DOUBLE_MAJOR = "double_major", _("Double major")
        MINOR = "minor", _("Minor")
        EXCHANGE = "exchange", _("Exchange")

    student = models.ForeignKey(Student, models.CASCADE, related_name="programmes", verbose_name=_("student"))
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="students", verbose_name=_("programme"))
    curriculum = models.ForeignKey(Curriculum, models.PROTECT, null=True, blank=True, verbose_name=_("curriculum"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.MAJOR)
    is_primary = models.BooleanField(_("primary"), default=True)
    entry_year = models.PositiveSmallIntegerField(_("year of entry"))
    semester = models.PositiveSmallIntegerField(_("semester in the programme"), default=1)
    class_year = models.PositiveSmallIntegerField(_("class"), default=1)
    cgpa = models.DecimalField(_("CGPA"), max_digits=4, decimal_places=2, null=True, blank=True)
    on_probation = models.BooleanField(_("on probation"), default=False)

    class Meta:
        verbose_name = _("programme of a student")
        verbose_name_plural = _("programmes of a student")
        constraints = [
            models.UniqueConstraint(fields=["student", "programme"], name="programme_once"),
            models.UniqueConstraint(fields=["student"], condition=Q(is_primary=True), name="one_primary_programme"),
        ]

    def __str__(self) -> str:
        return f"{self.student.number} {self.programme}"


class TranscriptEntry(models.Model):
    """One course of one past term. `credit` is the course's credit when it was taken."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="transcript", verbose_name=_("student"))
    course = models.ForeignKey(Course, models.PROTECT, verbose_name=_("course"))
    term_code = models.CharField(_("term"), max_length=10)
    grade = models.ForeignKey(Grade, models.PROTECT, verbose_name=_("grade"))
    credit = models.DecimalField(_("credit"), max_digits=5, decimal_places=2, default=0)
    not_included = models.BooleanField(_("not included (NI)"), default=False)

    class Meta:
        verbose_name = _("transcript entry")
        verbose_name_plural = _("transcript entries")
        ordering = ["term_code", "course_id"]
        constraints = [models.UniqueConstraint(fields=["student", "course", "term_code"], name="grade_once_a_term")]

    def __str__(self) -> str:
        return f"{self.term_code} {self.course.code} {self.grade.letter}"


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
