"""The tariffs of the worked rows, taken in as a university does it; tests read these and no constants.

import_tariffs(world)  # of the world's own university, for the year of its term
"""

from __future__ import annotations

import re
from pathlib import Path

from curriculum.importers.running import Report
from curriculum.models import Department, Faculty
from fees.cases import year_of
from fees.models import Tariff
from tests.tables import load, told
from tests.world import World

LISTS = Path(__file__).parent / "lists"
OMU, KOU, METU = "omu_2015", "kou_2017", "metu_2025"
FACULTIES = {"MED": "Tıp Fakültesi", "LAW": "Hukuk Fakültesi", "DENT": "Diş Hekimliği Fakültesi"} | {
    "COMM": "İletişim Fakültesi"
}


def text_of_list(name: str, year: int) -> str:
    """A list as a file says it, for another year."""
    text = (LISTS / f"{name}.csv").read_text(encoding="utf-8")
    return re.sub(r"^20\d\d(-20\d\d)?(?=[;,])", str(year), text, flags=re.MULTILINE)


def import_tariffs(world: World, name: str = OMU, *, year: int | None = None) -> Report:
    """One of the lists for the year of the world's term; the faculties that it names are made."""
    for code, title in FACULTIES.items():
        Faculty.objects.get_or_create(code=code, defaults={"name": title})
    report = load("tariffs", text_of_list(name, year or year_of(world.term)))
    assert told(report) == []
    return report


def costs(
    line: str, amount: str, *, year: int = 2025, education_type: str = "", period: str = "", **unit: Department
) -> Tariff:
    """One tariff, imported as a table of one row: costs("tuition", "1000.00", education_type="evening")."""
    kind, named = next(iter(unit.items()), ("", None))
    cells = (year, line, named.code if named else "", kind, education_type, amount, period, "2015/8014")
    head = "year,line,unit,unit kind,education type,amount,period,decision number"
    report = load("tariffs", f"{head}\n{','.join(map(str, cells))}\n")
    assert told(report) == []
    return Tariff.objects.get(year=year, line=line, education_type=education_type, **{kind: named} if kind else {})


def tariff(line: str, **scope: object) -> Tariff:
    """One that was imported, by its line and whom it is for: tariff("tuition", education_type="evening")."""
    return Tariff.objects.get(line=line, **scope)
