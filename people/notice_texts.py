"""The words of every notice, Turkish and English side by side, with the same placeholders.

A figure that is a dict, such as {"tr": "2025-2026 Bahar", "en": "2025-2026 Spring"}, is read in the reader's language.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """Subject and body in each language; `mailed` is false for what is said in the portal alone."""

    tr: tuple[str, str]
    en: tuple[str, str]
    mailed: bool = True


@dataclass(frozen=True)
class Word:
    tr: str
    en: str


# The placeholders that plain text may stand in, since it is the same in every language, and why.
PLAIN = {
    "who": "a name",
    "courses": "a code",
    "number": "a code",
    "tracking": "a code",
    "note": "typed by a person",
    "text": "typed by a person",
    "reason": "typed by a person",
    "answer": "typed by a person",
}

# What a figure {"word": code} says.
WORDS: dict[str, Word] = {
    "fee": Word("harç", "fee"),
    "courses": Word("ders seçimi", "choice of courses"),
    "advisor": Word("danışman onayı", "advisor's approval"),
    "send": Word("onaya gönderme", "sending for approval"),
    "finalise": Word("kesin kayıt", "final registration"),
}

# Around every mail: {body} is the notice, {link} leads into the portal.
MAIL = Word(
    "{body}\n\nPortalda görün: {link}\n\n-- \n{site}\nBu ileti otomatik gönderilmiştir; yanıtlamayınız.\n",
    "{body}\n\nSee it in the portal: {link}\n\n-- \n{site}\nThis message was sent automatically; please do not reply.\n",
)

TEXTS: dict[str, Text] = {
    "approved": Text(
        ("Ders kaydınız onaylandı", "{term} ders kaydınızı danışmanınız {who} onayladı."),
        ("Your registration was approved", "Your advisor {who} approved your registration for {term}."),
    ),
    "approved_not_final": Text(
        (
            "Ders kaydınız onaylandı, henüz tamamlanmadı",
            "Danışmanınız {who} {term} ders kaydınızı onayladı. Kayıt, kesinleştirildiğinde tamamlanır.",
        ),
        (
            "Your registration was approved and is not final yet",
            "Your advisor {who} approved your registration for {term}. It is complete once it is made final.",
        ),
    ),
    "finalised": Text(
        ("Ders kaydınız kesinleşti", "{term} ders kaydınız tamamlandı."),
        ("Your registration is final", "Your registration for {term} is complete."),
    ),
    "cancelled": Text(
        ("Dönem kaydınız silindi", "{term} kaydınız silindi: {note}."),
        ("Your registration was cancelled", "Your registration for {term} was cancelled: {note}."),
    ),
    "returned": Text(
        ("Ders kaydınız iade edildi", "{who}, {term} ders kaydınızı şu notla iade etti: {note}"),
        ("Your registration was returned", "{who} returned your registration for {term} with this note: {note}"),
    ),
    "approval_removed": Text(
        ("Ders kaydınızın onayı kaldırıldı", "{term} ders kaydınızın onayı kaldırıldı; listeniz yeniden açıldı."),
        ("The approval of your registration was removed", "Your list for {term} is open again and needs approval."),
    ),
    "submitted": Text(
        ("Onay bekleyen ders kaydı", "{who} {term} ders kaydını onayınıza gönderdi."),
        ("A registration waits for you", "{who} sent the registration for {term} for your approval."),
        mailed=False,
    ),
    "not_opened": Text(
        ("Seçtiğiniz ders açılmadı", "{courses} yeterli öğrenci olmadığı için açılmadı; başka bir ders seçiniz."),
        ("A course of yours is not opened", "{courses}: too few students chose it. Choose another course."),
    ),
    "unregistered": Text(
        ("Kayıtsız duruma düştünüz", "{term} kaydınız tamamlanmadı. Eksik adımlar: {steps}."),
        ("You are unregistered", "Your registration for {term} was not completed. Missing: {steps}."),
    ),
    "not_renewed": Text(
        ("Kaydınız yenilenmedi", "{term} kaydınız yenilenmedi. Eksik adımlar: {steps}."),
        ("Your registration was not renewed", "Your registration for {term} was not renewed. Missing: {steps}."),
    ),
    "restored": Text(
        (
            "Onaylı listenize dönüldü",
            "Ekle-bırakta onaylanmayan değişikliğiniz geçersiz; {term} listeniz onaylı hâline döndü.",
        ),
        (
            "Back to your approved list",
            "Your change in add-drop was not approved; your list for {term} is as it was approved.",
        ),
    ),
    "not_restored": Text(
        (
            "Onaylı listenize tam dönülemedi",
            "Ekle-bırakta onaylanmayan değişikliğiniz geçersiz; {term} listeniz onaylı hâline döndü, ancak yeri "
            "kalmayan dersler listenizde değil: {courses}. Danışmanınızla görüşünüz.",
        ),
        (
            "Your approved list could not be restored whole",
            "Your change in add-drop was not approved; your list for {term} is as it was approved, but for courses "
            "without a seat: {courses}. Speak with your advisor.",
        ),
    ),
    "completed": Text(
        ("Kaydınız tamamlandı", "{term} kaydınız tamamlandı; ders seçmeniz gerekmiyor."),
        ("Your registration is complete", "Your registration for {term} is complete; you have no courses to choose."),
    ),
    "ends_soon": Text(
        (
            "Kayıt süreniz doluyor",
            "{term} kaydınız henüz tamamlanmadı; işlemleriniz için son an {until}. Eksik adımlar: {steps}.",
        ),
        (
            "Your time to register ends soon",
            "Your registration for {term} is not complete yet; you have until {until}. Missing: {steps}.",
        ),
    ),
    "section_moved": Text(
        ("Dersinizin saati değişti", "{courses}: eski saat {before}; yeni saat {after}."),
        ("A course of yours moved", "{courses}: it met {before}; it meets {after} now."),
    ),
    "section_moved_clash": Text(
        (
            "Dersinizin saati değişti ve başka bir dersinizle çakışıyor",
            "{courses}: eski saat {before}; yeni saat {after}. Şimdi çakıştığı: {clashes}. Danışmanınızla görüşünüz.",
        ),
        (
            "A course of yours moved and clashes with another",
            "{courses}: it met {before}; it meets {after} now and clashes with {clashes}. Speak with your advisor.",
        ),
    ),
    "section_cancelled": Text(
        (
            "Dersinizin grubu iptal edildi",
            "{courses} iptal edildi. Listenizde durmaktadır; başka bir gruba geçiniz ya da dersi bırakınız.",
        ),
        (
            "A section of yours was cancelled",
            "{courses} was cancelled. It stays on your list until you change to another section or drop it.",
        ),
    ),
    "section_restored": Text(
        ("Dersinizin grubu yeniden açıldı", "{courses} iptal edilmişti; yeniden verilmektedir: {after}."),
        ("A section of yours is given after all", "{courses} had been cancelled; it is given again: {after}."),
    ),
    "section_restored_clash": Text(
        (
            "Dersinizin grubu yeniden açıldı ve başka bir dersinizle çakışıyor",
            "{courses} yeniden verilmektedir: {after}. Çakıştığı: {clashes}. Danışmanınızla görüşünüz.",
        ),
        (
            "A section of yours is given after all and clashes with another",
            "{courses} is given again: {after}. It clashes with {clashes}. Speak with your advisor.",
        ),
    ),
    "section_instructor": Text(
        ("Dersinizin öğretim elemanı değişti", "{courses}: önceki {before}; şimdiki {after}."),
        ("A course of yours has another instructor", "{courses}: it was {before}; it is {after} now."),
    ),
    "seat_open": Text(
        (
            "Yer açıldı: {courses}",
            "{courses} grubunda {at} itibarıyla boş yer var. Yer sizin için tutulmaz; bu grubu bekleyen herkese aynı anda "
            "haber verildi. Yeniden haber almak isterseniz grubu yeniden işaretleyiniz.",
        ),
        (
            "A seat opened: {courses}",
            "{courses} had a free seat at {at}. No seat is kept for you; everybody who waits for this section was told at "
            "the same moment. To be told once more, ask again.",
        ),
    ),
    "window_paused": Text(
        ("Geçici olarak durduruldu: {window}", "{window} geçici olarak durduruldu; listeniz korunuyor. {note}"),
        ("Paused: {window}", "{window} is paused; your list is kept. {note}"),
        mailed=False,  # the banner says so on every page; the mail is for when it goes on
    ),
    "window_resumed": Text(
        ("Yeniden açıldı: {window}", "{window} yeniden açıldı; bitiş: {closes}."),
        ("It goes on: {window}", "{window} is open again, until {closes}."),
    ),
    "window_extended": Text(
        ("Süre uzatıldı: {window}", "{window} süresi uzatıldı; yeni bitiş: {closes}."),
        ("Extended: {window}", "{window} was extended, until {closes}."),
    ),
    "tariffs_missing": Text(
        (
            "Ücret tarifesi tanımlı değil",
            "{year} yılında başlayan akademik yılın {tariffs} tarifesi var; öğrencilerin gerektirdiği {n} tarife eksik. "
            "Karar alındıysa tarifeleri aktarınız: tarifesi olmayan öğrenciye tahakkuk yapılmaz, öğrenci kayıt olamaz.",
        ),
        (
            "Tariffs are missing",
            "The academic year that begins in {year} has {tariffs} tariffs; {n} that students need are missing. Import "
            "them once they are decided: students without a tariff are not charged and cannot register.",
        ),
    ),
    "claim_approved": Text(
        ("Beyanınız kabul edildi", "Katkı payı ve öğrenim ücretinde dikkate alınacak dayanak: {ground}. {note}"),
        ("Your claim was approved", "What you pay follows this ground from now on: {ground}. {note}"),
    ),
    "claim_rejected": Text(
        ("Beyanınız kabul edilmedi", "{ground} dayanağıyla beyanınız kabul edilmedi: {note}"),
        ("Your claim was rejected", "Your claim on this ground was rejected: {ground}. {note}"),
    ),
    "claim_ended": Text(
        ("Bir dayanağınızın geçerliliği sona eriyor", "{ground} dayanağı {until} gününe kadar geçerlidir. {note}"),
        ("A ground of yours ends", "This ground is valid until {until}, that day included: {ground}. {note}"),
    ),
    "petition_waits": Text(
        ("İşleminizi bekleyen bir başvuru var", "{who} başvurusu işleminizi bekliyor."),
        ("A petition waits for you", "The petition of {who} waits for you."),
        mailed=False,
    ),
    "excuse_granted": Text(
        ("Mazeretiniz kabul edildi", "{term} kaydınızı {until} saatine kadar tamamlayınız. Karar: {note}."),
        ("Your excuse was accepted", "Complete your registration for {term} by {until}. Decision: {note}."),
    ),
    "excuse_declined": Text(
        ("Mazeretiniz kabul edilmedi", "{term} için kayıt yapamazsınız. Karar: {note}."),
        ("Your excuse was not accepted", "You cannot register for {term}. Decision: {note}."),
    ),
    "return_opened": Text(
        ("Kaydınız açıldı", "{term} için etkileşimli kayıt tarihlerinde kaydınızı yenileyebilirsiniz."),
        ("Your registration was opened", "You can register for {term} on the dates of interactive registration."),
    ),
    "return_refused": Text(
        ("Dönüş dilekçeniz kabul edilmedi", "{term} için kaydınız açılmadı: {note}"),
        ("Your petition to return was refused", "Your registration for {term} was not opened: {note}"),
    ),
    "leave_granted": Text(
        ("İzniniz verildi", "{term} başından {terms} yarıyıl izinlisiniz. Karar: {note}."),
        ("Your leave was granted", "From {term} on you are on leave, for {terms} term(s). Decision: {note}."),
    ),
    "leave_refused": Text(
        ("İzin başvurunuz kabul edilmedi", "{term} için izin verilmedi. Karar: {note}."),
        ("Your leave was not granted", "No leave was granted for {term}. Decision: {note}."),
    ),
    "exemption_accepted": Text(
        ("Muafiyet başvurunuz kabul edildi", "{term} muafiyet başvurunuz bölümünüzce kabul edildi."),
        ("Your petition for exemption was accepted", "Your department accepted it for {term}."),
    ),
    "exemption_rejected": Text(
        ("Muafiyet başvurunuz kabul edilmedi", "{term} muafiyet başvurunuz kabul edilmedi: {note}"),
        ("Your petition for exemption was refused", "It was refused for {term}: {note}"),
    ),
    "certificate_ready": Text(
        ("Öğrenci belgeniz hazır", "İstediğiniz öğrenci belgesi hazır. Kargo kodu: {tracking}."),
        (
            "Your student certificate is ready",
            "The student certificate that you asked for is ready. Cargo code: {tracking}.",
        ),
    ),
    "certificate_handed_over": Text(
        ("Öğrenci belgeniz teslim edildi", "Öğrenci belgeniz teslim edildi. Kargo kodu: {tracking}."),
        (
            "Your student certificate was handed over",
            "Your student certificate was handed over. Cargo code: {tracking}.",
        ),
    ),
    "certificate_refused": Text(
        ("Öğrenci belgesi isteğiniz geri çevrildi", "Öğrenci belgesi isteğiniz şu gerekçeyle geri çevrildi: {note}"),
        ("Your request for a certificate was refused", "Your request for a student certificate was refused: {note}"),
    ),
    "identity_card_ready": Text(
        ("Öğrenci kimliğiniz hazır", "Yeni öğrenci kimliğiniz hazır. Kargo kodu: {tracking}."),
        ("Your student card is ready", "Your new student card is ready. Cargo code: {tracking}."),
    ),
    "identity_card_handed_over": Text(
        ("Öğrenci kimliğiniz teslim edildi", "Yeni öğrenci kimliğiniz teslim edildi. Kargo kodu: {tracking}."),
        ("Your student card was handed over", "Your new student card was handed over. Cargo code: {tracking}."),
    ),
    "identity_card_refused": Text(
        ("Öğrenci kimliği isteğiniz geri çevrildi", "Öğrenci kimliği isteğiniz şu gerekçeyle geri çevrildi: {note}"),
        ("Your request for a student card was refused", "Your request for a new student card was refused: {note}"),
    ),
    "refund_approved": Text(
        ("İadeniz onaylandı", "{term} için {amount} TL iadeniz onaylandı; bildirdiğiniz IBAN'a ödenecektir."),
        (
            "Your refund was approved",
            "Your refund of {amount} TL for {term} was approved; it goes to the IBAN you gave.",
        ),
    ),
    "refund_waits_for_iban": Text(
        (
            "İadeniz onaylandı, IBAN bekleniyor",
            "{term} için {amount} TL iadeniz onaylandı. Ödenebilmesi için IBAN'ınızı portalda bildiriniz.",
        ),
        (
            "Your refund was approved and waits for your IBAN",
            "Your refund of {amount} TL for {term} was approved. Give your IBAN in the portal so that it can be paid.",
        ),
    ),
    "refund_rejected": Text(
        ("İadeniz kabul edilmedi", "{term} için {amount} TL iade kabul edilmedi: {note}"),
        ("Your refund was refused", "The refund of {amount} TL for {term} was refused: {note}"),
    ),
    "refund_paid": Text(
        ("İadeniz ödendi", "{term} için {amount} TL iadeniz bildirdiğiniz IBAN'a ödendi."),
        ("Your refund was paid", "Your refund of {amount} TL for {term} was paid to the IBAN you gave."),
    ),
    "refund_returned": Text(
        (
            "İadeniz bankadan geri döndü",
            "{term} için {amount} TL iadeniz bankadan geri döndü: {note}. IBAN'ınızı portalda yeniden bildiriniz.",
        ),
        (
            "Your refund came back from the bank",
            "Your refund of {amount} TL for {term} came back from the bank: {note}. Give your IBAN in the portal again.",
        ),
    ),
    "message": Text(
        ("Yeni ileti", "{who} size yazdı: {text}"),
        ("A new message", "{who} wrote to you: {text}"),
    ),
    "reminder": Text(
        ("Onay hatırlatması", "{who} ({number}), onayınızı bekleyen listesini hatırlatıyor."),
        ("A reminder of a list that waits", "{who} ({number}) reminds you of a list that waits for your approval."),
    ),
    "removal_asked": Text(
        ("Onayın kaldırılması isteniyor", "{who} ({number}) onayın kaldırılmasını istiyor: {reason}"),
        ("An approval is asked to be removed", "{who} ({number}) asks you to remove the approval: {reason}"),
    ),
    "removal_declined": Text(
        ("Onayınız kaldırılmadı", "Danışmanınız onayı kaldırma isteğinizi kabul etmedi: {answer}"),
        ("Your approval was not removed", "Your advisor declined to remove the approval: {answer}"),
    ),
    "digest": Text(
        (
            "Sizi bekleyen ders kayıtları",
            "{term}: onay bekleyen liste {waiting}, onay kaldırma isteği {requests}, görev {tasks}, okunmamış ileti {unread}.",
        ),
        (
            "Registrations that wait for you",
            "{term}: lists to approve {waiting}, requests to remove an approval {requests}, tasks {tasks}, unread messages "
            "{unread}.",
        ),
    ),
}
