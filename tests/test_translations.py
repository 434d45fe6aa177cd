"""Every text of templates and code has its Turkish, with the same placeholders."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation.template import templatize

APPS = ("config", "curriculum", "people", "fees", "registration", "advising")
ROOT = Path(settings.BASE_DIR)
PLACEHOLDER = re.compile(r"%\(\w+\)\w|%[sd]|{\w*}")


@pytest.fixture(scope="module")
def turkish() -> GNUTranslations:
    """What the browser gets: the compiled file, with Django's own texts behind it."""
    from django.utils.translation.trans_real import translation

    return translation("tr")


def in_context(context: str, text: str) -> str:
    """As the compiled file names a text with its context."""
    return f"{context}\x04{text}"


def in_templates() -> Iterator[tuple[str, tuple[str, ...]]]:
    text = r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    for path in sorted((ROOT / "templates").rglob("*.html")):
        code = templatize(path.read_text())
        for one in re.finditer(rf"\bgettext\({text}\)", code):
            yield str(path.relative_to(ROOT)), (ast.literal_eval(one[1]),)
        for one in re.finditer(rf"\bpgettext\({text}, {text}\)", code):
            yield str(path.relative_to(ROOT)), (in_context(ast.literal_eval(one[1]), ast.literal_eval(one[2])),)
        for two in re.finditer(rf"\bngettext\({text}, {text},", code):
            yield str(path.relative_to(ROOT)), (ast.literal_eval(two[1]), ast.literal_eval(two[2]))


def in_code() -> Iterator[tuple[str, tuple[str, ...]]]:
    for path in sorted(p for app in APPS for p in (ROOT / app).rglob("*.py") if "migrations" not in p.parts):
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if name in ("_", "gettext", "ngettext", "pgettext_lazy"):
                texts = tuple(a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))
                if name == "pgettext_lazy":
                    texts = (in_context(*texts),)
                if texts:
                    yield str(path.relative_to(ROOT)), texts


def test_every_text_has_its_turkish(turkish):
    texts = {(path, words[0]): words for path, words in (*in_templates(), *in_code())}

    assert len(texts) > 100
    catalogue = turkish._catalog
    missing = [key for key, words in texts.items() if words[0] not in catalogue and (words[0], 0) not in catalogue]
    assert missing == []


def test_both_languages_have_the_same_placeholders(turkish):
    differing = []
    for path, words in (*in_templates(), *in_code()):
        for word in words:
            said = turkish.ngettext(words[0], words[-1], 2) if len(words) > 1 else turkish.gettext(word)
            if sorted(PLACEHOLDER.findall(said)) != sorted(PLACEHOLDER.findall(words[-1])):
                differing.append((path, word, said))
    assert differing == []
