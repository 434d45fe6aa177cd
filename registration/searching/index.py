"""Words to sections, kept in memory for one catalogue: made at its first search, thrown away with it.

A word of a query finds every word that begins with it, so that a search can answer while it is typed.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator

from curriculum.turkish import search_key

from ..rules.facts import Catalogue, Course, Section

# the better match has the smaller rank
CODE, CODE_BEGINS, NAME_BEGINS, WORD, DEPARTMENT, INSTRUCTOR = range(6)
_WORD = re.compile(r"[a-z0-9]+|[^\W_]+")
_LETTERS_AND_NUMBER = re.compile(r"([a-z]+)(\d.*)")
_LAST = "\U0010ffff"  # after whatever a word goes on with

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
    """Sections are numbered in the order of their courses' codes; postings are pairs of such a number and a rank."""

    def __init__(self, catalogue: Catalogue) -> None:
        courses = sorted((catalogue.courses[c] for c in catalogue.by_course), key=lambda c: c.numeric_code)
        departments = {id_: words_of(key) for id_, (_, key) in catalogue.departments.items()}
        self.sections: list[Section] = []
        self.codes: list[tuple[str, str]] = []
        self.names: list[tuple[str, ...]] = []
        postings: dict[str, dict[int, int]] = defaultdict(dict)
        for course in courses:
            codes = ("".join(words_of(course.code)), course.numeric_code.lower())
            names = tuple({" ".join(words_of(name)) for name in (course.name, course.name_en) if name})
            ranked = list(_course_words(course, codes, names, departments.get(course.department_id, [])))
            for section in catalogue.by_course[course.id]:
                number = len(self.sections)
                self.sections.append(section)
                self.codes.append(codes)
                self.names.append(names)
                for word, rank in (*ranked, *((w, INSTRUCTOR) for w in words_of(section.instructors))):
                    of_word = postings[word]
                    of_word[number] = min(rank, of_word.get(number, rank))
        self.words = sorted(postings)
        self.postings = [postings[word] for word in self.words]

    def find(self, query: str) -> list[Section]:
        """Sections that have every word of a query, by how well they match; all of them where nothing is asked."""
        words = words_of(query)
        if not words:
            return [] if query.strip() else self.sections
        squeezed = "".join(words)  # "ceng 213" finds CENG213
        hits = self._beginning(squeezed)
        hits = {n: rank for n, rank in hits.items() if rank <= CODE_BEGINS}
        for number, rank in _all_of([self._beginning(word) for word in words]).items():
            hits[number] = min(rank, hits.get(number, rank))
        phrase = " ".join(words)
        best: dict[int, int] = {}  # a course stands where its best section stands, or its sections would be scattered
        for number, rank in hits.items():
            course = self.sections[number].course_id
            rank = self._whole(number, squeezed, phrase, rank)
            best[course] = min(rank, best.get(course, rank))
        return [self.sections[n] for n in sorted(hits, key=lambda n: (best[self.sections[n].course_id], n))]

    def _beginning(self, word: str) -> dict[int, int]:
        """By section: the best rank of a word of it that begins so."""
        found: dict[int, int] = {}
        for at in range(bisect_left(self.words, word), bisect_left(self.words, word + _LAST)):
            for number, rank in self.postings[at].items():
                if found.get(number, rank) >= rank:
                    found[number] = rank
        return found

    def _whole(self, number: int, squeezed: str, phrase: str, rank: int) -> int:
        """How the whole query stands to code and name."""
        if squeezed in self.codes[number]:
            return CODE
        if any(code.startswith(squeezed) for code in self.codes[number]):
            return CODE_BEGINS
        if any(name.startswith(phrase) for name in self.names[number]):
            return NAME_BEGINS
        return max(rank, WORD)


def _course_words(
    course: Course, codes: tuple[str, str], names: Iterable[str], department: Iterable[str]
) -> Iterator[tuple[str, int]]:
    for code in codes:
        yield code, CODE_BEGINS
        if parts := _LETTERS_AND_NUMBER.fullmatch(code):  # "213" finds CENG213 as well
            yield from ((part, WORD) for part in parts.groups())
    for name in names:
        yield from ((word, WORD) for word in name.split())
    yield from ((word, DEPARTMENT) for word in department)


def _all_of(found: list[dict[int, int]]) -> dict[int, int]:
    """What every word finds; the worst of their ranks counts."""
    first, *others = sorted(found, key=len)
    return {
        n: max(rank, *(o[n] for o in others)) if others else rank
        for n, rank in first.items()
        if all(n in o for o in others)
    }
