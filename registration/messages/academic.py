"""Load, prerequisites, timetable and whatever else the academic record decides."""

from __future__ import annotations

from .shape import Message

MESSAGES: dict[str, Message] = {
    "PREREQ_MISSING": Message(
        ("{course} için ön koşul sağlanmıyor: {missing}.", "Önce ön koşul dersini başarmanız gerekir."),
        ("A prerequisite of {course} is missing: {missing}.", "You need to pass the prerequisite first."),
    ),
    "COREQ_MISSING": Message(
        (
            "{course} şu derslerle birlikte alınır: {needs}.",
            "Bu dersleri de ekleyiniz ya da {course} dersini bırakınız.",
        ),
        ("{course} is taken together with {needs}.", "Add these courses as well, or drop {course}."),
    ),
    "PROBATION_NEW_COURSE": Message(
        (
            "{course} ilk kez alınıyor: sınamalı öğrenci not ortalaması {cgpa} iken en çok {most} yeni ders alabilir ({new}).",
            "Daha önce aldığınız dersleri tekrar edebilirsiniz.",
        ),
        (
            "{course} was never taken: on probation with a CGPA of {cgpa} at most {most} new courses are allowed ({new}).",
            "You can repeat courses that you have taken before.",
        ),
    ),
    "CATEGORY_MISMATCH": Message(
        ("{course} {asked} olarak alınamaz; geçerli: {admits}.", "Geçerli bir kategori seçiniz."),
        ("{course} cannot be taken as {asked}; it may be taken as {admits}.", "Choose one of these categories."),
    ),
    "LOWER_FIRST": Message(
        ("Önce alt sınıftan kalan dersi seçmelisiniz: {course} (notunuz {grade}).", "Bu dersi listenize ekleyiniz."),
        ("A course of a lower class comes first: {course} (your grade {grade}).", "Add it to your list."),
    ),
    "UPPER_NOT_ALLOWED": Message(
        ("{course} üst sınıfın dersidir; önce alınması gereken dersler var: {left}.", "Önce bu dersleri ekleyiniz."),
        ("{course} is of an upper class, and other courses come first: {left}.", "Add these courses first."),
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

CASES: dict[tuple[str, str], Message] = {
    ("CATEGORY_MISMATCH", "must"): Message(
        ("{course} programınızın zorunlu dersidir; {asked} olarak alınamaz.", "Dersi kategori seçmeden ekleyiniz."),
        ("{course} is a must course of your programme; it cannot be taken as {asked}.", "Add it without a category."),
    ),
    ("UPPER_NOT_ALLOWED", "class"): Message(
        (
            "{course} {class_year}. sınıfın dersidir; en çok {most}. sınıftan ders alabilirsiniz.",
            "Başka bir ders seçiniz.",
        ),
        ("{course} is of class {class_year}; you may take courses up to class {most}.", "Choose another course."),
    ),
    ("UPPER_NOT_ALLOWED", "cgpa"): Message(
        ("{course} üst sınıfın dersidir; not ortalaması en az {least} olmalıdır ({cgpa}).", "Başka bir ders seçiniz."),
        ("{course} is of an upper class, which asks for a CGPA of {least} ({cgpa}).", "Choose another course."),
    ),
}
