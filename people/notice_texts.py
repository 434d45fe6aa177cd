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
    "excuse_accepted": Text(
        (
            "Mazeretiniz kabul edildi",
            "{term} mazeretiniz kabul edildi: {note}. Kaydınız size açıldı; süresi portaldadır.",
        ),
        (
            "Your excuse was accepted",
            "Your excuse for {term} was accepted: {note}. Registration is open to you; the portal shows until when.",
        ),
    ),
    "excuse_rejected": Text(
        ("Mazeretiniz kabul edilmedi", "{term} mazeretiniz kabul edilmedi: {note}."),
        ("Your excuse was rejected", "Your excuse for {term} was rejected: {note}."),
    ),
    "on_leave": Text(
        ("İzniniz kayda geçti", "{term} için izinlisiniz: {note}. Bu dönem ders kaydı yapmanız gerekmez."),
        ("Your leave is recorded", "You are on leave in {term}: {note}. You need not register this term."),
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
