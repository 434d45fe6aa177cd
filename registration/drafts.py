"""Draft policy rows and draft criteria: read from JSON, checked as the forms check them, laid over the term in memory.

A draft without a date is tried as though it had been in force throughout the term, since a row to come has not judged
anybody yet. Nothing here is saved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from curriculum.criteria.rows import Row as CriterionRow
from curriculum.criteria.rows import row_of as row_of_criterion
from curriculum.models import Department, Grade, Section, SectionCriterion, Term

from .criteria_drafts import Drafted, with_criteria
from .models import PolicyProfile, PolicyRule
from .rules.facts import Catalogue, Criterion
from .rules.policy import THROUGHOUT, Row, Scope

ROW_KEYS = ("code", "profile", "action", "phases", "params", "article", "effective_from")
LIMITS = ("surname_from", "surname_to", "cgpa_min", "cgpa_max", "year_min", "year_max", "note")
CRITERION_KEYS = ("department", *LIMITS, "grade_from", "grade_to", "quota")


class DraftRefused(Exception):
    """The draft would not be saved by any form either; what is wrong with it, by field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("\n".join(f"{name}: {text}" for name, text in errors.items()))
        self.errors = dict(errors)


@dataclass(frozen=True)
class Draft:
    """`quotas` are the seats of the draft criteria by counter id; ids of drafts are negative, so they meet no real one."""

    rows: tuple[Row, ...] = ()
    section_id: int | None = None
    criteria: tuple[Criterion, ...] = ()
    quotas: Mapping[int, int] = field(default_factory=dict)

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(row.code for row in self.rows)

    def over(self, catalogue: Catalogue) -> Catalogue:
        """The term as it would be with the draft."""
        drafted = replace(catalogue, policy=catalogue.policy.drafted(self.rows))
        if self.section_id is None or self.section_id not in catalogue.sections:
            return drafted
        return with_criteria(drafted, {self.section_id: self.criteria})


def parse_draft(data: Mapping[str, Any], term: Term) -> Draft:
    """{"rows": [policy rows], "criteria": {"course", "section", "rows"}}, either or both. Raises DraftRefused."""
    _refuse_unknown(data, ("rows", "criteria"), "")
    rows, criteria = _list(data.get("rows", []), "rows"), data.get("criteria")
    draft = Draft(rows=tuple(_policy_row(row, f"rows[{n}].") for n, row in enumerate(rows)))
    known: set[tuple[Any, ...]] = set()
    for n, row in enumerate(draft.rows):
        if (key := (row.code, row.scope, row.effective_from)) in known:
            raise DraftRefused({f"rows[{n}]": _("There is a row of this rule and profile from that day already.")})
        known.add(key)
    if criteria is not None:
        return _with_criteria(draft, criteria, term)
    if not rows:
        raise DraftRefused({"rows": _("The draft is empty.")})
    return draft


def row_of(rule: PolicyRule) -> dict[str, Any]:
    """A policy row of the admin's form as parse_draft() reads it; its day is left out, for it lies ahead."""
    kept = {name: getattr(rule, name) for name in ("code", "action", "phases", "params", "article")}
    return {**kept, "profile": rule.profile.name}


def criterion_of(criterion: SectionCriterion, quota: int | None) -> dict[str, Any]:
    """A row of the section's form as parse_draft() reads it."""
    limits = {name: value for name in LIMITS if (value := getattr(criterion, name)) not in (None, "")}
    for name in ("cgpa_min", "cgpa_max"):
        limits |= {name: str(limits[name])} if name in limits else {}
    others = {
        "department": criterion.department.code if criterion.department else None,
        "grade_from": criterion.grade_from.letter if criterion.grade_from else None,
        "grade_to": criterion.grade_to.letter if criterion.grade_to else None,
        "quota": quota,
    }
    return limits | {name: value for name, value in others.items() if value is not None}


# policy


def _policy_row(data: Any, where: str) -> Row:
    """By the model's own checks, which parse the figures as the loader does; that it is saved already is no fault."""
    _refuse_unknown(data, ROW_KEYS, where)
    profile = PolicyProfile.objects.filter(name=data.get("profile", "")).first()
    if profile is None:
        raise DraftRefused({f"{where}profile": _("There is no such profile.")})
    dated = data.get("effective_from")
    day = THROUGHOUT if dated is None else _day(dated, f"{where}effective_from")
    fields = {name: data[name] for name in ("code", "action", "phases", "params", "article") if name in data}
    rule = PolicyRule(profile=profile, effective_from=day, **fields)
    _check(rule, where)
    scope = Scope(
        profile.programme_id,
        profile.department_id,
        profile.faculty_id,
        profile.campus or None,
        profile.level or None,
        profile.education_type or None,
    )
    return Row(rule.code, scope, day, rule.action, tuple(rule.phases), rule.params, rule.article)


def _day(value: Any, where: str) -> Any:
    try:
        day = parse_date(str(value))
    except ValueError:
        day = None
    if day is None:
        raise DraftRefused({where: _("Write a date as 2026-09-21.")})
    return day


# criteria


def _with_criteria(draft: Draft, data: Any, term: Term) -> Draft:
    _refuse_unknown(data, ("course", "section", "rows"), "criteria.")
    code, number = str(data.get("course", "")), data.get("section")
    by_course = Q(course__numeric_code=code) | Q(course__code=code)
    found = list(Section.objects.filter(by_course, term=term, number=number)) if isinstance(number, int) else []
    if len(found) != 1:
        text = _("There is no section %(section)s of %(course)s in this term.")
        raise DraftRefused({"criteria.section": text % {"section": number, "course": code}})
    rows = _list(data.get("rows"), "criteria.rows")
    drafted = Drafted()
    criteria = drafted.criteria([_criterion(row, f"criteria.rows[{n}].") for n, row in enumerate(rows)])
    return replace(draft, section_id=found[0].id, criteria=criteria, quotas=drafted.quotas)


def _criterion(data: Any, where: str) -> CriterionRow:
    """The row by the checks of the section's form."""
    _refuse_unknown(data, CRITERION_KEYS, where)
    named = {name: data[name] for name in ("department", "grade_from", "grade_to") if data.get(name)}
    found: dict[str, Any] = {}
    for name, text in named.items():
        rows = (
            Department.objects.filter(Q(code=text) | Q(prefix=text))
            if name == "department"
            else Grade.objects.filter(letter=text)
        )
        found[name] = rows.first()
        if found[name] is None:
            raise DraftRefused({where + name: _("“%(text)s” is not known.") % {"text": text}})
    row = SectionCriterion(**found, **{name: data[name] for name in LIMITS if data.get(name) is not None})
    _check(row, where, exclude={"section"})
    quota = data.get("quota")
    if quota is not None and (type(quota) is not int or quota < 0):
        raise DraftRefused({f"{where}quota": _("Must be a number of seats.")})
    return row_of_criterion(row)._replace(quota=quota)


# what both share


def _refuse_unknown(data: Any, keys: tuple[str, ...], where: str) -> None:
    if not isinstance(data, Mapping):
        raise DraftRefused({where.rstrip(".") or "draft": _("Must be an object.")})
    if unknown := {f"{where}{key}": _("unknown key") for key in data if key not in keys}:
        raise DraftRefused(unknown)


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise DraftRefused({where: _("Must be a list.")})
    return value


def _check(row: PolicyRule | SectionCriterion, where: str, exclude: set[str] | None = None) -> None:
    try:
        row.full_clean(exclude=exclude, validate_unique=False, validate_constraints=False)
    except (ValidationError, TypeError) as error:
        raise DraftRefused(dict(_errors(error, where))) from error


def _errors(error: Exception, where: str) -> Iterator[tuple[str, str]]:
    if not isinstance(error, ValidationError):
        yield where.rstrip("."), str(error)
    elif hasattr(error, "error_dict"):
        yield from ((where + name, " ".join(texts)) for name, texts in error.message_dict.items())
    else:
        yield where.rstrip("."), " ".join(error.messages)
