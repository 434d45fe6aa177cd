"""Long work that somebody asked for: how far it is, and what came of it."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from .accounts import User


class JobRun(models.Model):
    """One run of a command, task or admin action. `kind` names it, `params` say on what; `result` is its report."""

    class Kind(models.TextChoices):
        WHAT_IF = "what_if", _("What if")
        SHADOW_RUN = "shadow_run", _("Shadow run")
        LOAD_COURSES = "load_courses", _("Loading of courses")
        OPEN_TERM = "open_term", _("Opening of a term")
        CHARGE_FEES = "charge_fees", _("Charging of fees")
        RANK_TOP_TEN = "rank_top_ten", _("Ranking of evening students")
        SETTLE_FEES = "settle_fees", _("Lists held up by a fee")
        CLOSE_REGISTRATION = "close_registration", _("End of the registration period")
        CLOSE_ADD_DROP = "close_add_drop", _("End of add-drop")
        CLOSE_FOLLOW_UP = "close_follow_up", _("End of the follow-up")
        END_PERSONAL_WINDOWS = "end_personal_windows", _("End of personal windows")
        REMINDERS = "send_reminders", _("Reminders")
        CHECK_TARIFFS = "check_tariffs", _("Tariffs of the next year")
        ELECTIVE_MINIMUM = "check_elective_minimum", _("Electives with too few students")
        BOOK_STATEMENT = "book_statement", _("Booking of a bank statement")
        IMPORT_STUDENTS = "import_students", _("Import of students")
        IMPORT_TRANSCRIPTS = "import_transcripts", _("Import of transcripts")
        IMPORT_ADVISORS = "import_advisors", _("Import of advisors")
        IMPORT_HOLDS = "import_holds", _("Import of holds")
        IMPORT_ACCOUNTS = "import_accounts", _("Import of accounts")
        IMPORT_CAPACITIES = "import_capacities", _("Import of capacities")
        IMPORT_CRITERIA = "import_criteria", _("Import of criteria")
        CHANGE_CRITERIA = "change_criteria", _("Change of criteria")
        COPY_CRITERIA = "copy_criteria", _("Criteria of an earlier term")
        IMPORT_WINDOWS = "import_windows", _("Import of windows")
        IMPORT_YOS_LIST = "import_yos_list", _("Import of a YÖS list")
        IMPORT_MUST_COURSES = "import_must_courses", _("Import of must courses")
        IMPORT_TARIFFS = "import_tariffs", _("Import of tariffs")

    kind = models.CharField(_("job"), max_length=40, choices=Kind.choices)
    params = models.JSONField(_("on"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    problem = models.TextField(_("problem"), blank=True)
    result = models.JSONField(_("result"), default=dict, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {localtime(self.asked_at):%d.%m.%Y %H:%M}"


class JobFile(models.Model):
    """A file that waits in the database, where every node finds it, until somebody confirms what it would do."""

    job = models.OneToOneField(JobRun, models.CASCADE, related_name="file", primary_key=True)
    name = models.CharField(max_length=200)
    content = models.BinaryField()

    class Meta:
        verbose_name = _("file of a job")
        verbose_name_plural = _("files of jobs")

    def __str__(self) -> str:
        return self.name
