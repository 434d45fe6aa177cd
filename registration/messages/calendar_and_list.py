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
    "MULTI_SCREEN": Message(
        (
            "Birden fazla kayıt ekranı açık; hatalı kayıt oluşabilir.",
            "Listeniz başka bir ekranda değişmişti; güncel hali aşağıdadır.",
        ),
        (
            "More than one registration screen is open, which may lead to a faulty registration.",
            "Your list had changed on another screen; below is its present state.",
        ),
    ),
    "FEE_UNPAID": Message(
        ("Katkı payı/öğrenim ücreti ödenmemiştir (kalan {due} TL).", "Ödeme yapıldığında kaydınız açılır."),
        ("Your contribution or tuition fee is not paid ({due} TL due).", "Registration opens once it is paid."),
    ),
    "COURSE_FEE_UNPAID": Message(
        (
            "Uzaktan alınan derslerin ücreti ödenmemiştir (kalan {due} TL).",
            "Ücreti ödeyiniz ya da dersi yüz yüze alınız; ödeme görülünce danışman onaylayabilir.",
        ),
        (
            "The fee of courses taken by distance is not paid ({due} TL due).",
            "Pay it, or take the course face to face; the advisor can approve once the payment is there.",
        ),
    ),
    "FEE_SCHEDULE_MISSING": Message(
        ("Ücret tarifesi tanımlı değil; borcunuz hesaplanamadı.", "Öğrenci Katkı Payı Ofisine başvurunuz."),
        ("There is no tariff for you, so your fee could not be computed.", "Turn to the fee office."),
    ),
    "LIBRARY_DEBT": Message(
        ("Kütüphane borcunuz bulunmaktadır.", "Kütüphane ve Dokümantasyon Daire Başkanlığına başvurunuz."),
        ("You have a debt to the library.", "Turn to the Library and Documentation Department."),
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
    "COMPULSORY_DROP": Message(
        ("Alınması zorunlu ders bırakılamaz: {course}.", "Dersin başka bir grubuna geçebilirsiniz."),
        ("{course} has to be taken and cannot be dropped.", "You can change to another section of it."),
    ),
    "COURSE_NOT_OPENED": Message(
        ("{place} yeterli öğrenci olmadığı için açılmadı.", "Yerine başka bir ders seçiniz."),
        ("{place} is not opened, since too few students chose it.", "Choose another course instead."),
    ),
    "SECTION_CANCELLED": Message(
        ("{place} iptal edildi.", "Dersin başka bir grubuna geçiniz ya da dersi bırakınız."),
        ("{place} was cancelled.", "Change to another section of the course, or drop it."),
    ),
    "MODE_REQUIRED": Message(
        ("{course} hem yüz yüze hem uzaktan veriliyor.", "Dersi yüz yüze mi uzaktan mı alacağınızı seçiniz."),
        ("{course} is given both face to face and by distance.", "Choose how you want to take it."),
    ),
    "MODE_NOT_ALLOWED": Message(
        ("{course} yalnızca {mode} alınabilir.", "Bu biçimde verilen bir grup seçiniz."),
        ("You can take {course} only {mode}.", "Choose a section given that way."),
    ),
    "CRITERIA_NONE": Message(
        ("{place} henüz hiçbir bölüme açılmamıştır.", "Başka bir grup deneyiniz ya da dersin bölümüne danışınız."),
        ("{place} is not open to any department yet.", "Try another section, or ask the department of the course."),
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
_ANOTHER_WAY = (
    "EFT/havale ödemeleri sisteme yansımaz; banka şubesinden öğrenci numaranızla yatırınız ya da Öğrenci Katkı Payı "
    "Ofisine başvurunuz.",
    "Payments by EFT or transfer do not reach the system: pay at a branch of the bank with your student number, or turn to "
    "the fee office.",
)
CASES: dict[tuple[str, str], Message] = {
    ("FEE_UNPAID", "channel"): Message(
        ("Katkı payı/öğrenim ücreti hesabınıza geçmemiştir (kalan {due} TL).", _ANOTHER_WAY[0]),
        ("Your contribution or tuition fee is not on your account ({due} TL due).", _ANOTHER_WAY[1]),
    ),
    ("COURSE_FEE_UNPAID", "channel"): Message(
        ("Uzaktan alınan derslerin ücreti hesabınıza geçmemiştir (kalan {due} TL).", _ANOTHER_WAY[0]),
        ("The fee of courses taken by distance is not on your account ({due} TL due).", _ANOTHER_WAY[1]),
    ),
    ("MODE_NOT_ALLOWED", "section"): Message(
        ("{place} {mode} verilmektedir; siz {asked} seçtiniz.", "Seçtiğiniz biçimde verilen bir grup seçiniz."),
        ("{place} is given {mode}; you chose {asked}.", "Choose a section given the way you want."),
    ),
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
