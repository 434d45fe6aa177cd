"""The revision tells every process that the catalogue changed: raised once by each transaction that changes it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from curriculum.models import SeatCounter, Section, Term
from registration.catalogue import catalogue_of
from tests.admin_pages import official, save
from tests.curriculum.importing import Files, course, section
from tests.elsewhere import run, threads, transaction_elsewhere, until_done_or_waiting, until_waiting
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
EDIT = "UPDATE curriculum_section SET instructors = 'A. Yıldız' WHERE id = %s"


@pytest.fixture
def committed(transactional_db) -> World:
    return World()


def revision() -> int:
    [[number]] = run(connection, "SELECT number FROM curriculum_revision")
    return number


WATCHED = {
    "a term": "UPDATE curriculum_term SET name = 'Bahar'",
    "a new term": "INSERT INTO curriculum_term (code, name, name_en, is_current) VALUES ('20261', 'Güz', '', false)",
    "a faculty": "UPDATE curriculum_faculty SET name = 'MÜH'",
    "a department": "UPDATE curriculum_department SET prefix = 'CEN' WHERE prefix = 'CENG'",
    "a grade": "UPDATE curriculum_grade SET is_pass = true WHERE letter = 'FD'",
    "a course": "UPDATE curriculum_course SET credit = 4 WHERE numeric_code = '5710213'",
    "a curriculum": "DELETE FROM curriculum_curriculumitem WHERE semester = 8",
    "a section": "UPDATE curriculum_section SET instructors = 'A. Yıldız' WHERE number = 2",
    "a meeting": "DELETE FROM curriculum_meeting WHERE weekday = 1",
    "an announcement": "INSERT INTO curriculum_announcement (title, title_en, body, body_en, link) VALUES ('N', '', '', '', '')",
    "a window": "UPDATE registration_window SET closes_at = closes_at + interval '1 hour'",
    "a stage": "DELETE FROM registration_stageopening",
    "a policy row": "UPDATE registration_policyrule SET action = 'warn' WHERE code = 'FEE_UNPAID'",
    "a policy profile": "UPDATE registration_policyprofile SET campus = 'NCC' WHERE level = 'associate'",
    "a counter of its own": "UPDATE curriculum_seatcounter SET section_id = section_id",
}


def test_a_change_by_whoever_raises_it_once(committed: World):
    """Direct SQL, however many rows it touches: one transaction, one step."""
    steps = {}
    for what, sql in WATCHED.items():
        before = revision()
        run(connection, sql)
        steps[what] = revision() - before
    assert steps == dict.fromkeys(WATCHED, 1)


def test_every_table_that_the_catalogue_is_read_from_is_watched(committed: World):
    with CaptureQueriesContext(connection) as read:
        catalogue_of(committed.term.id)
    tables = {
        name for query in read for name in re.findall(r"\b(?:curriculum|registration)_[a-z]+(?= |$)", query["sql"])
    }
    watched = run(connection, "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'raise_revision'")
    assert tables - {name for (name,) in watched} == {"curriculum_revision"}
    assert len(tables) == 20


def test_a_save_by_a_form_raises_it(committed: World):
    before = revision()
    committed.x1.instructors = "A. Yıldız"
    committed.x1.save()
    assert revision() == before + 1


def test_a_seat_counter_needs_no_revision(committed: World):
    """What every add moves is read with the student's facts instead."""
    before = revision()
    run(connection, "UPDATE curriculum_seatcounter SET capacity = 31, open = false, taken = 1, moves = 1")
    assert revision() == before


def test_many_changes_of_one_transaction_raise_it_once(committed: World):
    before = revision()
    with transaction.atomic():
        Section.objects.update(instructors="A. Yıldız")
        committed.section(committed.y, 9, (2, "09:40", "10:30"))
        Term.objects.update(name="Bahar")
        assert revision() == before  # nothing before the commit
    assert revision() == before + 1


def test_a_rolled_back_edit_raises_nothing(committed: World):
    before = revision()
    with transaction_elsewhere(commit=False) as other:
        run(other, EDIT, committed.x1.id)
    assert revision() == before


def test_an_edit_rolled_back_to_a_savepoint_raises_nothing(committed: World):
    before = revision()
    with transaction_elsewhere() as other:
        run(other, "SAVEPOINT here")
        run(other, EDIT, committed.x1.id)
        run(other, "ROLLBACK TO SAVEPOINT here")
    assert revision() == before


@pytest.mark.parametrize("end", ["ROLLBACK TO SAVEPOINT here", "RELEASE SAVEPOINT here"])
def test_the_mark_of_a_raised_revision_shares_the_fate_of_its_savepoint(committed: World, end: str):
    """Asked to fire inside a savepoint: rolled back with it, the next edit raises it; released, it was raised already."""
    before = revision()
    with transaction_elsewhere() as other:
        run(other, "SAVEPOINT here")
        run(other, EDIT, committed.x1.id)
        run(other, "SET CONSTRAINTS ALL IMMEDIATE")
        run(other, end)
        run(other, EDIT, committed.x2.id)
    assert revision() == before + 1


def test_one_connection_raises_it_in_each_of_its_transactions(committed: World):
    """The mark is of the transaction, not of the session, and a failed one leaves none behind."""
    before = revision()
    with transaction_elsewhere() as other:
        run(other, EDIT, committed.x1.id)
        run(other, "SET CONSTRAINTS ALL IMMEDIATE")
        other.rollback()
        run(other, EDIT, committed.x1.id)
        other.commit()
        run(other, EDIT, committed.x1.id)
    assert revision() == before + 2


def test_two_edits_at_once_both_raise_it(committed: World):
    """The second waits at its commit for the first: two steps, not one."""
    before = revision()
    with threads() as start, transaction_elsewhere() as one, transaction_elsewhere() as two:
        run(one, EDIT, committed.x1.id)
        run(one, "SET CONSTRAINTS ALL IMMEDIATE")  # as if it stood in the middle of its commit
        run(two, EDIT, committed.x2.id)
        second = start(two.commit)
        until_done_or_waiting(second)
        assert not second.done()
        one.commit()
        second.result(timeout=10)
    assert revision() == before + 2


def test_a_form_of_a_term_and_an_edit_of_a_section_do_not_deadlock(committed: World):
    """Both raise the revision at their commit; the term's own row is no place to meet."""
    later = Term.objects.create(code="20261", name="2026-2027 Güz")
    with threads() as start, transaction_elsewhere() as registrar, transaction_elsewhere() as secretary:
        run(registrar, "UPDATE curriculum_term SET name = 'Güz' WHERE id = %s", later.id)
        run(secretary, EDIT, committed.x1.id)
        saved = start(secretary.commit)
        until_done_or_waiting(saved)
        registrar.commit()
        saved.result(timeout=10)


def test_an_import_that_saves_its_term_first_does_not_deadlock_with_an_edit(committed: World):
    """The import holds the term and wants a section; the secretary holds that section and commits."""
    before = revision()
    with threads(2) as start, transaction_elsewhere() as importer, transaction_elsewhere() as secretary:
        run(importer, "UPDATE curriculum_term SET name = 'Bahar' WHERE id = %s", committed.term.id)
        run(secretary, EDIT, committed.x1.id)
        saved = start(secretary.commit)
        until_done_or_waiting(saved)
        imported = start(run, importer, EDIT, committed.x1.id)
        imported.result(timeout=10)
        saved.result(timeout=10)
    assert revision() == before + 2


OFFERING = course(
    "5710213", "CENG213 - Veri", s1=section("Mon 08:40 11:30", by="K"), s2=section("Tue 08:40 11:30", by="K")
)


def test_a_form_waits_for_an_import_that_has_its_section(committed: World, tmp_path: Path):
    """And is saved after it: it holds no seats meanwhile that the import needs for its capacities."""
    before = revision()
    secretary = official(committed, "secretary", committed.ceng)
    seats = tmp_path / "seats.csv"
    seats.write_text("course,section,capacity\n5710213,1,77\n")
    with threads(2) as start, transaction_elsewhere() as other:
        run(other, "LOCK TABLE curriculum_meeting IN SHARE MODE")  # the import stops in the middle of writing
        imported = start(Files(tmp_path).offering, OFFERING, "--force", "--capacities", str(seats), term="20252")
        until_waiting(1)
        saved = start(save, secretary, committed.x1, capacity="55")
        until_waiting(2)
        other.commit()
        assert "sections 0 new, 2 changed, 1 removed" in imported.result(timeout=30).summary
        assert saved.result(timeout=30).status_code == 302
    assert SeatCounter.objects.get(section=committed.x1).capacity == 55
    assert revision() == before + 2


def test_an_import_waits_for_a_form_that_has_its_section(committed: World, tmp_path: Path):
    secretary = official(committed, "secretary", committed.ceng)
    with threads(2) as start, transaction_elsewhere() as other:
        run(other, "SELECT 1 FROM curriculum_seatcounter WHERE section_id = %s FOR UPDATE", committed.x1.id)
        saved = start(save, secretary, committed.x1, number="9")
        until_waiting(1)
        imported = start(Files(tmp_path).offering, OFFERING, "--force", term="20252")
        until_waiting(2)
        other.commit()
        assert saved.result(timeout=30).status_code == 302
        summary = imported.result(timeout=30).summary
    assert "sections 1 new, 1 changed, 2 removed" in summary  # it saw section 9, which the file does not have


def test_students_do_not_wait_for_an_import(committed: World, tmp_path: Path):
    u4 = committed.student()
    with threads() as start, transaction_elsewhere() as other:
        run(other, "LOCK TABLE curriculum_meeting IN SHARE MODE")
        imported = start(Files(tmp_path).offering, OFFERING, "--force", term="20252")
        until_waiting(1)
        assert committed.change(u4, add=[committed.x2]).accepted
        assert not imported.done()
        other.commit()
        imported.result(timeout=30)
    assert committed.list_of(u4) == {"CENG213/2"}
