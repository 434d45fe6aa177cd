"""The words of every notice, Turkish and English side by side, with the same placeholders."""

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
}
