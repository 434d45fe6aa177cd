"""A table of tariffs: what each line costs whom in a year (OMU-131). None is taken away by a file that leaves it out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from curriculum.importers.running import Result, TableImport, taken
from curriculum.importers.tables import Column, Sheet, Table, Unreadable, day, decimal, one_of, text
from curriculum.importers.writing import create, update
from curriculum.models import Department, EducationType, Faculty, Level, Programme
from curriculum.turkish import search_key

from ..models import Line, Tariff
from ..tariff_checks import problems_of

YEAR = re.compile(r"(20[0-9]{2})(?:\s*[-/–]\s*(20[0-9]{2}))?")
MOST = 99_999_999
Words = Mapping[str, tuple[str, ...]]
LINES: Words = {
    Line.CONTRIBUTION: ("katkı payı", "öğrenci katkı payı"),
    Line.TUITION: ("öğrenim ücreti",),
    Line.MATERIAL: ("materyal", "materyal ücreti", "material fee"),
    Line.FOREIGN: ("yabancı", "yabancı uyruklu", "yabancı öğrenci", "uluslararası", "uluslararası öğrenci", "abroad"),
    Line.PREPARATION: ("türkçe hazırlık", "hazırlık", "turkish preparation", "preparatory"),
    Line.COURSE: ("uzaktan ders", "ders ücreti", "course by distance"),
    Line.COURSE_MATERIAL: ("ders materyali", "materyal kullanım ücreti", "course material"),
    Line.EXAM: ("tek ders sınavı", "tek ders", "single-course exam"),
}
LEVELS: Words = {
    Level.ASSOCIATE: ("ön lisans", "önlisans", "associate degree"),
    Level.BACHELOR: ("lisans", "undergraduate"),
    Level.MASTER: ("yüksek lisans", "tezli yüksek lisans"),
    Level.MASTER_NT: ("tezsiz yüksek lisans",),
    Level.DOCTORATE: ("doktora", "phd"),
    Level.DOCTORATE_INTEGRATED: ("bütünleşik doktora",),
    Level.PREPARATORY: ("hazırlık", "preparatory"),
}
TYPES: Words = {
    EducationType.DAY: ("birinci öğretim", "I. öğretim", "1. öğretim", "örgün", "first education"),
    EducationType.EVENING: ("ikinci öğretim", "II. öğretim", "2. öğretim", "gece", "evening education"),
    EducationType.DISTANCE: ("uzaktan öğretim", "uzaktan eğitim", "uzaktan", "distance education"),
    EducationType.MIXED: ("karma", "karma öğretim", "mixed education"),
}
PERIODS: Words = {
    Tariff.Period.YEAR: ("yıl", "yıllık", "yearly"),
    Tariff.Period.TERM: ("dönem", "dönemlik", "yarıyıl", "semester"),
}
FACULTY, DEPARTMENT, PROGRAMME = "faculty", "department", "programme"
UNITS: Words = {FACULTY: ("fakülte", "yüksekokul"), DEPARTMENT: ("bölüm",), PROGRAMME: ("program",)}


def year(cell: str) -> int:
    """2026, or the academic year 2026-2027."""
    found = YEAR.fullmatch(cell)
    if not found or (found[2] and int(found[2]) != int(found[1]) + 1):
        raise Unreadable(gettext("not an academic year such as 2026 or 2026-2027"))
    return int(found[1])


money = decimal("0.01", MOST)
SHEET = Sheet(
    _("Tariffs"),
    (
        Column("year", "yıl", "year", year, _("2026 or 2026-2027."), required=True),
        Column("item", "kalem", "line", one_of(LINES), _("contribution, tuition, material, foreign …"), required=True),
        Column(
            "unit", "birim", "unit", text(200), _("Code or name of a faculty, department or programme. Empty: all.")
        ),
        Column(
            "unit_kind", "birim türü", "unit kind", one_of(UNITS), _("faculty, department or programme, if need be.")
        ),
        Column("level", "düzey", "level", one_of(LEVELS), _("associate, bachelor, master … Empty: all.")),
        Column(
            "education_type",
            "öğretim türü",
            "education type",
            one_of(TYPES),
            _("day, evening, distance or mixed. Empty: all."),
        ),
        Column("amount", "tutar", "amount", money, _("In TL, such as 1529,00 or 1529.00."), required=True),
        Column("period", "süre", "period", one_of(PERIODS), _("year or term (if empty); of a course what it costs.")),
        Column("decision_no", "karar no", "decision number", text(60), required=True),
        Column("decision_date", "karar tarihi", "decision date", day, _("2016-10-17 or 17.10.2016.")),
        Column("service_cost", "hizmet maliyeti", "service cost", money, _("What a student costs a year, if known.")),
        Column("minimum", "asgari tutar", "minimum", money, _("The least sum allowed, of students from abroad.")),
    ),
)
SCOPE = ("faculty_id", "department_id", "programme_id")
KEY = ("year", "line", *SCOPE, "level", "education_type")
STATED = ("amount", "period", "decision_no", "decision_date", "service_cost", "minimum")
Unit = Faculty | Department | Programme


class _Units:
    """Units by code and name, folded the Turkish way."""

    @cached_property
    def known(self) -> dict[str, list[tuple[str, Unit]]]:
        found: dict[str, list[tuple[str, Unit]]] = defaultdict(list)
        for f in Faculty.objects.all():
            self._add(found, FACULTY, f, f.code, f.name, f.name_en)
        for d in Department.objects.all():
            self._add(found, DEPARTMENT, d, d.code, d.prefix, d.name, d.name_en)
        for p in Programme.objects.select_related("department"):
            self._add(found, PROGRAMME, p, p.code, p.name, p.name_en)
        return found

    @staticmethod
    def _add(found: dict[str, list[tuple[str, Unit]]], kind: str, unit: Unit, *words: str) -> None:
        for word in {search_key(w) for w in words if w}:
            found[word].append((kind, unit))

    def named(self, word: str, kind: str | None) -> list[tuple[str, Unit]]:
        return [(k, unit) for k, unit in self.known.get(search_key(word), ()) if kind in (None, k)]


def write_tariffs(table: Table) -> Result:
    """All lines first, then what they come to together: a material fee may stand before the tuition it is held against."""
    plan = _Plan(_read(table))
    plan.judge(table)
    return plan.write()


def _read(table: Table) -> list[tuple[Any, dict[str, Unit]]]:
    """The rows that can be used, each with its unit."""
    units, lines, good = _Units(), dict[Any, int](), []
    said = gettext("the same tariff stands in line %(line)d already")
    for row in table.rows():
        found = units.named(row.unit, row.unit_kind) if row.unit else []
        if row.unit and len(found) != 1:
            reason = (
                gettext("more than one unit is called so: use its code and say its kind")
                if found
                else gettext("there is no such unit")
            )
            table.refuse(row, "unit", reason)
        elif not row.unit and row.unit_kind:
            table.refuse(row, "unit", gettext("is empty"))
        elif not taken(table, lines, row, _key(row, dict(found)), "item", said):
            good.append((row, dict(found)))
    return good


def _key(row: Any, unit: dict[str, Unit]) -> tuple[Any, ...]:
    ids = [unit[kind].pk if kind in unit else None for kind in (FACULTY, DEPARTMENT, PROGRAMME)]
    return row.year, row.item, *ids, row.level or "", row.education_type or ""


class _Plan:
    """What of the tariffs of some years would be changed or made."""

    def __init__(self, rows: list[tuple[Any, dict[str, Unit]]]) -> None:
        self.rows: dict[tuple[Any, ...], Any] = {}  # by key, of tariffs that the file changes or makes
        self.was: dict[int, dict[str, Any]] = {}
        self.result = Result()
        years = {row.year for row, _unit in rows}
        there = Tariff.objects.select_for_update(of=("self",)).filter(year__in=years).order_by("id")
        there = there.select_related("faculty", "department", "programme__department")
        self.tariffs = {_key_of(t): t for t in there}
        for row, unit in rows:
            self._state(row, unit)

    def _state(self, row: Any, unit: dict[str, Unit]) -> None:
        """Empty cells leave alone what is there."""
        key = _key(row, unit)
        stated = {name: value for name in STATED if (value := getattr(row, name)) is not None}
        if (t := self.tariffs.get(key)) is None:
            scope = {"level": row.level or "", "education_type": row.education_type or ""}
            self.tariffs[key] = Tariff(year=row.year, line=row.item, **unit, **scope, **stated)
            self.rows[key] = row
        elif any(getattr(t, name) != value for name, value in stated.items()):
            self.was[t.pk] = {name: getattr(t, name) for name in STATED}
            self.rows[key] = row
            for name, value in stated.items():
                setattr(t, name, value)
        else:
            self.result.tally["same"] += 1

    def judge(self, table: Table) -> None:
        """Refuse rows until what would be written is right; what was wrong before and is not touched stays."""
        while refused := self._refused(table):
            for key in refused:
                self._take_back(key)

    def _refused(self, table: Table) -> set[tuple[Any, ...]]:
        refused = set()
        by_year = defaultdict[int, list[Tariff]](list)
        for t in self.tariffs.values():
            by_year[t.year].append(t)
        for problem in (p for own in by_year.values() for p in problems_of(own)):
            blamed = next((key for t in problem.tariffs if (key := _key_of(t)) in self.rows), None)
            if blamed is not None and blamed not in refused:
                table.refuse(self.rows[blamed], problem.field, str(problem), problem.code)
                refused.add(blamed)
        return refused

    def _take_back(self, key: tuple[Any, ...]) -> None:
        del self.rows[key]
        t = self.tariffs[key]
        if t.pk is None:
            del self.tariffs[key]
        else:
            for name, value in self.was.pop(t.pk).items():
                setattr(t, name, value)

    def write(self) -> Result:
        stated = [self.tariffs[key] for key in self.rows]
        changed, made = [t for t in stated if t.pk], [t for t in stated if not t.pk]
        update(Tariff, changed, STATED, "tariffs")
        create(Tariff, made, "tariffs")
        self.result.tally.update(new=len(made), changed=len(changed))
        self.result.undo = list(self._undo(changed, made))
        return self.result

    def _undo(self, changed: Iterable[Tariff], made: Iterable[Tariff]) -> Iterable[dict[str, Any]]:
        for t in (*changed, *made):
            was = self.was.get(t.pk)
            yield {"id": t.pk, "was": was and _stored(was), "is": _stored({name: getattr(t, name) for name in STATED})}


def _key_of(t: Tariff) -> tuple[Any, ...]:
    return tuple(getattr(t, name) for name in KEY)


def _stored(values: dict[str, Any]) -> dict[str, str | None]:
    return {name: None if value is None else str(value) for name, value in values.items()}


def undo_tariffs(entries: list[dict[str, Any]], _actor_id: int | None = None) -> bool:
    """Put back what an import changed and take away what it made; False, and nothing, where somebody changed one since."""
    rows = Tariff.objects.select_for_update().in_bulk([entry["id"] for entry in entries])
    for entry in entries:
        t = rows.get(entry["id"])
        if t is None or _stored({name: getattr(t, name) for name in STATED}) != entry["is"]:
            return False
    for entry in entries:
        if entry["was"] is None:
            rows[entry["id"]].delete()
        else:
            Tariff.objects.filter(pk=entry["id"]).update(**_values(entry["was"]))
    return True


def _values(stored: dict[str, str | None]) -> dict[str, Any]:
    made: dict[str, Callable[[str], Any]] = {
        "decision_date": date.fromisoformat,
        "amount": Decimal,
        "service_cost": Decimal,
        "minimum": Decimal,
    }
    return {name: value if value is None else made.get(name, str)(value) for name, value in stored.items()}


TARIFFS = TableImport("tariffs", _("Tariffs"), SHEET, write_tariffs, undo=undo_tariffs, permission="fees.import_tariff")
