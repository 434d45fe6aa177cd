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
}
