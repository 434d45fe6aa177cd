"""Reading tables: CSV and XLSX, headings in two languages, and every way a file can be wrong, without a database."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from curriculum.importers.reading import ImportProblem
from curriculum.importers.table_files import UPLOAD, Limits
from curriculum.importers.table_writing import safe, write_template, written
from curriculum.importers.tables import (
    Column,
    Sheet,
    code,
    day,
    decimal,
    email,
    one_of,
    opened,
    term,
    text,
    whole,
    yes_no,
)
from tests.tables import repacked, sheet

SHEET = Sheet(
    "Test",
    (
        Column("number", "öğrenci no", "student number", code(7), "Seven digits.", required=True),
        Column("name", "ad", "name", text(10)),
        Column("score", "not", "score", decimal("0.01", 100)),
        Column("semester", "yarıyıl", "semester", whole(1, 12)),
        Column("since", "başlangıç", "from", day),
        Column("ni", "NI", "not included", yes_no),
        Column("kind", "tür", "kind", one_of({"minor": ("yandal",), "major": ("anadal",)})),
        Column("term", "dönem", "term", term),
        Column("email", "e-posta", "e-mail", email),
    ),
)
HEADLESS = Sheet("Test", SHEET.columns[:2], headless=True)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def read(content: str | bytes, form: Sheet = SHEET, limits: Limits = UPLOAD, encoding: str = "utf-8"):
    """Rows, and problems as text."""
    data = content.encode() if isinstance(content, str) else content
    with opened(io.BytesIO(data), form, name="table", encoding=encoding, limits=limits) as table:
        rows = list(table.rows())
    return rows, [str(problem) for problem in table.problems.found]


def refusal(content: str | bytes, **options: Any) -> str:
    with pytest.raises(ImportProblem) as error:
        read(content, **options)
    assert "\n" not in str(error.value)
    return str(error.value)


# what is read


@pytest.mark.parametrize(
    "content",
    [
        "student number,name,score\n2501231,Çiğdem,85.5\n",
        "öğrenci no;ad;not\r\n2501231;Çiğdem;85,5\r\n",
        "\ufeffNot;Öğrenci No;Ad\r\n85,50;250 1231; Çiğdem \r\n\r\n;;\r\n",
        "# yorum; satırı\nOGRENCI NO;AD;NOT\n# daha; çok\n2501231;Çiğdem;85,5",
        'student number,name,score\n"2501231","Çiğdem","85,5"\n',
        sheet(["öğrenci no", "ad", "not", None], [2501231, "Çiğdem", 85.5], [None, None]),
        sheet(["name", "student number", "score"], ["Çiğdem", "2501231", "85,50"]),
    ],
)
def test_headings_in_either_language_and_any_order(content):
    (row,), problems = read(content)

    assert (row.number, row.name, row.score, row.semester, problems) == (
        "2501231",
        "Çiğdem",
        Decimal("85.50"),
        None,
        [],
    )


def test_a_row_knows_its_line():
    rows, _ = read('student number,name\n1,"two\nlines"\n\n2,b\n')
    assert [(row.line, row.name) for row in rows] == [(3, "two lines"), (5, "b")]


@pytest.mark.parametrize("heading", ["", "student number,name\n"])
def test_without_headings_columns_stand_in_their_order_where_that_is_allowed(heading):
    rows, _ = read(heading + "2501231,Ada\n", HEADLESS)
    assert [(row.number, row.name) for row in rows] == [("2501231", "Ada")]
    assert refusal("2501231,Ada\n").startswith("table has unknown columns: 2501231, Ada. Known are: student number, ")


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("since", "2026-02-09", date(2026, 2, 9)),
        ("since", "09.02.2026", date(2026, 2, 9)),
        ("since", datetime(2026, 2, 9), date(2026, 2, 9)),
        ("since", date(2026, 2, 9), date(2026, 2, 9)),
        ("ni", "Evet", True),
        ("ni", "HAYIR", False),
        ("ni", True, True),
        ("kind", "Yandal", "minor"),
        ("kind", "major", "major"),
        ("semester", 4.0, 4),
        ("score", 0, Decimal("0.00")),
        ("score", 100, Decimal("100.00")),
        ("term", 20251, "20251"),
        ("email", "ada@ornek.edu.tr", "ada@ornek.edu.tr"),
        ("name", "Ýlker", "İlker"),
    ],
)
def test_what_a_cell_may_hold(column, cell, value):
    (row,), problems = read(sheet(["number", column], ["1", cell]))
    assert (getattr(row, column), problems) == (value, [])


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        ("student number", "", "is empty"),
        ("student number", "12345678", "“12345678”: longer than 7 letters"),
        ("score", "100,01", "“100,01”: not a figure from 0 to 100"),
        ("score", "-1", "“-1”: not a figure from 0 to 100"),
        ("score", "NaN", "“NaN”: not a figure from 0 to 100"),
        ("score", "85.555", "“85.555”: has more decimal places than 0.01"),
        ("semester", "0", "“0”: not a number from 1 to 12"),
        ("semester", "13", "“13”: not a number from 1 to 12"),
        ("semester", "٣", "“٣”: not a number from 1 to 12"),
        ("from", "2026-02-30", "“2026-02-30”: not a date such as 2026-02-09 or 09.02.2026"),
        ("not included", "belki", "“belki”: neither yes nor no"),
        ("kind", "dal", "“dal”: not one of minor, major"),
        ("term", "20254", "“20254”: not a term such as 20251: the year it begins, then 1, 2 or 3"),
        ("e-mail", "ada", "“ada”: not an e-mail address"),
        ("name", "=1+1", "is a formula: paste its value"),
    ],
)
def test_a_cell_that_is_not_what_its_column_holds(column, cell, problem):
    other = "name" if column == "student number" else "student number"
    rows, problems = read(f"{other};{column}\n1;{cell}\n")
    assert (rows, problems) == ([], [f"line 2, {column}: {problem}"])


def test_all_problems_are_told_at_once_and_the_good_rows_given():
    rows, problems = read("student number,score,semester\n,x,0\n2,5,5\n3,101,5\n4\n5,5,5,5\n")

    assert [row.number for row in rows] == ["2"]
    assert problems == [
        "line 2, student number: is empty",
        "line 2, score: “x”: not a figure from 0 to 100",
        "line 2, semester: “0”: not a number from 1 to 12",
        "line 4, score: “101”: not a figure from 0 to 100",
        "line 5: has 1 cells instead of 3: is the file cut off?",
        "line 6: has more cells than there are headings",
    ]


# files that are wrong as a whole

TURKISH = "öğrenci no;ad\n2501231;Işıl Şahin\n"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (
            TURKISH.encode("cp1254"),
            "table is not UTF-8 but seems to be Windows-1254, as Turkish Excel writes it: save it as “CSV UTF-8”, or "
            "import it with the encoding windows-1254.",
        ),
        (
            "student number;ad\n1;Владимир\n".encode("cp1251"),
            "table is not UTF-8 text: save it as “CSV UTF-8” or .xlsx.",
        ),
        (TURKISH.encode("utf-16"), "table is UTF-16 text, not UTF-8: save it as “CSV UTF-8” or .xlsx."),
        (TURKISH.encode()[:-6], "table ends in the middle of a letter: it is cut off."),
        (
            "student number\tname\n1\tAda\n",
            "table is separated by tabs or bars: save it with commas or semicolons, or as .xlsx.",
        ),
        ("student number,name\n1,A\x00da\n", "table is not UTF-8 text: save it as “CSV UTF-8” or .xlsx."),
        ("student number,ad,boy\n1,a,b\n", "table has unknown columns: boy. Known are: student number, name, score, "),
        ("student number,ad,name\n1,a,b\n", "table has the column name twice."),
        ("ad\nAda\n", "table has no column student number."),
        ("student number,name\n", "table holds no line of data."),
        ("", "table holds no line of data."),
        ('student number,name\n1,"Ada\n2,Can\n', "table cannot be read after line 1 (unexpected end of data): is it "),
        (b"\xd0\xcf\x11\xe0" + bytes(20), "table is an old Excel file (.xls): save it as .xlsx or CSV."),
        (b"PK\x03\x04" + bytes(20), "table is damaged, or no XLSX file."),
        (sheet(["student number"], [1])[:-40], "table is damaged, or no XLSX file."),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content, problem):
    assert refusal(content).startswith(problem)


def test_windows_1254_is_read_when_it_is_asked_for():
    (row,), _ = read(TURKISH.encode("cp1254"), encoding="windows-1254")
    assert row.name == "Işıl Şahin"


def test_a_sheet_as_excel_writes_it():
    """Texts apart, some in runs or with how they are pronounced; figures as binary fractions."""
    strings = (
        b"<sst><si><t>number</t></si><si><r><t>na</t></r><r><t>me</t></r></si><si><t>score</t></si>"
        b"<si><t>Ada</t><rPh><t>x</t></rPh></si></sst>"
    )
    rows = (
        b'<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="C2" t="s"><v>2</v></c></row>'
        b'<row r="4"><c r="A4"><v>7</v></c><c r="B4" t="s"><v>3</v></c><c r="C4"><v>0.30000000000000004</v></c></row>'
    )
    table = repacked(sheet([1]), sheet1=WORKSHEET % rows, sharedStrings=strings)

    assert [tuple(row[:4]) for row in read(table)[0]] == [(4, "7", "Ada", Decimal("0.30"))]
    assert refusal(repacked(table, sharedStrings=b"<sst/>")) == "table is damaged, or no XLSX file."


def test_formulas_and_errors_of_a_sheet_are_no_values():
    rows, problems = read(sheet(["student number", "name"], ["1", "=A1"], ["2", "#N/A"], ["3", "Ada"]))

    assert [row.number for row in rows] == ["3"]
    assert problems == [
        "line 2, name: is a formula: paste its value",
        "line 3, name: is an error of the spreadsheet",
    ]


# limits


def test_a_file_larger_than_allowed_is_refused():
    small = Limits(size=50, unpacked=50, elements=50)
    assert refusal("student number\n" + "1\n" * 30, limits=small) == "table is larger than 0 MB."


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    """100 MB of zeroes pack to 100 kB."""
    bomb = repacked(sheet(["student number"], [1]), sheet1=bytes(100 * 1024 * 1024))

    assert len(bomb) < UPLOAD.size / 10
    assert refusal(bomb) == TOO_MUCH


WORKSHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
TOO_MUCH = "table unpacks to more than 100 MB, 1,000,000 elements or 200 columns: save it as CSV."


@pytest.mark.parametrize(
    "parts",
    [
        {"sheet1": WORKSHEET % (b"<row/>" * 1_000_000)},
        {"sheet1": WORKSHEET % (b"<row>" + b"<c/>" * 1_000_000 + b"</row>")},
        {"sheet1": WORKSHEET % b'<row><c r="XFD1"/></row>'},
        {"styles": b"<styleSheet><cellXfs>" + b"<xf/>" * 1_000_000 + b"</cellXfs></styleSheet>"},
        {"sharedStrings": b"<sst>" + b"<si/>" * 1_000_000 + b"</sst>"},
    ],
)
def test_a_file_of_many_small_parts_is_refused_when_they_become_too_many(parts):
    assert refusal(repacked(sheet(["student number"], [1]), **parts)) == TOO_MUCH


def test_an_xlsx_of_entities_is_refused():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData>&b;</sheetData></worksheet>'
    assert refusal(repacked(sheet(["student number"], [1]), sheet1=bomb)) == "table is damaged, or no XLSX file."


def test_the_size_that_a_sheet_says_of_itself_is_not_believed():
    content = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
        b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>number</t></is></c></row>'
        b'<row r="2"><c r="A2"><v>7</v></c></row></sheetData></worksheet>'
    )
    rows, _ = read(repacked(sheet([1]), sheet1=content))
    assert [row.number for row in rows] == ["7"]


# writing


@pytest.mark.parametrize("xlsx", [False, True])
@pytest.mark.parametrize("language", ["tr", "en"])
def test_a_template_is_a_table_that_its_own_import_reads(xlsx, language):
    file = io.BytesIO()
    with translation.override(language):
        write_template(file, SHEET, xlsx=xlsx)

    assert refusal(file.getvalue()) == "table holds no line of data."


def test_a_csv_template_documents_its_columns():
    file = io.BytesIO()
    write_template(file, SHEET, xlsx=False)

    lines = file.getvalue().decode("utf-8-sig").splitlines()
    assert lines[0].split(";")[:3] == ["student number", "name", "score"]
    assert lines[1] == "# student number – öğrenci no – required – Seven digits."


@pytest.mark.parametrize("start", list("=+-@\t\r"))
def test_a_text_that_a_spreadsheet_would_run_is_not_written_as_it_is(start):
    assert safe(f"{start}cmd") == f"'{start}cmd"


@pytest.mark.parametrize("value", ["a=b", "Ada-Can", 5, -5, Decimal("-1.5"), ""])
def test_any_other_value_stays(value):
    assert safe(value) == value


@pytest.mark.parametrize("xlsx", [False, True])
def test_what_is_written_is_read_again(xlsx):
    file = io.BytesIO()
    with written(file, xlsx=xlsx, title="a/b: [c]") as write:
        write(["number", "name"])
        write([1, "=x\x07"])
    (row,), problems = read(file.getvalue())

    assert (row.name, problems) == ("'=x", [])
