"""Tariffs that are missing: found before anybody is charged, and told of on 1 July."""

from __future__ import annotations

import pytest
from django.utils import translation

from curriculum.models import Programme
from fees.cases import tariffs_of_year
from fees.models import Claim, Ground, Tariff, TopTen
from people.clock import now
from people.models import JobRun, Notice
from people.notice_rendering import words_of
from registration import catalogue
from registration.charging.missing import lacking_tariffs
from registration.closing.due import run_due
from registration.closing.tariffs import check_tariffs
from registration.term_check import check_term
from tests.admin_pages import official
from tests.fees.tariffs import KOU, OMU, import_tariffs
from tests.world import World, at

pytestmark = pytest.mark.django_db


def missing(world: World) -> list[str]:
    """As the term check says it, of this check alone."""
    catalogue.forget()
    with translation.override("en"):
        found = {f.check.code: f for f in check_term(world.term)}
    return [p.label for p in found["FEE_SCHEDULE_MISSING"].places] if "FEE_SCHEDULE_MISSING" in found else []


def evening(world: World) -> Programme:
    about = {"department": world.ceng, "education_type": "evening"}
    return Programme.objects.create(code="CENG2", name="Bilgisayar Mühendisliği (İÖ)", **about)


@pytest.mark.row("KOU-104")
def test_the_term_check_says_what_is_missing_for_whom_before_anybody_is_charged(omu: World):
    for n in range(2):
        omu.student(str(2501231 + 10 * n), programme=evening(omu) if n == 0 else Programme.objects.get(code="CENG2"))
    omu.student("2601231", semester=3)  # owes nothing, so nothing is missing
    assert missing(omu) == ["Tuition (öğrenim ücreti) · Undergraduate · Evening education: CENG2; 2 students"]

    omu.student("2601249", semester=9)
    assert missing(omu) == [
        "Contribution (katkı payı) · Undergraduate · First education: CENG; 1 students",
        "Tuition (öğrenim ücreti) · Undergraduate · Evening education: CENG2; 2 students",
    ]
    import_tariffs(omu, OMU)
    assert missing(omu) == []


def test_a_term_of_no_year_is_not_asked_about(omu: World):
    omu.student(semester=9)
    omu.term.code = "pilot"
    omu.term.save()
    assert missing(omu) == []


def test_it_asks_what_the_computation_asks(omu: World):
    """Of who is admitted from abroad, ranked among the first tenth, or in the Turkish preparation."""
    import_tariffs(omu, OMU)
    Tariff.objects.exclude(line="tuition").delete()
    programme = evening(omu)
    abroad, ranked, preparing = (omu.student(str(2501231 + 10 * n), programme=programme) for n in range(3))
    abroad.admission = "international"
    abroad.save()
    before = type(omu.term).objects.create(code="20251", name="2025-2026 Güz")
    place = {"place": 1, "population": 10, "average": 4, "class_year": 4, "ranked_at": now()}
    TopTen.objects.create(student=ranked, term=before, department=omu.ceng, qualifies=True, **place)
    ground = Ground.objects.create(code="prep", name="OMÜ-TÖMER", effect="turkish_preparation")
    Claim.objects.create(student=preparing, ground=ground, valid_from=omu.term.starts_on, state="approved")

    assert [label.partition(" ·")[0] for label in missing(omu)] == [
        "Contribution (katkı payı)",
        "Tuition of students from abroad",
        "Turkish preparation",
    ]


@pytest.mark.parametrize(
    ("university", "lacking"),
    [
        ("omu", ["Course taken by distance"]),
        ("kou", ["Material of a course taken by distance", "Tuition (öğrenim ücreti)"]),
    ],
)
def test_courses_that_are_offered_by_distance_are_thought_of(request, university: str, lacking: list[str]):
    world: World = request.getfixturevalue(university)
    world.student(semester=3)
    world.x.is_five_i = True
    world.x.save()
    assert missing(world) == []

    world.x2.delivery = "distance"
    world.x2.save()
    assert missing(world) == [f"{line} · Undergraduate · First education: CENG; 1 students" for line in lacking]
    import_tariffs(world, KOU if university == "kou" else OMU)
    assert missing(world) == []


@pytest.mark.parametrize("kinds", [1, 3])
def test_the_statements_do_not_grow(omu: World, kinds: int, django_assert_num_queries):
    for n in range(kinds):
        omu.student(str(2501231 + 10 * n), semester=9 + n)
    current = catalogue.newest(omu.term.id)
    with django_assert_num_queries(14):
        assert lacking_tariffs(current, omu.term, tariffs_of_year(2025), omu.term.starts_on)


# 1 July


@pytest.fixture
def july(omu: World) -> World:
    omu.student(semester=9)
    omu.role(omu.staff("harc"), "fee_officer")
    omu.role(omu.staff("ogr"), "registrar")
    omu.role(omu.staff("sek"), "secretary", omu.ceng)
    return omu


def ran(moment: str) -> list[str]:
    at(moment)
    return [job.kind for job in run_due() if job.kind == "check_tariffs"]


def told() -> list[tuple[str, str]]:
    notices = Notice.objects.filter(kind="tariffs_missing").select_related("user").order_by("id")
    return [(n.user.username, words_of(n.kind, n.figures, "tr").body.partition(";")[0]) for n in notices]


@pytest.mark.row("KOU-104")
def test_on_1_july_the_fee_office_and_the_registrar_are_told_once(july: World):
    assert (ran("2026-06-30 23:59"), told()) == ([], [])

    assert ran("2026-07-01 00:00") == ["check_tariffs"]
    said = "2026 yılında başlayan akademik yılın 0 tarifesi var"
    assert told() == [("harc", said), ("ogr", said)]
    result = JobRun.objects.get(kind="check_tariffs").result
    assert (result["year"], result["tariffs"], result["lacking"], result["told"]) == (2026, 0, 1, 2)

    assert (ran("2026-07-02 00:00"), len(told())) == ([], 2)
    assert ran("2027-07-01 00:00") == ["check_tariffs"]
    assert len(told()) == 4


@pytest.mark.row("KOU-104")
def test_where_they_are_decided_nobody_is_told_and_where_one_is_missing_they_are(july: World):
    import_tariffs(july, OMU, year=2026)
    at("2026-07-01 08:00")
    assert check_tariffs(term_id=july.term.id).as_dict() == {"year": 2026, "tariffs": 9, "lacking": 0, "told": 0}
    assert told() == []

    Tariff.objects.filter(line="contribution").delete()
    dry = check_tariffs(term_id=july.term.id, dry_run=True)
    assert (dry.lacking, dry.told, told()) == (1, 2, [])
    check_tariffs(term_id=july.term.id)
    check_tariffs(term_id=july.term.id)
    assert [who for who, _said in told()] == ["harc", "ogr"]


def test_the_check_leads_to_the_page_where_the_tariff_is_added(omu: World):
    omu.student(semester=9)
    catalogue.forget()
    page = official(omu, "registrar").get("/admin/term-check/?term=20252").content.decode()
    assert "/admin/fees/tariff/add/?year=2025&amp;line=contribution&amp;level=bachelor" in page
