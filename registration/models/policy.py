"""How the rules speak, to whom, from when."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from curriculum.models import Department, EducationType, Faculty, Level, Programme

from ..rules import SETTINGS, SHAPES, ParamErrors, parse


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
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "department", "faculty", "campus", "level", "education_type"],
                name="profile_scope_once",
                nulls_distinct=False,
                violation_error_message=_("There is a profile of this scope already: add the row there."),
            )
        ]

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
        LOAD = "load", _("loaded by the system")

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
        constraints = [
            models.UniqueConstraint(
                fields=["code", "profile", "effective_from"],
                name="policy_once_a_day",
                violation_error_message=_("There is a row of this rule and profile from that day already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.profile} · {self.effective_from:%d.%m.%Y}"

    def clean(self) -> None:
        """The loader's own parser: a bad row is an error in the form, not a surprise at nine o'clock."""
        if self.code not in SHAPES:
            raise ValidationError({"code": _("There is no such rule.")})
        speaks = self.code in SETTINGS or self.action in (self.Action.REFUSE, self.Action.WARN)
        if speaks and not self.article.strip():
            raise ValidationError({"article": _("Name the article and its source: a finding quotes it.")})
        try:
            parse(SHAPES[self.code], self.params)
        except ParamErrors as error:
            raise ValidationError({"params": [f"{key}: {text}" for key, text in error.errors.items()]}) from error
