"""What units tell students, and whom to ask."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..naming import in_language
from .courses import Course
from .terms import Term
from .units import Department


class Announcement(models.Model):
    """Of a department, of a course or of the term; with none of them, of the whole university (METU-13, METU-39)."""

    department = models.ForeignKey(Department, models.CASCADE, null=True, blank=True, verbose_name=_("department"))
    course = models.ForeignKey(Course, models.CASCADE, null=True, blank=True, verbose_name=_("course"))
    term = models.ForeignKey(Term, models.CASCADE, null=True, blank=True, verbose_name=_("term"))
    title = models.CharField(pgettext_lazy("of a text", "title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    body = models.TextField(_("text"), blank=True)
    body_en = models.TextField(_("English text"), blank=True)
    link = models.URLField(_("link"), blank=True)
    shown_from = models.DateField(_("shown from"), null=True, blank=True)
    shown_to = models.DateField(_("shown to"), null=True, blank=True)

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(department__isnull=True) | Q(course__isnull=True),
                name="announcement_of_one_unit",
                violation_error_message=_("Give a department or a course, not both."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class SupportContact(models.Model):
    """The office for one kind of problem (METU-54 to METU-56, METU-63, OMU-24)."""

    class About(models.TextChoices):
        """Where the pages show it besides the list of contacts."""

        OTHER = "", _("everything else")
        PASSWORD = "password", _("passwords")
        FEE = "fee", _("fees")
        COURSES = "courses", _("courses and criteria")
        REGISTRATION = "registration", _("registration")

    topic = models.CharField(_("topic"), max_length=100)
    topic_en = models.CharField(_("English topic"), max_length=100, blank=True)
    unit = models.CharField(_("unit"), max_length=200)
    unit_en = models.CharField(_("English name of the unit"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    link = models.URLField(_("link"), blank=True)
    about = models.CharField(
        _("about"),
        max_length=12,
        choices=About.choices,
        blank=True,
        default="",
        help_text=_("Beside which step of a renewal it is shown."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.topic

    @property
    def shown_topic(self) -> str:
        return in_language(self.topic, self.topic_en)

    @property
    def shown_unit(self) -> str:
        return in_language(self.unit, self.unit_en)


class GuidePage(models.Model):
    """One section of the guide to registration of an academic year (OMU-01)."""

    year = models.PositiveSmallIntegerField(
        _("academic year"), help_text=_("The year in which it begins, such as 2026.")
    )
    section = models.PositiveSmallIntegerField(_("section"))
    title = models.CharField(pgettext_lazy("of a text", "title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    body = models.TextField(_("text"))
    body_en = models.TextField(_("English text"), blank=True)

    class Meta:
        verbose_name = _("page of the guide")
        verbose_name_plural = _("pages of the guide")
        ordering = ["-year", "section"]
        constraints = [models.UniqueConstraint(fields=["year", "section"], name="guide_section_once")]

    def __str__(self) -> str:
        return f"{self.year}-{self.year + 1} {self.section}. {self.title}"

    @property
    def shown_title(self) -> str:
        return in_language(self.title, self.title_en)

    @property
    def shown_body(self) -> str:
        return in_language(self.body, self.body_en)
