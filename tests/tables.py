"""Tables for the importers: texts and sheets as bytes, and an import of them with what it said, in English."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from django.utils import translation
from openpyxl import Workbook

from curriculum.importers.running import Keep, Report
from fees.models import Ground
from registration.imports import import_table
from tests.registration.ask import turn
from tests.world import World

# a table of a line for each kind of import, of the world with a student and a staff member called yeni
ONE_OF_EACH = {
    "students": "number,first_name,last_name,programme,entry_year\n1112223,Işıl,Çağlar,CENG,2022\n",
    "transcripts": "number,term,course,grade\n2501231,20251,CENG213,AA\n",
    "advisors": "number,advisor,date_from\n2501231,yeni,2026-02-09\n",
    "holds": "number,kind\n2501231,library\n",
    "accounts": "username,first_name,last_name\nhoca,Ece,Su\n",
    "capacities": "course,section,capacity\nCENG213,1,55\n",
    "criteria": "course,section,department\nCENG213,1,CENG\n",
    "windows": "unit,start,end\n571,2026-02-09,2026-02-13\n",
    "tariffs": "year,line,amount,decision number\n2026,contribution,200,2026/1\n",
    "yos_list": "number,place\n2501231,1\n",
    "must_courses": "programme,semester,course\nCENG,3,CENG213\n",
}


def whom_it_names(world: World, kind: str) -> None:
    """A student and a staff member for the table of a line; where its list is of a ground, the ground and its percent."""
    world.student()
    world.staff("yeni")
    if kind == "yos_list":
        Ground.objects.create(code="yos_medicine", name="YÖS", effect="yos_list")
        turn("FEES", "", params={"yos_top": "10"})


def load(kind: str, table: str | bytes, keep: Keep = "all", **options: Any) -> Report:
    """An import of a table, as the command does it."""
    content = table.encode() if isinstance(table, str) else table
    with translation.override("en"):
        return import_table(kind, io.BytesIO(content), keep=keep, name="table", **options)


def told(report: Report) -> list[str]:
    """The problems, as the officer reads them."""
    with translation.override("en"):
        return [str(problem) for problem in report.problems]


def counted(report: Report) -> tuple[int, int, int, int]:
    """New, changed, removed and same; nothing is kept of a table with a problem."""
    new, changed, removed, same = (report.tally[what] for what in ("new", "changed", "removed", "same"))
    return new, changed, removed, same


def sheet(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(xlsx: bytes, **parts: bytes) -> bytes:
    """An XLSX with parts of it replaced, or added to its folder xl: repacked(x, sheet1=b"<…>")."""
    left = dict(parts)
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            name = member.filename.rpartition("/")[2].removesuffix(".xml")
            new.writestr(member.filename, left.pop(name, None) or old.read(member))
        for name, content in left.items():
            new.writestr(f"xl/{name}.xml", content)
    return file.getvalue()
