"""Graduation, the single-course exam, and what is wrong with a row of grades."""

from __future__ import annotations

from .shape import Message

MESSAGES: dict[str, Message] = {
    "GNO_LOW": Message(
        ("Mezuniyet için GNO en az {min} olmalıdır ({cgpa}).", "Ortalamanızı ders tekrarıyla yükseltebilirsiniz."),
        ("Graduation needs a CGPA of at least {min} ({cgpa}).", "You can raise it by repeating courses."),
    ),
    "GRADUATION_COURSES": Message(
        ("Müfredattan kalan dersler: {courses}; seçmeli: {electives}.", "Önce bu dersleri başarmanız gerekir."),
        ("Courses of the curriculum left: {courses}; electives: {electives}.", "You need to pass these first."),
    ),
    "GRADUATION_PERIOD": Message(
        ("Azami öğrenim süresi doldu ({terms}/{max} yarıyıl).", "Öğrenci İşleri ile görüşünüz."),
        ("The maximum period of study is over ({terms}/{max} semesters).", "Ask the Registrar's Office."),
    ),
    "CURRICULUM_UNKNOWN": Message(
        ("Kayıtlarda müfredatınız görünmüyor.", "Öğrenci İşleri ile görüşünüz."),
        ("The records name no curriculum of yours.", "Ask the Registrar's Office."),
    ),
    "SINGLE_COURSE_COUNT": Message(
        ("Tek ders sınavı yalnızca tek dersi kalanlar içindir ({left}).", "Kalan derslerinize kaydolunuz."),
        ("The single-course exam is for who has one course left ({left}).", "Register for the courses left."),
    ),
    "SINGLE_COURSE_NOT_TAKEN": Message(
        ("Kalan tek ders hiç alınmamış.", "Önce derse kaydolup devam etmeniz gerekir."),
        ("The one course left was never taken.", "You need to register for it and attend it first."),
    ),
    "SINGLE_COURSE_NOT_FAILED": Message(
        ("Bu ders kalan tek ders değil.", "Kalan dersin sınavına girilir."),
        ("This course is not the one that is left.", "The exam is in the course that is left."),
    ),
    "EXAM_ENTERED": Message(
        ("Bu sınava zaten giriş yapılmış.", "Yapılacak bir şey yok."),
        ("This exam is entered already.", "There is nothing to do."),
    ),
    "ATTENDANCE_NOT_MET": Message(
        ("Devam koşulu sağlanmamış (notunuz {grade}).", "Derse yeniden kaydolup devam etmeniz gerekir."),
        ("The attendance asked for was not met (grade {grade}).", "You need to register for it and attend it again."),
    ),
    "PASS_GRADE_LIMIT": Message(
        ("Geçme notu izin verilen sınırların dışında ({asked}; {min}–{max}).", "Sınırlar içinde bir not yazınız."),
        ("The pass grade is outside the limits ({asked}; {min}–{max}).", "Type one within the limits."),
    ),
    "PASS_GRADE_FIXED": Message(
        ("Geçme notu değiştirilemez: sınırları tanımlanmamış.", "Öğrenci İşleri ile görüşünüz."),
        ("The pass grade cannot be moved: no limits are set.", "Ask the Registrar's Office."),
    ),
    "GRADE_UNKNOWN": Message(
        ("{letter} diye bir harf notu yok.", "Not ölçeğindeki harflerden birini yazınız."),
        ("There is no letter {letter}.", "Type one of the grade scale."),
    ),
    "GRADE_EMPTY": Message(
        ("Harf notu ya da puan verilmemiş.", "İkisinden birini yazınız; verilmiş bir not silinemez."),
        ("There is no letter and no score.", "Type one of them; a grade once given cannot be taken away."),
    ),
    "SCORE_WRONG": Message(
        ("Puan okunamadı ya da 0–100 arasında değil ({score}).", "0 ile 100 arasında bir puan yazınız."),
        ("The score is unreadable or not between 0 and 100 ({score}).", "Type a score between 0 and 100."),
    ),
    "SCORE_WITHOUT_LETTER": Message(
        ("Not ölçeğinde {score} puanın harfi yok.", "Harf notunu yazınız."),
        ("The grade scale has no letter for a score of {score}.", "Type the letter."),
    ),
    "ATTENDANCE_WRONG": Message(
        (
            "Katılım okunamadı ya da yapılan dersten çok ({attended}/{held}).",
            "Katıldığı ve yapılan ders sayısını yazınız.",
        ),
        ("The attendance is unreadable or more than was held ({attended}/{held}).", "Type lessons attended and held."),
    ),
    "GRADE_CHANGED_MEANWHILE": Message(
        ("Siz bakarken not değişti; şimdiki not: {grade}.", "Yenisini görüp gerekirse yeniden kaydediniz."),
        ("The grade changed while you looked; it is {grade} now.", "Look at it and save again if need be."),
    ),
    "NOT_ON_CLASS_LIST": Message(
        ("Öğrenci bu dersin listesinde değil.", "Öğrenci numarasını ve dersi denetleyiniz."),
        ("The student is not on the list of this course.", "Check the student number and the course."),
    ),
}

CASES: dict[tuple[str, str], Message] = {}
