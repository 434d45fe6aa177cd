"""Terms, and the sections that meet in them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..naming import TwoNames
from .courses import Course


class Term(TwoNames, models.Model):
    code = models.CharField(_("code"), max_length=10, unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    starts_on = models.DateField(_("classes start"), null=True, blank=True)
    ends_on = models.DateField(_("classes end"), null=True, blank=True)
    is_current = models.BooleanField(_("current term"), default=False)

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["-code"]
        constraints = [
            models.UniqueConstraint(fields=["is_current"], condition=Q(is_current=True), name="one_current_term")
        ]

    def __str__(self) -> str:
        return self.name


class Delivery(models.TextChoices):
    FACE = "face", _("face to face")
    DISTANCE = "distance", _("distance")


class Section(models.Model):
    """`pass_grade` is the instructor's own, within the limits of policy (KOU-32); `not_opened` closes it for too few
    students (OMU-16)."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="sections", verbose_name=_("course"))
    term = models.ForeignKey(Term, models.PROTECT, related_name="sections", verbose_name=_("term"))
    number = models.PositiveSmallIntegerField(_("section"))
    instructors = models.CharField(_("instructors"), max_length=500, blank=True)
    delivery = models.CharField(_("delivery"), max_length=8, choices=Delivery.choices, default=Delivery.FACE)
    pass_grade = models.DecimalField(_("pass grade"), max_digits=5, decimal_places=2, null=True, blank=True)
    not_opened = models.BooleanField(_("not opened: too few students"), default=False)
    cancelled = models.BooleanField(_("cancelled"), default=False, db_default=False)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["course_id", "number"]
        constraints = [models.UniqueConstraint(fields=["term", "course", "number"], name="section_once")]

    def __str__(self) -> str:
        return f"{self.course.code}/{self.number}"


class Meeting(models.Model):
    class Weeks(models.TextChoices):
        ALL = "", _("every week")
        ODD = "odd", _("odd weeks")
        EVEN = "even", _("even weeks")

    WEEKDAYS = (
        (0, _("Monday")),
        (1, _("Tuesday")),
        (2, _("Wednesday")),
        (3, _("Thursday")),
        (4, _("Friday")),
        (5, _("Saturday")),
        (6, _("Sunday")),
    )

    section = models.ForeignKey(Section, models.CASCADE, related_name="meetings", verbose_name=_("section"))
    weekday = models.PositiveSmallIntegerField(_("day"), choices=WEEKDAYS)
    start = models.TimeField(_("start"))
    end = models.TimeField(_("end"))
    room = models.CharField(_("room"), max_length=60, blank=True)
    date_from = models.DateField(_("from"), null=True, blank=True)
    date_to = models.DateField(_("to"), null=True, blank=True)
    weeks = models.CharField(_("weeks"), max_length=4, choices=Weeks.choices, blank=True, default=Weeks.ALL)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["section_id", "weekday", "start"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=F("start")),
                name="meeting_ends_after_start",
                violation_error_message=_("A meeting ends after it starts."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.start:%H:%M}-{self.end:%H:%M}"
