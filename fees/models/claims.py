"""Why a student pays otherwise: the grounds there are, and who claims which with what document (OMU-65 to OMU-130)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from curriculum.models import Department, Term
from curriculum.naming import TwoNames, language
from people.models import Student, User
from people.models.files import KeptFile


class Ground(TwoNames, models.Model):
    """A ground to be exempt, to pay on another basis or less. What each effect does stands in fees/computing/case.py."""

    class Effect(models.TextChoices):
        NO_CHARGE = "no_charge", _("the term costs nothing")
        EXEMPT = "exempt", _("neither contribution nor tuition")
        EXEMPT_CONTRIBUTION = "exempt_contribution", _("no contribution")
        TURKISH_PREPARATION = "turkish_preparation", _("the Turkish preparation instead of the faculty")
        ABROAD_GROUP = "abroad_group", _("from abroad: nothing in normal duration, the contribution after it")
        AS_FIRST_EDUCATION = "as_first_education", _("as first education")
        AS_EVENING = "as_evening", _("as evening education")
        CONTRIBUTION_INSTEAD = "contribution_instead", _("the contribution instead of evening tuition")
        TOP_TEN = "top_ten", _("top of the evening students: the contribution instead of tuition")
        YOS_LIST = "yos_list", _("top of the YÖS list: a discount on tuition from abroad")
        BY_RATIO = "by_ratio", _("a discount by the ratio on the document")
        NONE = "none", _("none: noted only")

    class Counts(models.TextChoices):
        """In which terms a ground counts."""

        IN_TERM = "in_term", _("whenever in the term it is valid")
        AT_COLLECTION = "at_collection", _("if it is valid before the time of payment ends")
        WHOLE_TERM = "whole_term", _("if it is valid throughout the term")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    effect = models.CharField(_("effect"), max_length=20, choices=Effect.choices)
    counts = models.CharField(_("counts"), max_length=13, choices=Counts.choices, default=Counts.IN_TERM)
    rule = models.CharField(_("article"), max_length=200, blank=True)
    document = models.CharField(_("document"), max_length=300, blank=True, help_text=_("Which one, and from whom."))
    document_en = models.CharField(_("document, in English"), max_length=300, blank=True)
    issuers = models.TextField(
        _("issuers"), blank=True, help_text=_("Whose documents count, one a line. Empty: anybody's.")
    )
    needs_original = models.BooleanField(_("the original must be seen"), default=True)
    claimable = models.BooleanField(_("students may claim it"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("ground for a fee")
        verbose_name_plural = _("grounds for fees")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_document(self) -> str:
        """In the reader's language."""
        return self.document_en or self.document if language() == "en" else self.document

    @property
    def accepted_issuers(self) -> list[str]:
        return [line.strip() for line in self.issuers.splitlines() if line.strip()]


class Claim(models.Model):
    """One student on one ground, valid from a day until a day that is included; an empty end goes on.

    A student's claim begins as UPLOADED; what an officer or a board records is APPROVED at once. ENDED is what was
    approved and is valid no longer than its last day. States and events stand in fees/claims.py.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Submitted")
        ORIGINAL_SEEN = "original_seen", _("Original seen")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        ENDED = "ended", _("Ended")

    # what is owed changes by these, in the terms in which they are valid
    COUNTED = (State.APPROVED, State.ENDED)
    OPEN = (State.UPLOADED, State.ORIGINAL_SEEN)

    student = models.ForeignKey(Student, models.PROTECT, related_name="fee_claims", verbose_name=_("student"))
    ground = models.ForeignKey(Ground, models.PROTECT, related_name="claims", verbose_name=_("ground"))
    percent = models.DecimalField(_("ratio (%)"), max_digits=5, decimal_places=2, null=True, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until, that day included"), null=True, blank=True)
    issuer = models.CharField(_("issued by"), max_length=200, blank=True)
    document_no = models.CharField(_("number of the document or decision"), max_length=60, blank=True)
    document_date = models.DateField(_("date of the document or decision"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=13, choices=State.choices, default=State.UPLOADED)
    note = models.CharField(_("note"), max_length=300, blank=True)
    claimed_at = models.DateTimeField(_("claimed at"), default=timezone.now)
    original_seen_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("original seen by")
    )
    original_seen_at = models.DateTimeField(_("original seen at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__gt=0, percent__lte=100), name="claim_percent"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="claim_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["student", "ground"],
                condition=Q(state__in=("uploaded", "original_seen")),
                name="one_open_claim",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student.number} {self.ground}"


class ClaimFile(KeptFile):
    """A document that was handed in with a claim."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="files", verbose_name=_("claim"))

    class Meta(KeptFile.Meta):
        verbose_name = _("document of a claim")
        verbose_name_plural = _("documents of claims")


class ClaimStep(models.Model):
    """Every move of a claim: who, when and what was said. Append-only, as the ledger is."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="steps", db_constraint=False, verbose_name=_("claim"))
    event = models.CharField(_("event"), max_length=20)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", db_constraint=False, verbose_name=_("who"))
    at = models.DateTimeField(_("when"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("step of a claim")
        verbose_name_plural = _("steps of claims")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.event} {self.at:%d.%m.%Y %H:%M}"


class TopTen(models.Model):
    """Who stood where among the evening students of a department and class at the end of a term (OMU-88, OMU-89).

    `qualifies`: pays the contribution instead of tuition in the following term. A certified row is entered with its
    document for who comes from another institution (OMU-91).
    """

    term = models.ForeignKey(Term, models.PROTECT, related_name="+", verbose_name=_("term"))
    student = models.ForeignKey(Student, models.PROTECT, related_name="+", verbose_name=_("student"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))
    class_year = models.PositiveSmallIntegerField(_("class"))
    average = models.DecimalField(_("average"), max_digits=4, decimal_places=2)
    place = models.PositiveIntegerField(_("place"))
    population = models.PositiveIntegerField(_("of"))
    qualifies = models.BooleanField(_("in the top"))
    certified = models.CharField(_("certified by"), max_length=200, blank=True)
    ranked_at = models.DateTimeField(_("ranked at"))

    class Meta:
        verbose_name = _("place among evening students")
        verbose_name_plural = _("places among evening students")
        ordering = ["-term__code", "department_id", "class_year", "place", "student_id"]
        constraints = [models.UniqueConstraint(fields=["term", "student"], name="ranked_once_a_term")]

    def __str__(self) -> str:
        return f"{self.student.number} {self.place}/{self.population}"
