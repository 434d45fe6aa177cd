"""The difference between what is there and what a file states, counted and written in bulk."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import OperationalError, connection, models, transaction
from tqdm import tqdm

from .reading import ImportProblem

BATCH = 500
LOCK = 20252  # any number does, as long as every importer takes the same
PATIENCE = "30s"  # with a student at a vanishing section, or a secretary at her form
WAITED_IN_VAIN = ("55P03", "40P01")  # lock not available, deadlock
T = TypeVar("T")
Row = TypeVar("Row", bound=models.Model)
Given = TypeVar("Given", bound=Hashable)


class Tally(Counter[str]):
    """How many rows of a kind are new, changed, removed and same."""

    def __str__(self) -> str:
        return ", ".join(f"{self[what]:,} {what}" for what in ("new", "changed", "removed", "same"))


@contextmanager
def importing() -> Iterator[None]:
    """One transaction, and one import at a time: two at once would both compare with what was there before."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = %s", [PATIENCE])
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                raise ImportProblem("Another import is running; try again when it has ended.")
            yield
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) in WAITED_IN_VAIN:
            raise ImportProblem(
                "Somebody is changing what the file changes; nothing was imported, try again."
            ) from error
        raise


def progress(items: Iterable[T], what: str) -> Iterable[T]:
    """A bar on stderr where somebody watches: `disable=None` is tqdm's "only on a terminal"."""
    return tqdm(items, desc=what, disable=None, leave=False)


def _batches(rows: Sequence[Row], what: str) -> Iterable[int]:
    """Where each batch starts; a bar only where there is something to wait for."""
    return progress(range(0, len(rows), BATCH), what) if rows else ()


def create(model: type[Row], rows: Sequence[Row], what: str) -> None:
    for start in _batches(rows, f"{what}, new"):
        model._default_manager.bulk_create(rows[start : start + BATCH])


def update(model: type[Row], rows: Sequence[Row], fields: Sequence[str], what: str) -> None:
    for start in _batches(rows, f"{what}, changed"):
        model._default_manager.bulk_update(rows[start : start + BATCH], fields)


def delete(model: type[Row], rows: Sequence[Row]) -> None:
    if rows:
        model._default_manager.filter(id__in=[row.pk for row in rows]).delete()


class Kept(Generic[Row]):
    """All rows of a model by a code of theirs; what is stated about them is collected and written by save()."""

    def __init__(self, model: type[Row], key: str, fields: tuple[str, ...]) -> None:
        self.model, self.key, self.fields = model, key, fields
        self.rows: dict[str, Row] = {getattr(row, key): row for row in model._default_manager.all()}
        self.new: list[Row] = []
        self.changed: dict[str, Row] = {}

    def add(self, row: Row) -> Row:
        self.rows[getattr(row, self.key)] = row
        self.new.append(row)
        return row

    def state(self, row: Row, **stated: Any) -> None:
        """Set what differs; a row that is new anyway is not counted as changed."""
        if all(getattr(row, name) == value for name, value in stated.items()):
            return
        for name, value in stated.items():
            setattr(row, name, value)
        if row.pk:
            self.changed[getattr(row, self.key)] = row

    def tally(self, keys: Collection[str]) -> Tally:
        """Of the rows that a file names; none is ever removed."""
        new = sum(getattr(row, self.key) in keys for row in self.new)
        changed = len(self.changed.keys() & set(keys))
        return Tally(new=new, changed=changed, same=len(keys) - new - changed)

    def save(self, what: str) -> None:
        create(self.model, self.new, what)
        update(self.model, list(self.changed.values()), self.fields, what)


@dataclass(frozen=True)
class Difference(Generic[Row, Given]):
    """Rows there and rows given, matched; `changed` pairs what was left over on both sides."""

    same: int
    changed: list[tuple[Row, Given]]
    removed: list[Row]
    new: list[Given]


def compare(
    there: Iterable[Row],
    given: Iterable[Given],
    states: Callable[[Row], Given],
    group: Callable[[Given], Hashable] = lambda _: None,
    is_fixed: Callable[[Row], bool] = lambda _: False,
) -> Difference[Row, Given]:
    """Match equal ones first; then pair leftovers of one group in order, so that a moved meeting is a change.

    A fixed row is matched by an equal one or counted as removed, never as changed.
    """
    equal: dict[Given, list[Row]] = defaultdict(list)
    for row in there:
        equal[states(row)].append(row)
    unmatched, same = [], 0
    for one in given:
        if equal.get(one):
            equal[one].pop(0)
            same += 1
        else:
            unmatched.append(one)
    left: dict[Hashable, list[Row]] = defaultdict(list)
    for one, rows in equal.items():
        left[group(one)].extend(row for row in rows if not is_fixed(row))
    removed = [row for rows in equal.values() for row in rows if is_fixed(row)]
    changed, new = [], []
    for one in unmatched:
        rows = left[group(one)]
        if rows:
            changed.append((rows.pop(0), one))
        else:
            new.append(one)
    removed += [row for rows in left.values() for row in rows]
    return Difference(same, changed, removed, new)
