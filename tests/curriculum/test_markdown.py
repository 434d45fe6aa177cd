"""Markdown of staff as safe HTML: headings below the page's, anchors that stay, no HTML of one's own."""

from __future__ import annotations

import pytest

from curriculum.markdown import render


def test_headings_stand_below_the_title_of_the_page_with_anchors_of_their_words():
    shown = render("# Ücret iadesi\n\nMetin\n\n## Süre\n\n# I. Ücret iadesi?\n\n# Ücret iadesi")

    assert shown.contents == (
        ("ucret-iadesi", "Ücret iadesi"),
        ("i-ucret-iadesi", "I. Ücret iadesi?"),
        ("ucret-iadesi-2", "Ücret iadesi"),
    )
    assert '<h2 id="ucret-iadesi">' in shown.html
    assert '<h3 id="sure">Süre</h3>' in shown.html


def test_the_uppermost_level_is_the_one_asked_for():
    assert render("### A\n\n#### B", top=4).html == '<h4 id="a">A</h4>\n<h5 id="b">B</h5>\n'
    assert render("# A\n\n### B\n\n###### C", top=5).html == '<h5 id="a">A</h5>\n<h6 id="b">B</h6>\n<h6 id="c">C</h6>\n'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert)", "<p>[x](javascript:alert)</p>\n"),
        ("[x](data:text/html,y)", "<p>[x](data:text/html,y)</p>\n"),
        ("[x](ftp://example.edu.tr)", '<p><a rel="noopener">x</a></p>\n'),
        ("[x](/fees/)", '<p><a href="/fees/" rel="noopener">x</a></p>\n'),
        ("[x](mailto:a@example.edu.tr)", '<p><a href="mailto:a@example.edu.tr" rel="noopener">x</a></p>\n'),
    ],
)
def test_nothing_but_markdown_and_links_of_known_schemes(text: str, html: str):
    assert render(text).html == html
