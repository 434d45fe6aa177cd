"""Tariffs out of a file: what the columns mean, what is refused by line and reason, and what an import leaves behind."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from curriculum.importers.reading import ImportProblem
from curriculum.models import Programme
from fees.importers.tariffs import LEVELS, LINES, PERIODS, TYPES
from fees.models import FeeStanding, Tariff
from people.models import JobRun
from registration.charging import charge, charge_term
from tests.admin_pages import official
from tests.fees.tariffs import KOU, METU, OMU, import_tariffs, tariff, text_of_list
from tests.registration.first import next_of, seen, steps_of
from tests.registration.test_desk import shown, upload
from tests.tables import counted, load, sheet, told
from tests.world import World, at, codes

pytestmark = pytest.mark.django_db
HEAD = "year,line,unit,unit kind,level,education type,amount,period,decision number,decision date,service cost,minimum"


def rows() -> list[tuple[str, ...]]:
    found = Tariff.objects.select_related("faculty", "department", "programme").order_by("id")
    return [(t.line, _code(t), t.level, t.education_type, str(t.amount), t.period) for t in found]


def _code(t: Tariff) -> str:
    unit = t.programme or t.department or t.faculty
    return unit.code if unit else ""


def lines(*given: str) -> str:
    """A table of these lines, of which only what stands first is given."""
    return "\n".join([HEAD, *(line + "," * (11 - line.count(",")) for line in given)])


# what is taken in


@pytest.mark.row("OMU-131")
def test_the_list_of_a_university_is_taken_in(omu: World):
    report = import_tariffs(omu, OMU)

    assert counted(report) == (9, 0, 0, 0)
    assert rows() == [
        ("contribution", "", "", "", "200.00", "term"),
        ("tuition", "", "", "evening", "1000.00", "term"),
        ("course", "", "", "", "20.00", "term"),
        ("course", "MED", "", "", "40.00", "year"),
        ("course", "LAW", "", "", "40.00", "year"),
        ("course", "DENT", "", "", "40.00", "year"),
        ("foreign", "ENG", "", "", "3000.00", "year"),
        ("foreign", "MED", "", "", "10000.00", "term"),
        ("preparation", "", "", "", "800.00", "term"),
    ]
    first = tariff("contribution")
    assert (first.year, first.decision_no, first.decision_date) == (2025, "2015/8014", date(2015, 8, 28))


@pytest.mark.row("KOU-112")
def test_distance_education_costs_what_the_decision_says(kou: World):
    import_tariffs(kou, KOU)

    of_decision = Tariff.objects.filter(education_type="distance", line="tuition", decision_no="2016/9377")
    found = of_decision.order_by("id").values_list("faculty__code", "level", "amount", "decision_date")
    day = date(2016, 10, 17)
    assert list(found) == [
        (None, "associate", Decimal("385.00"), day),
        ("ENG", "bachelor", Decimal("1529.00"), day),
        ("LAW", "bachelor", Decimal("1155.00"), day),
        ("COMM", "bachelor", Decimal("962.00"), day),
    ]
    kou.programme.level, kou.programme.education_type = "associate", "distance"
    kou.programme.save()
    student = kou.student(semester=1)
    charge(term_id=kou.term.id, student_ids=[student.id])
    account = FeeStanding.objects.get(student=student)
    assert (account.charged, account.missing) == (Decimal("600.00"), [])
    decisions = [s["rule"] for c in account.steps["charges"] for s in c["steps"] if s["code"] == "tariff"]
    assert decisions == ["2016/9377", "2017/22"]


@pytest.mark.row("OMU-104")
@pytest.mark.row("KOU-102")
@pytest.mark.parametrize("education_type", ["day", "evening"])
def test_a_yearly_sum_of_students_from_abroad_is_halved_for_a_term(omu: World, education_type: str):
    import_tariffs(omu, OMU)
    omu.programme.education_type = education_type
    omu.programme.save()
    student = omu.student(semester=3)
    student.admission = "international"
    student.save()

    charge(term_id=omu.term.id, student_ids=[student.id])

    assert FeeStanding.objects.get(student=student).charged == Decimal("1500.00")


@pytest.mark.row("METU-21")
def test_the_first_step_of_a_term_is_what_the_table_says_is_owed(world: World):
    import_tariffs(world, METU)
    liable, free = world.student(semester=9), world.student("2601240", semester=8)

    charge_term(term_id=world.term.id)

    assert (steps_of(seen(liable))["fee"], steps_of(seen(free))["fee"]) == ("Waiting", "Not required")
    assert next_of(seen(liable)).startswith("Pay the fee first 500.00 TL still to pay.")


@pytest.mark.row("OMU-131")
def test_what_the_table_does_not_have_blocks_and_is_never_nothing(omu: World):
    import_tariffs(omu, OMU)
    Tariff.objects.filter(line="contribution").delete()
    student = omu.student(semester=9)

    assert charge_term(term_id=omu.term.id).blocked == 1
    at("2026-02-10 11:00")
    assert codes(omu.change(student, add=[omu.x1])) == ["FEE_SCHEDULE_MISSING"]

    load("tariffs", text_of_list(OMU, 2025))
    charge_term(term_id=omu.term.id)
    assert FeeStanding.objects.get(student=student).charged == Decimal("200.00")


def test_units_are_known_by_code_prefix_or_name_and_by_their_kind_where_two_are_called_so(world: World):
    table = lines(
        "2025,tuition,571,,,,1,,1",
        "2025,tuition,ee,,,,2,,1",
        "2025,tuition,muhendislik fakultesi,,,,3,,1",
        "2025,tuition,CENG,program,,,4,,1",
    )
    assert counted(load("tariffs", table)) == (4, 0, 0, 0)
    assert [(r[1], r[4]) for r in rows()] == [("571", "1.00"), ("567", "2.00"), ("ENG", "3.00"), ("CENG", "4.00")]
    assert Tariff.objects.get(amount=4).programme == world.programme


@pytest.mark.parametrize(("column", "words"), [(1, LINES), (4, LEVELS), (5, TYPES), (7, PERIODS)])
def test_words_are_turkish_or_english_and_fold_the_turkish_way(db, column: int, words):
    for value, known in words.items():
        for word in (value, *known, known[0].upper().replace("I", "İ"), known[0].title()):
            cells = ["2025", "exam", "", "", "", "", "1", "", "1"]
            cells[column] = word
            assert told(load("tariffs", lines(",".join(cells)))) == [], word
            field = ("", "line", "", "", "level", "education_type", "", "period")[column]
            assert [getattr(t, field) for t in Tariff.objects.all()] == [value], word
            Tariff.objects.all().delete()


@pytest.mark.parametrize(
    ("cell", "amount"), [("1529,00", "1529.00"), ("1529.00", "1529.00"), ("1529,5", "1529.50"), ("0", "0.00")]
)
def test_a_sum_has_a_comma_or_a_point(db, cell: str, amount: str):
    report = load("tariffs", f"yıl;kalem;tutar;karar no\n2025-2026;katkı payı;{cell};1\n")

    assert (told(report), [r[4] for r in rows()]) == ([], [amount])


def test_a_sheet_says_the_same(db):
    table = sheet(
        ["yıl", "kalem", "öğretim türü", "tutar", "süre", "karar no", "karar tarihi"],
        [2025, "Öğrenim ücreti", "II. öğretim", 1000.1, "yıllık", "2025/1", date(2025, 6, 30)],
        ["2025/2026", "Katkı payı", None, "200,50", None, 7, "30.06.2025"],
    )
    assert counted(load("tariffs", table)) == (2, 0, 0, 0)
    assert rows() == [
        ("tuition", "", "", "evening", "1000.10", "year"),
        ("contribution", "", "", "", "200.50", "term"),
    ]
    assert set(Tariff.objects.values_list("decision_no", "decision_date")) == {
        ("2025/1", date(2025, 6, 30)),
        ("7", date(2025, 6, 30)),
    }


def test_the_same_again_changes_nothing_and_another_sum_changes_one(omu: World):
    import_tariffs(omu, OMU)
    again = import_tariffs(omu, OMU)
    raised = load("tariffs", text_of_list(OMU, 2025).replace("800,00", "850,00"))
    next_year = import_tariffs(omu, OMU, year=2026)

    assert [counted(report) for report in (again, raised, next_year)] == [(0, 0, 0, 9), (0, 1, 0, 8), (9, 0, 0, 0)]
    assert set(Tariff.objects.filter(line="preparation").values_list("year", "amount")) == {(2025, 850), (2026, 800)}


def test_empty_cells_leave_alone_what_is_there(db):
    load("tariffs", lines("2025,foreign,,,,,3000,year,1,2025-06-30,,2000"))
    load("tariffs", lines("2025,foreign,,,,,3200,,2"))

    row = tariff("foreign")
    assert (row.amount, row.period, row.decision_no) == (Decimal(3200), "year", "2")
    assert (row.minimum, row.decision_date) == (Decimal(2000), date(2025, 6, 30))


# what is refused


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        (["2025,tuition,,,,,-5,,1"], ["line 2, amount: “-5”: not a figure from 0 to 99999999"]),
        (["2025,tuition,,,,,1.000,,1"], ["line 2, amount: “1.000,00”: not a figure from 0 to 99999999"]),
        (["2025,tuition,,,,,10.005,,1"], ["line 2, amount: “10.005”: has more decimal places than 0.01"]),
        (["2025,tuition,,,,,12a,,1"], ["line 2, amount: “12a”: not a figure from 0 to 99999999"]),
        (["2025,tuition,,,,,NaN,,1"], ["line 2, amount: “NaN”: not a figure from 0 to 99999999"]),
        (["2025,tuition,,,,,=1+1,,1"], ["line 2, amount: is a formula: paste its value"]),
        (["2025,tuition,,,,,,,1"], ["line 2, amount: is empty"]),
        (["2025,tuition,,,,,1,,"], ["line 2, decision number: is empty"]),
        (["25,tuition,,,,,1,,1"], ["line 2, year: “25”: not an academic year such as 2026 or 2026-2027"]),
        (["2025-2027,tuition,,,,,1,,1"], ["line 2, year: “2025-2027”: not an academic year such as 2026 or 2026-2027"]),
        (
            ["2025,rent,,,,,1,,1"],
            [
                "line 2, line: “rent”: not one of contribution, tuition, material, foreign, preparation, course, "
                "course_material, exam"
            ],
        ),
        (["2025,tuition,XYZ,,,,1,,1"], ["line 2, unit: there is no such unit"]),
        (["2025,tuition,571,faculty,,,1,,1"], ["line 2, unit: there is no such unit"]),
        (
            ["2025,tuition,CENG,,,,1,,1"],
            ["line 2, unit: more than one unit is called so: use its code and say its kind"],
        ),
        (["2025,tuition,,faculty,,,1,,1"], ["line 2, unit: is empty"]),
        (["2025,tuition,,,phd?,,1,,1"], None),
        (["2025,tuition,,,,,1,week,1"], ["line 2, period: “week”: not one of year, term"]),
        (
            ["2025,tuition,,,,,1,,1,31.02.2025"],
            ["line 2, decision date: “31.02.2025”: not a date such as 2026-02-09 or 09.02.2026"],
        ),
        (
            ["2025,tuition,571,,,,1,,1", "2025,öğrenim ücreti,571,bölüm,,,2,,1"],
            ["line 3, line: the same tariff stands in line 2 already"],
        ),
        (
            ["2025,tuition,CENG,program,yüksek lisans,,1,,1"],
            ["line 2, level: Applies to nobody: the programme is of another level or education type."],
        ),
        (
            ["2025,tuition,,,,,1,,1,,,5"],
            ["line 2, minimum: Only the tuition of students from abroad has a least sum."],
        ),
    ],
)
def test_what_cannot_be_is_told_by_line_and_reason_and_nothing_is_taken_in(world: World, given, problems):
    good = "2025,contribution,,,,,200,,1"
    table = lines(*given, good).replace("1.000,", '"1.000,00",', 1)

    report = load("tariffs", table)

    if problems is not None:
        assert told(report) == problems
    assert (len(report.problems), Tariff.objects.count()) == (1, 0)
    assert load("tariffs", table, keep="valid").kept  # the officer's choice
    assert tariff("contribution").amount == 200


@pytest.mark.row("KOU-113")
def test_a_material_fee_is_held_against_the_tuition_of_the_file_and_of_what_is_there(db):
    both = lines("2025,material,,,,,386,,1", "2025,tuition,,,,,385,,1")
    said = "The material fee of a term may not be above the tuition: 386.00 TL are more than 385.00 TL."
    assert told(load("tariffs", both)) == [f"line 2, amount: {said}"]
    assert told(load("tariffs", both.replace("386", "385"))) == []

    lower = load("tariffs", lines("2025,tuition,,,,,384,,2"))
    assert told(lower) == [f"line 2, amount: {said.replace('386', '385', 1).replace('than 385', 'than 384')}"]
    assert lower.problems[0].code == "MATERIAL_ABOVE_TUITION"
    assert tariff("tuition").amount == 385
    assert told(load("tariffs", lines("2026,tuition,,,,,384,,2"))) == []  # of another year


def test_a_line_that_is_left_out_takes_its_followers_with_it(db):
    """Only the higher tuition would allow the higher material fee, and that line is refused."""
    load("tariffs", lines("2025,material,,,,,300,,1", "2025,tuition,,,,,385,,1,,,"))
    higher = lines("2025,material,,,,,400,,2", "2025,tuition,,,,,500,,2,,900")

    report = load("tariffs", higher, keep="valid")

    assert [(p.line, p.code) for p in report.problems] == [
        (2, "MATERIAL_ABOVE_TUITION"),
        (3, "STATE_SHARE_BELOW_HALF"),
    ]
    assert (counted(report), set(Tariff.objects.values_list("amount", "decision_no"))) == (
        (0, 0, 0, 0),
        {(300, "1"), (385, "1")},
    )


@pytest.mark.row("KOU-105")
@pytest.mark.row("KOU-103")
def test_the_other_bounds_hold_in_a_file_as_they_do_in_the_form(world: World):
    table = lines(
        "2025,foreign,,,,,2000,,1,,,2000",
        "2025,foreign,ENG,,,,1800,,1",
        "2025,contribution,,,,,600,year,1,,1000,",
    )
    assert [(p.line, p.column, p.code) for p in load("tariffs", table).problems] == [
        (3, "amount", "FOREIGN_FEE_BELOW_MIN"),
        (4, "amount", "STATE_SHARE_BELOW_HALF"),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (text_of_list(OMU, 2025).encode("cp1254"), "seems to be Windows-1254"),
        (text_of_list(OMU, 2025).encode("utf-16"), "is UTF-16 text"),
        (text_of_list(OMU, 2025).replace(";", "\t").encode(), "is separated by tabs or bars"),
        (b"year,line,amount\n2025,tuition,1\n", "has no column decision number"),
        (
            "yıl;kalem;tutar;karar no\n2025;katkı payı;1;“İ".encode()[:-1],
            "ends in the middle of a letter: it is cut off",
        ),
        (b"year,line,amount,decision number\n", "holds no line of data"),
    ],
)
def test_what_makes_a_file_unreadable_is_said_in_one_line(db, content: bytes, said: str):
    with pytest.raises(ImportProblem) as problem:
        load("tariffs", content)
    assert said in str(problem.value)


def test_a_windows_file_is_read_as_one_and_a_file_cut_in_a_line_is_not_taken_in(omu: World):
    import_tariffs(omu, OMU)
    Tariff.objects.all().delete()
    whole = text_of_list(OMU, 2025)

    cut = load("tariffs", whole[: whole.index("MED") + 20])
    assert told(cut) == ["line 6: has 8 cells instead of 10: is the file cut off?"]
    assert not Tariff.objects.exists()
    assert load("tariffs", whole.encode("cp1254"), encoding="windows-1254").kept
    assert tariff("contribution").amount == 200


# the desk


def take(client: Client, table: str) -> tuple[JobRun, str]:
    url = upload(client, table, "tariffs")["Location"]
    client.post(url, {"keep": "all"})
    return JobRun.objects.latest("pk"), url


def test_the_fee_office_previews_confirms_and_takes_back(omu: World):
    officer = official(omu, "fee_officer")
    page = officer.get("/admin/import/").content.decode()
    assert 'value="tariffs"' in page and 'value="students"' not in page and 'name="term"' not in page
    assert 'href="/admin/import/"' in officer.get("/admin/").content.decode()
    assert officer.get("/admin/import/template/tariffs/").status_code == 200
    assert officer.get("/admin/import/template/students/").status_code == 404
    assert upload(officer, "number,kind\n1,library\n", "holds").status_code == 200  # no choice of theirs

    load("tariffs", lines("2025,contribution,,,,,150,,0"))
    url = upload(officer, lines("2025,contribution,,,,,200,,1", "2025,tuition,,,,,385,,1"), "tariffs")["Location"]
    text, offered = shown(officer, url)
    assert ("Preview: nothing has changed yet." in text, offered) == (True, ["all", "nothing"])
    assert rows() == [("contribution", "", "", "", "150.00", "term")]

    officer.post(url, {"keep": "all"})
    assert [r[4] for r in rows()] == ["200.00", "385.00"]
    officer.post(url, {"keep": "undo"})
    assert rows() == [("contribution", "", "", "", "150.00", "term")]
    assert tariff("contribution").decision_no == "0"


def test_an_import_is_not_taken_back_when_somebody_changed_since_what_it_wrote(omu: World):
    officer = official(omu, "fee_officer")
    load("tariffs", lines("2025,foreign,,,,,3000,year,1,2025-06-30,,2000"))
    _job, url = take(officer, lines("2025,foreign,,,,,3200,term,2,2025-07-01,,2100", "2025,tuition,,,,,385,,1"))
    Tariff.objects.filter(line="tuition").update(amount=400)

    officer.post(url, {"keep": "undo"})
    assert [r[4] for r in rows()] == ["3200.00", "400.00"]

    Tariff.objects.filter(line="tuition").update(amount=385)
    officer.post(url, {"keep": "undo"})
    row = Tariff.objects.get()
    assert (row.amount, row.period, row.decision_no) == (Decimal(3000), "year", "1")
    assert (row.decision_date, row.minimum) == (date(2025, 6, 30), Decimal(2000))


@pytest.mark.parametrize("count", [1, 3])
def test_an_import_costs_the_same_statements_whatever_its_length(omu: World, count: int, django_assert_num_queries):
    for i in range(count):
        Programme.objects.create(code=f"P{i}", name=f"P{i}", department=omu.ceng)
    table = lines(*(f"2025,tuition,P{i},,,,{i},,1" for i in range(count)))

    with django_assert_num_queries(14):
        assert load("tariffs", table).kept
