"""What the rows of all files that somebody handed in have alike."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class KeptFile(models.Model):
    """A file as people/files.py stored it, outside the web root under a name of our own (S13)."""

    name = models.CharField(_("file name"), max_length=200)  # as its sender called it
    kind = models.CharField(_("type"), max_length=20)  # by content: "pdf", "jpeg" or "png"
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    stored_as = models.UUIDField(unique=True)

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
