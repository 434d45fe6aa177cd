"""What test_messages.py expects to read of graduate rules, NI status, repeats and the loader's warnings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from registration.rules.facts import Line, Taken, Unloaded
from tests.rules.build import WINDOWS, course, curriculum, policy, row, student, term, window


def graduate(level: str = "master", semester: int = 2, **fields: Any):
    return student(mine={"level": level, "semester": semester, "entry_year": 2025}, **fields)


def again(**fields: Any):
    return replace(student(mine={"campus": "NCC"}), taken={1: Taken("20251", "DD", **fields)})


def asked(facts, catalogue=None, **change: Any):
    return facts, {"catalogue": catalogue or term(), **change}


def ni(facts, *own, **params: Any):
    """Course 1 in NI status under these conditions."""
    figures = {"max_per_term": 2, "max_times": 2} | params
    rows = policy(row("NI_CONDITIONS", "refuse", params=figures), row("PROBATION_NEW_COURSE", "off"))
    return asked(facts, term(*own, rows=rows), add=[Line(11, "ni")])


DEADLINE = term(windows=(*WINDOWS, window("thesis_advisor", "2026-01-05 00:00", "2026-02-07 00:00")))
LIMITED = term(*(course(n, level="bachelor") for n in (1, 2, 3)), rows=policy(row("UG_LEVEL", "off", level="master")))

RULES_SAY = {
    "NO_THESIS_ADVISOR": (
        asked(graduate(), DEADLINE, add=[11]),
        ("2. dönem", "06.02.2026"),
        ("semester 2", "06.02.2026"),
    ),
    "UG_LEVEL": (
        asked(graduate(), term(course(1, level="bachelor")), add=[11]),
        ("CENG1 ", "3XX, 4XX"),
        ("CENG1 ", "3XX, 4XX"),
    ),
    "UG_TAKEN_BEFORE": (
        asked(graduate(earlier=frozenset({"CENG3"})), term(course(3, level="bachelor")), add=[31]),
        ("CENG3 ",),
        ("CENG3 ",),
    ),
    "UG_COUNT_LIMIT": (
        asked(replace(graduate(), enrolled=student(11, 21).enrolled), LIMITED, add=[31]),
        ("en çok 2", "CENG3 "),
        ("At most 2", "CENG3 "),
    ),
    "PHD_UG_NOT_NI": (
        asked(graduate("doctorate"), term(course(3, level="bachelor")), add=[31]),
        ("(CENG3)", "NI"),
        ("(CENG3)", "NI"),
    ),
    "LATE_CREDIT_NOT_NI": (
        asked(graduate("doctorate", 6), add=[11]),
        ("5. dönemden", "CENG1;", "döneminiz 6"),
        ("From semester 5", "CENG1;", "semester is 6"),
    ),
    "ETHICS_REQUIRED": (asked(graduate(semester=4), kind="open"), ("(4. dönem)",), ("(semester 4)",)),
    "NI_CONDITIONS": (ni(student(), curriculum({3: {1}})), ("CENG1 ", "NI"), ("CENG1 ", "NI")),
    "REPEAT_NOT_ALLOWED": (
        asked(again(first_term="20251", improved=6), add=[11]),
        ("en çok 6", "7 olur"),
        ("6 times", "would be 7"),
    ),
    "AUTOLOAD_FAILED": (
        asked(student(unloaded=(Unloaded(1, "CAPACITY"),)), kind="open"),
        ("CENG1 (5710001)", "kontenjan dolu"),
        ("CENG1 (5710001)", "no seat left"),
    ),
}

OTHER_WORDS = {
    ("AUTOLOAD_FAILED", "NOT_OFFERED"): (
        asked(student(unloaded=(Unloaded(1, "NOT_OFFERED"),)), kind="open"),
        "CENG1 (5710001) otomatik işlenemedi: bu dönem açılmadı.",
        "CENG1 (5710001) could not be loaded: not offered this term.",
    ),
    ("ETHICS_REQUIRED", "passed"): (
        asked(
            replace(graduate(semester=4), taken={1: Taken("20251", "CC")}),
            term(course(1, special_role="ethics")),
            kind="open",
        ),
        "4. dönemde Bilimsel Araştırma Teknikleri ile Araştırma ve Yayın Etiği dersinin alınması gerekir.",
        "In semester 4 the compulsory course on research methods and ethics has to be taken.",
    ),
    ("NI_CONDITIONS", "curriculum"): (
        ni(student(), curriculum({3: {1}})),
        "CENG1 müfredatınızdaki bir derstir; NI statüsünde alınamaz.",
        "CENG1 belongs to your curriculum; it cannot be taken in NI status.",
    ),
    ("NI_CONDITIONS", "too_many"): (
        ni(student(), max_per_term=0),
        "Bir dönemde en çok 0 ders NI statüsünde alınabilir (1).",
        "At most 0 courses a term can be taken in NI status (1).",
    ),
    ("NI_CONDITIONS", "times"): (
        ni(student(ni={1: 2})),
        "CENG1 NI statüsünde 2 kez alınmış; en çok 2 kez alınabilir.",
        "You took CENG1 2 times in NI status; the most is 2.",
    ),
    ("NI_CONDITIONS", "only_ni"): (
        asked(student(ni={1: 1}), add=[11]),
        "CENG1 daha önce NI statüsünde alınmış; yalnızca NI statüsünde yinelenebilir.",
        "You took CENG1 in NI status before; it can be repeated in NI status only.",
    ),
    ("NI_CONDITIONS", "status"): (
        asked(student(11, 21, 31, 41, at="2026-02-23 10:00"), add=[Line(11, "ni")], drop=[11]),
        "CENG1 dersinin statüsü kayıt dönemi bittikten sonra değiştirilemez.",
        "The status of CENG1 cannot be changed after the registration period.",
    ),
    ("NI_CONDITIONS", "cgpa"): (
        ni(student(mine={"cgpa": "1.80"}), min_cgpa="2.00"),
        "NI statüsü için genel not ortalaması en az 2,00 olmalıdır (sizinki 1,80; CENG1).",
        "NI status asks for a CGPA of at least 2.00 (yours is 1.80; CENG1).",
    ),
    ("NI_CONDITIONS", "probation"): (
        ni(student(mine={"on_probation": True}), on_probation=False),
        "Sınamalı öğrenciler NI statüsünde ders alamaz (CENG1).",
        "Students on probation take no course in NI status (CENG1).",
    ),
    ("REPEAT_NOT_ALLOWED", "late"): (
        asked(again(first_term="20221"), add=[11]),
        "Başarılmış bir ders, ilk alındığı dönemi (20221) izleyen 4 dönem içinde yinelenebilir: CENG1.",
        "A passed course can be repeated within 4 semesters after it was first taken (20221): CENG1.",
    ),
}
