"""What a page says of a step that was asked for."""

from __future__ import annotations

from .messages import render
from .selectors import Answer, Page
from .services import ACCEPTED
from .steps import STEPS
from .transitions import TABLE, Moved


def answer_of_step(event: str, moved: Moved, page: Page, language: str) -> Answer:
    shown = () if moved.accepted else moved.findings  # what warns stands on the list already
    return Answer(moved.status, tuple(render(f, page.catalogue, language) for f in shown), step=event)


def step_done(event: str, page: Page) -> Answer | None:
    """That a step was taken, after the way back to a page; nothing where the list shows otherwise."""
    there = event in STEPS and page.facts.state == TABLE[event].target
    return Answer(ACCEPTED, (), step=event) if there else None
