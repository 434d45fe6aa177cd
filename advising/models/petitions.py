"""Petitions and their documents (RULES.md §7.3)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from curriculum.models import Term
from people.models import KeptFile, Student


class Petition(models.Model):
    """What a student asks a board or the Registrar's Office for; states and events stand in advising/petitions.py.

    Of an excuse the department says its opinion and the board decides (METU-27 to METU-29, KOU-82); of a return the
    Registrar's Office (METU-31, METU-32), of a leave the board (KOU-73, KOU-74), of an exemption the department (KOU-53).
    """

    class Kind(models.TextChoices):
        EXCUSE = "excuse", _("Excuse")
        RETURN = "return", _("Return after an unregistered term")
        LEAVE = "leave", _("Leave")
        EXEMPTION = "exemption", _("Exemption")

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("Submitted")
        BOARD = "board", _("Before the board")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Taken back")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.SUBMITTED)
    student = models.ForeignKey(Student, models.PROTECT, related_name="petitions", verbose_name=_("student"))
    term = models.ForeignKey(Term, models.PROTECT, related_name="+", verbose_name=_("term"))
    text = models.TextField(_("grounds"), max_length=4000)
    terms = models.PositiveSmallIntegerField(_("terms of leave"), null=True, blank=True)
    institution = models.CharField(_("former institution"), max_length=200, blank=True)
    open_education = models.BooleanField(_("graduate of open education"), default=False)
    average = models.DecimalField(_("average out of 100"), max_digits=5, decimal_places=2, null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"))
    opinion = models.TextField(_("opinion of the department"), max_length=2000, blank=True)
    favourable = models.BooleanField(_("the department is in favour"), null=True)
    body = models.CharField(_("deciding body"), max_length=120, blank=True)
    decision_no = models.CharField(_("decision number"), max_length=40, blank=True)
    decided_on = models.DateField(_("date of the decision"), null=True, blank=True)

    class Meta:
        verbose_name = _("petition")
        verbose_name_plural = _("petitions")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "term", "kind"],
                condition=Q(state__in=["submitted", "board"]),
                name="one_open_petition",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "rejected"])
                | (~Q(decision_no="") & Q(decided_on__isnull=False))
                | Q(kind__in=["return", "exemption"]),
                name="decision_has_number_and_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student.number} {self.get_kind_display()}"


class PetitionFile(KeptFile):
    """A document that a petition is founded on."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="files", verbose_name=_("petition"))

    class Meta(KeptFile.Meta):
        verbose_name = _("document of a petition")
        verbose_name_plural = _("documents of petitions")


class PetitionStep(models.Model):
    """Every event a petition was put to, refused ones with the reason. Append-only, as the ledger of a registration is."""

    petition = models.ForeignKey(
        Petition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="steps",
        db_constraint=False,
        verbose_name=_("petition"),
    )
    student = models.ForeignKey(
        Student, models.PROTECT, related_name="+", db_constraint=False, verbose_name=_("student")
    )
    event = models.CharField(_("event"), max_length=20)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_constraint=False, verbose_name=_("who")
    )
    at = models.DateTimeField(_("when"))
    accepted = models.BooleanField(_("accepted"), default=True)
    findings = models.JSONField(default=list, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("step of a petition")
        verbose_name_plural = _("steps of petitions")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.event} {self.at:%d.%m.%Y %H:%M}"
