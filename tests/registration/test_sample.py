"""The samples: made-up students on an offering that is there, and a whole university whose term is under way."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import F

from curriculum.models import Curriculum, Grade, GuidePage, SupportContact, Term
from fees.audit import audit as audit_fees
from fees.models import Bank, Claim, DayReport, FeeStanding, Payment, Refund, RefundBatch
from people.models import Advisorship, Student, StudentProgramme, TranscriptEntry
from registration.models import Enrolment, TermRegistration, Window
from registration.sample import signins
from tests.curriculum.importing import refusal, run
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(world: World) -> Term:
    """An autumn that is not current, and a curriculum of one must course; the scale is the sample's own."""
    Grade.objects.all().delete()
    world.must(world.x, 3)
    return Term.objects.create(code="20251", name="Güz")


def test_students_are_put_on_the_term_that_is_named(offered: Term):
    assert run("sample_students", "--term", "20251", "--count", "12").summary == (
        "12 students in Güz, which is the current term now."
    )
    assert list(Term.objects.filter(is_current=True)) == [offered]
    assert Window.objects.filter(term=offered, kind="registration").count() == 1
    programmes = StudentProgramme.objects.filter(is_primary=True)
    assert (Student.objects.count(), programmes.count(), Advisorship.objects.count()) == (12, 12, 12)
    graded = set(TranscriptEntry.objects.values_list("student", flat=True))  # what is graded has its average
    assert set(programmes.exclude(cgpa=None).values_list("student", flat=True)) == graded != set()


def test_what_has_to_be_there_first(world: World):
    assert refusal(run, "sample_students", "--term", "20301") == (
        "There is no term 20301: import its offering first (import_offering)."
    )
    Curriculum.objects.all().delete()
    assert refusal(run, "sample_students", "--term", "20252") == (
        "There are no curricula: import them first (import_curricula)."
    )


# a university


@pytest.fixture
def term(db) -> Term:
    call_command("sample_university", students=320, verbosity=0)
    return Term.objects.get(is_current=True)


def test_every_role_and_every_step_has_a_sign_in(term: Term):
    found = dict(signins.demo_signins(term))

    assert list(found) == ["student", "advisor", *signins.OFFICES, *signins.STATES, "owing", "refund"]
    assert (found["board_clerk"], found["registrar"], found["head"][0]) == ("kurul", "oidb", "b")
    assert len(set(found.values())) == len(found)
    out = StringIO()
    call_command("sample_signins", stdout=out)
    assert [code for code in found.values() if code not in out.getvalue()] == []


def test_the_lists_came_about_as_in_a_real_term(term: Term):
    counted = sorted(TermRegistration.objects.filter(term=term).values_list("state", flat=True))
    assert counted == ["draft", "draft", "draft", "final", "final", "returned", "unregistered"]
    mine = Student.objects.filter(registrations__term=term).distinct()
    assert len({signins.advisor_of(student) for student in mine}) == 1
    assert Enrolment.objects.filter(registration__state="unregistered").count() == 0
    assert TermRegistration.objects.get(state="unregistered").missing_steps == ["courses", "approval"]
    assert TermRegistration.objects.filter(state="final", approved_snapshot=None).count() == 0


def test_the_offices_speak_in_both_languages(term: Term):
    assert (GuidePage.objects.count(), GuidePage.objects.filter(title_en="").count()) == (5, 0)
    assert (SupportContact.objects.count(), SupportContact.objects.filter(topic_en="").count()) == (5, 0)


def test_accounts_are_charged_and_paid_as_in_a_real_term(term: Term):
    standings = FeeStanding.objects.filter(term=term)
    owing, paid = (standings.filter(charged__gt=0, paid=x) for x in (0, F("charged")))
    assert standings.exists() and owing.exists() and paid.exists()
    assert (audit_fees(), list(standings.exclude(missing=[]))) == ([], [])


def test_the_fee_office_has_something_of_each_state_before_it(term: Term):
    assert set(Claim.objects.values_list("state", flat=True)) == {"uploaded", "original_seen", "approved", "rejected"}
    assert {claim.files.count() for claim in Claim.objects.all()} == {1}
    states = set(Refund.objects.values_list("state", flat=True))
    assert states == {"paid", "sent", "approved", "proposed", "rejected"}
    assert Refund.objects.filter(state="approved", iban="").count() == 1
    assert RefundBatch.objects.count() == 2
    waiting = Payment.objects.filter(state="unmatched").values_list("problem", flat=True)
    assert set(waiting) == {"number", "channel", "amount", "nothing_due"}
    assert all((Bank.objects.get().instructions, Bank.objects.get().instructions_en))
    assert DayReport.objects.get().lines == Payment.objects.count()
