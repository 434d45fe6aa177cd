"""Graduate rules, NI status and repeats."""

from __future__ import annotations

from .shape import Message

MESSAGES: dict[str, Message] = {
    "NO_THESIS_ADVISOR": Message(
        (
            "{semester}. döneminizdesiniz ve {deadline} tarihine kadar tez danışmanınız atanmadığı için kayıt yapılamaz.",
            "Tez danışmanı ataması için anabilim dalınıza başvurunuz.",
        ),
        (
            "You are in semester {semester} and no thesis advisor was assigned to you by {deadline}: registration is refused.",
            "Ask your department to assign a thesis advisor.",
        ),
    ),
    "UG_LEVEL": Message(
        ("{course} alınamaz: lisans derslerinden yalnızca {allowed} kodlular alınabilir.", "Danışmanınıza danışınız."),
        ("{course} does not qualify: of undergraduate courses only {allowed} may be taken.", "Ask your advisor."),
    ),
    "UG_TAKEN_BEFORE": Message(
        ("{course} dersini lisans öğreniminizde almışsınız.", "Almadığınız bir ders seçiniz."),
        ("You took {course} during your undergraduate studies.", "Choose a course that you have not taken."),
    ),
    "UG_COUNT_LIMIT": Message(
        (
            "Lisans derslerinden en çok {most} tanesi programın ders yüküne sayılır; {course} sayılmaz.",
            "Sayılması gereken dersleri danışmanınızla belirleyiniz.",
        ),
        (
            "At most {most} undergraduate courses count to the course load of your programme; {course} does not.",
            "Settle with your advisor which courses are to count.",
        ),
    ),
    "PHD_UG_NOT_NI": Message(
        ("Doktora öğrencileri lisans dersini ({course}) yalnızca NI statüsünde alabilir.", "Dersi NI olarak seçiniz."),
        (
            "Doctoral students take an undergraduate course ({course}) in NI status only.",
            "Choose NI as the status of the course.",
        ),
    ),
    "LATE_CREDIT_NOT_NI": Message(
        (
            "{from_semester}. dönemden başlayarak kredili dersler yalnızca NI statüsünde alınabilir "
            "({course}; sizin döneminiz {semester}).",
            "Dersi NI olarak seçiniz.",
        ),
        (
            "From semester {from_semester} on credit courses are taken in NI status only "
            "({course}; your semester is {semester}).",
            "Choose NI as the status of the course.",
        ),
    ),
    "ETHICS_REQUIRED": Message(
        (
            "Bilimsel Araştırma Teknikleri ile Araştırma ve Yayın Etiği dersini almanız gerekmektedir ({semester}. dönem).",
            "Dersi listenize ekleyiniz.",
        ),
        (
            "You have to take the compulsory course on research methods and ethics (semester {semester}).",
            "Add the course to your list.",
        ),
    ),
    "NI_CONDITIONS": Message(
        ("{course} için NI statüsünün koşulları sağlanmıyor.", "Danışmanınıza danışınız."),
        ("The conditions of NI status are not met for {course}.", "Ask your advisor."),
    ),
    "REPEAT_NOT_ALLOWED": Message(
        (
            "Başarılmış dersler en çok {most} kez yinelenebilir; bu listeyle {repeats} olur.",
            "Yinelediğiniz bir dersi listeden çıkarınız.",
        ),
        (
            "Passed courses can be repeated {most} times in all; with this list it would be {repeats}.",
            "Leave out a course that you repeat.",
        ),
    ),
    "AUTOLOAD_FAILED": Message(
        ("{course} ({numeric_code}) otomatik işlenemedi: {reason}.", "Açık bir grubu varsa kendiniz ekleyiniz."),
        ("{course} ({numeric_code}) could not be loaded: {reason}.", "Add it yourself if a section is open to you."),
    ),
}

CASES: dict[tuple[str, str], Message] = {
    ("AUTOLOAD_FAILED", "NOT_OFFERED"): Message(
        ("{course} ({numeric_code}) otomatik işlenemedi: {reason}.", "Ders açıldığı ilk dönemde alınır."),
        ("{course} ({numeric_code}) could not be loaded: {reason}.", "It is taken in the next term that offers it."),
    ),
    ("ETHICS_REQUIRED", "passed"): Message(
        (
            "{semester}. dönemde Bilimsel Araştırma Teknikleri ile Araştırma ve Yayın Etiği dersinin alınması gerekir.",
            "Siz bu dersi başardınız; bu uyarıyı dikkate almayınız.",
        ),
        (
            "In semester {semester} the compulsory course on research methods and ethics has to be taken.",
            "You have passed it; ignore this warning.",
        ),
    ),
    ("NI_CONDITIONS", "curriculum"): Message(
        ("{course} müfredatınızdaki bir derstir; NI statüsünde alınamaz.", "Dersi normal statüde alınız."),
        ("{course} belongs to your curriculum; it cannot be taken in NI status.", "Take it in normal status."),
    ),
    ("NI_CONDITIONS", "too_many"): Message(
        ("Bir dönemde en çok {most} ders NI statüsünde alınabilir ({count}).", "NI derslerinden birini çıkarınız."),
        ("At most {most} courses a term can be taken in NI status ({count}).", "Leave out one of the NI courses."),
    ),
    ("NI_CONDITIONS", "times"): Message(
        ("{course} NI statüsünde {times} kez alınmış; en çok {most} kez alınabilir.", "Başka bir ders seçiniz."),
        ("You took {course} {times} times in NI status; the most is {most}.", "Choose another course."),
    ),
    ("NI_CONDITIONS", "only_ni"): Message(
        ("{course} daha önce NI statüsünde alınmış; yalnızca NI statüsünde yinelenebilir.", "NI statüsünü seçiniz."),
        ("You took {course} in NI status before; it can be repeated in NI status only.", "Choose NI status."),
    ),
    ("NI_CONDITIONS", "status"): Message(
        ("{course} dersinin statüsü kayıt dönemi bittikten sonra değiştirilemez.", "Statüyü olduğu gibi bırakınız."),
        ("The status of {course} cannot be changed after the registration period.", "Leave the status as it is."),
    ),
    ("NI_CONDITIONS", "cgpa"): Message(
        (
            "NI statüsü için genel not ortalaması en az {least} olmalıdır (sizinki {cgpa}; {course}).",
            "Dersi normal statüde alabilirsiniz.",
        ),
        (
            "NI status asks for a CGPA of at least {least} (yours is {cgpa}; {course}).",
            "You can take the course in normal status.",
        ),
    ),
    ("NI_CONDITIONS", "probation"): Message(
        ("Sınamalı öğrenciler NI statüsünde ders alamaz ({course}).", "Dersi listeden çıkarınız."),
        ("Students on probation take no course in NI status ({course}).", "Leave the course out."),
    ),
    ("REPEAT_NOT_ALLOWED", "late"): Message(
        (
            "Başarılmış bir ders, ilk alındığı dönemi ({first}) izleyen {within} dönem içinde yinelenebilir: {course}.",
            "Başka bir ders seçiniz.",
        ),
        (
            "A passed course can be repeated within {within} semesters after it was first taken ({first}): {course}.",
            "Choose another course.",
        ),
    ),
}
