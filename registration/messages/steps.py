"""What is wrong with a request or a step before any rule is asked."""

from __future__ import annotations

from .shape import Message

MESSAGES: dict[str, Message] = {
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
    "NOT_OWNER": Message(
        ("Kayıt işlemini yalnızca öğrencinin kendisi yapabilir.", "Gerekirse Öğrenci İşleri gerekçesiyle yapar."),
        (
            "Only the student may change the student's own list.",
            "Where it is needed, the Registrar's Office does it, with a reason.",
        ),
    ),
    "REASON_REQUIRED": Message(
        ("Gerekçe yazılmadan öğrenci adına değişiklik yapılmaz.", "Gerekçeyi yazınız; kayıtlarda kalır."),
        ("Nothing is changed for a student without a reason.", "Write the reason; the ledger keeps it."),
    ),
    "NOT_YOUR_ADVISEE": Message(
        ("Bu öğrencinin danışmanı değilsiniz.", "Danışman ataması için bölüm sekreterliğine başvurunuz."),
        ("You are not this student's advisor.", "Ask the department's secretary about the assignment."),
    ),
    "COUNTING_IMPOSSIBLE": Message(
        ("Ders bu yere sayılamaz.", "Dersin geçerli olduğu bir seçmeli yeri ya da kaldığınız bir dersi seçiniz."),
        ("The course cannot count there.", "Choose an elective slot that it fits, or a course that was failed."),
    ),
    "ILLEGAL_TRANSITION": Message(
        ("Kaydın bugünkü durumunda bu işlem yapılamaz ({state}).", "Güncel durum aşağıdadır."),
        ("This cannot be done in the registration's present state ({state}).", "The present state is below."),
    ),
    "NOT_FINAL": Message(
        ("Kesin kayıt yapılmadan yazdırılamaz.", "Listenizi danışmanınız onayladığında yazdırabilirsiniz."),
        ("Nothing can be printed before the registration is final.", "You can print it once your advisor approved it."),
    ),
    "REMOVAL_TRAPS": Message(
        ("Öğrenci artık değişiklik yapamayacağı için onay kaldırılamaz.", "Öğrenci İşleri kaydı açabilir."),
        ("The student could change nothing any more, so the approval stays.", "The Registrar's Office may reopen it."),
    ),
}

CASES: dict[tuple[str, str], Message] = {}
