"""Claims: who hands in what, who decides, what is recorded, what changes what is owed; and the grounds as data."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from fees import claims
from fees.claims import TABLE, Paper
from fees.ground_data import grounds, universities
from fees.models import Claim, ClaimFile, ClaimStep, Ground, Refund
from people.files import path_of
from people.models import Notice
from people.notice_rendering import words_of
from people.notices import nudge
from tests.uploads import pdf
from tests.world import at

from .desk import BOARD, FeeDesk, codes_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db, settings, tmp_path) -> FeeDesk:
    settings.FILES_ROOT = tmp_path
    return FeeDesk()


# the grounds


def test_every_university_has_its_grounds_and_loading_them_again_changes_nothing(db, capsys):
    assert universities() == ["kou", "metu", "omu"]
    assert {name: len(list(grounds(name))) for name in universities()} == {"kou": 10, "metu": 9, "omu": 21}
    call_command("load_grounds", "omu")
    Ground.objects.filter(code="disability").update(needs_original=False, name="Engelli öğrenci")
    call_command("load_grounds", "omu")
    assert capsys.readouterr().out == "omu: 21 grounds new, 0 already there.\nomu: 0 grounds new, 21 already there.\n"
    kept = Ground.objects.get(code="disability")
    assert (kept.needs_original, kept.name) == (False, "Engelli öğrenci")
    with pytest.raises(CommandError, match="known: kou, metu, omu"):
        call_command("load_grounds", "odtu")


def test_what_a_ground_is_stands_once_and_its_article_in_the_universitys_file(db):
    call_command("load_grounds", "metu", verbosity=0)
    call_command("load_grounds", "omu", verbosity=0)
    martyr, disability = Ground.objects.get(code="martyr_child"), Ground.objects.get(code="disability")
    assert (martyr.effect, martyr.rule, martyr.claimable) == ("exempt", "Portalın öndeğeri", True)
    assert martyr.accepted_issuers == ["Askerlik şubesi", "Emniyet müdürlüğü"]
    assert (disability.effect, disability.needs_original) == ("by_ratio", True)
    assert Ground.objects.get(code="yos_medicine").rule.endswith("(OMU-108)")


# a claim on its way


def test_a_claim_goes_from_the_student_over_the_original_to_the_approval(desk: FeeDesk):
    student = desk.world.student()
    claim = desk.handed_in(student, "martyr_child", document_no="77")
    assert (claim.state, claim.valid_from, claim.document_no) == ("uploaded", date(2026, 2, 10), "77")
    assert ClaimFile.objects.get(claim=claim).name == "belge0.pdf"
    assert codes_of(claims.approve(claim=claim, actor=desk.officer)) == ["ORIGINAL_NOT_SEEN"]

    at("2026-02-11 09:00")
    assert claims.see_original(claim=claim, actor=desk.officer).accepted
    assert claims.approve(claim=claim, actor=desk.officer).accepted
    claim.refresh_from_db()
    assert (claim.state, claim.original_seen_by, claim.decided_by) == ("approved", desk.officer, desk.officer)
    steps = list(claim.steps.values_list("event", "actor", "at__day"))
    assert steps == [
        ("claim", student.user_id, 10),
        ("see_original", desk.officer.pk, 11),
        ("approve", desk.officer.pk, 11),
    ]
    notice = Notice.objects.get(user=student.user)
    assert words_of(notice.kind, notice.figures, "tr").body.rstrip(" .").endswith("Şehit çocuğu")
    assert notice.link == "/fees/claims/"


def test_a_ground_that_asks_for_no_original_is_approved_without(desk: FeeDesk):
    claim = desk.handed_in(desk.world.student(), "research_assistant")
    assert claims.approve(claim=claim, actor=desk.officer).accepted


def test_the_officer_approves_what_the_document_says(desk: FeeDesk):
    claim = desk.handed_in(desk.world.student(), "disability", percent=Decimal(80))
    claims.see_original(claim=claim, actor=desk.officer)
    read = Paper(issuer="Devlet hastanesi", percent=Decimal("40"), valid_until=date(2027, 1, 31))
    assert claims.approve(claim=claim, actor=desk.officer, paper=read).accepted
    claim.refresh_from_db()
    assert (claim.percent, claim.issuer, claim.valid_from, claim.valid_until) == (
        Decimal(40),
        "Devlet hastanesi",
        date(2026, 2, 10),
        date(2027, 1, 31),
    )


@pytest.mark.parametrize(
    ("code", "paper", "against"),
    [
        ("disability", {}, ["PERCENT_REQUIRED"]),
        ("disability", {"percent": Decimal(0)}, ["PERCENT_RANGE"]),
        ("disability", {"percent": Decimal("100.01")}, ["PERCENT_RANGE"]),
        ("disability", {"percent": Decimal(100)}, []),
        ("martyr_child", {"issuer": "Muhtarlık"}, ["ISSUER_NOT_ACCEPTED"]),
        ("martyr_child", {"issuer": "Emniyet müdürlüğü"}, []),
        ("martyr_child", {"files": 0}, ["DOCUMENT_REQUIRED"]),
        ("martyr_child", {"files": 6}, ["FILES_TOO_MANY"]),
        (
            "martyr_child",
            {"valid_from": date(2026, 2, 2), "valid_until": date(2026, 2, 1), "issuer": "", "files": 0},
            ["ISSUER_NOT_ACCEPTED", "ENDS_BEFORE_START", "DOCUMENT_REQUIRED"],
        ),
        ("scholarship", {}, ["NOT_CLAIMABLE"]),
    ],
)
def test_all_that_stands_against_a_claim_comes_back_at_once(desk: FeeDesk, code: str, paper, against: list[str]):
    assert codes_of(desk.claims(desk.world.student(), code, **paper)) == against
    assert Claim.objects.exists() == (not against)


def test_nobody_claims_for_another_and_nobody_the_same_twice(desk: FeeDesk):
    mine, other = desk.world.student(), desk.world.student("2601240")
    claim = desk.handed_in(mine, "syria")
    assert codes_of(desk.claims(mine, "syria")) == ["CLAIM_OPEN"]
    assert desk.claims(other, "syria").accepted
    about = {"student": mine, "ground": desk.ground("egypt"), "paper": Paper()}
    uploads = [SimpleUploadedFile("a.pdf", pdf())]
    assert codes_of(claims.claim(**about, uploads=uploads, actor=other.user)) == ["NOT_YOURS"]
    claims.reject(claim=claim, actor=desk.officer, note="Kimlik okunmuyor")
    assert desk.claims(mine, "syria").accepted


def test_a_file_that_is_none_is_not_kept_nor_those_beside_it(desk: FeeDesk, tmp_path):
    student = desk.world.student()
    uploads = [SimpleUploadedFile("a.pdf", pdf()), SimpleUploadedFile("b.png", b"<svg/>")]
    about = {"student": student, "ground": desk.ground("syria"), "paper": Paper(), "actor": student.user}
    assert codes_of(claims.claim(**about, uploads=uploads)) == ["FILE_TYPE"]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_documents_of_a_claim_that_the_database_refuses_are_gone(desk: FeeDesk, monkeypatch, tmp_path):
    """As when the same claim came from another tab after this one was looked at."""
    student = desk.world.student()
    kept = desk.handed_in(student, "syria")
    monkeypatch.setattr(Claim, "OPEN", ())  # the look at what waits finds nothing
    assert codes_of(desk.claims(student, "syria")) == ["CLAIM_OPEN"]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files == [path_of(kept.files.get().stored_as)]


EVENTS = {
    "see_original": lambda claim, desk: claims.see_original(claim=claim, actor=desk.officer),
    "approve": lambda claim, desk: claims.approve(claim=claim, actor=desk.officer),
    "reject": lambda claim, desk: claims.reject(claim=claim, actor=desk.officer, note="Sahte"),
    "end": lambda claim, desk: claims.end(claim=claim, actor=desk.officer, last_day=date(2026, 3, 1)),
}
GOES = {
    "uploaded": {"see_original": "original_seen", "approve": "approved", "reject": "rejected"},
    "original_seen": {"approve": "approved", "reject": "rejected"},
    "approved": {"reject": "rejected", "end": "ended"},
    "ended": {"reject": "rejected", "end": "ended"},
    "rejected": {},
}


@pytest.mark.parametrize("state", GOES)
@pytest.mark.parametrize("event", EVENTS)
def test_a_claim_moves_as_the_table_says_and_no_other_way(desk: FeeDesk, state: str, event: str):
    assert EVENTS.keys() == TABLE.keys()
    claim = Claim.objects.create(
        student=desk.world.student(), ground=desk.ground("syria"), state=state, valid_from=date(2026, 2, 1)
    )
    done, to = EVENTS[event](claim, desk), GOES[state].get(event)
    claim.refresh_from_db()
    assert codes_of(done) == ([] if to else ["CLAIM_STATE"])
    assert (claim.state, ClaimStep.objects.count()) == (to or state, 1 if to else 0)


@pytest.mark.parametrize("event", EVENTS)
def test_only_the_fee_office_decides(desk: FeeDesk, event: str):
    claim = desk.handed_in(desk.world.student(), "syria")
    desk.officer = desk.world.role(desk.world.staff("sekreter"), "secretary", desk.world.ceng).staff.user
    assert codes_of(EVENTS[event](claim, desk)) == ["NOT_YOURS"]
    assert codes_of(desk.records(claim.student, "scholarship")) == ["NOT_YOURS"]


def test_a_rejection_says_why(desk: FeeDesk):
    claim = desk.handed_in(desk.world.student(), "syria")
    assert codes_of(claims.reject(claim=claim, actor=desk.officer, note=" ")) == ["NOTE_REQUIRED"]
    assert claims.reject(claim=claim, actor=desk.officer, note="Belge okunmuyor").accepted
    notice = Notice.objects.get(user=claim.student.user)
    said = [words_of(notice.kind, notice.figures, language).body for language in ("tr", "en")]
    assert said == [
        "Suriye vatandaşı dayanağıyla beyanınız kabul edilmedi: Belge okunmuyor",
        "Your claim on this ground was rejected: Citizen of Syria. Belge okunmuyor",
    ]


def test_a_decision_is_recorded_with_number_and_date_and_counts_at_once(desk: FeeDesk):
    student = desk.world.student()
    refused = desk.records(student, "programme_closed", document_no=" ", document_date=None)
    assert codes_of(refused) == ["DECISION_REQUIRED"]
    assert codes_of(desk.records(student, "disability")) == ["PERCENT_REQUIRED"]
    claim = desk.recorded(student, "programme_closed")
    assert (claim.state, claim.document_no, claim.document_date) == ("approved", *BOARD.values())
    assert claim.steps.get().event == "record"
    Ground.objects.filter(code="amnesty").update(active=False)
    assert codes_of(desk.records(student, "amnesty")) == ["NOT_CLAIMABLE"]


def test_an_end_is_a_day_and_the_day_counts(desk: FeeDesk):
    student = desk.world.student()
    claim = desk.recorded(student, "scholarship")
    early = claims.end(claim=claim, actor=desk.officer, last_day=date(2026, 1, 31))
    assert codes_of(early) == ["ENDS_BEFORE_START"]
    assert claims.end(claim=claim, actor=desk.officer, last_day=date(2026, 6, 30), note="Not ortalaması").accepted
    claim.refresh_from_db()
    assert (claim.state, claim.valid_until) == ("ended", date(2026, 6, 30))
    notice = Notice.objects.get(user=student.user, kind="claim_ended")
    assert "30.06.2026" in words_of(notice.kind, notice.figures, "tr").body


# what is owed


@pytest.fixture
def evening(desk: FeeDesk) -> FeeDesk:
    desk.fixtures()
    return desk


def test_what_is_decided_charges_anew_by_itself(evening: FeeDesk, django_capture_on_commit_callbacks):
    student = evening.world.student(programme=evening.evening())
    assert evening.owes(student) == Decimal(1000)
    with django_capture_on_commit_callbacks(execute=True):
        claim = evening.approved(student, "martyr_child")
    assert evening.account(student).charged == 0
    with django_capture_on_commit_callbacks(execute=True):
        claims.reject(claim=claim, actor=evening.officer, note="Belge başkasına ait")
    assert evening.account(student).charged == Decimal(1000)


def test_what_changes_nothing_charges_nobody(evening: FeeDesk, django_capture_on_commit_callbacks):
    student = evening.world.student(programme=evening.evening())
    with django_capture_on_commit_callbacks() as told:
        claim = evening.handed_in(student, "martyr_child")
        claims.see_original(claim=claim, actor=evening.officer)
        claims.reject(claim=claim, actor=evening.officer, note="Okunmuyor")
    assert [call for call in told if call is not nudge] == []  # one notice, and nothing else


@pytest.mark.parametrize("state", ["uploaded", "original_seen", "rejected", "approved", "ended"])
def test_only_what_was_approved_counts(evening: FeeDesk, state: str):
    student = evening.world.student(programme=evening.evening())
    Claim.objects.create(
        student=student, ground=evening.ground("martyr_child"), state=state, valid_from=date(2026, 2, 1)
    )
    assert evening.owes(student) == (0 if state in ("approved", "ended") else Decimal(1000))


def test_an_end_within_a_term_leaves_that_term_and_takes_the_next(evening: FeeDesk):
    student, world = evening.world.student(programme=evening.evening()), evening.world
    claim = evening.recorded(student, "scholarship")
    claims.end(claim=claim, actor=evening.officer, last_day=date(2026, 2, 20))
    assert evening.owes(student) == 0
    world.term.starts_on = date(2026, 2, 21)
    world.term.save()
    assert evening.owes(student) == Decimal(1000)
    assert not Refund.objects.exists()
