"""The student's papers over HTTP, and the page that answers for a code to whoever holds the paper."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from curriculum.models import Term
from people.models import Student
from registration import catalogue
from registration.models import IssuedDocument, TermRegistration
from registration.papers import guessing
from registration.papers.codes import grouped
from registration.transitions import move
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import World, at

from .conftest import approved

pytestmark = pytest.mark.django_db
PRINT, PAGE, VERIFY = "/registration/print/", "/registration/", "/verify/"


@pytest.fixture(autouse=True)
def nobody_tried_before():
    cache.clear()
    yield
    cache.clear()


def codes_of(shown: Shown) -> list[str]:
    return [has["data-code"] for e in shown.all("li") if "data-code" in (has := attributes(e))]


def issued(visitor: Visitor, kind: str = "certificate") -> IssuedDocument:
    response = visitor.client.post(f"{PRINT}{kind}/")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/pdf")
    assert response.content.startswith(b"%PDF-")
    return IssuedDocument.objects.filter(kind=kind).latest("id")


def standing(shown: Shown) -> str:
    return attributes(shown.one("div", class_="answer")).get("data-standing", "")


@pytest.mark.row("OMU-45")
def test_the_print_button_works_once_the_registration_is_final(world: World, u4: Student):
    visitor = Visitor(u4.user)
    for state in ("draft", "submitted"):
        TermRegistration.objects.update(state=state)
        for shown in (visitor.get(PRINT), visitor.post(f"{PRINT}registration/")):
            assert (shown.status, codes_of(shown)) == (409, ["NOT_FINAL"])
        assert visitor.get(PAGE).all("a", id="print") == []
    TermRegistration.objects.update(state="draft")
    approved(world, u4)

    link = attributes(visitor.get(PAGE).one("a", id="print"))["href"]
    page = visitor.get(link)
    assert (link, page.status) == (PRINT, 200)
    [row, total] = page.all("tr", page.one("table"))[1:]
    cells = [text_of(cell) for cell in page.all("td", row)]
    assert cells == ["5710213", "CENG213", "Feast of Light", "2", "3", "5", "Normal", "Tue 09:40–12:30"]
    assert [text_of(cell) for cell in page.all("td", total)] == ["Total", "", "", "", "3", "5", "", ""]
    said = dict(zip(map(text_of, page.all("dt")), map(text_of, page.all("dd")), strict=True))
    assert said["Advisor"] == "Dr. Ada Danisman"
    assert said["Approval"] == "10.02.2026 10:30 · Ada Danisman"


@pytest.mark.row("OMU-06")
def test_who_lost_the_term_is_told_so_and_not_to_wait_for_an_approval(world: World, u4: Student):
    TermRegistration.objects.update(state="unregistered")
    visitor = Visitor(u4.user)

    for shown in (visitor.get(PRINT), visitor.post(f"{PRINT}certificate/")):
        assert (shown.status, codes_of(shown)) == (409, ["NO_RIGHTS"])


@pytest.mark.parametrize("button", ["Registration form", "Weekly timetable", "Student certificate"])
def test_each_paper_is_one_press_away(world: World, u4: Student, button: str):
    approved(world, u4)
    visitor = Visitor(u4.user)
    form = visitor.get(PRINT).form_of(button)
    response = visitor.client.post(attributes(form)["action"])

    document = IssuedDocument.objects.get()
    assert str(document.Kind(document.kind).label) == button
    assert response.headers["Content-Disposition"] == f'attachment; filename="{document.kind}-2501231-20252.pdf"'
    assert response.headers["Cache-Control"] == "private, no-store"


def test_there_is_no_paper_of_another_kind(world: World, u4: Student):
    approved(world, u4)
    assert Visitor(u4.user).post(f"{PRINT}diploma/").status == 404


def test_the_advisor_of_today_is_named(world: World, u4: Student):
    approved(world, u4)
    u4.advisorships.update(date_to="2026-02-28")
    u4.advisorships.create(advisor=world.staff("sonra"), date_from="2026-03-01")
    u4.advisorships.create(advisor=world.staff("once"), date_from="2019-01-01", date_to="2019-12-31")

    for moment, advisor in (("2026-02-28 23:59", "Dr. Ada Danisman"), ("2026-03-01 00:00", "Dr. Ada Sonra")):
        at(moment)
        assert issued(Visitor(u4.user), "registration").content["advisor"] == advisor


# who holds a paper


def test_whoever_has_the_code_sees_what_the_paper_says(world: World, u4: Student):
    approved(world, u4)
    document = issued(Visitor(u4.user), "registration")

    shown = Visitor().get(f"{VERIFY}{grouped(document.code)}/")

    assert (shown.status, standing(shown), shown.text("h2", id="paper-title")) == (200, "valid", "Registration form")
    said = dict(zip(map(text_of, shown.all("dt")), map(text_of, shown.all("dd")), strict=True))
    assert said == {
        "Name": "Deniz Çağrıoğlu İşçi",
        "Student number": "2501231",
        "Programme": "Computer Engineering (Undergraduate)",
        "Class": "4",
        "Semester": "8",
        "Term": "2025-2026 Spring",
        "State": "Approved",
        "Advisor": "Dr. Ada Danisman",
        "Approval": "10.02.2026 10:30 · Ada Danisman",
    }
    assert text_of(shown.all("tr", shown.one("table"))[1]).startswith("5710213 CENG213 Feast of Light 2 3 5")
    assert "first issued on 10.02.2026 10:30" in shown.html
    headers = shown.response.headers
    assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("private, no-store", "noindex, nofollow")


def test_a_paper_is_shown_in_its_own_language_on_a_page_in_the_readers(world: World, u4: Student):
    approved(world, u4)
    document = issued(Visitor(u4.user, language="tr"), "registration")

    shown = Visitor(language="en").get(f"{VERIFY}{document.code}/")

    title = shown.one("h2", id="paper-title")
    assert (text_of(title), attributes(title)["lang"]) == ("Kayıt formu", "tr")
    assert shown.text("h1") == "Verify a paper"


@pytest.mark.parametrize("typed", ["{0}", " {1} ", "{2}"])
def test_the_code_may_be_typed_as_one_likes(world: World, u4: Student, typed: str):
    approved(world, u4)
    code = issued(Visitor(u4.user)).code

    page = Visitor().get(VERIFY)
    shown = Visitor().press(page, "Verify", code=typed.format(code, grouped(code).lower(), " ".join(code)))

    assert (shown.status, standing(shown)) == (200, "valid")


def test_a_wrong_code_is_said_to_be_wrong_and_kept_in_the_field(world: World, u4: Student):
    approved(world, u4)
    issued(Visitor(u4.user))

    for typed in ("0000-0000-0000-0000", "abc", "<b>"):
        shown = Visitor().get(VERIFY, code=typed)
        assert (shown.status, "No paper of ours has this code." in shown.html) == (404, True)
        field = attributes(shown.one("input", id="code"))
        assert (field["value"], field["aria-invalid"]) == (typed, "true")
        assert "2501231" not in shown.html


def test_who_tries_codes_is_slowed_down_by_address_and_others_are_not(world: World, u4: Student):
    approved(world, u4)
    right = issued(Visitor(u4.user)).code
    for number in range(guessing.TRIES):
        assert Visitor().get(VERIFY, code=f"{number:016}").status == 404

    assert [Visitor().get(VERIFY, code=code).status for code in ("0" * 16, right)] == [429, 429]
    elsewhere = Visitor(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.get(VERIFY, code=right).status == 200
    assert Visitor().get(VERIFY).status == 200


def test_behind_a_proxy_of_ours_one_who_tries_codes_slows_down_nobody_else(settings, world: World):
    settings.TRUSTED_PROXIES = 1
    guesser, other = Visitor(HTTP_X_FORWARDED_FOR="192.0.2.7"), Visitor(HTTP_X_FORWARDED_FOR="192.0.2.8")
    for number in range(guessing.TRIES):
        guesser.get(VERIFY, code=f"{number:016}")

    assert [who.get(VERIFY, code="0" * 16).status for who in (guesser, other)] == [429, 404]


def test_right_codes_do_not_count_as_guesses(world: World, u4: Student):
    approved(world, u4)
    code = issued(Visitor(u4.user)).code

    assert {Visitor().get(VERIFY, code=code).status for _ in range(guessing.TRIES + 2)} == {200}


class GoneCache:
    def get(self, *args):
        raise ConnectionError

    add = incr = get


def test_a_paper_is_verified_while_the_cache_is_gone(world: World, u4: Student, monkeypatch):
    approved(world, u4)
    code = issued(Visitor(u4.user)).code
    monkeypatch.setattr(guessing, "cache", GoneCache())

    assert [Visitor().get(VERIFY, code=typed).status for typed in (code, "0" * 16)] == [200, 404]


# whether it still holds


def test_a_paper_does_not_hold_while_the_registration_is_open_again(world: World, u4: Student):
    approved(world, u4)
    document = issued(Visitor(u4.user))

    def seen() -> str:
        return standing(Visitor().get(f"{VERIFY}{document.code}/"))

    version = world.registration_of(u4).version
    asked = {"student_id": u4.id, "term_id": world.term.id, "version": version, "actor_id": world.advisor.user_id}
    assert move(event="remove_approval", **asked).accepted
    assert seen() == "withdrawn"
    approved(world, u4, "2026-02-10 11:00")
    assert seen() == "valid"  # the certificate says nothing of the approval
    assert move(event="cancel", note="Kendi isteği", **asked).accepted
    assert seen() == "withdrawn"


@pytest.mark.parametrize("status", ["withdrawn", "expelled", "on_leave", "graduated"])
def test_a_paper_does_not_hold_once_its_student_has_left(world: World, u4: Student, status: str):
    approved(world, u4)
    document = issued(Visitor(u4.user))
    Student.objects.update(status=status)

    assert standing(Visitor().get(f"{VERIFY}{document.code}/")) == "withdrawn"


def test_a_paper_does_not_hold_once_the_records_say_something_else(world: World, u4: Student):
    approved(world, u4)
    codes = {kind: issued(Visitor(u4.user), kind).code for kind in ("certificate", "registration", "timetable")}
    world.x2.meetings.update(room="BMB-2")
    catalogue.forget()

    seen = {kind: standing(Visitor().get(f"{VERIFY}{code}/")) for kind, code in codes.items()}
    assert seen == {"certificate": "valid", "registration": "valid", "timetable": "changed"}


def test_a_paper_that_another_replaced_says_so(world: World, u4: Student):
    approved(world, u4)
    first = issued(Visitor(u4.user))
    u4.programmes.update(class_year=3)
    at("2026-03-02 09:00")
    second = issued(Visitor(u4.user))

    shown = Visitor().get(f"{VERIFY}{first.code}/")
    assert (standing(shown), "took its place on 02.03.2026 09:00" in shown.html) == ("replaced", True)
    assert standing(Visitor().get(f"{VERIFY}{second.code}/")) == "valid"


def test_a_paper_of_an_earlier_term_is_genuine_whatever_the_student_is_now(world: World, u4: Student):
    approved(world, u4)
    document = issued(Visitor(u4.user))
    Term.objects.update(is_current=False)
    Term.objects.create(code="20261", name="2026-2027 Güz", is_current=True)
    catalogue.forget()
    u4.programmes.update(semester=9)
    Student.objects.update(status="graduated")

    def seen() -> str:
        return standing(Visitor().get(f"{VERIFY}{document.code}/"))

    assert seen() == "past"
    TermRegistration.objects.update(state="unregistered")
    assert seen() == "withdrawn"


def test_verifying_takes_the_same_statements_for_any_list(world: World, u4: Student, django_assert_num_queries):
    more = [world.section(world.course(f"571{1000 + n}"), 1, (n, "13:40", "15:30")) for n in range(2)]
    catalogue.forget()
    assert world.change(u4, add=more).accepted
    approved(world, u4)
    document = issued(Visitor(u4.user), "registration")
    Visitor().get(f"{VERIFY}{document.code}/")

    with django_assert_num_queries(5):  # the paper; facts, programmes, approval and advisor
        Visitor().get(f"{VERIFY}{document.code}/")
