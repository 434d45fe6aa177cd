"""Where the real inputs lie, for the tests that run on them; they are skipped where the folder is absent."""

from __future__ import annotations

from pathlib import Path

import pytest

METU = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "metu"
needs_metu = pytest.mark.skipif(not METU.is_dir(), reason="the METU files are not in ../shared/data/metu")


def metu(name: str) -> str:
    """The path of a file, such as metu("catalogue")."""
    return str(METU / f"{name}.json.gz")
