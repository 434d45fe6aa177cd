"""Policy rows: which rule speaks how, to whom, from when. Figures are data; the shape of them is a frozen dataclass."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from .facts import Programme

ACTIONS = ("refuse", "warn", "off")
THROUGHOUT = date.min  # the day of a draft that is tried as though it had always been in force
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Scope:
    """To whom a row applies; None is anyone. Fields stand in the order of their rank (DESIGN.md §5)."""

    programme_id: int | None = None
    department_id: int | None = None
    faculty_id: int | None = None
    campus: str | None = None
    level: str | None = None
    education_type: str | None = None

    def covers(self, p: Programme) -> bool:
        return all(mine in (None, getattr(p, name)) for name, mine in _fields(self))

    @property
    def rank(self) -> tuple[bool, ...]:
        """Compared field by field: the scope that names the higher-ranking field is the more specific."""
        return tuple(mine is not None for _, mine in _fields(self))


def _fields(scope: Scope) -> list[tuple[str, Any]]:
    return [(f.name, getattr(scope, f.name)) for f in dataclasses.fields(Scope)]


@dataclass(frozen=True, slots=True)
class Row:
    """A policy row as stored: an empty action, no phases, no article and absent params inherit from the wider row."""

    code: str
    scope: Scope
    effective_from: date
    action: str = ""
    phases: tuple[str, ...] = ()
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    article: str = ""
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
    """What applies to one student on one day: the rows of one rule, merged."""

    action: str
    phases: tuple[str, ...]
    params: Any
    article: str
    # where it comes from: whether a source confirms every row that has a word in it, and when the latest came into force
    confirmed: bool = dataclasses.field(default=False, compare=False)
    since: date | None = dataclasses.field(default=None, compare=False)


class Setting:
    """The base of figures that are read by name; no rule speaks by them, so their rows need no action."""

    __slots__ = ()


class SettingMissing(Exception):
    """No row at any level says how: whoever asks must not go on by a guess."""


class Policy:
    """All dated rows; `ruling()` answers for a student and a day, and remembers the answer."""

    def __init__(self, rows: Iterable[Row], shapes: Mapping[str, type]) -> None:
        self._shapes = shapes
        self._rows: dict[str, list[Row]] = {}
        self._known: dict[tuple[Any, ...], dict[str, Ruling | None]] = {}
        for row in rows:
            self._rows.setdefault(row.code, []).append(row)

    def drafted(self, drafts: Iterable[Row]) -> Policy:
        """The policy with drafts in it, each in place of the row of its scope and day, or of all rows of its scope."""
        rows = [row for known in self._rows.values() for row in known]
        for draft in drafts:
            day, scope = draft.effective_from, (draft.code, draft.scope)
            rows = [r for r in rows if (r.code, r.scope) != scope or day not in (THROUGHOUT, r.effective_from)]
            rows.append(draft)
        return Policy(rows, self._shapes)

    def rulings(self, p: Programme, day: date) -> dict[str, Ruling | None]:
        """By rule code; None where no row exists at any level, or one that no form would save: it fails closed."""
        key = (p.programme_id, p.department_id, p.faculty_id, p.campus, p.level, p.education_type, day)
        if (known := self._known.get(key)) is None:
            known = self._known[key] = {code: self._merge(code, p, day) for code in self._shapes}
        return known

    def days_after(self, p: Programme, day: date) -> list[date]:
        """The later days on which a row comes into force that may concern a student."""
        rows = (row for group in self._rows.values() for row in group if row.effective_from > day)
        return sorted({row.effective_from for row in rows if row.scope.covers(p)})

    def setting(self, shape: type[S], p: Programme, day: date) -> S:
        """The figures of one setting for a student and a day. Raises SettingMissing."""
        code = next(code for code, known in self._shapes.items() if known is shape)
        ruling = self.rulings(p, day)[code]
        if ruling is None:
            raise SettingMissing(code)
        figures: S = ruling.params
        return figures

    def _merge(self, code: str, p: Programme, day: date) -> Ruling | None:
        in_force: dict[Scope, Row] = {}
        for row in sorted(self._rows.get(code, ()), key=lambda r: r.effective_from):
            if row.effective_from <= day and row.scope.covers(p):
                in_force[row.scope] = row  # the later of two rows of one scope replaces the earlier whole
        action, article = "", ""
        phases: tuple[str, ...] = ()
        params: dict[str, Any] = {}
        said: dict[str, Row] = {}  # by what it says: the row that has the last word on it
        try:
            for row in sorted(in_force.values(), key=lambda r: r.scope.rank):
                action, phases, article = row.action or action, row.phases or phases, row.article or article
                params |= row.params
                said |= dict.fromkeys(row.params, row) | ({"": row} if row.action or not row.params else {})
            figures = parse(self._shapes[code], params)
        except (TypeError, ValueError):
            return None
        named = bool(in_force) and isinstance(figures, Setting)
        if not named and action not in ACTIONS:
            return None
        confirmed = all(row.confirmed for row in said.values())
        return Ruling(action, phases, figures, article, confirmed, max(r.effective_from for r in said.values()))


class ParamErrors(ValueError):
    """What is wrong with the figures of a row, by key."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(f"{key}: {text}" for key, text in errors.items()))
        self.errors = errors


def parse(shape: type, params: Mapping[str, Any]) -> Any:
    """JSON figures as the rule's frozen dataclass. Raises ParamErrors for an unknown key or a wrong type."""
    hints = typing.get_type_hints(shape)
    errors = {key: "unknown key" for key in params if key not in hints}
    values = {}
    for key, value in params.items():
        if key in hints:
            try:
                values[key] = _value(hints[key], value)
            except (TypeError, ValueError, InvalidOperation) as error:
                errors[key] = str(error) or "wrong type"
    if errors:
        raise ParamErrors(errors)
    return shape(**values)


def _value(hint: Any, value: Any) -> Any:
    """One figure as its dataclass names it: int, str, bool, Decimal (as text), Literal, optional, tuple, dataclass."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        inner = next(a for a in typing.get_args(hint) if a is not type(None))
        return None if value is None else _value(inner, value)
    if origin is typing.Literal:
        if value not in typing.get_args(hint):
            raise ValueError(f"must be one of {', '.join(typing.get_args(hint))}")
        return value
    if origin is tuple:
        if not isinstance(value, list):
            raise TypeError("must be a list")
        return tuple(_value(typing.get_args(hint)[0], v) for v in value)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        if not isinstance(value, Mapping):
            raise TypeError("must be an object")
        return parse(hint, value)
    if hint is Decimal and isinstance(value, (str, int)) and not isinstance(value, bool):
        return _decimal(value)
    if type(value) is not hint:
        raise TypeError(f"must be {hint.__name__}")
    return value


def _decimal(value: str | int) -> Decimal:
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError("must be a number") from None
    if not number.is_finite():
        raise ValueError("must be a number")
    return number
