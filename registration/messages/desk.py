"""What passes between students and advisors: why something on the desk, or a message to it, was not done."""

from __future__ import annotations

from .shape import Message

MESSAGES: dict[str, Message] = {
    "WARNINGS_UNSEEN": Message(
        ("Listenin görmediğiniz uyarıları var; onaylanmadı.", "Uyarıları okuyup listeyi yeniden işaretleyiniz."),
        ("The list has warnings that you have not seen; it was not approved.", "Read them and tick the list again."),
    ),
    "RETURN_AFTER_STUDENT_CLOSE": Message(
        (
            "Öğrencinin değişiklik süresi {closes} tarihinde bitti; iade edilen liste düzeltilemez.",
            "Listeyi olduğu gibi onaylayabilir ya da öğrenciyi Öğrenci İşlerine yönlendirebilirsiniz.",
        ),
        (
            "The student could change the list until {closes}; a list returned now cannot be mended.",
            "Approve it as it is, or send the student to the Registrar's Office.",
        ),
    ),
    "MESSAGE_REQUIRED": Message(
        ("İleti boş; gönderilmedi.", "İletinizi yazıp yeniden gönderiniz."),
        ("The message is empty; it was not sent.", "Write your message and send it again."),
    ),
    "MESSAGE_TOO_LONG": Message(
        ("İleti {length} karakter; en çok {most} karakter olabilir.", "İletiyi kısaltıp yeniden gönderiniz."),
        ("The message has {length} characters; it may have at most {most}.", "Shorten it and send it again."),
    ),
    "REPLY_CLOSED": Message(
        ("Bu sistemden danışmana ileti gönderilmiyor.", "Danışmanınıza e-posta ile yazabilirsiniz."),
        ("Students do not write to advisors here.", "You can write to your advisor by e-mail."),
    ),
    "NO_ADVISOR": Message(
        ("Danışmanınız atanmamış.", "Bölüm sekreterliğine başvurunuz."),
        ("No advisor is assigned to you.", "Ask the department's secretary."),
    ),
    "REMINDER_TOO_SOON": Message(
        ("Danışmanınıza az önce hatırlattınız.", "{hours} saat sonra yeniden hatırlatabilirsiniz."),
        ("You have reminded your advisor already.", "You can remind again in {hours} hours."),
    ),
    "NOTHING_WAITS": Message(
        ("Danışmanınızın onayını bekleyen bir listeniz yok ({state}).", "Önce listenizi hazırlayıp gönderiniz."),
        ("No list of yours waits for your advisor ({state}).", "Prepare your list and send it first."),
    ),
    "REMOVAL_REASON": Message(
        ("Onayın neden kaldırılmasını istediğinizi yazınız.", "Danışmanınız isteğinizi bu gerekçeyle değerlendirir."),
        ("Write why the approval should be removed.", "Your advisor decides by this reason."),
    ),
    "REQUEST_OPEN": Message(
        ("Onayın kaldırılmasını zaten istediniz.", "Danışmanınız isteğinizi sonuçlandırınca size bildirilir."),
        ("You have asked for the removal already.", "You will be told when your advisor has decided."),
    ),
    "NO_REQUEST": Message(
        ("Açık bir onay kaldırma isteği yok.", "Güncel durum aşağıdadır."),
        ("There is no open request to remove the approval.", "The present state is below."),
    ),
}

CASES: dict[tuple[str, str], Message] = {}
