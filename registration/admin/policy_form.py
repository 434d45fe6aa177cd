"""The form of a policy row, built from the frozen dataclass of the rule's figures and checked by the loader's parser."""

from __future__ import annotations

import dataclasses
import json
import typing
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from curriculum.naming import language

from ..clock import today
from ..messages.figures import value_text
from ..models import PolicyRule
from ..rules import SETTINGS, SHAPES, ParamErrors, parse
from .policy_rows import ListField, RowsField, choices, columns_of, plain, words

PREFIX = "param_"


class PolicyRuleForm(forms.ModelForm):
    """Subclassed for each rule by policy_form(); an empty figure is left out and thereby inherited."""

    rule = ""
    phases = forms.MultipleChoiceField(
        label=capfirst(gettext_lazy("speaks at")),
        choices=PolicyRule.Phase.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None: as the wider profile, else as the rule itself says."),
    )

    class Meta:
        model = PolicyRule
        fields = ("profile", "action", "phases", "article", "effective_from", "confirmed")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.instance.code = self.rule
        if self.instance.pk:
            self.initial |= initial_of(self.rule, self.instance.params)

    def clean_effective_from(self):
        """Yesterday's decisions were taken by yesterday's rows."""
        day = self.cleaned_data["effective_from"]
        if day < today():
            raise ValidationError(_("A row cannot come into force in the past."))
        return day

    def clean(self) -> None:
        """By the loader's own parser: what it would stumble over is an error here."""
        figures = {name: self.cleaned_data.get(PREFIX + name) for name in hints_of(self.rule)}
        params = {name: _stored(value) for name, value in figures.items() if value not in (None, "")}
        try:
            parse(SHAPES[self.rule], params)
        except ParamErrors as error:
            for name, text in error.errors.items():
                self.add_error(PREFIX + name, text)
        else:
            self.instance.params = params
        self._refuse_twice_a_day()

    def _refuse_twice_a_day(self) -> None:
        """The model's own check is left out by Django, since the rule is not among the form's fields."""
        same = PolicyRule.objects.exclude(pk=self.instance.pk).filter(
            code=self.rule,
            profile=self.cleaned_data.get("profile"),
            effective_from=self.cleaned_data.get("effective_from"),
        )
        if same.exists():
            self.add_error("effective_from", _("There is a row of this rule and profile from that day already."))


def policy_form(rule: str) -> type[PolicyRuleForm]:
    """The form with one field for each figure of a rule; a setting only has figures."""
    defaults = {f.name: f.default for f in dataclasses.fields(SHAPES[rule])}
    fields: dict[str, Any] = {PREFIX + n: _field(n, hint, defaults[n]) for n, hint in hints_of(rule).items()}
    if rule in SETTINGS:
        fields["phases"] = None
    return type("PolicyRuleForm", (PolicyRuleForm,), {"rule": rule, **fields})


def hints_of(rule: str) -> dict[str, Any]:
    return typing.get_type_hints(SHAPES[rule])


def initial_of(rule: str, params: dict[str, Any]) -> dict[str, Any]:
    """Stored figures as the form's fields show them."""
    return {
        PREFIX + name: Decimal(params[name]) if plain(hint) is Decimal and params[name] is not None else params[name]
        for name, hint in hints_of(rule).items()
        if name in params
    }


def _field(name: str, hint: Any, default: Any) -> forms.Field:
    hint = plain(hint)
    shown = _("nothing") if default in (None, ()) else value_text(default, language())
    options: dict[str, Any] = {
        "label": words(name),
        "required": False,
        "help_text": _("Empty: as the wider profile says, else %(default)s.") % {"default": shown},
    }
    if hint is bool:
        return forms.NullBooleanField(**options)
    if hint is int:
        return forms.IntegerField(**options)
    if hint is Decimal:
        return forms.DecimalField(**options)
    if hint is str:
        return forms.CharField(**options)
    if typing.get_origin(hint) is typing.Literal:
        return forms.ChoiceField(choices=[("", "—"), *choices(hint)], **options)
    return _structured(hint, options)


def _structured(hint: Any, options: dict[str, Any]) -> forms.Field:
    """A table for a list of records, text for a plain list; whatever is deeper is written as JSON, with an example."""
    if columns := columns_of(hint):
        return RowsField(columns=columns, **options)
    inner = typing.get_args(hint)[0] if typing.get_origin(hint) is tuple else hint
    if inner in (int, str):
        options["help_text"] = _("Separated by commas.") + " " + options["help_text"]
        return ListField(of=inner, **options)
    options["help_text"] = f"{_written(inner)} {options['help_text']}"
    return forms.JSONField(widget=forms.Textarea(attrs={"rows": 4, "cols": 60}), encoder=_Readable, **options)


def _written(inner: Any) -> str:
    """An entry of a deeper figure as it is written: its keys, with numbers in quotes, since JSON's own are not exact."""
    keys = ", ".join(f'"{f.name}": …' for f in dataclasses.fields(inner))
    return _("JSON: a list of {%(keys)s}, decimal numbers in quotes (“2.50”).") % {"keys": keys}


class _Readable(json.JSONEncoder):
    """JSON with Turkish letters as they are."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "ensure_ascii": False})


def _stored(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value
