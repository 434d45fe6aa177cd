"""Every row of the catalogue in scope has a rule or figure that is there, and a test that shows it."""

from __future__ import annotations

import dataclasses

from registration.rules import BY_CODE, SETTINGS
from tests.rows import PAGE, marked, page, rows

# what the portal answers for so far, first and last of each run of rows
SCOPE = {
    "METU": ((1, 94),),
    "OMU": ((1, 132),),
    "KOU": ((4, 4), (8, 15), (31, 37), (50, 69), (71, 91), (94, 121)),
}


def test_every_row_in_scope_is_in_the_table_and_no_other():
    spans = [(name, *span) for name, found in SCOPE.items() for span in found]
    assert rows().keys() == {f"{name}-{n:02}" for name, first, last in spans for n in range(first, last + 1)}


def test_every_row_has_a_test():
    tests = marked()
    assert [row for row, keys in rows().items() if not keys[0].startswith("=") and row not in tests] == []


def test_every_key_is_a_rule_or_a_figure_of_a_setting():
    figures = {f"{code}.{f.name}" for code, shape in SETTINGS.items() for f in dataclasses.fields(shape)}
    keys = {key for named in rows().values() for key in named if key[0] not in "=["}
    assert keys - figures - BY_CODE.keys() == set()


def test_every_rule_answers_for_a_row():
    """Those of the engine's own keeping left out: they come from regulations beside the catalogue."""
    beside = {"REPEAT_NOT_ALLOWED", "SECTION_CANCELLED"}
    named = {key for keys in rows().values() for key in keys}
    assert BY_CODE.keys() - named == beside


def test_the_page_is_written_anew():
    assert PAGE.read_text() == page(), "python -m tests.rows writes it"
