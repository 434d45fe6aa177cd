"""The PDF itself: A4, every letter right, what people typed as it was typed, and the code with its address."""

from __future__ import annotations

import io

import pytest
from django.utils import translation
from pypdf import PdfReader

from people.models import Student
from registration.models import IssuedDocument
from registration.papers.content import Kind
from registration.papers.issuing import issue_paper
from registration.papers.typesetting import pdf_of
from tests.world import World

from .conftest import approved

pytestmark = pytest.mark.django_db
LETTERS = "çğıöşüâîûÇĞİIÖŞÜ"


def read(document: IssuedDocument) -> PdfReader:
    address = f"https://kayit.example.edu.tr/verify/{document.code}/"
    return PdfReader(io.BytesIO(pdf_of(document, address)))


def issued(world: World, student: Student, kind: str = Kind.REGISTRATION, language: str = "tr") -> IssuedDocument:
    document = issue_paper(student=student, term=world.term, kind=kind, language=language)
    assert isinstance(document, IssuedDocument)
    return document


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.fixture
def final(world: World, u4: Student, settings) -> Student:
    settings.UNIVERSITY_NAME = "Örnek Üniversitesi"
    approved(world, u4)
    return u4


@pytest.mark.parametrize("kind", Kind.values)
def test_a_paper_is_an_a4_page_that_names_its_title_and_language(world: World, final: Student, kind: str):
    reader = read(issued(world, final, kind, "en"))

    box = reader.pages[0].mediabox
    assert (len(reader.pages), round(box.width / 72 * 25.4), round(box.height / 72 * 25.4)) == (1, 210, 297)
    with translation.override("en"):
        assert reader.metadata.title == str(Kind(kind).label)
    assert reader.trailer["/Root"]["/Lang"] == "en"


def test_the_registration_form_says_what_the_list_says(world: World, final: Student):
    document = issued(world, final)
    text = text_of(read(document))

    code = document.code
    for said in (
        "Örnek Üniversitesi",
        "Mühendislik Fakültesi · Bilgisayar Mühendisliği",
        "Deniz Çağrıoğlu İşçi",
        "2501231",
        "5710213 CENG213 Işığın Şöleni: Çağdaş Öğüt 2 3 5",
        "Sal 09:40–12:30",
        "Dr. Ada Danisman",
        "10.02.2026 10:30 · Ada Danisman",
        f"{code[:4]}-{code[4:8]}-{code[8:12]}-{code[12:]}",
        "https://kayit.example.edu.tr/verify",
    ):
        assert said in text, said


def test_every_turkish_letter_comes_out_as_itself(world: World, final: Student):
    final.last_name = f"{LETTERS} fi fl ffi"
    final.save()

    assert f"Deniz {LETTERS} fi fl ffi" in text_of(read(issued(world, final, Kind.CERTIFICATE)))


@pytest.mark.parametrize(
    "typed", ['#panic("x")', '#read("/etc/passwd")', "*a* _b_ $c$", "= h\\ <x> @y", '"}{"', "// gone", "`#sys`"]
)
def test_what_people_typed_is_never_read_as_source(world: World, final: Student, typed: str):
    final.last_name = typed
    final.save()

    assert typed in text_of(read(issued(world, final, Kind.CERTIFICATE)))


def test_a_long_list_runs_over_pages_with_its_code_on_each(world: World, final: Student):
    document = issued(world, final)
    document.content["lines"] *= 60
    reader = read(document)

    assert len(reader.pages) > 1
    assert [f"{document.code[:4]}-{document.code[4:8]}" in page.extract_text() for page in reader.pages] == [
        True
    ] * len(reader.pages)


def test_the_weekly_timetable_names_days_hours_and_rooms(world: World, final: Student):
    text = text_of(read(issued(world, final, Kind.TIMETABLE)))

    assert "Pazartesi Salı Çarşamba Perşembe Cuma" in text
    assert "09:40 CENG213/2 09:40–12:30 BMB-Ü1" in text


def test_the_fonts_are_those_that_come_with_the_library(world: World, final: Student):
    resources = read(issued(world, final)).pages[0]["/Resources"]["/Font"]
    names = {font.get_object()["/BaseFont"].partition("+")[2] for font in resources.values()}

    assert {name.partition("-")[0] for name in names} == {"LibertinusSerif", "DejaVuSansMono"}
