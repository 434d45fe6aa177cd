"""Records for the tests of standing: Kocaeli's letters, transcripts in a line each, and what came of them."""

from __future__ import annotations

from typing import Any

from curriculum.models import Course
from people.models import Student, StudentProgramme, TranscriptEntry
from registration.models import PolicyRule
from registration.standing import update_standing
from tests.registration.ask import turn
from tests.world import World

KOU = "KOÜ"
CONDITIONAL = ("DC", "DD")
SCORES = {"AA": 90, "BA": 85, "BB": 80, "CB": 75, "CC": 65, "DC": 60, "DD": 55, "FD": 50, "FF": 0}


def kocaeli(world: World) -> None:
    """DC and DD pass conditionally; letters come from scores; NA does not."""
    for letter, grade in world.grades.items():
        grade.conditional, grade.min_score = letter in CONDITIONAL, SCORES.get(letter)
        grade.save()


def transcript(world: World, student: Student, *texts: str) -> list[TranscriptEntry]:
    """From "20251 213 CC 3", with the ECTS behind the credit; courses of CENG are made as they are named."""
    made = []
    for text in texts:
        term_code, number, letter, credit, *rest = text.split()
        code = f"571{number.zfill(4)}"
        course = Course.objects.filter(numeric_code=code).first() or world.course(code, credit=credit)
        made.append(
            TranscriptEntry.objects.create(
                student=student,
                course=course,
                term_code=term_code,
                grade=world.grades[letter],
                credit=credit,
                ects=rest[0] if rest else 5,
                not_included="ni" in rest,
            )
        )
    return made


def standing(student: Student, term_code: str | None = None) -> StudentProgramme:
    """The primary programme after the standing was computed anew."""
    update_standing([student.id], term_code)
    return student.programmes.get(is_primary=True)


def outcomes(student: Student) -> dict[str, str]:
    return {e.course.numeric_code[4:]: e.outcome for e in student.transcript.select_related("course")}


def under_kocaeli(world: World) -> Student:
    """A student who entered Kocaeli in 2017; the world is under its policy."""
    kocaeli(world)
    student = world.student(class_year=1)
    student.programmes.update(entry_year=2017)
    return student


def set_standing(since: str = "2026-02-01", **figures: Any) -> None:
    """A later row of Kocaeli's figures with these in it."""
    _later("STANDING", since, figures)


def set_grading(since: str = "2026-02-01", **figures: Any) -> None:
    """A later row of Kocaeli's figures with these in it."""
    _later("GRADING", since, figures)


def _later(code: str, since: str, figures: dict[str, Any]) -> None:
    shipped = PolicyRule.objects.filter(code=code, profile__name=KOU).earliest("effective_from")
    turn(code, "", profile=KOU, since=since, params=shipped.params | figures)


def against(check, student: Student, world: World) -> list[tuple[str, dict[str, Any]]]:
    """What one of the checks of eligibility.py says of a student."""
    return [(f.code, f.figures) for f in check(student_id=student.id, term_id=world.term.id)]
