"""Faculties, departments and programmes, and the words for their kinds."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..naming import TwoNames
from ..turkish import search_key


class Level(models.TextChoices):
    ASSOCIATE = "associate", _("Associate degree")
    BACHELOR = "bachelor", _("Undergraduate")
    MASTER = "master", _("Master's with thesis")
    MASTER_NT = "master_nt", _("Master's without thesis")
    DOCTORATE = "doctorate", _("Doctorate")
    DOCTORATE_INTEGRATED = "doctorate_int", _("Doctorate after bachelor's")
    PREPARATORY = "prep", _("Preparatory")


class EducationType(models.TextChoices):
    DAY = "day", _("First education")
    EVENING = "evening", _("Evening education")
    DISTANCE = "distance", _("Distance education")
    MIXED = "mixed", _("Mixed education")


class Faculty(TwoNames, models.Model):
    code = models.CharField(_("code"), max_length=10, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("faculty")
        verbose_name_plural = _("faculties")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Department(TwoNames, models.Model):
    code = models.CharField(_("numeric code"), max_length=3, unique=True)
    prefix = models.CharField(_("prefix"), max_length=10, blank=True, db_index=True)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    faculty = models.ForeignKey(Faculty, models.PROTECT, null=True, blank=True, verbose_name=_("faculty"))
    search_key = models.CharField(max_length=400, editable=False, default="")

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def address(self) -> str:
        """What names it in the addresses of the catalogue."""
        return self.prefix or self.code

    def save(self, *args, **kwargs):
        self.search_key = search_key(f"{self.code} {self.prefix} {self.name} {self.name_en}")
        super().save(*args, **kwargs)


class Programme(TwoNames, models.Model):
    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, verbose_name=_("department"))
    level = models.CharField(_("level"), max_length=14, choices=Level.choices, default=Level.BACHELOR)
    education_type = models.CharField(
        _("education type"), max_length=10, choices=EducationType.choices, default=EducationType.DAY
    )
    language = models.CharField(_("language"), max_length=2, default="tr")
    normal_semesters = models.PositiveSmallIntegerField(_("normal length in semesters"), default=8)
    campus = models.CharField(_("campus"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
