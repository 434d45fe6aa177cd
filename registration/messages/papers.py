"""Papers and files: what keeps one from being issued, asked for or handed in."""

from __future__ import annotations

from .shape import Message

MESSAGES: dict[str, Message] = {
    "FILE_TYPE": Message(
        ("{name} bir PDF, JPEG ya da PNG dosyası değil ya da bozuk.", "Belgeyi PDF, JPEG ya da PNG olarak yükleyiniz."),
        ("{name} is no PDF, JPEG or PNG file, or it is damaged.", "Hand the document in as PDF, JPEG or PNG."),
    ),
    "FILE_TOO_BIG": Message(
        ("{name} çok büyük; sınır {limit} MB.", "Daha düşük çözünürlükle taratıp yeniden yükleyiniz."),
        ("{name} is too big; the limit is {limit} MB.", "Scan it at a lower resolution and hand it in again."),
    ),
    "NO_RIGHTS": Message(
        (
            "Bu dönem öğrencilik haklarından yararlanamazsınız (durumunuz: {state}).",
            "Belgeli bir mazeretiniz varsa bölüm başkanlığına, yoksa Öğrenci İşlerine başvurunuz.",
        ),
        (
            "You cannot use the rights of a student this term (your state: {state}).",
            "With a documented excuse ask the head of your department, otherwise the Registrar's Office.",
        ),
    ),
    "ON_LEAVE": Message(
        (
            "Bu dönem izinlisiniz; öğrenci kimliği ve belgesi alamaz, sınavlara giremezsiniz.",
            "İzniniz bittiğinde kaydınızı yenileyince yararlanabilirsiniz.",
        ),
        (
            "You are on leave this term: no student card, no certificate and no exams.",
            "They are yours again once your leave is over and you have registered.",
        ),
    ),
    "CARGO_INFO_REQUIRED": Message(
        (
            "Kargo ile gönderim için kargo kodu yazılmamış.",
            "Kargoyu kendiniz ayarlayıp verilen kodu yazınız ya da belgeyi Öğrenci İşlerinden alınız.",
        ),
        (
            "The code of the cargo company is missing.",
            "Arrange the cargo yourself and write its code, or fetch the paper at the desk.",
        ),
    ),
    "DOCUMENT_REQUIRED": Message(
        ("Belge eklenmelidir: {document}.", "PDF, JPEG ya da PNG olarak yükleyiniz."),
        ("A document is needed: {document}.", "Hand it in as PDF, JPEG or PNG."),
    ),
    "PHOTO_TYPE": Message(
        ("Fotoğraf bir resim dosyası olmalıdır ({name}).", "Fotoğrafı JPEG ya da PNG olarak yükleyiniz."),
        ("The photo has to be a picture ({name}).", "Hand the photo in as JPEG or PNG."),
    ),
    "DOCUMENT_REQUEST_OPEN": Message(
        ("Bu belge için sonuçlanmamış bir isteğiniz var.", "Aşağıdaki isteğinizin sonucunu bekleyiniz."),
        ("A request of yours for this paper is still open.", "Wait for the one that stands below."),
    ),
    "DOCUMENT_REQUEST_STATE": Message(
        ("İsteğin bugünkü durumunda bu işlem yapılamaz ({state}).", "Sayfayı yenileyip güncel duruma bakınız."),
        ("This cannot be done in the request's present state ({state}).", "Reload the page to see how it stands."),
    ),
    "NO_MEETINGS": Message(
        ("Takvime yazılacak ders saati yok.", "Derslerin gün ve saatleri belli olduğunda yeniden deneyiniz."),
        ("There is no meeting to write into a calendar.", "Try again once the courses have days and hours."),
    ),
    "TERM_UNDATED": Message(
        ("Dönemin ders başlangıç ve bitiş günleri henüz girilmemiş.", "Takvim, günler ilan edildiğinde alınabilir."),
        ("The first and last day of classes are not set yet.", "The calendar is there once they are announced."),
    ),
}

CASES: dict[tuple[str, str], Message] = {}
