"""The steps of a term's renewal: who may register at all, and what keeps a list from its next step."""

from __future__ import annotations

from .shape import Message

MESSAGES: dict[str, Message] = {
    "NOT_ENROLLED": Message(
        ("Kayıtlı öğrenci değilsiniz; ders kaydı yapılamaz.", "Öğrenci İşleri ile görüşünüz."),
        ("You are not an enrolled student, so you cannot register.", "Ask the Registrar's Office."),
    ),
    "PREP_NO_COURSES": Message(
        ("Hazırlık öğrencileri ders kaydı yapmaz.", "Ödeme yapıldığında kaydınız kendiliğinden tamamlanır."),
        ("Students of English preparation take no courses.", "Your registration is complete once the fee is settled."),
    ),
    "RETURN_NOT_OPENED": Message(
        ("Geçen dönem kayıtsız kaldınız; kaydınız henüz açılmadı.", "Öğrenci İşlerine dilekçe veriniz."),
        ("You were unregistered last term; this term is not open to you yet.", "Petition the Registrar's Office."),
    ),
    "NOT_REGISTERED_IN_PERIOD": Message(
        (
            "Kayıt döneminde kaydınızı tamamlamadınız; ekle-bırak döneminde kayıt yapılamaz.",
            "Belgeli bir mazeretiniz varsa bölüm başkanlığına başvurabilirsiniz.",
        ),
        (
            "You did not complete your registration in the registration period; add-drop is not for a first registration.",
            "With a documented excuse you can petition the head of your department.",
        ),
    ),
    "PASSWORD_COOLDOWN": Message(
        ("Şifrenizi değiştirdiniz; kayıt programı {minutes} dakika sonra açılır.", "Sizin için açılış: {opens}."),
        ("You changed your password; registration opens again in {minutes} minutes.", "It opens for you on {opens}."),
    ),
    "SUBMITTED_LOCKED": Message(
        (
            "Listeniz danışman onayında; değiştirilemez.",
            "Listenizi geri çekebilir ya da danışmanınızı bekleyebilirsiniz.",
        ),
        ("Your list is with your advisor and cannot be changed.", "Take it back, or wait for your advisor."),
    ),
    "CONTACT_ADVISOR": Message(
        (
            "Kayıttan önce alacağınız dersleri danışmanınızla görüşünüz.",
            "“Danışmanım” sayfasından ileti gönderebilirsiniz.",
        ),
        (
            "Speak with your advisor about your courses before you register.",
            "You can send a message on the page “My advisor”.",
        ),
    ),
    "ACKNOWLEDGE": Message(
        (
            "Sorumluluk bildirimini onaylamadınız.",
            "Bildirimi okuyup kutuyu işaretleyiniz; listeniz olduğu gibi duruyor.",
        ),
        ("The statement of responsibility is not ticked.", "Read it and tick the box; your list is as it was."),
    ),
    "TAKE_BACK_CLOSED": Message(
        ("Liste artık değiştirilemeyeceği için geri alınamaz.", "Danışmanınızın kararını bekleyiniz."),
        ("The list could not be changed any more, so it cannot be taken back.", "Wait for your advisor's decision."),
    ),
    "FINALISE_CLOSED": Message(
        ("Kayıt artık kesinleştirilemez; onay dönemi kapandı.", "Öğrenci İşleri ile görüşünüz."),
        ("The registration can no longer be made final: the approval period is over.", "Ask the Registrar's Office."),
    ),
    "RETURN_CLOSED": Message(
        ("Onay dönemi kapalı; liste iade edilemez.", "Öğrenciye ileti gönderebilirsiniz."),
        ("The approval period is closed; the list cannot be returned.", "You can send the student a message."),
    ),
    "REAPPROVAL_MISSING": Message(
        (
            "Ekle-bırakta yapılan değişiklik yeniden onaylanmadı; geçersizdir.",
            "Listenizin bugünkü hâlini danışmanınızla görüşünüz.",
        ),
        ("A change in add-drop was not approved again, so it is void.", "Speak with your advisor about your list."),
    ),
}

CASES: dict[tuple[str, str], Message] = {
    ("WINDOW_CLOSED", "paused"): Message(
        ("Kayıt geçici olarak durduruldu.", "Yeniden açıldığında duyurulacaktır; listeniz korunuyor."),
        ("Registration is paused.", "It will be announced when it goes on; your list is kept."),
    ),
    ("APPROVAL_CLOSED", "paused"): Message(
        ("Onaylar geçici olarak durduruldu.", "Yeniden açıldığında duyurulacaktır."),
        ("Approvals are paused.", "It will be announced when they go on."),
    ),
    ("NOT_ENROLLED", "on_leave"): Message(
        ("Bu dönem izinlisiniz; ders kaydı yapılamaz.", "İzniniz bittiğinde yeniden kayıt yapabilirsiniz."),
        ("You are on leave this term, so you cannot register.", "You can register again when the leave is over."),
    ),
    ("RETURN_NOT_OPENED", "refused"): Message(
        ("Dönüş dilekçeniz kabul edilmedi; kayıt yapılamaz.", "Öğrenci İşleri ile görüşünüz."),
        ("Your petition to return was refused, so you cannot register.", "Ask the Registrar's Office."),
    ),
    ("NOT_REGISTERED_IN_PERIOD", "excuse_pending"): Message(
        ("Mazeretiniz incelemede; sonuçlanmadan kayıt yapılamaz.", "Karar size bildirilecektir."),
        ("Your excuse is under review; nothing can be registered before.", "You will be told the decision."),
    ),
    ("NOT_REGISTERED_IN_PERIOD", "cancelled"): Message(
        ("Bu dönemki kaydınız silinmiştir.", "Öğrenci İşleri ile görüşünüz."),
        ("Your registration of this term was cancelled.", "Ask the Registrar's Office."),
    ),
}
