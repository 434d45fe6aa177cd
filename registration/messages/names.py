"""What a rule is called in a list, Turkish and English; a rule not named here is called by its code."""

from __future__ import annotations

NAMES: dict[str, tuple[str, str]] = {
    "WINDOW_CLOSED": ("Kayıt dönemi", "Registration period"),
    "STAGE_NOT_OPEN": ("Sınıflara göre açılış saati", "Opening hour by class"),
    "APPROVAL_CLOSED": ("Danışman onay dönemi", "Approval period"),
    "APPROVED_LOCKED": ("Onaylı listenin kilidi", "Lock of an approved list"),
    "FEE_UNPAID": ("Katkı payı/öğrenim ücreti", "Contribution or tuition fee"),
    "ALREADY_REGISTERED": ("Dersin listede bir kez bulunması", "A course stands on the list once"),
    "NOT_REGISTERED": ("Yalnız listedeki dersin bırakılması", "Only a course of the list is dropped"),
    "CRITERIA": ("Grup ölçütleri", "Criteria of a section"),
    "CAPACITY_FULL": ("Kapasite", "Capacity"),
    "PREREQ_MISSING": ("Ön koşul", "Prerequisite"),
    "COREQ_MISSING": ("Yan koşul", "Co-requisite"),
    "LOAD_EXCEEDED": ("Ders yükü", "Course load"),
    "PROBATION_NEW_COURSE": ("Sınamalı öğrencinin yeni dersi", "New courses on probation"),
    "UPPER_NOT_ALLOWED": ("Üst yarıyıldan ders", "Courses of an upper semester"),
    "LOWER_FIRST": ("Önce alt sınıf dersleri", "Courses of lower classes first"),
    "CATEGORY_MISMATCH": ("Seçmeli ders kategorisi", "Elective category"),
    "COMPULSORY_DROP": ("Zorunlu dersin bırakılması", "Dropping a compulsory course"),
    "NI_CONDITIONS": ("NI statüsü koşulları", "Conditions of NI status"),
    "MODE": ("Dersin alınış biçimi", "Way of delivery"),
    "ATTENDANCE_CONFLICT": ("Devam gereken derslerin çakışması", "Clash where attendance is due"),
    "MULTI_SCREEN": ("Birden fazla kayıt ekranı", "More than one screen"),
    "LIBRARY_DEBT": ("Kütüphane borcu", "Library debt"),
    "COURSE_NOT_OPENED": ("Açılmayan ders", "Course that is not opened"),
    "REPEAT_NOT_ALLOWED": ("Başarılmış dersin yinelenmesi", "Repeating a passed course"),
    "UG_LEVEL": ("Lisans dersinin düzeyi", "Level of undergraduate courses"),
    "UG_TAKEN_BEFORE": ("Lisansta alınmış ders", "Course of the bachelor's degree"),
    "UG_COUNT_LIMIT": ("Sayılan lisans dersleri", "Undergraduate courses that count"),
    "PHD_UG_NOT_NI": ("Doktorada lisans dersi", "Undergraduate courses of doctoral students"),
    "LATE_CREDIT_NOT_NI": ("Geç dönemde kredili ders", "Credit courses in late semesters"),
    "ETHICS_REQUIRED": ("Zorunlu Etik dersi", "Compulsory ethics course"),
    "AUTOLOAD_FAILED": ("Otomatik işlenemeyen ders", "Course that could not be loaded"),
    "NO_THESIS_ADVISOR": ("Tez danışmanı", "Thesis advisor"),
    "TIME_CONFLICT": ("Ders programı çakışması", "Clash in the timetable"),
    "FIRST_TERM_LOAD_CHANGED": ("İlk dönem ders yükü", "Load of the first term"),
    "FEW_COURSES": ("En az ders sayısı", "Fewest courses"),
}


def rule_name(code: str, language: str) -> str:
    tr, en = NAMES.get(code, (code, code))
    return tr if language == "tr" else en
