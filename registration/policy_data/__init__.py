"""The policy rows that universities start from, as files: one profile after another, on top of the portal's defaults.

A file names its `base`, whose rows complete its first profile, so that no rule is left without a row; `groups` are lists of
rows that several profiles share, named alone or among rows of the profile's own. A profile may narrow by level, education
type and campus; the command that loads it adds faculty or department.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
SCOPE = ("campus", "level", "education_type")


def universities() -> list[str]:
    return sorted(p.stem for p in FOLDER.glob("*.json") if p.stem != "default")


def profiles(university: str) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Each profile, its name and scope, with its rows."""
    data = json.loads((FOLDER / f"{university}.json").read_text())
    base = json.loads((FOLDER / f"{data['base']}.json").read_text())["rules"]
    for n, entry in enumerate(data["profiles"]):
        rules = [entry["rules"]] if isinstance(entry["rules"], str) else entry["rules"]
        rows = [row for each in rules for row in (data["groups"][each] if isinstance(each, str) else [each])]
        own = {row["code"] for row in rows}
        more = [row for row in base if row["code"] not in own] if n == 0 else []
        yield {"name": entry["name"], **{key: entry.get(key, "") for key in SCOPE}}, [*rows, *more]
