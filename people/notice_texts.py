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
