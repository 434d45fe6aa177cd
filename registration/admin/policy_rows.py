"""Structured figures in a form: bands as rows of a small table, plain lists as text. Nobody has to write JSON.

Written as JSON they are taken as well, since that is how they are stored.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from curriculum.naming import language

from ..messages.figures import VALUES, label

BLANK_ROWS = 2


def words(name: str) -> str:
    """The label of a figure in the language of the page."""
    return capfirst(label(name, language()))


def choices(hint: Any) -> list[tuple[str, str]]:
    """The values of a Literal, in words."""
    english = language() != "tr"
    return [(value, VALUES[value][english] if value in VALUES else value) for value in typing.get_args(hint)]


def plain(hint: Any) -> Any:
    """The type of an optional one."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return next(a for a in typing.get_args(hint) if a is not type(None))
    return hint


def columns_of(hint: Any) -> dict[str, Any] | None:
    """The columns of a list of small records; None where an entry holds more than plain figures."""
    inner = typing.get_args(hint)[0] if typing.get_origin(hint) is tuple else None
    if not (isinstance(inner, type) and dataclasses.is_dataclass(inner)):
        return None
    columns = {name: plain(each) for name, each in typing.get_type_hints(inner).items()}
    simple = all(h in (int, Decimal, str) or typing.get_origin(h) is typing.Literal for h in columns.values())
    return columns if simple else None


class RowsWidget(forms.Widget):
    """One line for each entry and some to spare; a line left empty is no entry."""

    def __init__(self, columns: dict[str, Any]) -> None:
        super().__init__()
        self.columns = columns

    def id_for_label(self, id_: str) -> str:
        return ""  # a table has no single field to point at

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> str:
        entries = [*(value if isinstance(value, list) else ()), *({} for _ in range(BLANK_ROWS))]
        head = format_html_join("", '<th scope="col">{}</th>', ((words(column),) for column in self.columns))
        body = format_html_join("", "<tr>{}</tr>", ((self._line(name, n, e),) for n, e in enumerate(entries)))
        return format_html('<table class="rows"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>', head, body)

    def _line(self, name: str, n: int, entry: dict[str, Any]) -> str:
        cells = ((self._cell(f"{name}-{n}-{column}", column, n, entry.get(column)),) for column in self.columns)
        return format_html_join("", "<td>{}</td>", cells)

    def _cell(self, name: str, column: str, n: int, value: Any) -> str:
        attrs = {"aria-label": f"{words(column)} {n + 1}", "id": f"id_{name}"}
        hint = self.columns[column]
        if typing.get_origin(hint) is typing.Literal:
            return forms.Select(choices=[("", "—"), *choices(hint)]).render(name, value, attrs)
        return forms.TextInput(attrs={"size": 8}).render(name, value, attrs)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if name in data:
            return data[name]
        entries, n = [], 0
        while any(f"{name}-{n}-{column}" in data for column in self.columns):
            texts = {column: data.get(f"{name}-{n}-{column}", "").strip() for column in self.columns}
            entries.append({column: text for column, text in texts.items() if text})
            n += 1
        return [entry for entry in entries if entry]


class RowsField(forms.Field):
    """A list of small records, stored as the policy's parser reads them."""

    def __init__(self, *, columns: dict[str, Any], **options: Any) -> None:
        super().__init__(widget=RowsWidget(columns), **options)
        self.columns = columns

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            return _from_json(value)
        entries = [{column: self._stored(column, x) for column, x in entry.items()} for entry in value or ()]
        return entries or None

    def _stored(self, column: str, value: Any) -> Any:
        """Numbers with a point, whole ones as such; what is no number is left for the parser to refuse."""
        if self.columns[column] is Decimal:
            return value.replace(",", ".") if isinstance(value, str) else value
        return int(value) if self.columns[column] is int and str(value).isdecimal() else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return (initial or None) != self.to_python(data)
        except ValidationError:
            return True


class ListField(forms.CharField):
    """A plain list, such as semesters, separated by commas."""

    def __init__(self, *, of: Any, **options: Any) -> None:
        super().__init__(**options)
        self.of = of

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text.startswith("["):
            return _from_json(text)
        parts = [part.strip() for part in text.split(",") if part.strip()]
        return [int(x) if self.of is int and x.isdecimal() else x for x in parts] or None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return (initial or None) != self.to_python(data)
        except ValidationError:
            return True


def _from_json(text: str) -> Any:
    try:
        return json.loads(text) if text.strip() else None
    except json.JSONDecodeError:
        raise ValidationError(_("Enter a valid JSON."), code="invalid") from None
