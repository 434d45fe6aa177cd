"""Old and new values in the admin's history: who changed what from what to what, inlines included."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db.models import Model
from django.utils import formats, timezone
from django.utils.translation import gettext as _

EMPTY = "—"


class ValueHistory:
    """Django's own structure of a change message, whose fields say "Capacity: 40 → 50" instead of "Capacity"."""

    def construct_change_message(self, request, form, formsets, add=False) -> list[dict[str, Any]]:
        messages = [{"added": _named(form, form.instance)}] if add else _changed(form)
        for formset in formsets or ():
            for each in formset.forms:
                messages += _inline_message(formset, each)
        return messages


def _inline_message(formset, form) -> list[dict[str, Any]]:
    instance = form.instance
    if any(instance is o for o in formset.new_objects):
        return [{"added": _named(form, instance)}]
    if any(instance is o for o in formset.deleted_objects):
        return [{"deleted": _named(form, instance, old=True)}]
    if any(instance is o for o, _fields in formset.changed_objects):
        return _changed(form, instance)
    return []


def _changed(form, instance: Model | None = None) -> list[dict[str, Any]]:
    """One entry for the fields whose value differs; empty where a form was sent as it was."""
    fields = []
    for name in form.changed_data:
        old, new = shown(form, name, form.initial.get(name)), shown(form, name, form.cleaned_data.get(name))
        if name not in form.fields or _secret(form, name):
            fields.append(_label(form, name))
        elif old != new:
            fields.append(f"{_label(form, name)}: {old} → {new}")
    if not fields:
        return []
    named = {"name": str(instance._meta.verbose_name), "object": str(instance)} if instance else {}
    return [{"changed": {**named, "fields": fields}}]


def _named(form, instance: Model, *, old: bool = False) -> dict[str, str]:
    """A row that came or went, with the values it came or went with."""
    values = form.initial if old else form.cleaned_data
    pairs = [
        f"{_label(form, name)}: {shown(form, name, values.get(name))}"
        for name, field in form.fields.items()
        if not _secret(form, name) and not isinstance(field.widget, forms.HiddenInput) and name != "DELETE"
    ]
    filled = [pair for pair in pairs if not pair.endswith(f": {EMPTY}")]
    text = f"{instance} ({'; '.join(filled)})" if filled else str(instance)
    return {"name": str(instance._meta.verbose_name), "object": text}


def _secret(form, name: str) -> bool:
    return name in form.fields and isinstance(form.fields[name].widget, forms.PasswordInput)


def _label(form, name: str) -> str:
    field = form.fields.get(name)
    return str(field.label or name) if field else name


def shown(form, name: str, value: Any) -> str:
    """A value as the form's user reads it."""
    if value in (None, "", [], {}):
        return EMPTY
    field = form.fields.get(name)
    if isinstance(field, forms.ModelChoiceField):
        if not isinstance(value, Model):
            value = field.queryset.model._base_manager.filter(pk=value).first() or value
        return str(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, forms.ChoiceField):
        labels = {str(key): str(label) for key, label in _flat(field.choices)}
        return ", ".join(labels.get(str(v), str(v)) for v in (value if isinstance(value, list) else [value]))
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%d.%m.%Y %H:%M:%S}"
    if isinstance(value, date):
        return formats.date_format(value, "d.m.Y")
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _flat(choices):
    """The choices without their groups."""
    for key, label in choices:
        if isinstance(label, (list, tuple)):
            yield from label
        else:
            yield key, label
