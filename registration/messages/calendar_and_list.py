"""The calendar, the list itself, criteria and seats."""

from __future__ import annotations

from .shape import Message

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
