"""What happened: every attempt and every step, in plain words, with receipt and reason."""

from __future__ import annotations

import uuid

import pytest

from people.services import system_user
from registration import catalogue
from registration.on_behalf import change_for_student
from registration.rules.facts import Line
from registration.services import commit
from registration.transitions import move
from tests.visitor import Visitor, attributes, text_of
from tests.world import World, at, change_of

pytestmark = pytest.mark.django_db
PAGE, HAPPENED = "/registration/", "/registration/happened/"


def told(shown) -> list[str]:
    """What happened, newest first: the deed, then who and how it ended, without the moment and the receipt."""
    return [text_of(h) for h in shown.all("h2", within=shown.one("ol", class_="moments"))]


def step(world: World, student, event: str, note: str = "") -> None:
    version = world.registration_of(student).version
    about = {"student_id": student.id, "term_id": world.term.id, "actor_id": world.advisor.user_id}
    assert move(**about, event=event, version=version, note=note).accepted


def test_before_anything_was_tried_the_page_says_so(world: World):
    assert Visitor(world.student().user).get(HAPPENED).text("li", class_="empty") == (
        "Nothing happened yet: your first attempt will stand here."
    )


def test_attempts_and_steps_stand_in_one_line_of_time(world: World):
    u4 = world.student()
    world.change(u4, add=[world.x2, world.y1])
    at("2026-02-10 10:05")
    world.change(u4, add=[world.x1], drop=[world.x2, world.y1])
    at("2026-02-10 10:10")
    world.change(u4, add=[Line(world.x1.id, "ni")], drop=[world.x1])
    at("2026-02-10 11:00")
    step(world, u4, "return", "Bir ders daha alınız.")

    page = Visitor(u4.user).get(HAPPENED)

    assert told(page) == [
        "Returned",
        "Take CENG213/1 (NI) another way",
        "Change CENG213/2 to CENG213/1 · Drop CENG331/1",
        "Add CENG213/2 · Add CENG331/1",
    ]
    assert page.text("blockquote") == "Bir ders daha alınız."
    assert "10.02.2026 11:00:00 · Ada Danisman · done" in text_of(page.all("li", class_="moment")[0])


def test_a_refusal_keeps_every_reason_with_its_article_and_a_receipt_to_return_to(world: World):
    full, u4 = world.section(world.course("5710111"), 1, capacity=0), world.student()
    refused = world.change(u4, add=[full])
    visitor = Visitor(u4.user)

    page = visitor.get(HAPPENED)

    first = page.one("li", id=f"receipt-{refused.attempt_id}")
    assert (told(page)[0], page.text("li", id=f"receipt-{refused.attempt_id}").count("refused")) == ("Add CENG111/1", 1)
    notes = page.all("li", page.one("ul", first, class_="findings"))
    assert [attributes(note)["data-code"] for note in notes] == [f["code"] for f in refused.findings]
    assert len(page.all("small", first)) == len([f for f in refused.findings if f["article"]])
    assert visitor.get(PAGE, attempt=str(refused.attempt_id)).findings == [f["code"] for f in refused.findings]


def test_it_says_who_did_it(world: World):
    u4 = world.student()
    registrar = world.staff("kayit", is_superuser=True)
    world.change(u4, add=[world.x2])
    about = {"student_id": u4.id, "term_id": world.term.id, "key": uuid.uuid4()}
    commit(**about, change=change_of([world.y1]), actor_id=system_user().pk, source="auto", note="load")
    about["key"] = uuid.uuid4()
    change_for_student(**about, change=change_of((), [world.y1]), actor=registrar.user, reason="Dilekçe 14")

    page = Visitor(u4.user).get(HAPPENED)

    who = [text_of(p).split(" · ")[1] for p in page.all("p", page.one("ol", class_="moments"), class_="quiet")]
    assert sorted(who) == ["Ada Kayit", "the system", "you"]
    assert [text_of(note) for note in page.all("blockquote")] == ["Dilekçe 14"]


def test_the_last_drop_can_be_taken_back_from_there(world: World):
    u4 = world.student()
    world.change(u4, add=[world.x2, world.y1])
    world.change(u4, drop=[world.x2])
    visitor = Visitor(u4.user)

    visitor.press(visitor.get(HAPPENED), "Undo: take CENG213/2 back")

    assert world.list_of(u4) == {"CENG213/2", "CENG331/1"}


def test_twenty_stand_on_a_page(world: World):
    u4 = world.student()
    for _ in range(11):
        world.change(u4, add=[world.x2])
        world.change(u4, drop=[world.x2])
    visitor = Visitor(u4.user)

    first, second = visitor.get(HAPPENED), visitor.get(HAPPENED, page="2")

    assert (len(told(first)), len(told(second))) == (20, 2)
    assert [(a.text("nav", class_="tabs")) for a in (first, second)] == ["Older", "Newer"]


def test_a_section_that_is_gone_is_said_so(world: World):
    u4 = world.student()
    world.change(u4, add=[world.x2])
    world.change(u4, drop=[world.x2])
    world.x2.delete()
    catalogue.forget()

    assert told(Visitor(u4.user).get(HAPPENED))[0] == "Drop one that is not offered any more"


def test_nobody_sees_what_happened_to_another(world: World):
    world.change(world.student(), add=[world.x2])

    assert told(Visitor(world.student("2501240").user).get(HAPPENED)) == []
    assert Visitor(world.advisor.user).get(HAPPENED).status == 403
