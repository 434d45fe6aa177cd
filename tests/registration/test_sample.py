"""sample_students: made-up students on an offering that is there, and what it asks for first."""

from __future__ import annotations

import pytest

from curriculum.models import Curriculum, Grade, Term
from people.models import Advisorship, Student, StudentProgramme, TranscriptEntry
from registration.models import Window
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
