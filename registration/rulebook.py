"""All rules for a programme in words, made of the policy rows in force and of those to come."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .messages.descriptions import DESCRIPTIONS
from .messages.figures import label, value_text
from .models import PolicyRule
from .rules import BY_CODE, SHAPES, facts
from .rules.engine import OFF, Rule
from .rules.policy import Policy, Ruling


@dataclass(frozen=True)
class Entry:
    """One rule or setting as it stands from a day on; `action` is empty for a setting, "missing" where no row says how."""

    code: str
    title: str
    text: str
    action: str
    phases: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    article: str
    confirmed: bool
    since: date | None


@dataclass(frozen=True)
class Rulebook:
    rules: tuple[Entry, ...]
    settings: tuple[Entry, ...]
    off: tuple[Entry, ...]  # rules that the university does not apply to the programme
    coming: tuple[tuple[date, tuple[Entry, ...]], ...]


def rulebook(policy: Policy, p: facts.Programme, day: date, language: str) -> Rulebook:
    now = policy.rulings(p, day)
    entries = [entry_of(code, ruling, language) for code, ruling in now.items()]
    return Rulebook(
        rules=tuple(e for e in entries if e.code in BY_CODE and e.action != OFF),
        settings=tuple(e for e in entries if e.code not in BY_CODE),
        off=tuple(e for e in entries if e.code in BY_CODE and e.action == OFF),
        coming=tuple(_coming(policy, p, day, language)),
    )


def _coming(policy: Policy, p: facts.Programme, day: date, language: str) -> Iterator[tuple[date, tuple[Entry, ...]]]:
    """Each later day with what it changes."""
    before = policy.rulings(p, day)
    for later in policy.days_after(p, day):
        after = policy.rulings(p, later)
        changed = tuple(entry_of(c, r, language) for c, r in after.items() if _said(r) != _said(before[c]))
        if changed:
            yield later, changed
        before = after


def _said(ruling: Ruling | None) -> tuple | None:
    """What a reader would notice of it."""
    return None if ruling is None else (ruling.action, ruling.phases, ruling.params, ruling.article, ruling.confirmed)


def entry_of(code: str, ruling: Ruling | None, language: str) -> Entry:
    title, text = words_for(code, language)
    if ruling is None:
        return Entry(code, title, text.format_map(_Dashes()), "missing", (), (), "", False, None)
    names = [f.name for f in dataclasses.fields(SHAPES[code])]
    figures = {name: value_text(getattr(ruling.params, name), language) for name in names}
    rule = BY_CODE.get(code)
    binding = rule is not None and rule.binding
    return Entry(
        code=code,
        title=title,
        text=text.format_map(_Dashes(figures)),
        action="refuse" if binding else ruling.action if rule else "",
        phases=tuple(str(PolicyRule.Phase(x).label) for x in _phases(ruling, rule)) if rule else (),
        figures=tuple((label(name, language), text) for name, text in figures.items()),
        article=ruling.article,
        confirmed=ruling.confirmed,
        since=ruling.since,
    )


def _phases(ruling: Ruling, rule: Rule) -> tuple[str, ...]:
    return rule.phases if rule.binding else ruling.phases or rule.phases


def words_for(code: str, language: str) -> tuple[str, str]:
    """Title and sentence; of a code without a description, its name."""
    found = DESCRIPTIONS.get(code)
    return (found.tr if language == "tr" else found.en) if found else (code, "")


class _Dashes(dict):
    """A figure that the rule does not have is a dash."""

    def __missing__(self, key: str) -> str:
        return "–"
