"""What the offices of a sample tell students: a guide, whom to ask, an announcement of the term."""

from __future__ import annotations

from curriculum import help
from curriculum.models import Announcement, GuidePage, SupportContact, Term

About = SupportContact.About
OFFICE, OFFICE_EN = "Öğrenci İşleri Daire Başkanlığı", "Registrar's Office"

# title, English title, text, English text
GUIDE = (
    (
        "Kayıt günleri",
        "Days of registration",
        "Kayıt, onay ve ders ekleme-bırakma günleri akademik takvimdedir.",
        "The days of registration, approval and add-drop are in the academic calendar.",
    ),
    (
        "İlk şifre",
        "First password",
        "Giriş sayfasında “İlk şifremi oluşturmak istiyorum” bağlantısını kullanın.",
        "On the sign-in page, follow “I want to create my first password”.",
    ),
    (
        "Ders seçme",
        "Choosing courses",
        "Derslerinizi seçin ve danışmanınızın onayını alın; onaylanmayan kayıt geçerli olmaz.",
        "Choose your courses and have them approved by your advisor: without an approval the registration does not count.",
    ),
    (
        "5i dersleri",
        "Common compulsory courses",
        "Türk Dili, İngilizce ve benzeri ortak zorunlu dersler ilk yıllarda alınır.",
        "Turkish, English and other common compulsory courses are taken in the first years.",
    ),
    (
        "Öğrenim ücreti",
        "Fees",
        "Ödemesi olan öğrenciler ders seçmeden önce öder; ne kadar olduğu ilk sayfada yazar.",
        "Those who have to pay do so before they choose courses; the first page says how much.",
    ),
)

# topic, English topic, office, English name, telephone, where it is shown
CONTACTS = (
    ("Şifre", "Password", "Bilgi İşlem Daire Başkanlığı", "Computing Department", "1020", About.PASSWORD),
    ("Öğrenim ücreti", "Fees", "Mali İşler", "Fee Office", "1030", About.FEE),
    ("Ders kriterleri", "Criteria of courses", "Bölüm sekreterlikleri", "Department secretaries", "", About.COURSES),
    ("Kayıt", "Registration", OFFICE, OFFICE_EN, "1010", About.REGISTRATION),
    ("Kütüphane borcu", "Library debt", "Kütüphane", "Library", "1040", About.OTHER),
)


def write(term: Term) -> None:
    """Leaves alone what is already there."""
    if not GuidePage.objects.exists():
        for section, (title, title_en, body, body_en) in enumerate(GUIDE, 1):
            said = {"title": title, "title_en": title_en, "body": body, "body_en": body_en}
            GuidePage.objects.create(year=int(term.code[:4]), section=section, **said)
    if not SupportContact.objects.exists():
        for order, (topic, topic_en, unit, unit_en, phone, about) in enumerate(CONTACTS, 1):
            said = {"topic": topic, "topic_en": topic_en, "unit": unit, "unit_en": unit_en}
            SupportContact.objects.create(order=order, phone=phone, about=about, **said)
    help.load(help.DEFAULT)
    if not Announcement.objects.filter(term=term).exists():
        Announcement.objects.create(
            term=term,
            title="Ekle-bırak haftasında danışman onayı yenilenir",
            title_en="A change in add-drop needs the advisor's approval again",
        )
