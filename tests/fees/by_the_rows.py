"""What a student owes, written from the prose of the catalogue's rows and from nothing else.

Rows are lines of words, looked at from the top; sums are figures worked out by hand. Where a row leaves something open its
default is taken, as RULES.md §5.3 and DESIGN.md §12 have it.
"""

from __future__ import annotations

from functools import cache

# line, faculty, level, education type, amount, for a
SUMS_OF_TARIFFS = """
contribution     -    -          day       200.00   term
tuition          -    -          evening   1000.00  term
tuition          -    associate  distance  385.00   term
tuition          ENG  -          distance  1529.00  year
tuition          LAW  -          distance  1155.00  year
material         -    -          distance  215.00   term
foreign          -    -          -         3000.01  year
preparation      -    -          -         800.00   term
course           -    -          -         20.00    term
course           LAW  -          -         40.00    year
course_material  -    -          -         5.00     term
exam             -    -          -         50.00    term
"""

# the first row that fits says that nothing is owed: for the term and its courses, or for the term alone
NOTHING = """
OMU-117  gone=yes                                            | term courses
OMU-103  admission=exchange                                  | term courses
OMU-85   term=missed                                         | term courses
OMU-75   policy=omu,omu_zero term=leave                      | term courses
KOU-73   policy=kou,kou_final term=leave,first_leave         | -
C-20     policy=metu term=leave,first_leave                  | term courses
"""
FREE = """
-        term=summer                                         | term
OMU-113  martyr=yes                                          | term
OMU-109  scholarship=active                                  | term
OMU-123  internship_only=yes                                 | term
"""

# the first row that fits says which sums of the list are owed
BASIS = """
OMU-78   admission=special type=day,mixed                    | katki
OMU-80   admission=special type=evening                      | ogrenim
KOU-12   admission=special type=distance                     | uzaktan materyal
OMU-106  turkish_prep=yes                                    | hazirlik
OMU-70   admission=international,protocol group=yes semester=first,last | -
OMU-81   admission=international,protocol group=yes semester=over       | katki
OMU-76   admission=protocol                                  | yabanci
OMU-104  admission=international                             | yabanci
OMU-75   moved_to_first=yes policy=omu,omu_zero term=first_leave        | katki
OMU-68   moved_to_first=yes semester=first,last              | -
OMU-69   moved_to_first=yes semester=over                    | katki
OMU-69   moved_without_top=yes                               | ogrenim
OMU-95   type=evening moved_to_evening=yes                   | katki
C-21     type=evening top_ten=yes policy=omu_zero semester=first,last   | -
OMU-90   type=evening top_ten=yes                            | katki
OMU-74   type=evening                                        | ogrenim
KOU-14   type=distance                                       | uzaktan materyal
OMU-75   policy=omu,omu_zero term=first_leave                | katki
OMU-63   semester=first,last                                 | -
OMU-72   semester=over                                       | katki
"""

# by ratio of the disability none, 40, 33.33, 100; in Turkish, then in a foreign language (OMU-115); then of those in the
# YÖS list (OMU-108), again in Turkish and in a foreign language
SUMS = """
katki         200.00  200.00  200.00 200.00 |  200.00  200.00  200.00 200.00
ogrenim      1000.00  600.00  666.70   0.00 | 1500.00  900.00 1000.05   0.00
uzaktan_myo   385.00  231.00  256.68   0.00 |  577.50  346.50  385.02   0.00
uzaktan_eng   764.50  458.70  509.69   0.00 | 1146.75  688.05  764.54   0.00
uzaktan_law   577.50  346.50  385.02   0.00 |  866.25  519.75  577.53   0.00
materyal      215.00  215.00  215.00 215.00 |  215.00  215.00  215.00 215.00
yabanci      1500.01  900.00 1000.05   0.00 | 2250.01 1350.00 1500.08   0.00
yabanci_yos   750.00  450.00  500.03   0.00 | 1125.00  675.00  750.04   0.00
hazirlik      800.00  800.00  800.00 800.00 |  800.00  800.00  800.00 800.00
"""
LINES = {"katki": "contribution", "ogrenim": "tuition", "uzaktan": "tuition", "materyal": "material"} | {
    "yabanci": "foreign",
    "hazirlik": "preparation",
}

# a course of 4 ECTS that is given in both modes, and its material; the first row that fits
COURSES = """
C-15     policy=metu                                         | 0.00   0.00
KOU-114  type=distance                                       | 0.00   0.00
OMU-54   policy=omu,omu_zero unit=law charged_before=yes     | 0.00   0.00
OMU-54   policy=omu,omu_zero unit=law                        | 40.00  0.00
OMU-53   policy=omu,omu_zero                                 | 20.00  0.00
KOU-117  policy=kou unit=eng,msc                             | 101.92 5.00
KOU-106  policy=kou_final unit=eng,msc                       | 101.93 5.00
KOU-118  policy=kou,kou_final unit=law                       | 77.00  5.00
KOU-116  policy=kou unit=myo                                 | 51.32  5.00
KOU-106  policy=kou_final unit=myo                           | 51.33  5.00
"""
EXAMS = """
-        exams=none                                          | 0.00
KOU-89   policy=kou,kou_final exams=first                    | 0.00
KOU-89   exams=first,second                                  | 50.00
"""


def owed(student: dict[str, str]) -> dict[str, str]:
    """By line and course, what costs more than nothing."""
    nothing = fitting(NOTHING, student) or []
    found = {}
    if "term" not in nothing and not fitting(FREE, student):
        found |= {LINES[name]: sum_of(name, student) for name in fitting(BASIS, student) or [] if name != "-"}
    if "courses" not in nothing and student["courses"] in ("both_modes", "one_of_each"):
        course, material = fitting(COURSES, student) or []  # the one that is only given by distance is free (KOU-115)
        found |= {"course 1": course, "course_material 1": material}
    (exam,) = fitting(EXAMS, student) or []
    return {line: sum_ for line, sum_ in (found | {"exam": exam}).items() if sum_ != "0.00"}


def fitting(table: str, student: dict[str, str]) -> list[str] | None:
    for conditions, said in parsed(table):
        if all(student[name] in values for name, values in conditions):
            return list(said)
    return None


@cache
def parsed(table: str) -> list[tuple[list[tuple[str, list[str]]], list[str]]]:
    rows = []
    for line in table.strip().splitlines():
        when, said = line.split("|")
        pairs = [word.split("=") for word in when.split()[1:]]
        rows.append(([(name, values.split(",")) for name, values in pairs], said.split()))
    return rows


def sum_of(name: str, student: dict[str, str]) -> str:
    """From the table of sums; who is a research assistant owes no contribution (OMU-67)."""
    if name == "katki" and student["assistant"] == "yes":
        return "0.00"
    omu = student["policy"] in ("omu", "omu_zero")
    if name == "uzaktan":
        name = f"uzaktan_{student['unit'].replace('msc', 'eng')}"
    if name == "yabanci" and student["yos_top"] == "yes" and omu:
        name = "yabanci_yos"
    rows = {line.split()[0]: line.replace("|", "").split()[1:] for line in SUMS.strip().splitlines()}
    ratio = ["none", "40", "33.33", "100"].index(student["disability"])
    return rows[name][ratio + (4 if student["language"] == "en" and omu else 0)]
