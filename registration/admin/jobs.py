"""Jobs: how far they are and what came of them."""

from __future__ import annotations

import json

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from curriculum.admin.base import ReadOnlyAdmin
from people.models import JobRun


@admin.register(JobRun)
class JobRunAdmin(ReadOnlyAdmin):
    fields = ("kind", "asked_by", "asked_at", "progress", "finished_at", "problem", "report")
    list_display = ("kind", "asked_by", "asked_at", "progress", "finished_at", "problem")
    list_select_related = ("asked_by",)
    list_filter = ("kind",)
    ordering = ("-id",)

    @admin.display(description=_("done"))
    def progress(self, job: JobRun) -> str:
        return f"{job.done}/{job.total}"

    @admin.display(description=_("result"))
    def report(self, job: JobRun) -> str:
        return format_html("<pre>{}</pre>", json.dumps(job.result, ensure_ascii=False, indent=1))
