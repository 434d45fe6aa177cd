"""Long work over many lists: in batches that can be locked together, saying how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

BATCH = 100  # registrations locked at a time
Progress = Callable[[int, int], None]  # how many of how many are done


def silent(done: int, total: int) -> None:
    """Nobody looks."""


def in_batches(ids: Sequence[int], progress: Progress = silent) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), BATCH):
        progress(start, len(ids))
        yield ids[start : start + BATCH]
    progress(len(ids), len(ids))
