"""Departments as files name them: by the first three digits of a course code, or by a prefix such as CENG."""

from __future__ import annotations

from collections import defaultdict

from curriculum.models import Department, Faculty
from curriculum.turkish import search_key

from .reading import ImportProblem
from .writing import Kept

# METU prefixes that no course code gives away: programmes whose courses other departments give, and departments whose
# courses bear another prefix. They were matched to numbers by the departments' names; a prefix that staff set comes
# first. Those under X stand in criteria too, but which number they have is not known here.
METU = {
    "ACSC": "976", "AET": "836", "ARAB": "602", "AUTO": "791", "BED": "459", "BUSD": "351", "CHED": "422",
    "CHOC": "952", "CI": "825", "CNGB": "575", "COUN": "823", "CRYP": "971", "CYG": "392", "EAP": "824",
    "EECE": "401", "EI": "838", "ELEK": "797", "EME": "413", "ENOT": "799", "ENVM": "884", "ESC": "383",
    "ESE": "412", "ESME": "822", "FM": "973", "FPSY": "817", "HE": "869", "HEB": "609", "INE": "388",
    "IPSY": "830", "KORE": "613", "MEES": "875", "MGEO": "953", "MHED": "423", "MMI": "909", "MTED": "826",
    "OCHS": "387", "PHED": "421", "PHOC": "951", "SC": "972", "SCED": "827", "SNG": "389", "STAS": "363",
    "BASE": "X01", "BMED": "X02", "SLTP": "X03", "ST": "X04",
}  # fmt: skip
_METU_PREFIX = {number: prefix for prefix, number in METU.items()}


class Departments(Kept[Department]):
    """Every department by its numeric code."""

    def __init__(self) -> None:
        super().__init__(Department, "code", ("prefix", "name", "name_en", "faculty", "search_key"))
        self.by_prefix: dict[str, set[str]] = defaultdict(set)
        for department in self.rows.values():
            self.by_prefix[department.prefix].add(department.code)

    def of_course(self, numeric_code: str, prefix: str = "") -> Department:
        """The department that gives a course; the prefix of its courses becomes its own unless it has one."""
        code = numeric_code[:3]
        department = self.at(code)
        if not department.prefix:
            self._prefix(department, _METU_PREFIX.get(code, prefix))
        return department

    def at(self, code: str) -> Department:
        """The department of a number, made without a name if it is new."""
        return self.rows.get(code) or self.add(Department(code=code, prefix="", name=code))

    def named(self, prefix: str) -> Department | None:
        """The department of a prefix; None if nobody knows it."""
        codes = self.by_prefix.get(prefix, set())
        if len(codes) > 1 and METU.get(prefix) not in codes:
            raise ImportProblem(f"{prefix} is the prefix of more than one department: {', '.join(sorted(codes))}.")
        if len(codes) == 1:
            return self.rows[next(iter(codes))]
        return self.of_course(METU[prefix]) if prefix in METU else None

    def describe(self, department: Department, name: str, name_en: str, *, prefix: str = "", fill: bool) -> None:
        """State names; a source that only fills leaves alone what somebody has written there."""
        if prefix and not (fill and department.prefix):
            self._prefix(department, prefix)
        nameless = department.name in ("", department.code, department.prefix, department.name_en)
        if name_en and not (fill and department.name_en):
            self.state(department, name_en=name_en)
        if (name and not fill) or nameless:
            self.state(department, name=name or department.name_en or department.name)

    def save(self, what: str = "departments") -> None:
        for department in (*self.new, *self.changed.values()):
            d = department
            d.search_key = search_key(f"{d.code} {d.prefix} {d.name} {d.name_en}")
        super().save(what)

    def _prefix(self, department: Department, prefix: str) -> None:
        if not prefix or prefix == department.prefix:
            return
        self.by_prefix[department.prefix].discard(department.code)
        self.by_prefix[prefix].add(department.code)
        nameless = department.name in (department.code, department.prefix)
        self.state(department, prefix=prefix, name=prefix if nameless else department.name)


class Faculties(Kept[Faculty]):
    """Every faculty by its code. What staff made of a name since stays."""

    def __init__(self) -> None:
        super().__init__(Faculty, "code", ("name", "name_en"))

    def known(self, code: str, name_en: str) -> Faculty:
        return self.rows.get(code) or self.add(Faculty(code=code, name=name_en, name_en=name_en))
