"""The university's own sign, by SITE_ICON."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured


def test_the_portals_own_sign_stands_for_it_until_one_is_given(client):
    answer = client.get("/icon")

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/svg+xml")
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert client.get("/favicon.ico").content == answer.content
    assert client.get("/icon", headers={"if-none-match": answer.headers["ETag"]}).status_code == 304


def test_a_university_gives_its_own(client, settings, tmp_path: Path):
    settings.SITE_ICON = tmp_path / "crest.png"
    settings.SITE_ICON.write_bytes(b"\x89PNG")

    answer = client.get("/icon")
    assert (answer.content, answer.headers["Content-Type"]) == (b"\x89PNG", "image/png")


def test_what_is_no_picture_is_refused(client, settings, tmp_path: Path):
    settings.SITE_ICON = tmp_path / "crest.html"
    settings.SITE_ICON.write_text("<script>")

    with pytest.raises(ImproperlyConfigured, match="give a file that ends in"):
        client.get("/icon")
