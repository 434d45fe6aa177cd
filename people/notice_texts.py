"""The words of every notice, Turkish and English side by side, with the same placeholders."""

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
}
