"""Every page for everyone: both languages, a narrow window, the keyboard alone, scripts off, and axe on all of them."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from curriculum import help
from curriculum.models import Announcement, Course, CourseCategory, HelpPage, Section, SupportContact
from people.models import Student, Teaching
from people.notice_rendering import word
from people.notices import tell
from registration.models import NotLoaded
from registration.planning.services import put_into_plan
from registration.rules.facts import Line
from tests.world import PASSWORD, World, at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def student(small: World) -> Student:
    """A student with two clashing courses on the list, one of two categories, and one not loaded, who can sign in."""
    for category in ("TE", "NDE"):
        CourseCategory.objects.create(course=small.x, category=category)
    student = small.student()
    student.user.set_password(PASSWORD)
    student.user.save()
    assert small.change(student, add=[small.x1, small.y1]).accepted
    Teaching.objects.create(section=small.x1, staff=small.advisor)
    NotLoaded.objects.create(student=student, term=small.term, course=small.course("5710140"), reason="NOT_OFFERED")
    small.must(small.x, 3)  # something to see on the pages that are made of curriculum, categories and announcements
    small.must(small.course("5710444"), 8)
    small.curriculum.items.create(semester=8, order=9, category="FE")  # CENG331 fits it as well: a choice
    wanted = [small.section(Course.objects.get(code="CENG444"), n, (3, "08:40", "10:30"), capacity=n) for n in (0, 1)]
    CourseCategory.objects.create(course=small.y, category="TE")
    Announcement.objects.create(
        department=small.ceng, title="Duyuru", body="Ekle-bırak", link="https://example.edu.tr/"
    )
    help.load(help.DEFAULT)
    SupportContact.objects.create(topic="Şifre", unit="Bilgi İşlem", email="yardim@example.edu.tr")
    lines = [Line(section.id) for section in (*wanted, small.x2)]
    put_into_plan(student_id=student.id, term_id=small.term.id, lines=lines, actor_id=student.user_id)
    tell([student.user_id], "unregistered", {"term": small.term, "steps": [word("fee")]}, link="/registration/")
    return student


def paths(student: Student) -> dict[str, list[str]]:
    """Who sees which pages."""
    return {
        "": [
            "/sign-in/",
            "/catalog/",
            "/catalog/CENG/",
            "/catalog/CENG/5710213/",
            "/help/",
            "/rules/",
            "/rules/CENG/",
            "/catalog/?q=ceng",
            f"/help/{HelpPage.objects.earliest('id').slug}/",
            "/help/contacts/",
            "/calendar/",
            "/verify/",
            "/guide/",
            "/design/",
            "/nowhere/",
        ],
        student.user.username: [
            "/term/",
            "/fees/",
            "/registration/",
            "/registration/plan/",
            "/registration/search/?q=ceng",
            "/registration/courses/?q=571",
            "/registration/courses/5710213/",
            "/registration/categories/?q=ceng",
            "/registration/degree/",
            "/registration/happened/",
            "/registration/assistant/",
            "/registration/assistant/?course=5710213&course=5710331",
            "/registration/open/",
            "/registration/timetable/?year=2",
            "/registration/print/",
            "/documents/",
            "/notices/",
            "/advisor/",
            "/petitions/",
            "/advising/",
        ],
        "danisman": [
            "/advising/",
            "/find/?q=ceng",
            "/advising/?state=unapproved&tick=clean",
            f"/advising/{student.id}/",
            f"/advising/{student.id}/degree/",
            "/grades/",
            f"/grades/{_taught().id}/",
            f"/classes/{_taught().id}/",
        ],
    }


def _taught() -> Section:
    return Section.objects.get(teachings__isnull=False)


def every_page(visit, student: Student, **kwargs):
    for username, addresses in paths(student).items():
        visitor = visit(**kwargs)
        page = visitor.sign_in(username, PASSWORD) if username else visitor.page
        for path in addresses:
            page.goto(visitor.address + path)
            yield path, page


@pytest.mark.parametrize("language", ["tr", "en"])
def test_axe_finds_nothing(small, student, visit, language):
    for path, page in every_page(visit, student, language=language):
        assert page.locator("html").get_attribute("lang") == language, path
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            found = Axe().run(page)
            assert [(path, theme, v["id"], v["nodes"][0]["html"]) for v in found.response["violations"]] == []


def test_nothing_overflows_at_320_pixels(small, student, visit):
    for path, page in every_page(visit, student, width=320):
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_every_target_is_at_least_24_pixels(small, student, visit):
    script = """[...document.querySelectorAll('button, select, input:not([type=hidden]), summary, nav a')].filter(e => {
        const box = e.getBoundingClientRect(); return box.width && (box.width < 24 || box.height < 24) })
        .map(e => e.outerHTML)"""
    for path, page in every_page(visit, student):
        assert page.evaluate(script) == [], path


def test_the_core_flow_without_scripts(small, student, visit):
    page = visit(scripts=False).sign_in(student.user.username, PASSWORD, "/registration/")
    third = small.section(small.course("5710111"), 1, (2, "08:40", "10:30"))
    page.fill("#code", "5710111")
    page.fill("#section", "1")
    page.click("#add-form button")
    assert page.locator("#answer .answer").get_attribute("data-status") == "accepted"
    page.fill("#code", "5710111")
    page.fill("#section", "1")
    page.click("#add-form button")
    assert page.locator("#answer [data-code]").first.get_attribute("data-code") == "ALREADY_REGISTERED"
    page.check(f"#t{third.id}")
    page.click("button[value=drop]")
    assert page.locator("#answer .answer").get_attribute("data-status") == "accepted"
    page.fill("#q", "ceng 213")
    page.click("form[role=search] button")
    assert page.locator("tr").filter(has_text="CENG213/2").count() == 1


@pytest.mark.parametrize("ask", ["Enter", "the button"])
def test_a_search_is_answered_beside_the_list(small, student, visit, ask: str):
    page = visit().sign_in(student.user.username, PASSWORD, "/registration/")
    page.evaluate("document.querySelector('#q').value = 'ceng 213'")  # not typed: what is typed is searched as well
    page.press("#q", "Enter") if ask == "Enter" else page.click("form[role=search] button")
    page.locator("#found tr").filter(has_text="CENG213/2").wait_for()
    assert page.url.endswith("/registration/")


def test_grades_are_entered_without_scripts(small, student, visit):
    visitor = visit(scripts=False, width=320)
    page = visitor.sign_in("danisman", PASSWORD)
    page.goto(f"{visitor.address}/grades/{_taught().id}/")
    letter, save = page.locator(f"input[name=letter_{student.id}]"), page.locator("form:has(table) button")
    letter.fill("ZZ")
    save.click()
    assert page.locator(f"#wrong_{student.id} [data-code]").get_attribute("data-code") == "GRADE_UNKNOWN"
    assert letter.input_value() == "ZZ"
    letter.fill("CC")
    save.click()
    assert page.locator("#answer .answer.accepted").count() == 1
    assert student.transcript.get().grade.letter == "CC"


def test_the_keyboard_alone_signs_in_and_adds(small, student, visit):
    small.section(small.course("5710111"), 1, (2, "08:40", "10:30"))
    visitor = visit()
    page = visitor.page
    page.goto(f"{visitor.address}/sign-in/?next=/registration/")
    page.wait_for_selector("input[name=username]:focus")  # without a press
    page.keyboard.type(student.user.username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#code")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "code":
            break
    page.keyboard.type("5710111")
    page.keyboard.press("Tab")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer .answer.accepted")
    page.wait_for_selector("#answer:focus")  # what became of it is read out next
    assert visitor.problems == []


def test_the_page_unlocks_at_the_opening_without_a_reload(small, visit):
    student = small.student("2501299")
    student.user.set_password(PASSWORD)
    student.user.save()
    at("2026-02-09 08:59:58")
    page = visit().sign_in(student.user.username, PASSWORD, "/registration/")
    page.evaluate("window.stayed = true")
    assert page.locator("#add-form fieldset[disabled]").count() == 1
    assert page.locator("#countdown .left").inner_text() in ("00:00:01", "00:00:02")
    at("2026-02-09 09:00:00")
    page.wait_for_selector("#add-form fieldset:not([disabled])")
    assert page.evaluate("window.stayed")


def test_a_search_is_brought_up_to_date_after_an_add(small, student, visit):
    small.section(small.course("5710111"), 1, (2, "08:40", "10:30"))
    page = visit().sign_in(student.user.username, PASSWORD, "/registration/")
    page.fill("#q", "5710111")
    page.check("#found input[name=pick]")
    page.click("#found button")
    page.wait_for_selector("#answer .answer.accepted")
    page.wait_for_selector("#found input[name=pick]", state="detached")
    assert page.locator("#found tbody tr").filter(has_text="CENG111/1").count() == 1


def test_a_course_is_counted_elsewhere_without_scripts_in_a_narrow_window(small, student, visit):
    visitor = visit(scripts=False, width=320, language="en")
    page = visitor.sign_in(student.user.username, PASSWORD, "/registration/")
    page.goto(f"{visitor.address}/registration/degree/")
    page.get_by_label("CENG331").select_option(label="Free elective, semester 8")
    page.get_by_role("button", name="Save CENG331").click()
    page.wait_for_load_state()
    assert page.locator("select option:checked").inner_text() == "Free elective, semester 8"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
