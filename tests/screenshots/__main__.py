"""`make screenshots`: the ten main pages, drawn by a real browser on the sample university, into docs/screens/.

Made anew whenever a page has changed its looks; the README shows them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's loop runs in this thread
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from curriculum.models import Term  # noqa: E402
from people.models import Student  # noqa: E402
from registration.models import Enrolment  # noqa: E402
from registration.sample.signins import demo_signins  # noqa: E402
from registration.sample.students import PASSWORD  # noqa: E402
from tests.browser_ready import browser as program  # noqa: E402
from tests.load.served import served  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "screens"
DESK, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 800}


@dataclass(frozen=True)
class Picture:
    """`who` is a role or state of demo_signins(); an address may name {course} and {student}."""

    name: str
    who: str
    address: str
    language: str = "tr"
    theme: str = "light"
    phone: bool = False


PICTURES = (
    Picture("first-page", "student", "/term/"),
    Picture("registration", "draft", "/registration/"),
    Picture("plan", "student", "/registration/plan/"),
    Picture("search", "student", "/registration/search/?q=fizik&seats=1"),
    Picture("assistant", "student", "/registration/assistant/", theme="dark"),
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
        with served() as server, sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=program(), args=["--no-sandbox"])
            draw(chromium, f"http://127.0.0.1:{server.port}")
    finally:
        connection.creation.destroy_test_db("", verbosity=0, keepdb=False)


def draw(chromium: Browser, site: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    users, named = dict(demo_signins(Term.objects.get(is_current=True))), _named()
    for picture in PICTURES:
        size = PHONE if picture.phone else DESK
        context = chromium.new_context(locale=picture.language, viewport=size, color_scheme=picture.theme)
        page = context.new_page()
        _sign_in(page, site, users[picture.who])
        page.goto(site + picture.address.format(**named))
        page.screenshot(path=FOLDER / f"{picture.name}.png")
        print(f"docs/screens/{picture.name}.png")
        context.close()


def _named() -> dict[str, object]:
    """A student with a list, and a course of it."""
    student = Student.objects.get(user__username=dict(demo_signins(Term.objects.get(is_current=True)))["draft"])
    held = Enrolment.objects.filter(student=student).select_related("section__course").order_by("id").first()
    return {"student": student.id, "course": held.section.course.numeric_code}


def _sign_in(page: Page, site: str, username: str) -> None:
    page.goto(f"{site}/sign-in/")
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    with page.expect_navigation():
        page.click("main form button")


if __name__ == "__main__":
    main()
