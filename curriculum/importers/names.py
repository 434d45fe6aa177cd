"""Names and codes as old systems write them: broken letters, two languages in one text, levels hidden in numbers."""

from __future__ import annotations

import re

from curriculum.models import Level, SpecialRole

from .reading import BROKEN_NAME, Notes

# Turkish letters of Latin-5 that were read as Latin-1, and Windows punctuation that was read as control characters
_LATIN_5 = str.maketrans("ÐÝÞðýþ", "ĞİŞğış")
_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_READ_TWICE = re.compile("[ÂÃÄÅ][\u0080-\u00bf\u0152-\u0178\u2013-\u2122]")
_UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]")  # JSON may hold them, PostgreSQL does not
_ASSOCIATE = "79"  # departments 790 to 799 are METU's vocational school
_GRADUATE = {Level.MASTER, Level.MASTER_NT, Level.DOCTORATE, Level.DOCTORATE_INTEGRATED}


def repair(text: str) -> str:
    """The text as it was meant: mojibake undone, blanks single."""
    if _READ_TWICE.search(text):
        text = _read_once(text)
    text = _UNSTORABLE.sub("", text)
    return " ".join(text.translate(_WINDOWS).translate(_LATIN_5).split())


def note_broken(text: str, place: str, notes: Notes) -> None:
    """Tell of a name of which letters, and not just blanks, need repair."""
    if repair(text) != " ".join(text.split()):
        notes.add(BROKEN_NAME, f"{place}: {repair(text)}")


def _read_once(text: str) -> str:
    """UTF-8 that was read as Latin-1 or Windows text, read as UTF-8; any other text as it is."""
    for encoding in ("latin-1", "cp1252"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text


def two_languages(text: str) -> tuple[str, str]:
    """Turkish and English from "STATICS (STATİK )": the last bracket that closes at the end, whatever it holds."""
    text = repair(text)
    depth = 0
    for at in range(len(text) - 1, 0, -1):
        depth += (text[at] == ")") - (text[at] == "(")
        if depth == 0:
            break
    if not text.endswith(")") or depth or not text[:at].strip():
        return "", text
    return text[at + 1 : -1].strip().removesuffix("()").strip(), text[:at].strip()


def slashed(text: str) -> tuple[str, str]:
    """Turkish and English from "Biology/Biyoloji(Kuzey Kıbrıs Kampüsü) "."""
    english, _, turkish = repair(text).partition("/")
    return re.sub(r"(?<=\S)\(", " (", turkish).strip(), english.strip()


def prefix_of(code: str) -> str:
    """CENG from CENG213."""
    return code.rstrip("0123456789")


def level_of(numeric_code: str) -> Level:
    """From the hundreds, or the thousands where a department has them: 5 and 7 upwards graduate, 6 and 9 doctorate."""
    if numeric_code.startswith(_ASSOCIATE):
        return Level.ASSOCIATE
    number = numeric_code[3:]
    digit = number[0] if number[0] != "0" else number[1]
    if digit in "69":
        return Level.DOCTORATE
    return Level.MASTER if digit in "578" else Level.BACHELOR


def role_of(name_en: str, level: str) -> SpecialRole:
    """What a graduate course is for, by its English name; staff put right what a name hides."""
    name = name_en.upper()
    if level not in _GRADUATE:
        return SpecialRole.NONE
    if "RESEARCH METHODS" in name and "ETHIC" in name:
        return SpecialRole.ETHICS
    if name.endswith("SEMINAR"):
        return SpecialRole.SEMINAR
    if name.endswith("THESIS"):
        return SpecialRole.THESIS
    if name.startswith("SPECIAL STUDIES"):
        return SpecialRole.THESIS_STUDIES
    return SpecialRole.TERM_PROJECT if "TERM PROJECT" in name else SpecialRole.NONE
