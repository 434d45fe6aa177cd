"""Seats in a section's form: plain fields, but written by name to counters that students are moving meanwhile.

The section is locked first, then its counters in id order, as everywhere (registration/seats.py), and each is changed by
one conditional UPDATE. If one refuses, the whole save is rolled back and the form shown again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..locks import held_up, lock
from ..models import SeatCounter, Section, SectionCriterion

MOST = 32_000
LIMITS = (
    "department",
    "surname_from",
    "surname_to",
    "cgpa_min",
    "cgpa_max",
    "year_min",
    "year_max",
    "grade_from",
    "grade_to",
)
NARROW = {"class": "vIntegerField"}  # the admin's own style for a short number
SECTION, BUSY = "section", "busy"  # keys of Refused.errors beside the ids of criteria


class Refused(Exception):
    """The seats do not allow it. Raised within the transaction, so that nothing of it stays."""

    def __init__(self, errors: dict[int | str, str]) -> None:
        self.errors = errors


@contextmanager
def busy_is_refused() -> Iterator[None]:
    """A counter whose lock was not had in time is an answer, not a server error."""
    try:
        yield
    except OperationalError as error:
        if not held_up(error):
            raise
        text = _("Students are registering in this section at this moment. Nothing was saved; please send it again.")
        raise Refused({BUSY: text}) from error


class SectionForm(forms.ModelForm):
    """`show_hidden_initial`: what this user did not touch is not written over what another just saved."""

    refused: dict[int | str, str] = {}
    shown_again = False  # as it was sent: it is looked over, not saved
    capacity = forms.IntegerField(
        label=capfirst(gettext_lazy("capacity")), min_value=0, max_value=MOST, show_hidden_initial=True
    )
    open = forms.BooleanField(
        label=capfirst(gettext_lazy("open")),
        required=False,
        initial=True,
        show_hidden_initial=True,
        help_text=gettext_lazy("A closed section keeps its students and takes no more."),
    )

    class Meta:
        model = Section
        fields = ("course", "term", "number", "instructors", "delivery", "not_opened", "cancelled")
        labels = {"cancelled": gettext_lazy("Cancelled")}  # capitalised here: Python knows no Turkish capital i

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if counter := counter_of(self.instance):
            self.initial |= {"capacity": counter.capacity, "open": counter.open}

    def is_valid(self) -> bool:
        return not self.shown_again and super().is_valid()

    def clean(self) -> None:
        section, number = self.instance, self.cleaned_data.get("number")
        if (
            section.pk
            and section.course.sections.filter(term=section.term_id, number=number).exclude(pk=section.pk).exists()
        ):
            # Django leaves this check out, since course and term are not among the fields of a section that stands
            self.add_error("number", _("The course has a section of this number already."))
        if SECTION in self.refused:
            self.add_error("capacity", self.refused[SECTION])
        if BUSY in self.refused:
            self.add_error(None, self.refused[BUSY])


class CriterionForm(forms.ModelForm):
    refused: dict[int | str, str] = {}
    quota = forms.IntegerField(
        label=capfirst(gettext_lazy("quota")),
        min_value=0,
        max_value=MOST,
        required=False,
        show_hidden_initial=True,
        widget=forms.NumberInput(attrs=NARROW),
    )

    class Meta:
        model = SectionCriterion
        fields = (*LIMITS, "note")
        widgets = {  # eleven columns stand side by side
            "surname_from": forms.TextInput(attrs={"size": 6}),
            "surname_to": forms.TextInput(attrs={"size": 6}),
            "cgpa_min": forms.NumberInput(attrs=NARROW),
            "cgpa_max": forms.NumberInput(attrs=NARROW),
            "note": forms.TextInput(attrs={"size": 16}),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if counter := quota_of(self.instance):
            self.initial["quota"] = counter.capacity

    def clean(self) -> None:
        if self.instance.pk in self.refused:
            self.add_error("quota", self.refused[self.instance.pk])


class CriterionFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        """Quotas in use come before Django's own check, which would name the enrolments instead of the way out."""
        going = [form.instance for form in self.forms if form.cleaned_data.get(DELETION_FIELD_NAME)]
        refused = used_quotas(going, {c.pk: quota_of(c) for c in going}) | self.form.refused
        if texts := [refused[criterion.pk] for criterion in going if criterion.pk in refused]:
            raise ValidationError(texts)
        super().clean()


def counter_of(section: Section) -> SeatCounter | None:
    return getattr(section, "seats", None) if section.pk else None


def quota_of(criterion: SectionCriterion) -> SeatCounter | None:
    return getattr(criterion, "quota", None) if criterion.pk else None


def used_quotas(criteria: list[SectionCriterion], counters: dict[int, SeatCounter | None]) -> dict[int | str, str]:
    """Why criteria cannot be deleted: students hold seats by their quotas."""
    text = _(
        "Seats taken by the quota of the criterion “%(criterion)s”: %(taken)d, so it cannot be deleted. "
        "Set its quota to %(taken)d to admit no more."
    )
    held = [(c, counter.taken) for c in criteria if (counter := counters.get(c.pk)) and counter.taken]
    return {criterion.pk: text % {"criterion": criterion, "taken": taken} for criterion, taken in held}


def refuse_used_quotas(criteria: CriterionFormSet, counters: dict) -> None:
    """Asked again behind the lock, before anything is deleted."""
    going = [form.instance for form in criteria.deleted_forms]
    if used := used_quotas(going, {c.pk: counters.get((None, c.pk)) for c in going}):
        raise Refused(used)


def write(section: Section, form: SectionForm, criteria: CriterionFormSet | None, counters: dict) -> None:
    """The seats of the form, section and quotas, after everything else of it was saved."""
    changed = {name: form.cleaned_data[name] for name in ("capacity", "open") if name in form.changed_data}
    counter = counters.get((section.pk, None))
    if counter is None:
        both = {name: form.cleaned_data[name] for name in ("capacity", "open")}
        SeatCounter.objects.create(section=section, **both)
    elif changed and not _update(counter, changed):
        text = _(
            "Seats taken: %(taken)d, so the capacity cannot be lowered to %(capacity)d. "
            "Close the section instead: it keeps its students and takes no more."
        )
        raise Refused({SECTION: text % {"taken": counter.taken, "capacity": changed["capacity"]}})
    for each in criteria.forms if criteria else ():
        if "quota" in each.changed_data and each not in criteria.deleted_forms:
            _write_quota(each.instance, each.cleaned_data["quota"], counters.get((None, each.instance.pk)))


def _update(counter: SeatCounter, fields: dict[str, int | bool]) -> int:
    """The one statement that changes a counter from a form: named columns, and only if the seats taken still fit."""
    rows = SeatCounter.objects.filter(pk=counter.pk)
    if "capacity" in fields:
        rows = rows.filter(taken__lte=fields["capacity"])
    return rows.update(**fields)


def _write_quota(criterion: SectionCriterion, quota: int | None, counter: SeatCounter | None) -> None:
    if counter is None:
        if quota is not None:
            SeatCounter.objects.create(criterion=criterion, capacity=quota)
    elif quota is None:
        if counter.taken:
            _refuse_quota(criterion, counter)
        counter.delete()
    elif not _update(counter, {"capacity": quota}):
        _refuse_quota(criterion, counter)


def _refuse_quota(criterion: SectionCriterion, counter: SeatCounter) -> None:
    text = _(
        "Seats taken by this quota: %(taken)d, so it cannot be lowered below that. "
        "At %(taken)d it admits no more; or close the section instead."
    )
    raise Refused({criterion.pk: text % {"taken": counter.taken}})


def taken_in(section: Section) -> int:
    """How many seats of a section are held, by its counter or by a quota."""
    counters = [counter_of(section), *(quota_of(c) for c in section.criteria.all())]
    return max((c.taken for c in counters if c), default=0)


def in_use(section: Section, taken: int) -> str:
    text = _("Seats taken in %(section)s: %(taken)d. Close it instead of deleting it; it then takes no more students.")
    return text % {"section": section, "taken": taken}


def delete(sections: list[Section]) -> None:
    """Delete sections that nobody sits in; refused as a whole if a seat was taken since the page was shown."""
    ids = {s.pk: s for s in sections}
    criteria = dict(SectionCriterion.objects.filter(section__in=ids).values_list("pk", "section_id"))
    used = {s or criteria[c]: counter.taken for (s, c), counter in lock(*ids).items() if counter.taken}
    if used:
        raise Refused({id_: in_use(ids[id_], taken) for id_, taken in used.items()})
    for section in sections:
        section.delete()
