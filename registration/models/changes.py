"""Sections as their students know them, and what of them changed (registration/section_changes.py)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from curriculum.models import Section


class SectionVersion(models.Model):
    """A section as its students last knew it: what it was when they were last told."""

    section = models.OneToOneField(Section, models.CASCADE, related_name="version", verbose_name=_("section"))
    state = models.JSONField()  # meetings, instructors, whether it is cancelled
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("section as it was told")
        verbose_name_plural = _("sections as they were told")

    def __str__(self) -> str:
        return f"{self.section_id} {self.at:%d.%m.%Y %H:%M}"


class SectionChange(models.Model):
    """One difference that the students of a section were told of. `students` are pairs: id, and the ids of the sections
    that it clashes with since."""

    class Kind(models.TextChoices):
        MOVED = "moved", _("Moved")
        CANCELLED = "cancelled", _("Cancelled")
        RESTORED = "restored", _("Given after all")
        INSTRUCTOR = "instructor", _("Another instructor")

    section = models.ForeignKey(Section, models.CASCADE, related_name="changes", verbose_name=_("section"))
    kind = models.CharField(_("what changed"), max_length=10, choices=Kind.choices)
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"))
    students = models.JSONField(_("students"), default=list)
    at = models.DateTimeField(_("told at"))

    class Meta:
        verbose_name = _("changed section")
        verbose_name_plural = _("changed sections")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.section} {self.get_kind_display()}"
