"""Rankings: the pure part as tables, and the job that ranks a term, publishes and charges the next one anew."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from curriculum.models import Curriculum, CurriculumItem, Programme, Term
from fees.computing.ranking import Record, ranked, top_ten
from fees.models import Claim, Refund, TopTen
from fees.ranking import certify
from people.models import JobRun, Student
from registration.charging import rank_top_ten
from registration.rules.settings import Fees
from tests.registration.ask import turn
from tests.registration.records import transcript
from tests.tables import counted, load, told

from .desk import FeeDesk
from .tariffs import costs

# the pure part


def scores(*values: str) -> dict[int, Decimal]:
    return {n: Decimal(value) for n, value in enumerate(values, 1)}


def winners(found) -> list[int]:
    return [p.student_id for p in found if p.qualifies]


def steps_down(n: int) -> dict[int, Decimal]:
    """n students, each a little worse than the one before."""
    return {k: Decimal(4) - Decimal(k) / 100 for k in range(1, n + 1)}


@pytest.mark.row("OMU-88")
@pytest.mark.parametrize(
    ("many", "percent", "qualify"),
    [(42, 10, 4), (40, 10, 4), (39, 10, 3), (49, 10, 4), (50, 10, 5), (9, 10, 1), (1, 10, 1), (25, 10, 2), (42, 0, 0)],
)
def test_ten_of_a_hundred_rounded_down_and_one_at_least(many: int, percent: int, qualify: int):
    found = list(ranked(steps_down(many), Decimal(percent)))
    assert winners(found) == list(range(1, qualify + 1))
    assert [p.place for p in found] == list(range(1, many + 1)) and {p.population for p in found} == {many}


@pytest.mark.row("OMU-88")
@pytest.mark.parametrize(("ties", "qualify"), [("include", [1, 2, 3, 4, 5, 6]), ("exclude", [1, 2, 3])])
def test_equals_at_the_last_place_qualify_together_or_not_at_all(ties: str, qualify: list[int]):
    own = steps_down(42)
    own[5] = own[6] = own[4]
    found = list(ranked(own, Decimal(10), ties))
    assert winners(found) == qualify
    assert [p.place for p in found][:8] == [1, 2, 3, 4, 4, 4, 7, 8]


@pytest.mark.parametrize("ties", ["include", "exclude"])
def test_equals_that_all_fit_qualify_whatever_is_said_of_ties(ties: str):
    assert winners(ranked(scores("4", "3", "3", *["2"] * 27), Decimal(10), ties)) == [1, 2, 3]


def record(student_id: int, average: str | None, **about) -> Record:
    usual = {"department_id": 1, "level": "bachelor", "class_year": 2, "asked": 5, "passed": 5, "cgpa": Decimal(2)}
    return Record(student_id=student_id, term_average=average and Decimal(average), **(usual | about))


@pytest.mark.parametrize(
    ("about", "is_ranked"),
    [
        ({}, True),
        ({"passed": 6}, True),
        ({"passed": 4}, False),
        ({"asked": 0}, False),  # past the last semester: nothing is set that could be passed
        ({"asked": 0, "passed": 0}, False),
        ({"preparation": True}, False),
    ],
)
def test_who_is_ranked(about, is_ranked: bool):
    assert record(1, "3.00", **about).is_ranked == is_ranked


@pytest.mark.row("OMU-89")
def test_the_preparatory_class_is_left_out_however_good():
    prepared = [record(1, "4.00", preparation=True), record(2, "3.00"), record(3, "2.00")]
    found = top_ten(prepared, Fees())
    assert [(p.student_id, p.place, p.population, p.qualifies) for p in found] == [(2, 1, 2, True), (3, 2, 2, False)]


@pytest.mark.parametrize(("population", "qualify"), [("class", [1, 3, 4, 5]), ("department", [1, 4, 5])])
def test_a_class_or_a_department_is_ranked_and_levels_apart(population: str, qualify: list[int]):
    records = [
        record(1, "3.90"),
        record(2, "3.80"),
        record(3, "3.50", class_year=3),
        record(4, "2.00", department_id=2),
        record(5, "1.00", level="associate"),
    ]
    assert sorted(winners(top_ten(records, Fees(top_ten_population=population)))) == qualify


def test_the_average_is_of_the_term_or_of_all_and_who_has_none_is_not_ranked():
    records = [record(1, "3.00", cgpa=Decimal(2)), record(2, "2.00", cgpa=Decimal(3)), record(3, None, cgpa=None)]
    assert winners(top_ten(records, Fees())) == [1]
    assert winners(top_ten(records, Fees(top_ten_average="cgpa"))) == [2]
    assert {p.population for p in top_ten(records, Fees())} == {2}


# the job


@pytest.fixture
def desk(db) -> FeeDesk:
    desk = FeeDesk()
    desk.fixtures()
    autumn = {"starts_on": date(2025, 9, 15), "ends_on": date(2026, 1, 30)}
    desk.autumn = Term.objects.create(code="20251", name="2025-2026 Güz", **autumn)
    desk.programme = desk.evening()
    desk.curriculum = Curriculum.objects.create(programme=desk.programme)
    for semester, courses in ((1, 2), (3, 2)):
        items = [{"semester": semester, "category": "TE", "order": n} for n in range(courses)]
        CurriculumItem.objects.bulk_create(CurriculumItem(curriculum=desk.curriculum, **item) for item in items)
    return desk


def student(desk: FeeDesk, n: int, *lines: str, entry: str = "20241", programme: Programme | None = None) -> Student:
    """An evening student with a transcript; who entered in autumn 2024 was in the third semester in autumn 2025."""
    made = desk.world.student(f"25020{n:02}0", programme=programme or desk.programme, class_year=2, semester=4)
    made.programmes.update(entry_term=entry, curriculum=desk.curriculum)
    transcript(desk.world, made, *lines)
    return made


BEST = ("20251 301 AA 3", "20251 302 AA 3")
GOOD = ("20251 301 AA 3", "20251 302 BB 3")
FAILED = ("20251 301 AA 3", "20251 302 AA 3", "20251 303 FF 3")
ONE_SHORT = ("20251 301 AA 3", "20251 302 FF 3", "20241 301 AA 3")


def rows_of(desk: FeeDesk) -> list[tuple[str, int, int, bool]]:
    rows = TopTen.objects.filter(term=desk.autumn).order_by("class_year", "place", "student__number")
    return [(r.student.number[5:7], r.place, r.population, r.qualifies) for r in rows.select_related("student")]


def test_a_class_is_ranked_by_the_average_of_the_term(desk: FeeDesk):
    student(desk, 1, *GOOD, "20241 201 AA 3")
    student(desk, 2, *BEST)
    student(desk, 3, *FAILED)  # passed what is asked for, and failed one more
    student(desk, 4, *ONE_SHORT)
    student(desk, 5, *GOOD, entry="20251")  # of the first class
    student(desk, 6, "20251 301 AA 3 5 ni", "20251 302 AA 3")
    student(desk, 7, *BEST, programme=desk.world.programme)  # of the day
    gone = student(desk, 8, *BEST)
    Student.objects.filter(pk=gone.pk).update(status="withdrawn")

    report = rank_top_ten(term_id=desk.autumn.id)
    assert rows_of(desk) == [("05", 1, 1, True), ("02", 1, 3, True), ("01", 2, 3, False), ("03", 3, 3, False)]
    assert report.as_dict() == {"evening": 6, "ranked": 4, "qualify": 2, "changed": 2}
    first = TopTen.objects.get(student__number="25020020")
    assert (first.average, first.class_year, first.department) == (Decimal("4.00"), 2, desk.world.ceng)


def test_policy_says_which_average_and_population(desk: FeeDesk):
    student(desk, 1, *GOOD, "20241 201 AA 3", "20241 202 AA 3", "20241 203 AA 3")
    student(desk, 2, *BEST, "20241 201 CC 3")
    student(desk, 5, *GOOD, entry="20251")
    turn("FEES", "", profile="OMÜ", params={"top_ten_average": "cgpa", "top_ten_population": "department"})
    rank_top_ten(term_id=desk.autumn.id)
    assert sorted(rows_of(desk)) == [("01", 1, 3, True), ("02", 3, 3, False), ("05", 2, 3, False)]


def test_preparatory_students_are_not_ranked(desk: FeeDesk):
    prep = desk.evening("PREP", level="prep")
    student(desk, 1, *BEST, programme=prep)
    student(desk, 2, *GOOD)
    rank_top_ten(term_id=desk.autumn.id)
    assert rows_of(desk) == [("02", 1, 1, True)]


def test_ranked_again_nothing_changes_and_after_a_correction_what_it_changes(desk: FeeDesk):
    first, second = student(desk, 1, *BEST), student(desk, 2, *GOOD)
    assert rank_top_ten(term_id=desk.autumn.id).changed == 1
    assert rank_top_ten(term_id=desk.autumn.id).changed == 0
    first.transcript.update(grade=desk.world.grades["CC"])
    assert rank_top_ten(term_id=desk.autumn.id).changed == 2
    assert rows_of(desk) == [("02", 1, 2, True), ("01", 2, 2, False)]
    second.transcript.all().delete()
    rank_top_ten(term_id=desk.autumn.id)
    assert rows_of(desk) == [("01", 1, 1, True)]


def test_a_dry_run_says_and_writes_nothing(desk: FeeDesk):
    student(desk, 1, *BEST)
    out = StringIO()
    call_command("rank_top_ten", "20251", dry_run=True, stdout=out, verbosity=0)
    assert not TopTen.objects.exists()
    said = [line for line in out.getvalue().splitlines() if line.endswith(": 1")]
    assert len(said) == 3  # evening students, ranked, in the top
    call_command("rank_top_ten", "20251", stdout=out, verbosity=0)
    assert rows_of(desk) == [("01", 1, 1, True)]
    assert [job.result["qualify"] for job in JobRun.objects.filter(kind="rank_top_ten")] == [1, 1]
    with pytest.raises(CommandError, match="no term"):
        call_command("rank_top_ten", "19991")


@pytest.mark.parametrize("many", [1, 3])
def test_any_number_of_students_takes_the_same_statements(desk: FeeDesk, many: int):
    for n in range(1, many + 1):
        student(desk, n, *BEST)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        rank_top_ten(term_id=desk.autumn.id)
    assert len(queries) == 22


# what it brings


@pytest.mark.row("OMU-90")
@pytest.mark.row("OMU-118")
@pytest.mark.row("OMU-119")
def test_the_top_pays_the_contribution_in_the_next_term_and_gets_the_rest_back(
    desk: FeeDesk, django_capture_on_commit_callbacks
):
    first, second = student(desk, 1, *BEST), student(desk, 2, *GOOD)
    for one in (first, second):
        assert desk.owes(one) == Decimal(1000)
    account = desk.account(first)
    account.paid = Decimal(1000)
    account.save()

    with django_capture_on_commit_callbacks(execute=True):
        rank_top_ten(term_id=desk.autumn.id)
    assert [desk.account(one).charged for one in (first, second)] == [Decimal(200), Decimal(1000)]
    assert Refund.objects.get().amount == Decimal(800)

    costs("tuition", "1000.00", year=2026)
    Term.objects.filter(pk=desk.world.term.pk).update(code="20261")  # the ranking of the term between decides anew
    assert desk.owes(first) == Decimal(1000)


@pytest.mark.row("OMU-90")
def test_what_the_top_pays_is_policys(desk: FeeDesk):
    first = student(desk, 1, *BEST)
    rank_top_ten(term_id=desk.autumn.id)
    assert desk.owes(first) == Decimal(200)
    turn("FEES", "", profile="OMÜ", params={"top_ten_charge": "zero"})
    assert desk.owes(first) == 0


@pytest.mark.row("OMU-91")
def test_who_comes_from_another_university_has_the_same_right_by_its_document(
    desk: FeeDesk, django_capture_on_commit_callbacks
):
    here, come = student(desk, 1, *BEST), student(desk, 2)
    assert desk.owes(come) == Decimal(1000)
    about = {"average": Decimal("3.71"), "place": 3, "population": 50, "certified": "KTÜ 2026/14"}
    with django_capture_on_commit_callbacks(execute=True):
        certify(student=come, term=desk.autumn, **about)
    account = desk.account(come)
    assert account.charged == Decimal(200)
    assert "KTÜ 2026/14" in str(account.steps)

    rank_top_ten(term_id=desk.autumn.id)  # leaves it alone, whatever the record here says
    transcript(desk.world, come, *GOOD)
    rank_top_ten(term_id=desk.autumn.id)
    row = TopTen.objects.get(student=come)
    assert (row.certified, row.place, row.qualifies) == ("KTÜ 2026/14", 3, True)
    assert TopTen.objects.get(student=here).qualifies


# the YÖS list


@pytest.fixture
def medicine(desk: FeeDesk) -> list[Student]:
    """25 students of Medicine from abroad, who pay 10000.00 a term."""
    programme = Programme.objects.create(code="TIP", name="Tıp", department=desk.world.ceng, normal_semesters=12)
    costs("foreign", "10000.00")
    made = [desk.world.student(f"26{n:04}0", programme=programme, class_year=1) for n in range(1, 26)]
    Student.objects.filter(pk__in=[s.pk for s in made]).update(admission="international")
    return made


def the_list(medicine: list[Student]) -> str:
    return "\n".join(["number,place", *(f"{s.number},{n}" for n, s in enumerate(medicine, 1))])


@pytest.mark.row("OMU-108")
def test_the_top_of_the_yos_list_of_medicine_pays_half(desk: FeeDesk, medicine: list[Student]):
    assert counted(load("yos_list", the_list(medicine))) == (2, 0, 0, 23)
    assert [desk.owes(s) for s in medicine[:3]] == [Decimal(5000), Decimal(5000), Decimal(10000)]
    claim = Claim.objects.get(student=medicine[1])
    assert (claim.state, claim.document_no, claim.valid_until) == ("approved", "2/25", None)

    assert counted(load("yos_list", the_list(medicine))) == (0, 0, 0, 25)
    assert Claim.objects.count() == 2


def test_a_preview_writes_nothing_and_a_wrong_line_neither(desk: FeeDesk, medicine: list[Student]):
    load("yos_list", the_list(medicine), keep="nothing")
    report = load("yos_list", the_list(medicine) + f"\n{medicine[0].number},4\n9999999,5\n2600030,0")
    assert told(report) == [
        "line 27, student number: the same student stands in line 2 already",
        "line 28, student number: no student has the number 9999999",
        "line 29, place: “0”: not a number from 1 to 9999",
    ]
    assert not Claim.objects.exists()
