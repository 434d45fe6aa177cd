"""Petitions and what is decided about students: by when, what it takes, and what a decision needs."""

from __future__ import annotations

from .shape import Message

MESSAGES: dict[str, Message] = {
    "EXCUSE_REJECTED": Message(
        (
            "Mazeretiniz kabul edilmemiştir; bu dönem kayıt yapılamaz.",
            "Gelecek dönem için Öğrenci İşlerine başvurunuz.",
        ),
        (
            "Your excuse was not accepted, so you cannot register this term.",
            "For next term, petition the Registrar's Office.",
        ),
    ),
    "PETITION_LATE": Message(
        (
            "Başvuru süresi geçmiştir ({closes}).",
            "Süre dışındaki başvurular dikkate alınmaz; Öğrenci İşlerine danışınız.",
        ),
        ("The time to petition is over ({closes}).", "Late petitions are not considered; ask the Registrar's Office."),
    ),
    "PETITION_NOT_OPEN": Message(
        ("Başvuru süresi henüz başlamadı.", "Başvuru {opens} tarihinden sonra verilebilir."),
        ("The time to petition has not begun.", "You can petition from {opens} on."),
    ),
    "PETITION_NO_DEADLINE": Message(
        ("Akademik takvimde bu başvurunun tarihleri yok.", "Öğrenci İşleri ile görüşünüz."),
        ("The academic calendar has no dates for this petition.", "Ask the Registrar's Office."),
    ),
    "PETITION_OPEN": Message(
        ("Bu türden sonuçlanmamış bir başvurunuz var.", "Sonucunu bekleyiniz ya da geri çekip yeniden veriniz."),
        ("A petition of yours of this kind is not decided yet.", "Wait for it, or take it back and petition again."),
    ),
    "PETITION_STATE": Message(
        ("Başvurunun bugünkü durumunda bu işlem yapılamaz.", "Başvurunun güncel durumu aşağıdadır."),
        ("This cannot be done in the petition's present state.", "The present state is below."),
    ),
    "NOT_YOUR_PETITION": Message(
        ("Bu başvuruda işlem yapma yetkiniz yok.", "Başvuru, öğrencinin kendi bölümünde ve kurulunda görülür."),
        ("This petition is not yours to act on.", "It is seen to by the student's own department and board."),
    ),
    "GROUNDS_REQUIRED": Message(
        ("Gerekçenizi yazınız.", "Gerekçe en çok 4000 karakter olabilir."),
        ("State your grounds.", "They may have up to 4000 characters."),
    ),
    "FILES_TOO_MANY": Message(
        ("En çok {max} dosya eklenebilir.", "Belgeleri tek bir PDF dosyasında birleştirebilirsiniz."),
        ("Up to {max} files can be attached.", "You can join the documents into one PDF."),
    ),
    "RETURN_NOT_NEEDED": Message(
        ("Bu dönem için dönüş dilekçesi gerekmiyor.", "Ders kaydınızı kayıt sayfasından yapabilirsiniz."),
        ("No petition to return is needed for this term.", "You can register on the registration page."),
    ),
    "LEAVE_LENGTH": Message(
        ("Bir defada en az 1, en çok {max} yarıyıl izin verilebilir ({asked}).", "Yarıyıl sayısını düzeltiniz."),
        ("A leave is of 1 to {max} terms at a time ({asked}).", "Correct the number of terms."),
    ),
    "FIRST_TERM_ONLY": Message(
        (
            "Muafiyet başvurusu yalnızca ilk yarıyılda yapılır (yarıyılınız {semester}).",
            "Bölüm başkanlığına danışınız.",
        ),
        ("Exemption is asked for in the first term only (yours is {semester}).", "Ask the head of your department."),
    ),
    "INSTITUTION_REQUIRED": Message(
        ("Daha önce okuduğunuz kurumu yazınız.", "Muafiyet, o kurumda alınan derslere göre incelenir."),
        ("Name the institution where you studied before.", "The courses that you took there are looked at."),
    ),
    "AVERAGE_REQUIRED": Message(
        ("Açık öğretim mezunları not ortalamasını yazar.", "Ortalamayı 100 üzerinden, en çok iki haneyle yazınız."),
        ("Graduates of open education state their average.", "Write it out of 100, with up to two decimals."),
    ),
    "OPEN_ED_AVERAGE": Message(
        ("Açık öğretim mezunlarının ortalaması en az {min} olmalıdır ({average}).", "Bölüm başkanlığına danışınız."),
        ("Graduates of open education need an average of {min} ({average}).", "Ask the head of your department."),
    ),
    "OPINION_REQUIRED": Message(
        ("Kurula iletmeden önce bölümün görüşü yazılmalıdır.", "Görüşü yazıp uygun olup olmadığını işaretleyiniz."),
        ("The department's opinion is written before the board sees it.", "Write it and say whether it is in favour."),
    ),
    "DECISION_REQUIRED": Message(
        ("Kurul karar numarası ve tarihi gereklidir.", "Kararın numarasını ve tarihini yazınız."),
        ("The number and date of the decision are needed.", "Write the number and the date."),
    ),
    "DECISION_IN_FUTURE": Message(
        ("Tarih henüz gelmedi ({deadline}).", "Belgenin üzerindeki tarihi yazınız."),
        ("That day has not come yet ({deadline}).", "Write the date on the paper."),
    ),
    "EXCUSE_WINDOW_OVER": Message(
        (
            "Bu karara göre öğrencinin kayıt süresi {closes} tarihinde bitmiş olurdu; karar işlenmedi.",
            "Kararın tarihini denetleyiniz; süre geçtiyse kurul yeni tarihli bir karar alır.",
        ),
        (
            "By this decision the student's time to register would have ended on {closes}; it was not recorded.",
            "Check its date; if the time has passed, the board takes a decision of a later date.",
        ),
    ),
    "NOT_A_CANDIDATE": Message(
        ("Öğrenci aday değil; üniversite kaydı zaten yapılmış ya da silinmiş.", "Öğrencinin durumunu denetleyiniz."),
        ("The student is no candidate: enrolled already, or gone.", "Check the student's status."),
    ),
    "ALREADY_LEFT": Message(
        ("Öğrencinin ilişiği zaten kesilmiş.", "Önceki kaydı ayrılış kayıtlarında görebilirsiniz."),
        ("The student has left already.", "The earlier record is among the departures."),
    ),
}

CASES: dict[tuple[str, str], Message] = {}
