"""Code → text and fix, Turkish and English side by side. Stored findings hold code and data; prose is made here alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .rules.facts import Catalogue


@dataclass(frozen=True)
class Message:
    """Text and fix in each language; both languages use the same placeholders."""

    tr: tuple[str, str]
    en: tuple[str, str]


@dataclass(frozen=True)
class Rendered:
    code: str
    action: str
    text: str
    fix: str
    article: str
    course_id: int | None
    waived: bool


MESSAGES: dict[str, Message] = {
    "WINDOW_CLOSED": Message(
        ("Kayıt dönemi açık değildir ({opens} – {closes}).", "Listenizi {opens} tarihinden sonra değiştirebilirsiniz."),
        ("Registration is not open ({opens} – {closes}).", "You can change your list from {opens} on."),
    ),
    "APPROVAL_CLOSED": Message(
        (
            "Danışman onay programı şu anda kapalıdır ({opens} – {closes}).",
            "Onay {opens} tarihinden sonra verilebilir.",
        ),
        ("Advisor approval is closed now ({opens} – {closes}).", "Approval can be given from {opens} on."),
    ),
    "STAGE_NOT_OPEN": Message(
        ("{class_year}. sınıflar için kayıt henüz açılmadı.", "Sizin için açılış: {opens}."),
        ("Registration is not open yet for class {class_year}.", "It opens for you on {opens}."),
    ),
    "APPROVED_LOCKED": Message(
        ("Kaydınız onaylı; liste kilitlidir.", "Değişiklik için danışmanınızın onayı kaldırması gerekir."),
        ("Your registration is approved and locked.", "To change it, ask your advisor to remove the approval."),
    ),
    "FEE_UNPAID": Message(
        ("Katkı payı/öğrenim ücreti ödenmemiştir (kalan {due} TL).", "Ödeme yapıldığında kaydınız açılır."),
        ("Your contribution or tuition fee is not paid ({due} TL due).", "Registration opens once it is paid."),
    ),
    "ALREADY_REGISTERED": Message(
        ("{course} listenizde var (grup {section}).", "Başka bir grup için dersi işaretleyip grup değiştiriniz."),
        (
            "{course} is on your list already (section {section}).",
            "For another section, tick it and change its section.",
        ),
    ),
    "NOT_REGISTERED": Message(
        ("{course} listenizde yok.", "Listeniz başka bir ekranda değişmiş olabilir; güncel hali aşağıdadır."),
        ("{course} is not on your list.", "It may have changed on another screen; the list below is current."),
    ),
    "CRITERIA_DEPARTMENT": Message(
        ("{place} bölümünüze ({mine}) açık değildir; açık olduğu bölümler: {admits}.", "Başka bir grup deneyiniz."),
        ("{place} is not open to your department ({mine}); it admits {admits}.", "Try another section."),
    ),
    "CRITERIA_SURNAME": Message(
        ("{place} soyadı aralığınıza açık değildir; aldığı aralık: {admits}.", "Soyadınıza uyan grubu seçiniz."),
        ("{place} is not open to your surname; it admits {admits}.", "Choose the section for your surname."),
    ),
    "CRITERIA_CGPA": Message(
        ("{place} not ortalamanıza ({mine}) açık değildir; istenen: {admits}.", "Başka bir grup deneyiniz."),
        ("{place} is not open to your CGPA ({mine}); it asks for {admits}.", "Try another section."),
    ),
    "CRITERIA_CLASS": Message(
        ("{place} sınıfınıza ({mine}) açık değildir; aldığı sınıflar: {admits}.", "Başka bir grup deneyiniz."),
        ("{place} is not open to your class ({mine}); it admits {admits}.", "Try another section."),
    ),
    "CRITERIA_GRADE": Message(
        (
            "{place} için önceki not ölçütü sağlanmıyor; istenen: {admits}, sizin notunuz: {mine}.",
            "Başka grup deneyiniz.",
        ),
        ("{place} asks for an earlier grade of {admits}; yours is {mine}.", "Try another section."),
    ),
    "CAPACITY_FULL": Message(
        ("{place} doludur ({taken}/{capacity}).", "Yeri olan bir grup seçiniz."),
        ("{place} is full ({taken}/{capacity}).", "Choose a section with seats."),
    ),
    "PREREQ_MISSING": Message(
        ("{course} için ön koşul sağlanmıyor: {missing}.", "Önce ön koşul dersini başarmanız gerekir."),
        ("A prerequisite of {course} is missing: {missing}.", "You need to pass the prerequisite first."),
    ),
    "LOAD_EXCEEDED": Message(
        ("Ders yükü aşılıyor ({load} > {max} {unit}; not ortalaması {cgpa}).", "Listenizden bir ders bırakınız."),
        ("Your load is exceeded ({load} > {max} {unit}; CGPA {cgpa}).", "Drop a course from your list."),
    ),
    "LOAD_UNKNOWN": Message(
        ("Müfredatınız tanımlı olmadığı için ders yükünüz hesaplanamadı.", "Öğrenci İşleri ile görüşünüz."),
        ("Your load cannot be told: you have no curriculum in the records.", "Ask the Registrar's Office."),
    ),
    "TIME_CONFLICT": Message(
        ("{place} ile {other} çakışıyor: {weekday} {start}–{end}.", "Gruplardan birini değiştirebilirsiniz."),
        ("{place} clashes with {other}: {weekday} {start}–{end}.", "You can change one of the sections."),
    ),
    "FIRST_TERM_LOAD_CHANGED": Message(
        (
            "Müfredatın ilk döneminde ders yükü değiştirildi ({courses} ders; olağan {normal}).",
            "Danışmanınıza danışınız.",
        ),
        (
            "The load of the curriculum's first term was changed ({courses} courses; {normal} usual).",
            "Ask your advisor.",
        ),
    ),
    "FEW_COURSES": Message(
        ("{least} dersten az aldınız ({courses}).", "Danışmanınıza danışınız ya da ders ekleyiniz."),
        ("You take fewer than {least} courses ({courses}).", "Ask your advisor, or add courses."),
    ),
    "POLICY_MISSING": Message(
        ("“{rule}” kuralı programınız için tanımlanmamış; değişiklik yapılamaz.", "Öğrenci İşleri bilgilendirildi."),
        (
            "The rule “{rule}” is not set for your programme; nothing can be changed.",
            "The Registrar's Office was told.",
        ),
    ),
    "NO_PROGRAMME": Message(
        ("Kayıtlarda programınız görünmüyor; değişiklik yapılamaz.", "Öğrenci İşleri ile görüşünüz."),
        ("The records name no programme of yours; nothing can be changed.", "Ask the Registrar's Office."),
    ),
    "COURSE_NOT_FOUND": Message(
        ("{asked} kodlu ders bulunamadı.", "7 haneli sayısal kodu denetleyiniz ya da derslerde arayınız."),
        ("There is no course with the code {asked}.", "Check the 7-digit numeric code, or search the courses."),
    ),
    "SECTION_NOT_FOUND": Message(
        ("Grup {section} bulunamadı.", "Dersin açık gruplarını aşağıda arayabilirsiniz."),
        ("There is no section {section}.", "You can search the course's sections below."),
    ),
    "NOTHING_SELECTED": Message(
        ("İşaretli ders yok.", "Önce dersin önündeki kutuyu işaretleyiniz."),
        ("Nothing is ticked.", "Tick the box in front of the course first."),
    ),
    "EMPTY_LIST": Message(
        ("Listede ders yok.", "Boş liste onaylanamaz."),
        ("There is no course on the list.", "An empty list cannot be approved."),
    ),
    "STALE_LIST": Message(
        ("Liste siz bakarken değişti; hiçbir şey onaylanmadı.", "Güncel liste aşağıdadır; bakıp yeniden deneyiniz."),
        ("The list changed while you looked; nothing was done.", "The current list is below; look and try again."),
    ),
    "BUSY": Message(
        ("Sistem meşgul; hiçbir şey değişmedi.", "Aynı düğmeye yeniden basınız."),
        ("The system is busy; nothing was changed.", "Press the same button again."),
    ),
    "KEY_REUSED": Message(
        ("Bu ekran daha önce başka bir istek göndermiş.", "Sayfayı yenileyip yeniden deneyiniz."),
        ("This screen has sent another request before.", "Reload the page and try again."),
    ),
    "NOTE_REQUIRED": Message(
        ("Açıklama yazınız.", "Öğrenci neyi düzeltmesi gerektiğini bu nottan öğrenir."),
        ("Write a note.", "It tells the student what to mend."),
    ),
    "NOT_YOUR_ADVISEE": Message(
        ("Bu öğrencinin danışmanı değilsiniz.", "Danışman ataması için bölüm sekreterliğine başvurunuz."),
        ("You are not this student's advisor.", "Ask the department's secretary about the assignment."),
    ),
    "ILLEGAL_TRANSITION": Message(
        ("Kaydın bugünkü durumunda bu işlem yapılamaz ({state}).", "Güncel durum aşağıdadır."),
        ("This cannot be done in the registration's present state ({state}).", "The present state is below."),
    ),
    "REMOVAL_TRAPS": Message(
        ("Öğrenci artık değişiklik yapamayacağı için onay kaldırılamaz.", "Öğrenci İşleri kaydı açabilir."),
        ("The student could change nothing any more, so the approval stays.", "The Registrar's Office may reopen it."),
    ),
}

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
    "draft": {"tr": "ders seçimi", "en": "choosing courses"},
    "submitted": {"tr": "danışmanda", "en": "with the advisor"},
    "returned": {"tr": "iade edildi", "en": "returned"},
    "final": {"tr": "onaylı", "en": "approved"},
}


# Other words for the same code, by what the figures say.
CASES: dict[tuple[str, str], Message] = {
    ("CAPACITY_FULL", "closed"): Message(
        ("{place} yeni öğrenci almaya kapatılmıştır.", "Açık olan bir grup seçiniz."),
        ("{place} is closed to new students.", "Choose a section that is open."),
    ),
    ("CAPACITY_FULL", "quota"): Message(
        ("{place} içinde size ayrılan kontenjan doludur ({taken}/{capacity}).", "Yeri olan bir grup seçiniz."),
        (
            "The seats of {place} kept for students like you are taken ({taken}/{capacity}).",
            "Choose a section with seats.",
        ),
    ),
    ("WINDOW_CLOSED", "over"): Message(
        ("Kayıt dönemi sona ermiştir ({closes}).", "Bu dönem listeniz artık değiştirilemez."),
        ("Registration is over ({closes}).", "Your list of this term can no longer be changed."),
    ),
    ("APPROVAL_CLOSED", "over"): Message(
        ("Danışman onay programı sona ermiştir ({closes}).", "Öğrenci İşleri ile görüşünüz."),
        ("Advisor approval is over ({closes}).", "Ask the Registrar's Office."),
    ),
}


def _message(code: str, figures: dict[str, Any]) -> Message:
    case = ""
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
    )


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


def section_label(catalogue: Catalogue, section_id: int | None) -> str:
    section = catalogue.sections.get(section_id or 0)
    return f"{catalogue.courses[section.course_id].code}/{section.number}" if section else "–"


def _word(key: str, value: Any, catalogue: Catalogue, language: str) -> str:
    if value is None:
        return "–"
    special: dict[str, Callable[[], str]] = {
        "opens": lambda: _moment(value),
        "closes": lambda: _moment(value),
        "weekday": lambda: day_name(value, language),
        "start": lambda: clock(value),
        "end": lambda: clock(value),
        "other": lambda: section_label(catalogue, value),
        "missing": lambda: ", ".join(_needed(need, language) for need in value),
        "admits": lambda: ", ".join(_number(str(part), language) for part in value) or "–",
    }
    if key in special:
        return special[key]()
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
