"""A visitor with a browser's habits: follows what a page shows, and presses only what can be pressed.

Reads pages with Django's own strict parser, so a page with unbalanced tags fails whatever test looks at it.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.test.html import Element, parse_html

from people.models import User


class Shown:
    """One answer: its status, where it leads, and what stands on it."""

    def __init__(self, response: HttpResponse) -> None:
        self.response, self.status = response, response.status_code
        self.leads_to = response.headers.get("Location", "")
        self.html = response.content.decode()
        self.root = parse_html(self.html) if self.html else Element("empty", ())

    def all(self, name: str = "", within: Element | None = None, **wanted: str) -> list[Element]:
        """Elements by tag and attributes; `class_` is one class among several, `data_code` is data-code."""
        return [e for e in _walk(within or self.root) if name in ("", e.name) and _has(e, wanted)]

    def one(self, name: str = "", within: Element | None = None, **wanted: str) -> Element:
        [found] = self.all(name, within, **wanted)
        return found

    def text(self, name: str = "", **wanted: str) -> str:
        return text_of(self.one(name, **wanted))

    @property
    def findings(self) -> list[str]:
        """The codes of the answer, in the order shown."""
        return [attributes(e)["data-code"] for e in self.all("li", within=self.one(id="answer")) if _coded(e)]

    @property
    def courses(self) -> list[str]:
        """Course and section of each row of the list."""
        return [text_of(self.all("b", row)[0]) for row in self.all("li", self.one(id="change-form"), class_="course")]

    def form_of(self, button: str) -> Element:
        """The form with a button of this text, around it or named by it."""
        named = [attributes(b).get("form") for b in self.all("button") if text_of(b) == button]
        found = [f for f in self.all("form") if any(text_of(b) == button for b in self.all("button", f))]
        [form] = found or [self.one("form", id=id_) for id_ in named if id_]
        return form

    def button(self, text: str, form: Element) -> Element:
        """Of the form: in it, or elsewhere on the page."""
        within = [b for b in self.all("button", form) if text_of(b) == text]
        return (within or [b for b in self.all("button") if text_of(b) == text])[0]

    def can_press(self, button: str) -> bool:
        """Whether the button works: neither itself nor the fieldset around it is disabled."""
        form = self.form_of(button)
        off = [s for s in self.all("fieldset", form) if "disabled" in attributes(s)]
        hidden = {id(b) for fieldset in off for b in self.all("button", fieldset)}
        pressed = self.button(button, form)
        return id(pressed) not in hidden and "disabled" not in attributes(pressed)

    def fields(self, form: Element) -> dict[str, list[str]]:
        """What a browser would send of the form as it was served."""
        found: dict[str, list[str]] = {}
        for field in self.all(within=form):
            has = attributes(field)
            if "name" not in has or field.name not in ("input", "textarea", "select"):
                continue
            if field.name == "select":
                found.setdefault(has["name"], []).append(self.chosen(field))
            elif has.get("type") != "checkbox" or "checked" in has:
                value = text_of(field) if field.name == "textarea" else has.get("value") or ""
                found.setdefault(has["name"], []).append(value)
        return found

    def chosen(self, select: Element) -> str:
        """The value of a select as it was served: the option marked, else the first."""
        options = [attributes(option) for option in self.all("option", within=select)]
        return next((o["value"] for o in options if "selected" in o), options[0]["value"])


class Visitor:
    """A signed-in user (or nobody) at a browser; English, since its texts stand in the templates."""

    def __init__(self, user: User | None = None, *, language: str = "en", htmx: bool = False, **options: Any) -> None:
        headers = {"accept-language": language} | ({"hx-request": "true"} if htmx else {})
        self.client = Client(headers=headers, **options)
        if user:
            self.client.force_login(user)

    def get(self, path: str, **query: str) -> Shown:
        return Shown(self.client.get(path, query))

    def post(self, path: str, **fields: Any) -> Shown:
        return Shown(self.client.post(path, fields))

    def press(self, page: Shown, button: str, **typed: Any) -> Shown:
        """Fill the form of a button and press it; what the form held besides is sent along."""
        assert page.can_press(button), f"“{button}” is disabled"
        form = page.form_of(button)
        pressed = attributes(page.button(button, form))
        chosen = {pressed["name"]: [pressed["value"]]} if "name" in pressed else {}
        target = pressed.get("formaction") or attributes(form).get("action") or page.response.wsgi_request.path
        send = getattr(self.client, attributes(form).get("method") or "get")
        return Shown(send(target, page.fields(form) | chosen | typed))

    def follow(self, shown: Shown) -> Shown:
        assert shown.status == 302
        return self.get(shown.leads_to)


def attributes(element: Element) -> dict[str, str]:
    """All of an element's attributes; one without a value has None."""
    return dict(element.attributes)


def text_of(element: Element | str) -> str:
    """The text of an element and all in it, with single spaces."""
    return unescape(" ".join(" ".join(_texts(element)).split()))


def _texts(element: Element | str) -> Iterator[str]:
    if isinstance(element, str):
        yield element
    else:
        for child in element.children:
            yield from _texts(child)


def _walk(element: Element) -> Iterator[Element]:
    yield element
    for child in element.children:
        if isinstance(child, Element):
            yield from _walk(child)


def _has(element: Element, wanted: dict[str, str]) -> bool:
    has = attributes(element)
    names = {key.strip("_").replace("_", "-"): value for key, value in wanted.items()}
    if "class" in names and names.pop("class") not in (has.get("class") or "").split():
        return False
    return all(has.get(key) == value for key, value in names.items())


def _coded(element: Element) -> bool:
    return "data-code" in attributes(element)
