"""Figures of policy in words: what each is called, and how its value is read. Whatever has no words keeps its own name."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any

# name: Turkish, English
LABELS: dict[str, tuple[str, str]] = {
    "unit": ("birim", "unit"),
    "normal": ("olağan yük", "normal load"),
    "bands": ("aralıklar", "bands"),
    "cgpa_from": ("ortalama en az", "CGPA from"),
    "max": ("en çok", "at most"),
    "extra": ("olağan yükün üstünde", "over the normal load"),
    "graduating_extra": (
        "mezun olabilecekler için olağan yükün üstünde",
        "over the normal load for who can graduate",
    ),
    "least": ("en az", "at least"),
    "most": ("en çok", "at most"),
    "weight": ("ağırlık", "weighted by"),
    "repeats": ("tekrarlanan derste geçerli not", "grade of a repeated course"),
    "elective_replaces": ("başarılan seçmeli kalınanın yerini alır", "an elective replaces a failed one"),
    "probation_below": ("sınama sınırı (ortalama altında)", "probation below a CGPA of"),
    "probation_terms": ("sınama için üst üste dönem", "terms on end for probation"),
    "conditional": ("koşullu geçme", "conditional pass"),
    "conditional_below": ("koşullu geçme sınırı", "conditional pass below"),
    "low_gpa_fails": ("düşük ortalamada koşullu notlar kalır", "conditional letters fail with a low average"),
    "graduation_gpa": ("mezuniyet ortalaması", "average for graduation"),
    "honours": ("onur dereceleri", "honours"),
    "honour": ("derece", "honour"),
    "gpa_from": ("ortalama en az", "average from"),
    "gpa_to": ("ortalama en çok", "average to"),
    "honour_load": ("onur için dönemlik AKTS", "ECTS a term for honours"),
    "honour_period": ("onur dönemi", "period of honours"),
    "max_terms": ("azami süre (dönem)", "longest study in terms"),
    "mode": ("kapsam", "what is loaded"),
    "order": ("sıra", "order"),
    "seminar_semesters": ("seminer dersi dönemleri", "semesters of the seminar"),
    "term_project_from": ("dönem projesi, dönemden başlayarak", "term project from semester"),
    "thesis": ("tez dersleri işlenir", "thesis courses are loaded"),
    "skip_if_passed": ("başarılan işlenmez", "passed ones are left out"),
    "first_class_state": ("birinci sınıf listesinin durumu", "state of first-year lists"),
    "pass_grade": ("geçme notu", "pass grade"),
    "pass_grade_min": ("geçme notu en az", "pass grade from"),
    "pass_grade_max": ("geçme notu en çok", "pass grade to"),
    "min_attendance": ("en az devam (%)", "least attendance (%)"),
    "username": ("kullanıcı kodu", "user code"),
    "temporary_minutes": ("geçici şifre (dakika)", "temporary password (minutes)"),
    "submit": ("danışmana gönderme", "sending to the advisor"),
    "take_back": ("gönderilen liste geri alınır", "a sent list can be taken back"),
    "finalise": ("kesin kayıt", "made final"),
    "unapproved_change": ("onaylanmayan değişiklik", "a change that nobody approved"),
    "late_exempt": ("ekle-bırakta ilk kez kayıt yapabilenler", "who may register in add-drop first"),
    "exempt": ("ilk kez kayıt yapabilenler", "who may register first"),
    "prep_skips": ("hazırlıkta atlanan adımlar", "steps that preparation skips"),
    "acknowledge": ("sorumluluk bildirimi", "statement of responsibility"),
    "release_seats": ("kayıtsızın yeri boşalır", "seats of the unregistered are freed"),
    "remind_hours": ("hatırlatma aralığı (saat)", "between reminders (hours)"),
    "student_can_reply": ("öğrenci yanıt yazabilir", "the student can reply"),
    "excuse_until": ("mazeret başvurusu", "excuse, until"),
    "excuse_weeks": ("mazeret süresi (hafta)", "excuse, weeks"),
    "excuse_fee": ("mazeret için ödeme yapılmış olmalı", "an excuse needs the fee paid"),
    "excuse_window": ("kabul edilenin kayıt süresi", "time to register after an excuse"),
    "excuse_days": ("iş günü", "working days"),
    "work_day_ends": ("mesai bitimi (saat)", "end of the working day (hour)"),
    "return_by_start": ("dönüş dilekçesi başlangıç günü dâhil", "return petition on the first day as well"),
    "leave_terms": ("izin en çok (dönem)", "longest leave (terms)"),
    "leave_fee": ("izin için ödeme yapılmış olmalı", "a leave needs the fee paid"),
    "exemption_days": ("muafiyet süresi (gün)", "exemption, days"),
    "open_education_average": ("açık öğretim ortalaması en az", "average of open education from"),
    "minutes": ("dakika", "minutes"),
    "levels": ("düzeyler", "levels"),
    "add_drop_entry": ("ekle-bırak başında onaylı liste", "approved lists when add-drop begins"),
    "unregistered": ("kayıtsız öğrencinin adı", "an unregistered student is called"),
    "families": ("ders türü sayısı", "kinds of courses"),
    "face_days": ("yüz yüze günler (0 pazartesi)", "days face to face (0 is Monday)"),
    "windows": ("takvim dönemleri", "windows"),
    "without_rows": ("ölçütü olmayan grup", "a section without criteria"),
    "courses": ("dersler", "courses"),
    "only": ("tek biçim", "the only mode"),
    "not_enough": ("yetmeyen notlar", "grades that are not enough"),
    "most_up": ("en çok üst sınıf", "classes above, at most"),
    "still_new": ("hiç alınmamış sayan notlar", "grades as good as never taken"),
    "beside_attendance": ("devamlı çakışma ayrı kuralda", "clashes with attendance due by their own rule"),
    "within": ("süre (dönem)", "within terms"),
    "probation_free": ("sınamada serbest", "free on probation"),
    "conditional_satisfies": ("koşullu geçme sağlar", "a conditional pass satisfies it"),
    "in_progress": ("bu dönem alınan ders sağlar", "a course of this term satisfies it"),
    "free_elective": ("her ders serbest seçmeli olabilir", "any course may be a free elective"),
    "min_cgpa": ("ortalama en az", "CGPA from"),
    "entry_from": ("giriş yılından", "entrants from"),
    "entry_to": ("giriş yılına kadar", "entrants to"),
    "probation_normal": ("sınamalılarda olağan yük", "normal load on probation"),
    "live_distance": ("canlı uzaktan dersler sayılır", "live distance classes count"),
    "probation": ("sınamalılara da", "on probation as well"),
    "graduating": ("mezun olabilecekler için de", "who can graduate as well"),
    "from_semester": ("dönemden başlayarak", "from semester"),
    "late_assignment_lifts": ("sonradan atama engeli kaldırır", "a late assignment lifts it"),
    "max_per_term": ("dönemde en çok", "at most a term"),
    "max_times": ("toplam en çok", "at most in all"),
    "outside_curriculum": ("yalnızca müfredat dışından", "outside the curriculum only"),
    "only_ni_again": ("tekrar yalnızca NI", "again in NI only"),
    "status_fixed": ("statü sonradan değişmez", "the status stays"),
    "on_probation": ("sınamalılara açık", "open on probation"),
    "thesis_stage_only": ("yalnızca tez aşamasında", "in the thesis stage only"),
    "hundreds": ("kod yüzlükleri", "hundreds of the code"),
    "semesters": ("dönemler", "semesters"),
    "suppress_if_passed": ("başarılmışsa söylenmez", "not said once passed"),
    "lower_semesters": ("alınmamış alt dönem dersleri de", "untaken ones of lower semesters as well"),
    "conditional_entry_to": ("koşullu geçme giriş yılına kadar", "conditional pass for entrants to"),
    "final": ("onaylanan kayıt", "an approved registration"),
}

VALUES: dict[str, tuple[str, str]] = {
    "courses": ("ders", "courses"),
    "credit": ("kredi", "credits"),
    "ects": ("AKTS", "ECTS"),
    "last": ("son not", "the last"),
    "best": ("en iyi not", "the best"),
    "none": ("yok", "none"),
    "semester": ("dönem ortalamasıyla", "by the semester's average"),
    "honour": ("onur", "honour"),
    "high_honour": ("yüksek onur", "high honour"),
    "year": ("yıl", "year"),
    "term": ("dönem", "term"),
    "compulsory": ("zorunlu dersler", "must courses"),
    "first_class_after_fee": ("birinci sınıf, ödemeden sonra", "first year, after the fee"),
    "cgpa": ("ortalamaya göre", "by CGPA"),
    "number": ("öğrenci numarasına göre", "by student number"),
    "draft": ("ders seçimi", "choosing courses"),
    "submitted": ("danışmanda", "with the advisor"),
    "student_number": ("öğrenci numarası", "the student number"),
    "e_and_all_but_last": ("e ve son rakamı dışında öğrenci numarası", "e and the number without its last digit"),
    "open": ("açık", "open"),
    "locked": ("kilitli", "locked"),
    "optional": ("isteğe bağlı", "optional"),
    "required": ("zorunlu", "required"),
    "on_approval": ("danışman onayıyla", "with the approval"),
    "by_student": ("öğrenci", "by the student"),
    "by_registrar": ("Öğrenci İşleri", "by the Registrar's Office"),
    "revert": ("onaylı listeye döner", "back to the approved list"),
    "unregistered": ("kayıtsız", "unregistered"),
    "not_renewed": ("kayıt yenilememiş", "not renewed"),
    "first_semester": ("ilk dönemindekiler", "first semester"),
    "adaptation": ("intibak", "adaptation"),
    "approval": ("danışman onayı", "advisor approval"),
    "weeks": ("hafta", "weeks"),
    "days": ("iş günü", "working days"),
    "next_week": ("kararı izleyen hafta", "the week after the decision"),
    "prep": ("hazırlık", "preparation"),
    "closed": ("kapalı", "closed"),
    "all": ("tümü", "all"),
    "five_i": ("ortak zorunlu dersler (5/i)", "common compulsory courses (5/i)"),
    "face": ("yüz yüze", "face to face"),
    "distance": ("uzaktan", "distance"),
    "registration": ("kayıt", "registration"),
    "add_drop": ("ekle-bırak", "add-drop"),
    "approved": ("onaylı", "approved"),
    "completed": ("kayıt tamamlandı", "registration completed"),
}


def label(name: str, language: str) -> str:
    words = LABELS.get(name)
    return words[language != "tr"] if words else name.replace("_", " ")


def value_text(value: Any, language: str) -> str:
    """A figure as read: a list by its entries, a band by its own figures, nothing as a dash."""
    if isinstance(value, bool):
        return {"tr": ("hayır", "evet")}.get(language, ("no", "yes"))[value]
    if value in (None, "", ()):
        return "–"
    if isinstance(value, tuple):
        return (" · " if dataclasses.is_dataclass(value[0]) else ", ").join(value_text(v, language) for v in value)
    if dataclasses.is_dataclass(value):
        given = [(f.name, getattr(value, f.name)) for f in dataclasses.fields(value)]
        return ", ".join(f"{label(n, language)} {value_text(v, language)}" for n, v in given if v is not None)
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.replace(".", ",") if language == "tr" else text
    words = VALUES.get(value) if isinstance(value, str) else None
    return words[language != "tr"] if words else str(value)
