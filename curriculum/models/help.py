"""What staff tell students: help pages in Markdown, and answers to what is often asked (KOU-121)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..naming import in_language

TAKEN = frozenset({"contacts"})  # addresses of /help/ that lead elsewhere


class HelpPage(models.Model):
    """`profile` is the set of texts that a shipped page came with, such as "metu"; of one's own pages it is empty."""

    slug = models.SlugField(_("address"), max_length=60, unique=True, help_text=_("It stays when the title changes."))
    profile = models.CharField(_("set of texts"), max_length=20, blank=True, default="")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    title = models.CharField(pgettext_lazy("of a text", "title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    body = models.TextField(_("text"), help_text=_("Markdown. Addresses of the portal begin with /."))
    body_en = models.TextField(_("English text"), blank=True)

    class Meta:
        verbose_name = _("help page")
        verbose_name_plural = _("help pages")
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("help_page", args=[self.slug])

    def clean(self) -> None:
        if self.slug in TAKEN:
            raise ValidationError({"slug": _("This address belongs to another page.")})

    @property
    def shown_title(self) -> str:
        return in_language(self.title, self.title_en)

    @property
    def shown_body(self) -> str:
        return in_language(self.body, self.body_en)


class HelpEntry(models.Model):
    """A question that is often asked, and its answer."""

    profile = models.CharField(_("set of texts"), max_length=20, blank=True, default="")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    question = models.CharField(_("question"), max_length=250)
    question_en = models.CharField(_("English question"), max_length=250, blank=True)
    answer = models.TextField(_("answer"), help_text=_("Markdown. Addresses of the portal begin with /."))
    answer_en = models.TextField(_("English answer"), blank=True)

    class Meta:
        verbose_name = _("question and answer")
        verbose_name_plural = _("questions and answers")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return f"{reverse('help')}#q{self.pk}"

    @property
    def shown_question(self) -> str:
        return in_language(self.question, self.question_en)

    @property
    def shown_answer(self) -> str:
        return in_language(self.answer, self.answer_en)
