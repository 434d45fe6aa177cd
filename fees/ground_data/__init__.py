"""The grounds that universities start from, as files: what each ground is stands once, in default.json.

A university's file names its `source` and, by code, the grounds it knows with the part of the source behind each; where
that is an object it may also state a ground's fields otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent


def universities() -> list[str]:
    return sorted(p.stem for p in FOLDER.glob("*.json") if p.stem != "default")


def grounds(university: str) -> Iterator[dict[str, Any]]:
    """The fields of each ground, in the order in which they are looked at."""
    data, default = _read(university), _read("default")
    for order, (code, shape) in enumerate(default.items(), 1):
        if code not in data["grounds"]:
            continue
        own = data["grounds"][code]
        fields = own if isinstance(own, dict) else {"article": own}
        rule = ", ".join(filter(None, (data["source"], fields.get("article", ""))))
        more = {name: value for name, value in fields.items() if name != "article"}
        yield {"code": code, "order": 10 * order, "rule": rule, **shape, **more}


def _read(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / f"{name}.json").read_text())
