"""Markdown that staff write, as HTML that is safe to show: no raw HTML, links of known schemes, headings below the page's.

Headings have stable anchors made of their words, so that a link to a part of a page lives as long as its title does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from .turkish import search_key

_READER = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
_TAGS = {"p", "ul", "ol", "li", "strong", "em", "code", "pre", "a", "blockquote", "br", "hr"}
_TAGS |= {"h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, **{f"h{n}": {"id"} for n in range(2, 7)}}
_SCHEMES = {"http", "https", "mailto", "tel"}
_LOWEST = 6
_BETWEEN_WORDS = re.compile("[^a-z0-9]+")


@dataclass(frozen=True)
class Rendered:
    """`contents` are the uppermost headings: anchor and words."""

    html: SafeString
    contents: tuple[tuple[str, str], ...]


@lru_cache(maxsize=512)
def render(text: str, top: int = 2) -> Rendered:
    """`top` is the level that the text's own first level is shown at; deeper ones follow it."""
    tokens = _READER.parse(text)
    contents = tuple(_headed(tokens, top))
    raw = _READER.renderer.render(tokens, _READER.options, {})
    safe = nh3.clean(raw, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener")
    return Rendered(mark_safe(safe), contents)


def _headed(tokens: list[Token], top: int) -> list[tuple[str, str]]:
    """Move headings to their level, give them anchors, and say which stand uppermost."""
    opened = [(token, tokens[n + 1].content, tokens[n + 2]) for n, token in enumerate(tokens) if _opens(token)]
    highest = min((int(token.tag[1]) for token, _, _ in opened), default=1)
    found, used = [], set()
    for token, words, closing in opened:
        level = int(token.tag[1]) - highest
        token.tag = closing.tag = f"h{min(top + level, _LOWEST)}"
        anchor = _free(_BETWEEN_WORDS.sub("-", search_key(words)).strip("-") or "part", used)
        used.add(anchor)
        token.attrSet("id", anchor)
        if level == 0:
            found.append((anchor, words))
    return found


def _opens(token: Token) -> bool:
    return token.type == "heading_open"


def _free(anchor: str, used: set[str]) -> str:
    """The anchor, or with the next number where the page has it already."""
    numbered = (f"{anchor}-{n}" for n in range(2, len(used) + 2))
    return anchor if anchor not in used else next(n for n in numbered if n not in used)
