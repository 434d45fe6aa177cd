"""Load, prerequisites, timetable and whatever else the academic record decides."""

from __future__ import annotations

from .shape import Message

MESSAGES: dict[str, Message] = {
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
}

CASES: dict[tuple[str, str], Message] = {}
