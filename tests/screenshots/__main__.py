"""`make screenshots`: the ten main pages, drawn by a real browser on the sample university, into docs/screens/.

Made anew whenever a page has changed its looks; the README shows them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from curriculum.models import Term  # noqa: E402
from people.models import Student  # noqa: E402
from registration.models import Enrolment, PlannedCourse, TermRegistration  # noqa: E402
from registration.offering import open_courses  # noqa: E402
from registration.planning.services import add_to_plan  # noqa: E402
from registration.rules.facts import Line  # noqa: E402
from registration.sample.signins import demo_signins, unhindered  # noqa: E402
from registration.sample.students import PASSWORD  # noqa: E402
from tests.browser_ready import browser as program  # noqa: E402
from tests.load.served import served  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "screens"
DESK, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 800}


@dataclass(frozen=True)
class Picture:
    """`who` is a role or state of demo_signins(), or who has a plan; an address may name what _named() says."""

    name: str
    who: str
    address: str
    language: str = "tr"
    theme: str = "light"
    phone: bool = False


PICTURES = (
    Picture("first-page", "planner", "/term/"),
    Picture("registration", "draft", "/registration/"),
    Picture("plan", "planner", "/registration/plan/"),
    Picture("search", "student", "/registration/search/?q=fizik&seats=1"),
    Picture("assistant", "planner", "/registration/assistant/?{picked}", theme="dark"),
    Picture("course", "student", "/registration/courses/{course}/", language="en"),
    Picture("graduation", "draft", "/registration/degree/"),
    Picture("fees", "owing", "/fees/", phone=True),
    Picture("advisor", "advisor", "/advising/{student}/"),
    Picture("registrar", "registrar", "/admin/", theme="dark"),
)


def main() -> None:
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with connection.cursor() as cursor:
            cursor.execute((ROOT / "curriculum" / "sql" / "clock.sql").read_text())  # the real clock
        call_command("sample_university", students=400, verbosity=0)
        _plan()
        # read before the browser starts: inside its loop it would be a connection more
        users, named = {**dict(demo_signins(_term())), "planner": _planner().user.username}, _named()
        with served() as server, sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=program(), args=["--no-sandbox"])
            draw(chromium, f"http://127.0.0.1:{server.port}", users, named)
    finally:
        connection.creation.destroy_test_db("", verbosity=0, keepdb=False)


def draw(chromium: Browser, site: str, users: dict[str, str], named: dict[str, object]) -> None:
    FOLDER.mkdir(exist_ok=True)
    for picture in PICTURES:
        size = PHONE if picture.phone else DESK
        context = chromium.new_context(locale=picture.language, viewport=size, color_scheme=picture.theme)
        page = context.new_page()
        _sign_in(page, site, users[picture.who])
        page.goto(site + picture.address.format(**named))
        page.screenshot(path=FOLDER / f"{picture.name}.png")
        print(f"docs/screens/{picture.name}.png")
        context.close()


def _student(state: str) -> Student:
    return Student.objects.get(user__username=dict(demo_signins(_term()))[state])


def _term() -> Term:
    return Term.objects.get(is_current=True)


def _planner() -> Student:
    """In the second year, with nothing in the way and nothing on the list yet."""
    begun = TermRegistration.objects.exclude(state="not_started").values("student")
    return unhindered(_term(), class_year=2).exclude(id__in=begun).order_by("id")[0]


def _plan() -> None:
    """Five courses that are open, each with another section where there is one."""
    student, term = _planner(), _term()
    by_course: dict[int, list[Line]] = {}
    for group in open_courses(student.id, term.id, "tr").groups:
        for f in group.found:
            if f.could:
                by_course.setdefault(f.course_id, []).append(Line(f.section_id, category=f.manner.category))
    lines = [line for ways in list(by_course.values())[:5] for line in ways[:2]]
    assert add_to_plan(student_id=student.id, term_id=term.id, lines=lines, actor_id=student.user_id) == ()


def _named() -> dict[str, object]:
    """A student with a list, a course of it, and the query that asks for the first planned courses."""
    student, planned = _student("draft"), PlannedCourse.objects.filter(student=_planner())
    held = Enrolment.objects.filter(student=student).select_related("section__course").order_by("id").first()
    picked = urlencode({"course": list(planned.values_list("course__numeric_code", flat=True)[:3])}, doseq=True)
    return {"student": student.id, "course": held.section.course.numeric_code, "picked": picked}


def _sign_in(page: Page, site: str, username: str) -> None:
    page.goto(f"{site}/sign-in/")
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    with page.expect_navigation():
        page.click("main form button")


if __name__ == "__main__":
    main()
