"""A real browser on real web processes; on a real offering where the data is there, else on the sample."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser, Page, sync_playwright

from curriculum.models import Term
from tests.browser_ready import browser as program
from tests.load.served import served
from tests.world import World

# playwright's loop runs in the test's own thread; Django would refuse the ORM there
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
ROOT = Path(__file__).resolve().parents[2]
METU = ROOT.parent / "shared" / "data" / "metu"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program(), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def offering(transactional_db) -> Term:
    """METU 20201 with its catalogue and curricula, or the sample university; students on it; the real clock."""
    with connection.cursor() as cursor:
        cursor.execute((ROOT / "curriculum" / "sql" / "clock.sql").read_text())
    if METU.exists():
        call_command("import_offering", METU / "offering-2020-10-20.json.gz", term="20201", verbosity=0)
        call_command("import_catalogue", METU / "catalogue.json.gz", verbosity=0)
        call_command("import_curricula", METU / "curricula.json.gz", verbosity=0)
        call_command("sample_students", term="20201", count=200, verbosity=0)
    else:
        call_command("sample_university", students=200, verbosity=0)
    return Term.objects.get(is_current=True)


@pytest.fixture
def small(transactional_db) -> World:
    """The small world of the other tests, for what does not need a whole offering."""
    return World()


@pytest.fixture
def small_address(small) -> Iterator[str]:
    with served(workers=1, threads=4) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture
def address(offering) -> Iterator[str]:
    with served(workers=2, threads=2) as server:
        yield f"http://127.0.0.1:{server.port}"


class Visitor:
    """One person at a browser of their own. `problems` are script errors and what the security policy blocked."""

    def __init__(
        self, browser: Browser, address: str, *, language: str = "tr", width: int = 1100, scripts: bool = True
    ):
        self.context = browser.new_context(
            locale=language, viewport={"width": width, "height": 900}, java_script_enabled=scripts
        )
        self.page: Page = self.context.new_page()
        self.address, self.problems = address, []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", lambda m: self.problems.append(m.text) if m.type == "error" else None)

    def sign_in(self, username: str, password: str, then: str = "/") -> Page:
        self.page.goto(f"{self.address}/sign-in/?next={then}")
        self.page.fill("#id_username", username)
        self.page.fill("#id_password", password)
        with self.page.expect_navigation():
            self.page.click("main form button")
        return self.page


@pytest.fixture
def visit(request, browser):
    """Visitors of the address that the test's own world or offering is served at."""
    address = request.getfixturevalue("small_address" if "small" in request.fixturenames else "address")
    visitors: list[Visitor] = []

    def make(**kwargs) -> Visitor:
        visitors.append(Visitor(browser, address, **kwargs))
        return visitors[-1]

    yield make
    for visitor in visitors:
        visitor.context.close()
