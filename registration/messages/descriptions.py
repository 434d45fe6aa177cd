"""What each rule and setting is called, and what it says: for the page of rules and for the registrar's forms.

A sentence may name the rule's own figures in braces; all figures stand below it besides, by the labels of figures.py.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Description:
    """Title and sentence in each language."""

    tr: tuple[str, str]
    en: tuple[str, str]


DESCRIPTIONS: dict[str, Description] = {
    # the calendar and the list
    "MULTI_SCREEN": Description(
        ("Tek ekran", "Aynı anda birden fazla kayıt ekranı açılmamalıdır; eski ekrandan gelen istek günceli gösterir."),
        ("One screen", "Registration should not be open on several screens; an old screen is brought up to date."),
    ),
    "WINDOW_CLOSED": Description(
        (
            "Kayıt dönemi",
            "Ders listesi yalnızca akademik takvimde ilan edilen kayıt ve ekle-bırak dönemlerinde değişir.",
        ),
        ("Registration period", "The list changes only within the registration and add-drop periods of the calendar."),
    ),
    "STAGE_NOT_OPEN": Description(
        ("Aşamalı giriş", "İlk gün öğrenciler sınıflarına göre takvimde belirtilen saatten başlayarak girer."),
        ("Staged opening", "On the first day students enter by class, from the hour that the calendar names."),
    ),
    "APPROVAL_CLOSED": Description(
        ("Danışman onay dönemi", "Danışmanlar listeleri onay dönemi içinde onaylar."),
        ("Approval period", "Advisors approve lists within the approval period."),
    ),
    "APPROVED_LOCKED": Description(
        ("Onaylı liste", "Danışmanın onayladığı liste, onay kaldırılmadan değişmez."),
        ("Approved list", "A list that the advisor approved does not change before the approval is removed."),
    ),
    "NOT_ENROLLED": Description(
        ("Kayıtlı öğrenci", "Yalnızca kayıtlı öğrenci ders kaydı yapar; izinli olan yapmaz."),
        ("Enrolled students", "Only an enrolled student registers; who is on leave does not."),
    ),
    "PREP_NO_COURSES": Description(
        ("Hazırlık öğrencileri", "Hazırlık öğrencileri ders seçmez, danışman onayı almaz."),
        ("English preparation", "Students of English preparation choose no courses and need no approval."),
    ),
    "RETURN_NOT_OPENED": Description(
        ("Kayıtsız kalanların dönüşü", "Geçen dönem kayıtsız kalan öğrenci, kaydı açıldıktan sonra kayıt yapar."),
        ("Return after an unregistered term", "Who was unregistered last term registers once the term is opened."),
    ),
    "NOT_REGISTERED_IN_PERIOD": Description(
        ("Kayıt döneminde kayıt", "Kayıt döneminde kaydını tamamlamayan öğrenci ekle-bırak döneminde kayıt yapamaz."),
        ("Registration in its period", "Who did not register in the registration period cannot in add-drop."),
    ),
    "PASSWORD_COOLDOWN": Description(
        ("Şifre değişikliği", "Kayıtlar süresince şifre değiştiren öğrenci {minutes} dakika sonra kayıt yapabilir."),
        ("Change of password", "Who changes the password during registration waits {minutes} minutes."),
    ),
    "SUBMITTED_LOCKED": Description(
        ("Gönderilen liste", "Danışmana gönderilen liste, geri alınmadan ya da iade edilmeden değişmez."),
        ("A list that was sent", "A list with the advisor changes once it is taken back or returned."),
    ),
    "CONTACT_ADVISOR": Description(
        ("Danışmanla görüşme", "Öğrenci kayda girmeden önce alacağı dersleri danışmanıyla görüşür."),
        ("Contact with the advisor", "Before registering, students speak with their advisor about their courses."),
    ),
    "RENEWAL": Description(
        ("Kayıt yenileme", "Kayıt yenilemenin adımları ve bir adımı eksik kalan listenin akıbeti."),
        ("Renewal", "The steps of a term's renewal, and what becomes of a list that misses one."),
    ),
    "PETITIONS": Description(
        ("Dilekçeler", "Mazeret, dönüş, izin ve muafiyet dilekçelerinin süreleri ve koşulları."),
        ("Petitions", "By when an excuse, a return, a leave or an exemption is asked for, and what it takes."),
    ),
    "FEE_UNPAID": Description(
        ("Katkı payı ve öğrenim ücreti", "Borcu olan öğrenci, ödeme yapılmadan ders kaydı yapamaz."),
        ("Fees", "Who owes a contribution or tuition fee cannot register before it is paid."),
    ),
    "COURSE_FEE_UNPAID": Description(
        ("Uzaktan alınan derslerin ücreti", "Uzaktan alınan derslerin ücreti ödenmeden danışman listeyi onaylayamaz."),
        (
            "Fees of distance courses",
            "Without the fee of courses taken by distance, the advisor cannot approve the list.",
        ),
    ),
    "FEE_SCHEDULE_MISSING": Description(
        ("Eksik ücret tarifesi", "Tarifesi tanımlı olmayan öğrencinin borcu sıfır sayılmaz; kaydı tarifeyi bekler."),
        ("Missing tariff", "A student without a tariff does not owe nothing: registration waits for the tariff."),
    ),
    "LIBRARY_DEBT": Description(
        ("Kütüphane borcu", "Kütüphane borcu olan öğrenciye kayıt sırasında borcu bildirilir."),
        ("Library debt", "A student who owes the library is told so during registration."),
    ),
    "ALREADY_REGISTERED": Description(
        ("Bir ders bir kez", "Bir ders listede bir kez yer alır; başka bir grup için grup değiştirilir."),
        ("A course once", "A course stands on the list once; for another section, the section is changed."),
    ),
    "NOT_REGISTERED": Description(
        ("Listede olan ders", "Yalnızca listede olan ders bırakılır ya da grubu değiştirilir."),
        ("Courses of the list", "Only a course that is on the list can be dropped or moved to another section."),
    ),
    # sections
    "CRITERIA": Description(
        (
            "Kayıt kriterleri",
            "Bir grup, onu açan bölümün ölçütlerine (bölüm, soyadı, not ortalaması, sınıf, önceki not) uyanlara açıktır.",
        ),
        (
            "Registration criteria",
            "A section is open to those who meet what its department set: department, surname, CGPA, class, earlier grade.",
        ),
    ),
    "CAPACITY_FULL": Description(
        ("Kapasite", "Grubun ya da öğrenciye ayrılan kontenjanın yeri kalmadıysa ders alınamaz."),
        ("Capacity", "A section without a seat, or without one in the student's quota, cannot be taken."),
    ),
    "COURSE_NOT_OPENED": Description(
        ("Açılmayan ders", "Yeterli öğrenci olmadığı için açılmayan ders listede kalamaz; yerine başka ders seçilir."),
        ("Courses not opened", "A course not opened for too few students cannot stay on the list; another is chosen."),
    ),
    "SECTION_CANCELLED": Description(
        (
            "İptal edilen grup",
            "İptal edilen grup alınmaz; listesinde olan öğrenci grubu değiştirir ya da dersi bırakır.",
        ),
        ("Cancelled sections", "A cancelled section is not taken; who has it changes to another, or drops the course."),
    ),
    "MODE": Description(
        ("Dersin veriliş biçimi", "Yüz yüze ve uzaktan verilen derste öğrenci biçimi kendisi seçer."),
        ("Mode of delivery", "Where a course is given face to face and at a distance, the student chooses."),
    ),
    "CATEGORY_MISMATCH": Description(
        ("Seçmeli ders kategorisi", "Seçmeli ders yalnızca katalogda tanımlandığı kategoride alınır."),
        ("Elective category", "An elective is taken only in a category that the catalogue gives it."),
    ),
    # the academic record
    "PREREQ_MISSING": Description(
        ("Ön koşul", "Ön koşul kümelerinden biri tamamen sağlanmadan ders alınamaz."),
        ("Prerequisites", "A course cannot be taken before one of its prerequisite sets is met whole."),
    ),
    "COREQ_MISSING": Description(
        ("Eş koşul", "Eş koşullu ders, birlikte alınması gereken dersle aynı dönemde ya da ondan sonra alınır."),
        ("Co-requisites", "A course with a co-requisite is taken together with it or after it."),
    ),
    "LOAD_EXCEEDED": Description(
        ("Ders yükü", "Dönemlik ders yükü, not ortalamasının düştüğü aralığın izin verdiğini aşamaz."),
        ("Course load", "The load of a term stays within what the band of the student's CGPA allows."),
    ),
    "PROBATION_NEW_COURSE": Description(
        ("Sınamalı öğrenci", "Sınamalı öğrenci ilk kez aldığı derslerde sınırlanır; önce başarısız derslerini alır."),
        ("Probation", "A student on probation is limited in new courses and takes the failed ones first."),
    ),
    "TIME_CONFLICT": Description(
        ("Ders programı çakışması", "Haftalık programda aynı saate düşen iki ders bildirilir ya da kabul edilmez."),
        ("Time conflict", "Two courses at the same hour of the week are pointed out, or not accepted."),
    ),
    "ATTENDANCE_CONFLICT": Description(
        ("Devam zorunluluğu olan derste çakışma", "Devam koşulu sağlanmamış dersle çakışan ders alınamaz."),
        ("Conflict with due attendance", "Nothing may clash with a course whose attendance is still due."),
    ),
    "FIRST_TERM_LOAD_CHANGED": Description(
        ("İlk dönem ders yükü", "Müfredatın ilk döneminde ders yükü müfredatta yazılı olandır."),
        ("First term", "In the first semester of the curriculum the load is the curriculum's own."),
    ),
    "FEW_COURSES": Description(
        ("En az ders", "{least} dersten az alan öğrenci uyarılır."),
        ("Fewest courses", "A student who takes fewer than {least} courses is told so."),
    ),
    "LOWER_FIRST": Description(
        ("Önce alt sınıf", "Alt sınıflardan kalan ve alınmamış dersler önce seçilir."),
        ("Lower classes first", "Failed and untaken courses of lower classes are chosen first."),
    ),
    "UPPER_NOT_ALLOWED": Description(
        ("Üst yarıyıldan ders", "Üst sınıftan ders, alt sınıflardan dersi kalmayan öğrenciye yükü elverirse açıktır."),
        ("Courses of an upper class", "They are open to who has nothing left from below, within the load."),
    ),
    "COMPULSORY_DROP": Description(
        ("Zorunlu dersin bırakılması", "Alınması zorunlu ders bırakılamaz."),
        ("Dropping a must course", "A course that has to be taken cannot be dropped."),
    ),
    "REPEAT_NOT_ALLOWED": Description(
        ("Ders tekrarı", "Başarılan ders, izin verilen koşullar dışında yeniden alınmaz."),
        ("Repeats", "A passed course is not taken again, except as the regulation allows."),
    ),
    "AUTOLOAD_FAILED": Description(
        (
            "Otomatik işlenemeyen dersler",
            "Sistemin listeye işleyemediği zorunlu dersler nedeniyle birlikte gösterilir.",
        ),
        ("Courses not loaded", "Must courses that the system could not put on the list are shown with the reason."),
    ),
    # graduate students, NI status
    "NI_CONDITIONS": Description(
        ("NI statüsü", "Ders, koşulları sağlayan öğrenci tarafından ortalamaya katılmadan (NI) alınabilir."),
        ("NI status", "A course may be taken not included in the average (NI) by who meets the conditions."),
    ),
    "NO_THESIS_ADVISOR": Description(
        ("Tez danışmanı", "Süresi içinde tez danışmanı atanmamış lisansüstü öğrenci kayıt yapamaz."),
        ("Thesis advisor", "A graduate student without a thesis advisor by the date due cannot register."),
    ),
    "UG_TAKEN_BEFORE": Description(
        ("Lisansta alınmış ders", "Lisans öğreniminde alınmış ders yeniden ders yüküne sayılmaz."),
        ("Taken as an undergraduate", "A course taken for the bachelor's degree does not count again."),
    ),
    "UG_LEVEL": Description(
        ("Lisans dersinin düzeyi", "Lisansüstünde yalnızca izin verilen düzeydeki lisans dersleri alınabilir."),
        ("Level of undergraduate courses", "Graduate students take undergraduate courses of the levels allowed only."),
    ),
    "UG_COUNT_LIMIT": Description(
        ("Lisans dersi sayısı", "Lisans derslerinin en çok belirtilen kadarı lisansüstü ders yüküne sayılır."),
        ("Number of undergraduate courses", "At most so many undergraduate courses count to the graduate degree."),
    ),
    "PHD_UG_NOT_NI": Description(
        ("Doktorada lisans dersi", "Doktora öğrencisi lisans dersini yalnızca NI statüsünde alır."),
        ("Undergraduate courses in a doctorate", "A doctoral student takes an undergraduate course in NI status only."),
    ),
    "LATE_CREDIT_NOT_NI": Description(
        ("İleri dönemde kredili ders", "Programın belirtilen döneminden sonra kredili ders NI statüsünde alınır."),
        ("Credit courses late in a programme", "From the semester named on, credit courses are taken in NI status."),
    ),
    "ETHICS_REQUIRED": Description(
        ("Etik dersi", "Zorunlu araştırma yöntemleri ve etik dersi belirtilen döneme kadar alınır."),
        ("Ethics course", "The compulsory course on research methods and ethics is taken by the semester named."),
    ),
    # settings
    "STANDING": Description(
        ("Akademik durum", "Not ortalamalarının nasıl hesaplandığı ve onlardan ne çıktığı."),
        ("Academic standing", "How averages are made and what follows from them."),
    ),
    "LOADER": Description(
        ("Derslerin otomatik işlenmesi", "Hangi derslerin istenmeden listeye işlendiği ve kimden başlandığı."),
        ("Automatic loading", "Which courses stand on the list without being asked for, and who comes first."),
    ),
    "ELECTIVE_MINIMUM": Description(
        ("Seçmeli dersin açılması", "Seçmeli dersin açılması için gereken öğrenci sayısı; 0 ise aranmaz."),
        ("Opening an elective", "How many students an elective needs to be opened; 0 asks for none."),
    ),
    "GRADING": Description(
        ("Notlar ve devam", "Geçme notu ve istenen devam oranı."),
        ("Grades and attendance", "The pass grade, and the attendance asked for."),
    ),
    "ACCOUNTS": Description(
        ("Kullanıcı kodu", "Kullanıcı kodunun öğrenci numarasından nasıl oluştuğu."),
        ("User codes", "How a user code is made of the student number."),
    ),
    "COMMON_COURSES": Description(
        ("Ortak zorunlu dersler (5/i)", "Her müfredatta bulunması gereken ortak zorunlu dersler ve yüz yüze günleri."),
        ("Common compulsory courses (5/i)", "What every curriculum must have of them, and on which days they meet."),
    ),
    "FEES": Description(
        (
            "Ücretlerin hesabı",
            "Katkı payı, öğrenim ücreti ve ders ücretlerinin hangi sırayla ve hangi oranlarla hesaplandığı.",
        ),
        ("Computation of fees", "How contribution, tuition and course fees are computed, and with which percentages."),
    ),
    "WORDING": Description(
        ("Adlandırma", "Danışmanın onayladığı kaydın nasıl adlandırıldığı."),
        ("Wording", "What a registration that the advisor approved is called."),
    ),
}


def rule_name(code: str, language: str) -> str:
    """The title of a rule; one that has none is called by its code."""
    known = DESCRIPTIONS.get(code)
    return (known.tr if language == "tr" else known.en)[0] if known else code
