"""A stored finding in words; prose is made here alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from curriculum.turkish import upper

from ..rules.facts import Catalogue, Section
from ..rules.settings import Wording
from . import academic, calendar_and_list, desk, graduate, papers, petitions, plans, record, renewal, steps
from .shape import Message

_PARTS = (calendar_and_list, renewal, academic, graduate, record, papers, petitions, plans, desk, steps)
MESSAGES: dict[str, Message] = {code: message for part in _PARTS for code, message in part.MESSAGES.items()}
CASES: dict[tuple[str, str], Message] = {case: message for part in _PARTS for case, message in part.CASES.items()}


@dataclass(frozen=True)
class Rendered:
    code: str
    action: str
    text: str
    fix: str
    article: str
    course_id: int | None
    waived: bool
    waiver: str = ""
    waived_by: str = ""


_DAYS = {
    "tr": ("Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi", "Pazar"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_SHORT_DAYS = {  # three letters would make Monday of Sunday and Friday of Saturday in Turkish
    "tr": ("Pzt", "Sal", "Çar", "Per", "Cum", "Cmt", "Paz"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_WORDS = {
    "courses": {"tr": "ders", "en": "courses"},
    "credit": {"tr": "kredi", "en": "credits"},
    "ects": {"tr": "AKTS", "en": "ECTS"},
    "not_started": {"tr": "başlamadı", "en": "not started"},
    "fee_pending": {"tr": "ödeme bekleniyor", "en": "payment awaited"},
    "draft": {"tr": "ders seçimi", "en": "choosing courses"},
    "submitted": {"tr": "danışman onayında", "en": "with the advisor"},
    "returned": {"tr": "iade edildi", "en": "returned"},
    "approved": {"tr": "danışman onayladı", "en": "approved by the advisor"},
    "final": {"tr": "onaylı", "en": "approved"},
    "unregistered": {"tr": "kayıtsız", "en": "unregistered"},
    "not_renewed": {"tr": "kayıt yenilememiş", "en": "not renewed"},
    "excuse_pending": {"tr": "mazeret incelemede", "en": "excuse under review"},
    "on_leave": {"tr": "izinli", "en": "on leave"},
    "cancelled": {"tr": "kayıt silindi", "en": "registration cancelled"},
    "face": {"tr": "yüz yüze", "en": "face to face"},
    "distance": {"tr": "uzaktan", "en": "by distance"},
    "CAPACITY": {"tr": "kontenjan dolu", "en": "no seat left"},
    "CRITERIA": {"tr": "kayıt ölçütleri uymuyor", "en": "the criteria do not admit you"},
    "PREREQUISITE": {"tr": "ön koşul sağlanmıyor", "en": "a prerequisite is missing"},
    "NOT_OFFERED": {"tr": "bu dönem açılmadı", "en": "not offered this term"},
    "LOAD": {"tr": "ders yükü aşılıyor", "en": "the course load is exceeded"},
    "PROBATION": {"tr": "sınamalı durumda yeni ders alınamıyor", "en": "no new course on probation"},
    "CLASH": {"tr": "başka bir dersle çakışıyor", "en": "it clashes with another course"},
    "OTHER": {"tr": "başka bir kural izin vermiyor", "en": "another rule forbids it"},
    "excuse_document": {"tr": "mazeretinizi gösteren belge", "en": "what shows your excuse"},
    "completed": {"tr": "kayıt tamamlandı", "en": "registration completed"},
    "candidate": {"tr": "aday", "en": "candidate"},
    "withdrawn": {"tr": "kaydını sildirdi", "en": "withdrawn"},
    "expelled": {"tr": "ilişiği kesildi", "en": "expelled"},
    "graduated": {"tr": "mezun", "en": "graduated"},
    "requested": {"tr": "istendi", "en": "requested"},
    "ready": {"tr": "hazır", "en": "ready"},
    "handed_over": {"tr": "teslim edildi", "en": "handed over"},
    "refused": {"tr": "geri çevrildi", "en": "refused"},
    "photo": {"tr": "fotoğraf", "en": "a photo"},
    "loss_notice": {
        "tr": "gazetede çıkan kayıp ilanı ya da ilanın makbuzu",
        "en": "the newspaper's notice of loss or the receipt for it",
    },
}


def _message(code: str, figures: dict[str, Any]) -> Message:
    """A finding names its case, or its reason is one; those of an ended window and of a counter are read off the figures."""
    case = str(figures.get("case", figures.get("reason", "")))
    if code == "CAPACITY_FULL":
        case = "quota" if figures.get("quota") else "" if figures.get("open", True) else "closed"
    elif figures.get("opens", "") is None:
        case = "over"
    return CASES.get((code, case), MESSAGES[code])


def render(finding: dict[str, Any], catalogue: Catalogue, language: str) -> Rendered:
    """A stored finding in words; `language` is "tr" or "en", anything else is read as English."""
    language = language if language in _DAYS else "en"
    figures = _words(finding, catalogue, language)
    text, fix = getattr(_message(finding["code"], finding["figures"]), language)
    return Rendered(
        code=finding["code"],
        action=finding["action"],
        text=text.format_map(figures),
        fix=fix.format_map(figures),
        article=finding["article"],
        course_id=finding["course_id"],
        waived=finding["waived"],
        waiver=finding.get("waiver", ""),
        waived_by=finding.get("waived_by", ""),
    )


def state_label(state: str, wording: Wording, language: str) -> str:
    """A state of RULES §7.1, in the university's own words."""
    own = {"final": "final" if wording.final == "approved" else wording.final, "unregistered": wording.unregistered}
    said = own.get(state, state)
    words = _WORDS.get(said, {}).get(language if language in _DAYS else "en", said)
    return (upper(words[:1]) if language == "tr" else words[:1].upper()) + words[1:]


def day_name(weekday: int, language: str) -> str:
    return _DAYS[language if language in _DAYS else "en"][weekday]


def short_day_name(weekday: int, language: str) -> str:
    return _SHORT_DAYS[language if language in _DAYS else "en"][weekday]


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


class _Figures(dict[str, str]):
    """A figure that a finding of an older release lacks is shown as a dash instead of failing the page."""

    def __missing__(self, key: str) -> str:
        return "–"


def _words(finding: dict[str, Any], catalogue: Catalogue, language: str) -> _Figures:
    figures = _Figures({key: _word(key, value, catalogue, language) for key, value in finding["figures"].items()})
    course = catalogue.courses.get(finding["course_id"])
    figures["course"] = course.code if course else "–"
    figures["place"] = section_label(catalogue, finding["section_id"])
    return figures


def meets_text(s: Section, language: str) -> str:
    return ", ".join(f"{short_day_name(m.weekday, language)} {clock(m.start)}–{clock(m.end)}" for m in s.meetings)


def number_text(value: Decimal | int, language: str) -> str:
    """Credits as people write them: 3, or 2.5; in Turkish 2,5."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if language == "tr" else text


def section_label(catalogue: Catalogue, section_id: int | None) -> str:
    section = catalogue.sections.get(section_id or 0)
    return f"{catalogue.courses[section.course_id].code}/{section.number}" if section else "–"


def _word(key: str, value: Any, catalogue: Catalogue, language: str) -> str:
    if value is None:
        return "–"
    special: dict[str, Callable[[], str]] = {
        "opens": lambda: _moment(value),
        "closes": lambda: _moment(value),
        "deadline": lambda: f"{date.fromisoformat(value):%d.%m.%Y}",
        "allowed": lambda: ", ".join(value),
        "weekday": lambda: day_name(value, language),
        "start": lambda: clock(value),
        "end": lambda: clock(value),
        "other": lambda: section_label(catalogue, value),
        "missing": lambda: ", ".join(_needed(need, language) for need in value),
    }
    if key in special:
        return special[key]()
    if isinstance(value, (list, tuple)):
        return ", ".join(_number(str(part), language) for part in value) or "–"
    return _WORDS.get(str(value), {}).get(language) or _number(str(value), language)


def _moment(iso: str) -> str:
    return f"{datetime.fromisoformat(iso):%d.%m.%Y %H:%M}"


def _number(text: str, language: str) -> str:
    """Turkish writes a decimal comma."""
    return text.replace(".", ",") if language == "tr" and text.replace(".", "").replace("–", "").isdigit() else text


def _needed(need: dict[str, Any], language: str) -> str:
    least = f" ≥ {need['min_grade']}" if need["min_grade"] else ""
    yours = (
        {"tr": f" (notunuz {need['grade']})", "en": f" (your grade {need['grade']})"}[language] if need["grade"] else ""
    )
    return f"{need['code']}{least}{yours}"
