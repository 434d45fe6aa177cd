"""How the tests of the search read what it shows."""

from __future__ import annotations

from tests.visitor import Shown, text_of


def labels(shown: Shown) -> list[str]:
    """The sections found, in their order."""
    return [text_of(e) for e in shown.all("b")]


def buttons(shown: Shown) -> set[str]:
    """What can be pressed, without the section that each names for screen readers."""
    return {text_of(b).rpartition(" ")[0] for b in shown.all("button")}
