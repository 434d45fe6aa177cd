"""What the importers make of names and codes; no database."""

from __future__ import annotations

import pytest

from curriculum.importers.names import level_of, repair, role_of, slashed, two_languages


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Öğretim  Üyesi ", "Öğretim Üyesi"),
        ("ÝÞLETME YÖNETÝMÝ", "İŞLETME YÖNETİMİ"),
        ("coðrafya bilgisi ýþýðýnda", "coğrafya bilgisi ışığında"),
        ("Ä°ÅžLETME YÃ–NETÄ°MÄ°", "İŞLETME YÖNETİMİ"),
        ("TÜRKÝYE\x92NÝN EKONOMÝSÝ", "TÜRKİYE’NİN EKONOMİSİ"),
        ("İÇ MEKÂNLARIN", "İÇ MEKÂNLARIN"),
        ("NUL\x00 AND HALF A \ud83dPAIR", "NUL AND HALF A PAIR"),
        ("ARTIFICIAL\xa0INTELLIGENCE", "ARTIFICIAL INTELLIGENCE"),
    ],
)
def test_broken_letters_are_repaired_and_whole_ones_left(text, meant):
    assert repair(text) == meant
    assert repair(meant) == meant


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("STATICS (STATİK )", ("STATİK", "STATICS")),
        ("CAM (GLASS ART) (CAM )", ("CAM", "CAM (GLASS ART)")),
        ("RESOURCES II (HAMMADDE (VE ENERJİ) II )", ("HAMMADDE (VE ENERJİ) II", "RESOURCES II")),
        ("ANTENNA THEORY (ANTEN TEORİSİ() )", ("ANTEN TEORİSİ", "ANTENNA THEORY")),
        ("OPEN (LEFT OPEN", ("", "OPEN (LEFT OPEN")),
        ("DATA STRUCTURES", ("", "DATA STRUCTURES")),
        ("(ALL OF IT)", ("", "(ALL OF IT)")),
    ],
)
def test_the_last_bracket_is_the_turkish_name(text, names):
    assert two_languages(text) == names


def test_a_slash_parts_english_from_turkish():
    assert slashed("Biology/Biyoloji(Kuzey Kıbrıs Kampüsü) ") == ("Biyoloji (Kuzey Kıbrıs Kampüsü)", "Biology")
    assert slashed("Biology") == ("", "Biology")


@pytest.mark.parametrize(
    ("numeric_code", "level"),
    [
        ("5710213", "bachelor"),
        ("3101121", "bachelor"),  # some departments number in thousands
        ("5710589", "master"),
        ("5710689", "doctorate"),
        ("3105132", "master"),
        ("5710800", "master"),
        ("7950101", "associate"),
    ],
)
def test_the_level_is_in_the_number(numeric_code, level):
    assert level_of(numeric_code) == level


@pytest.mark.parametrize(
    ("name", "level", "role"),
    [
        ("M.S. THESIS", "master", "thesis"),
        ("PH.D. THESIS", "doctorate", "thesis"),
        ("PROTHESIS SEMINAR", "master", "seminar"),
        ("SPECIAL STUDIES", "master", "thesis_studies"),
        ("TERM PROJECT", "master", "term_project"),
        ("RESEARCH METHODS AND ETHICS", "master", "ethics"),
        ("ALGORITHMS", "master", ""),
        ("TERM PROJECT", "bachelor", ""),
    ],
)
def test_a_graduate_course_has_its_role_in_its_name(name, level, role):
    assert role_of(name, level) == role
