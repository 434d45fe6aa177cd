"""What a student and an advisor do in a term, from the first sign-in to the locked list."""

from __future__ import annotations

import pytest

from registration.audit import audit
from registration.models import Enrolment, TermRegistration
from registration.rules.facts import Catalogue, Section
from registration.sample.students import PASSWORD
from tests.browser.choosing import find_story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def codes(page, where: str) -> list[str]:
    """The codes of the findings shown in a part of the page."""
    return [item.get_attribute("data-code") for item in page.locator(f"{where} [data-code]").all()]


def add(page, catalogue: Catalogue, section: Section) -> str:
    """Type a code and a section number; gives the status of the answer."""
    page.fill("#code", catalogue.courses[section.course_id].numeric_code)
    page.fill("#section", str(section.number))
    return press(page, "#add-form button")


def press(page, button: str) -> str:
    """Press and wait until the page shows an answer that was not there before."""
    page.evaluate("document.querySelector('#answer').replaceChildren()")
    page.click(button)
    page.wait_for_selector("#answer .answer")
    return page.locator("#answer .answer").get_attribute("data-status")


def test_a_student_registers_and_an_advisor_returns_then_approves(offering, visit):
    story, catalogue = find_story(offering)
    student, advisor = story.student, story.student.advisorships.get().advisor
    visitor = visit()
    page = visitor.sign_in(student.user.username, PASSWORD, "/registration/")

    def listed() -> set[int]:
        return set(Enrolment.objects.filter(student=student).values_list("section_id", flat=True))

    # two courses
    assert add(page, catalogue, story.first) == "accepted"
    assert add(page, catalogue, story.second) == "accepted"
    assert listed() == {story.first.id, story.second.id}

    # a range of surnames, in the Turkish alphabet, that leaves this student out
    assert add(page, catalogue, story.range_) == "refused"
    assert codes(page, "#answer") == ["CRITERIA_SURNAME"]
    assert listed() == {story.first.id, story.second.id}

    # a clash is said, and passes
    assert add(page, catalogue, story.clash) == "accepted"
    assert "TIME_CONFLICT" in codes(page, "#answer")
    assert page.locator(".week .clash").count() >= 2

    # another section of the second course
    page.check(f"#t{story.second.id}")
    page.click(f"#course-{story.second.course_id} summary")
    page.select_option(f"[name=to_{story.second.id}]", str(story.other.number))
    assert press(page, "button[value=change]") == "accepted"
    assert listed() == {story.first.id, story.other.id, story.clash.id}

    # one less
    page.check(f"#t{story.clash.id}")
    assert press(page, "button[value=drop]") == "accepted"
    assert listed() == {story.first.id, story.other.id}

    # the advisor sends it back with a word
    desk = visit().sign_in(advisor.user.username, PASSWORD)
    desk.click(f"a[href='/advising/{student.id}/']")
    desk.click(".opens-up > summary")
    desk.fill("#note", "Bir ders daha alınız.")
    desk.click("form[action$='/return/'] button:not([name])")
    assert desk.locator(".heading .state").get_attribute("class") == "state returned"
    page.reload()
    assert "Bir ders daha alınız." in page.locator("#returned").inner_text()

    # the student adds one more, the advisor approves what is there now
    assert add(page, catalogue, story.clash) == "accepted"
    desk.reload()
    desk.click("form[action$='/approve/'] button:not([name])")
    assert desk.locator(".heading .state").get_attribute("class") == "state final"
    approved = TermRegistration.objects.get(student=student).approved_snapshot
    assert {section for section, *_ in approved} == listed()

    # the list is locked
    page.reload()
    assert page.locator(".note.locked").count() == 1
    assert page.locator("#change-form fieldset[disabled]").count() == 1
    assert page.locator("#add-form fieldset[disabled]").count() == 1
    assert visitor.problems == []
    assert audit() == []
