"""Staff before the admin: who is signed in, and forms as a browser would send them, with what the test changes."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from curriculum.models import Department, Section
from people.models import User
from tests.world import World

SQL = Path(apps.get_app_config("curriculum").path) / "sql"


def browser(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def official(world: World, kind: str, department: Department | None = None) -> Client:
    """A staff member of one role, signed in."""
    staff = world.staff(f"{kind}{department.code if department else ''}", is_staff=True)
    world.role(staff, kind, department)
    return browser(staff.user)


def errors(response) -> dict[str, list[str]]:
    """What the page's own form refuses, by field."""
    return dict(response.context["adminform"].form.errors)


def history(obj: Model) -> list[str]:
    entries = LogEntry.objects.filter(object_id=obj.pk, content_type__model=obj._meta.model_name)
    return [entry.get_change_message() for entry in entries.order_by("id")]


def complete(client: Client, app: str, model: str, field: str, term: str) -> list[str]:
    """What the autocomplete of a field offers."""
    asked = {"app_label": app, "model_name": model, "field_name": field, "term": term}
    return [found["text"] for found in client.get("/admin/autocomplete/", asked).json()["results"]]


def filled(response, form_id: str, **changes) -> dict[str, str | list[str]]:
    """The fields of a form on a page, changed as told; None leaves a field out, as an unticked box does."""
    reader = _Reader(form_id)
    reader.feed(response.content.decode())
    assert reader.found, f"no form {form_id}"
    sent = {**reader.fields, **changes}
    return {name: value for name, value in sent.items() if value is not None}


def section_page(section: Section) -> str:
    return reverse("admin:curriculum_section_change", args=[section.id])


def save(client: Client, section: Section, **changes):
    return client.post(section_page(section), filled(client.get(section_page(section)), "section_form", **changes))


CRITERION = {
    "department": "",
    "surname_from": "",
    "surname_to": "",
    "cgpa_min": "",
    "cgpa_max": "",
    "year_min": "",
    "year_max": "",
    "grade_from": "",
    "grade_to": "",
    "quota": "",
    "note": "",
}


def criterion_row(index: int, **fields) -> dict[str, str]:
    return {"criteria-TOTAL_FORMS": str(index + 1)} | {
        f"criteria-{index}-{name}": str(value) for name, value in {**CRITERION, **fields}.items()
    }


def put_the_clock_back() -> None:
    """The world's clock outlives a test that commits."""
    with connection.cursor() as cursor:
        cursor.execute((SQL / "clock.sql").read_text())


class _Reader(HTMLParser):
    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id, self.inside, self.found = form_id, False, False
        self.fields: dict[str, str | list[str]] = {}
        self.open: str | None = None  # the select or textarea being read

    def handle_starttag(self, tag: str, attrs) -> None:
        at = dict(attrs)
        if tag == "form":
            self.inside = at.get("id") == self.form_id
            self.found |= self.inside
        if not self.inside:
            return
        name = at.get("name") or ""
        if tag == "option" and self.open and "selected" in at:
            self._add(self.open, at.get("value") or "")
        if not name or "__prefix__" in name:
            return
        if tag in ("select", "textarea"):
            self.open = name
        elif tag == "input" and at.get("type") in ("checkbox", "radio"):
            if "checked" in at:
                self._add(name, at.get("value") or "on")
        elif tag == "input" and at.get("type") not in ("submit", "button", "file"):
            self._add(name, at.get("value") or "")

    def handle_data(self, data: str) -> None:
        if self.inside and self.open and self.lasttag == "textarea":
            self.fields[self.open] = (str(self.fields.get(self.open, "")) + data).lstrip("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self.open = None
        if tag == "form":
            self.inside = False

    def _add(self, name: str, value: str) -> None:
        if name in self.fields:
            before = self.fields[name]
            self.fields[name] = [*(before if isinstance(before, list) else [before]), value]
        else:
            self.fields[name] = value
