"""Words to sections, kept in memory for one catalogue: made at its first search, thrown away with it.

A word of a query finds every word that begins with it, so that a search can answer while it is typed.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from curriculum.turkish import search_key

from ..rules.facts import Catalogue, Section

# the better match has the smaller rank
CODE, CODE_BEGINS, NAME_BEGINS, WORD, DEPARTMENT, INSTRUCTOR = range(6)
_WORD = re.compile(r"[a-z0-9]+|[^\W_]+")
_LETTERS_AND_NUMBER = re.compile(r"([a-z]+)(\d.*)")
_LAST = "\U0010ffff"  # after whatever a word goes on with

P = TypeVar("P")
_kept: dict[int, tuple[Catalogue, Index]] = {}


def index_of(catalogue: Catalogue) -> Index:
    kept = _kept.get(catalogue.term_id)
    if kept is None or kept[0] is not catalogue:
        kept = _kept[catalogue.term_id] = catalogue, Index(catalogue)
    return kept[1]


def words_of(text: str) -> list[str]:
    """Folded the Turkish way, other accents dropped; letters typed in two parts, as some keyboards do, are one."""
    folded = search_key(unicodedata.normalize("NFC", text))
    if not folded.isascii():
        folded = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return _WORD.findall(folded)


class Index:
    """Courses are numbered in the order of their codes, their sections after them. Postings of a word are courses by rank,
    and sections by instructor. Numbers in plain dictionaries: thousands of pairs would keep the garbage collector busy."""

    def __init__(self, catalogue: Catalogue) -> None:
        courses = sorted((catalogue.courses[c] for c in catalogue.by_course), key=lambda c: c.numeric_code)
        departments = {id_: words_of(key) for id_, (_, key) in catalogue.departments.items()}
        self.sections = [section for course in courses for section in catalogue.by_course[course.id]]
        self.codes = [("".join(words_of(c.code)), c.numeric_code.lower()) for c in courses]
        self.names = [tuple({" ".join(words_of(n)) for n in (c.name, c.name_en) if n}) for c in courses]
        self.of: list[range] = []  # by course: where its sections stand
        ranked: dict[str, dict[int, int]] = defaultdict(dict)
        teaching: dict[str, set[int]] = defaultdict(set)
        first = 0
        for number, course in enumerate(courses):
            for word, rank in _words(self.codes[number], self.names[number], departments.get(course.department_id, ())):
                ranked[word][number] = min(rank, ranked[word].get(number, rank))
            self.of.append(range(first, first + len(catalogue.by_course[course.id])))
            first = self.of[-1].stop
            for at in self.of[-1]:
                for word in words_of(self.sections[at].instructors):
                    teaching[word].add(at)
        self.course_of = [number for number, places in enumerate(self.of) for _ in places]
        self.courses, self.instructors = _Prefixes(ranked), _Prefixes(teaching)

    def find(self, query: str) -> list[Section]:
        """Sections that have every word of a query, by how well they match; all of them where nothing is asked."""
        words = words_of(query)
        if not words:
            return [] if query.strip() else self.sections
        squeezed, phrase = "".join(words), " ".join(words)  # "ceng 213" finds CENG213
        ranks = [_best(self.courses.beginning(word)) for word in words]
        taught = [set[int]().union(*self.instructors.beginning(word)) for word in words]
        whole = {c for c, rank in _best(self.courses.beginning(squeezed)).items() if rank == CODE_BEGINS}
        whole |= set[int].intersection(*map(set, ranks))
        best = {c: self._rank(c, squeezed, phrase, max(r.get(c, CODE) for r in ranks)) for c in whole}
        hits = [place for c in whole for place in self.of[c]]
        for place in set[int]().union(*taught):
            course = self.course_of[place]
            if course not in whole and all(place in t or course in r for t, r in zip(taught, ranks, strict=True)):
                best[course] = INSTRUCTOR
                hits.append(place)
        hits.sort(key=lambda place: best[self.course_of[place]] * len(self.sections) + place)
        return [self.sections[place] for place in hits]

    def _rank(self, course: int, squeezed: str, phrase: str, rank: int) -> int:
        """How the whole query stands to code and name; else what its worst word is."""
        if squeezed in self.codes[course]:
            return CODE
        if any(code.startswith(squeezed) for code in self.codes[course]):
            return CODE_BEGINS
        if any(name.startswith(phrase) for name in self.names[course]):
            return NAME_BEGINS
        return max(rank, WORD)


class _Prefixes(Generic[P]):
    """Words in order, so that those with one beginning stand beside each other."""

    def __init__(self, postings: dict[str, P]) -> None:
        self.words = sorted(postings)
        self.postings = [postings[word] for word in self.words]

    def beginning(self, prefix: str) -> list[P]:
        return self.postings[bisect_left(self.words, prefix) : bisect_left(self.words, prefix + _LAST)]


def _best(postings: Iterable[dict[int, int]]) -> dict[int, int]:
    """By course: the best rank of a word of it."""
    found: dict[int, int] = {}
    for posting in postings:
        for number, rank in posting.items():
            if found.get(number, rank) >= rank:
                found[number] = rank
    return found


def _words(codes: tuple[str, str], names: Iterable[str], department: Iterable[str]) -> Iterator[tuple[str, int]]:
    for code in codes:
        yield code, CODE_BEGINS
        if parts := _LETTERS_AND_NUMBER.fullmatch(code):  # "213" finds CENG213 as well
            yield from ((part, WORD) for part in parts.groups())
    for name in names:
        yield from ((word, WORD) for word in name.split())
    yield from ((word, DEPARTMENT) for word in department)
