"""Papers: those that the portal issues and a public page verifies, and those asked for at the Registrar's Office."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from curriculum.models import Term
from people.models import KeptFile, Student


class IssuedDocument(models.Model):
    """A PDF that was issued. The code on it leads to a public page that says what it said, to whom and when.

    `content` is what is printed, so that the page can be compared with the paper; the file itself is not kept. Printed
    again with the same content it is the same paper; one that says something else takes its place (`withdrawn_at`).
    """

    class Kind(models.TextChoices):
        REGISTRATION = "registration", _("Registration form")
        TIMETABLE = "timetable", _("Weekly timetable")
        CERTIFICATE = "certificate", _("Student certificate")

    code = models.CharField(_("verification code"), max_length=20, unique=True)
    kind = models.CharField(_("document"), max_length=12, choices=Kind.choices)
    student = models.ForeignKey(Student, models.PROTECT, related_name="documents", verbose_name=_("student"))
    term = models.ForeignKey(Term, models.PROTECT, related_name="+", verbose_name=_("term"))
    language = models.CharField(_("language"), max_length=2)
    content = models.JSONField()
    issued_at = models.DateTimeField(_("first issued at"))
    last_issued_at = models.DateTimeField(_("last issued at"))
    withdrawn_at = models.DateTimeField(_("replaced at"), null=True, blank=True)

    class Meta:
        verbose_name = _("issued document")
        verbose_name_plural = _("issued documents")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "term", "kind", "language"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_paper_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.get_kind_display()}"


class DocumentRequest(models.Model):
    """A paper asked for at the Registrar's Office: a certificate by cargo, a new identity card (KOU-51, KOU-52, KOU-77)."""

    class Kind(models.TextChoices):
        CERTIFICATE = "certificate", _("Student certificate")
        IDENTITY_CARD = "identity_card", _("Student identity card")

    class Delivery(models.TextChoices):
        DESK = "desk", _("at the desk")
        CARGO = "cargo", _("by cargo")

    class State(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        READY = "ready", _("Ready")
        HANDED_OVER = "handed_over", _("Handed over")
        REFUSED = "refused", _("Refused")

    student = models.ForeignKey(Student, models.PROTECT, related_name="document_requests", verbose_name=_("student"))
    term = models.ForeignKey(Term, models.PROTECT, related_name="+", verbose_name=_("term"))
    kind = models.CharField(_("document"), max_length=14, choices=Kind.choices)
    delivery = models.CharField(_("delivery"), max_length=6, choices=Delivery.choices, default=Delivery.DESK)
    tracking = models.CharField(_("cargo code"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.REQUESTED)
    note = models.CharField(_("note"), max_length=300, blank=True)
    requested_at = models.DateTimeField(_("requested at"))
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handled by")
    )
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("request for a document")
        verbose_name_plural = _("requests for documents")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "kind"],
                condition=Q(state__in=["requested", "ready"]),
                name="one_open_document_request",
            )
        ]

    def __str__(self) -> str:
        return f"{self.student.number} {self.get_kind_display()}"


class DocumentRequestFile(KeptFile):
    """What a request has to show: the newspaper's notice of loss, a photo (KOU-77)."""

    request = models.ForeignKey(DocumentRequest, models.CASCADE, related_name="files", verbose_name=_("request"))
    purpose = models.CharField(_("what it is"), max_length=20)  # "loss_notice" or "photo"

    class Meta(KeptFile.Meta):
        verbose_name = _("file of a request")
        verbose_name_plural = _("files of requests")


class DocumentRequestStep(models.Model):
    """Every event of a request, and those that were refused with the reason; no request where none came of it.

    Append-only, as the ledger is.
    """

    request = models.ForeignKey(
        DocumentRequest,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="steps",
        db_constraint=False,
        verbose_name=_("request"),
    )
    student = models.ForeignKey(
        Student, models.PROTECT, related_name="+", db_constraint=False, verbose_name=_("student")
    )
    event = models.CharField(_("event"), max_length=20)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_constraint=False, verbose_name=_("who")
    )
    at = models.DateTimeField(_("when"))
    findings = models.JSONField(default=list, blank=True)  # why it was refused; empty where it was done
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("step of a request")
        verbose_name_plural = _("steps of requests")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.event} {self.at:%d.%m.%Y %H:%M}"
