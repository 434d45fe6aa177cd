"""Tiny builders for the computation: an evening student of Engineering in semester 3, and a short list of tariffs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from fees.computing import Assessment, Case, Course, Effect, Ground, Step, Tariff, Tariffs, Unit, compute
from registration.rules.settings import Fees

ENG, LAW, COMM = 10, 20, 30
CENG_DEPARTMENT, CENG_PROGRAMME = 11, 12
UNIT = Unit(CENG_PROGRAMME, CENG_DEPARTMENT, ENG, "bachelor", "day")
OMU = Fees(
    foreign_language_multiplier=Decimal("1.50"),
    yos_discount=Decimal(50),
    leave_charge="first_term",
    course_fee="flat",
)
KOU = Fees(leave_charge="always", course_fee="per_credit", course_material="course", free_exams=1)


def tariff(id_: int, line: str, amount: str, **about: Any) -> Tariff:
    return Tariff(id_, line, Decimal(amount), **{"decision": f"D{id_}", **about})


LIST = (
    tariff(1, "contribution", "200.00", education_type="day"),
    tariff(2, "tuition", "1000.00", education_type="evening"),
    tariff(3, "tuition", "385.00", education_type="distance", level="associate"),
    tariff(4, "material", "215.00", education_type="distance"),
    tariff(5, "foreign", "3000.00", period="year"),
    tariff(6, "preparation", "800.00"),
    tariff(7, "course", "20.00"),
    tariff(8, "course", "40.00", faculty_id=LAW, period="year"),
    tariff(9, "tuition", "1529.00", education_type="distance", faculty_id=ENG, period="year"),
    tariff(10, "tuition", "1155.00", education_type="distance", faculty_id=LAW, period="year"),
    tariff(11, "tuition", "962.00", education_type="distance", faculty_id=COMM, period="year"),
    tariff(12, "course_material", "5.00"),
    tariff(13, "exam", "50.00"),
)


def case(type_: str = "day", semester: int = 3, *grounds: Ground, **about: Any) -> Case:
    unit = {key: about.pop(key) for key in ("level", "faculty_id") if key in about}
    about = {"year": 2025, "normal_semesters": 8, **about}
    return Case(unit=replace(UNIT, education_type=type_, **unit), semester=semester, grounds=grounds, **about)


def ground(effect: str, percent: str | None = None, *, code: str = "", order: int = 0) -> Ground:
    """Its code is its effect unless told otherwise; its rule R, its document No 7."""
    ratio = None if percent is None else Decimal(percent)
    return Ground(code or effect, Effect(effect), "R", ratio, "No 7", order)


def course(id_: int = 1, ects: str = "4", *, only: bool = False) -> Course:
    return Course(id_, f"C{id_}", Decimal(ects), only)


def computed(a_case: Case, figures: Fees = OMU, tariffs: tuple[Tariff, ...] = LIST) -> Assessment:
    return compute(a_case, Tariffs(tariffs), figures)


def lines(assessment: Assessment) -> list[tuple[str, str]]:
    """Each line with its sum; what is missing as such."""
    assert all(c.amount == c.amount.quantize(Decimal("0.01")) for c in assessment.charges)
    found = [(c.line, str(c.amount)) for c in assessment.charges]
    return found + [(m.line, "missing") for m in assessment.missing]


def told(steps: tuple[Step, ...]) -> list[tuple[Any, ...]]:
    """Each step: code, rule, the sum after it, and its document where there is one."""
    return [(s.code, s.rule, None if s.amount is None else str(s.amount), *filter(None, (s.document,))) for s in steps]
