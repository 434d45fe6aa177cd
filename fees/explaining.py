"""How a fee came to be, in words: each stored step with its rule, its figures and the document behind it (OMU-99).

Accounts and entries keep codes and figures; prose is made here alone, in the language of whoever reads, the same for the
student and for the fee office. Names of grounds come from their rows, those of lines from theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import override

from curriculum.naming import language as page_language

from .models import Ground
from .models.tariffs import Line

TEXTS: dict[str, tuple[str, str]] = {
    # what comes first: the term costs nothing, or nothing but its courses
    "noted": ("{ground}: ücreti değiştirmez", "{ground}: does not change the fee"),
    "no_charge": ("Bu dönem ücret alınmaz: {ground}", "Nothing is charged for this term: {ground}"),
    "incoming_exchange": (
        "Değişimle gelen öğrenci, ücretini kayıtlı olduğu kuruma öder",
        "An incoming exchange student pays where registered",
    ),
    "missed_term": ("Kayıt yaptırılmayan dönem için ücret alınmaz", "A term without registration costs nothing"),
    "on_leave": ("Kayıt dondurulan dönem için ücret alınmaz", "A term on leave costs nothing"),
    "summer_term": (
        "Yaz döneminin kendisi için ücret alınmaz: yıllık tutar güz ve bahara düşer",
        "The summer term itself costs nothing: the sums of a year fall on autumn and spring",
    ),
    "only_internship_left": (
        "Bütün derslerini başaran, yalnızca stajı kalan öğrenciden ücret alınmaz",
        "Nothing is charged to who passed all courses and has the internship left alone",
    ),
    "exempt": ("Muaf: {ground}", "Exempt: {ground}"),
    # the basis
    "special_student": ("Özel öğrenci", "Special student"),
    "turkish_preparation": (
        "Fakültenin ücreti yerine Türkçe hazırlık ücreti: {ground}",
        "Turkish preparation instead of the faculty: {ground}",
    ),
    "from_abroad": (
        "Yurt dışından kabul: uluslararası öğrenci ücreti, sonradan kazanılan vatandaşlık değiştirmez",
        "Admitted from abroad: the fee of international students, whatever the citizenship became",
    ),
    "group_in_normal_duration": (
        "{ground}: normal öğrenim süresinde ücret alınmaz",
        "{ground}: nothing within normal duration",
    ),
    "group_past_normal_duration": (
        "{ground}: normal öğrenim süresinden sonra birinci öğretim katkı payı",
        "{ground}: the contribution of first education after normal duration",
    ),
    "as_first_education": ("Birinci öğretim esasları: {ground}", "As first education: {ground}"),
    "as_evening": ("İkinci öğretim ücreti: {ground}", "As evening education: {ground}"),
    "contribution_instead": (
        "Öğrenim ücreti yerine birinci öğretim katkı payı: {ground}",
        "The contribution of first education instead of tuition: {ground}",
    ),
    "top_ten": (
        "Önceki dönemin başarı sıralamasında üst dilimde: öğrenim ücreti yerine birinci öğretim katkı payı",
        "In the top of the last term's ranking: the contribution of first education instead of tuition",
    ),
    "evening": ("İkinci öğretim: her dönem öğrenim ücreti", "Evening education: tuition each term"),
    "distance": (
        "Uzaktan öğretim: her dönem öğrenim ücreti ve materyal ücreti",
        "Distance education: tuition and the material fee each term",
    ),
    "first_term_on_leave": (
        "İlk kayıt döneminde kayıt donduran öğrenci öder",
        "Who takes leave in the term of first registration pays",
    ),
    "in_normal_duration": (
        "{semester}. yarıyıl, normal öğrenim süresi {normal} yarıyıl: katkı payı alınmaz",
        "Semester {semester} of {normal} within normal duration: no contribution",
    ),
    "past_normal_duration": (
        "{semester}. yarıyıl, normal öğrenim süresi {normal} yarıyıl aşıldı: katkı payı alınır",
        "Semester {semester}, past the {normal} of normal duration: the contribution is due",
    ),
    # the sum, and what makes it more or less
    "tariff": ("{period} {sum} TL", "{sum} TL {period}"),
    "foreign_language": ("×{multiplier} yabancı dilde öğretim", "×{multiplier} taught in a foreign language"),
    "discount": ("−%{percent} indirim: {ground}", "−{percent}% discount: {ground}"),
    "by_hand": ("Katkı Payı Ofisinin işlemi", "By the fee office"),
    # courses and exams
    "only_distance": (
        "Yalnızca uzaktan verilen ders için ek ücret alınmaz",
        "A course given by distance alone costs nothing more",
    ),
    "charged_this_year": (
        "Yıllık ders ücreti bu yıl bir kez alındı",
        "The fee of a year was charged once already this year",
    ),
    "per_credit": (
        "Yıllık uzaktan öğretim ücreti {year} TL ÷ {year_ects} AKTS",
        "Distance tuition of a year {year} TL ÷ {year_ects} ECTS",
    ),
    "times_ects": ("×{ects} AKTS", "×{ects} ECTS"),
    "share_of_year": (
        "Yıllık uzaktan öğretim ücreti {year} TL × {ects} ÷ {year_ects} AKTS (karar {decision})",
        "Distance tuition of a year {year} TL × {ects} ÷ {year_ects} ECTS (decision {decision})",
    ),
    "free_exam": (
        "Tek ders sınavı: ilk {free} giriş ücretsizdir",
        "Single-course exam: the first {free} cost nothing",
    ),
    "times_exams": ("×{times} tek ders sınavı", "×{times} single-course exams"),
}
PERIODS = {"year": ("Yıllık", "a year"), "term": ("Dönemlik", "a term")}
PER_PIECE = {Line.COURSE, Line.COURSE_MATERIAL, Line.EXAM}  # a term's sum of these is one of each
MISSING = (
    "{line}: {year} için tarife yok, bu yüzden hiçbir ücret tahakkuk ettirilmedi",
    "{line}: there is no tariff for {year}, so nothing was charged",
)
DECIDED = ("karar {}", "decision {}")
OF_TARIFFS = {"tariff", "per_credit"}  # their rule is the decision
WITH_TWO_PLACES = {"sum", "year", "multiplier"}


@dataclass(frozen=True, slots=True)
class Said:
    """One step: what it does, on what it rests, and the sum after it where it has one."""

    text: str
    rule: str = ""  # or the decision of a tariff
    document: str = ""
    amount: Decimal | None = None


def explain(
    steps: Iterable[Mapping[str, Any]],
    line: str = "",
    *,
    grounds: Mapping[str, str] | None = None,
    language: str | None = None,
) -> list[Said]:
    """Stored steps of an account, of one of its lines or of an entry, in the language of the page unless told otherwise.

    `grounds` are names by code: whoever explains many lines reads them once.
    """
    steps, to = list(steps), language or page_language()
    if grounds is None:
        grounds = ground_names(to) if any("ground" in s["figures"] for s in steps) else {}
    return [_said(step, line, grounds, to) for step in steps]


def sentence(line: str, steps: Iterable[Mapping[str, Any]], *, language: str | None = None) -> str:
    """A line of the account from its basis to its sum, in one piece."""
    to = language or page_language()
    return f"{line_name(line, to)}: " + " → ".join(_spoken(said, to) for said in explain(steps, line, language=to))


def ground_names(language: str | None = None) -> dict[str, str]:
    """Code → name of every ground there is."""
    with override(language or page_language()):
        return {ground.code: ground.shown_name for ground in Ground.objects.all()}


def missing_text(missing: Mapping[str, Any], language: str | None = None) -> str:
    """A tariff that is not there (OMU-131)."""
    to, year = language or page_language(), missing["year"]
    return _in(MISSING, to).format(line=line_name(missing["line"], to), year=f"{year}-{year + 1}")


def line_name(line: str, language: str) -> str:
    with override(language):
        return str(Line(line).label)


def money(amount: Decimal | str, language: str) -> str:
    """1.000,00 in Turkish, 1,000.00 in English."""
    text = f"{Decimal(amount):,.2f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "tr" else text


def _said(step: Mapping[str, Any], line: str, grounds: Mapping[str, str], to: str) -> Said:
    code, rule, told = step["code"], step["rule"], step["figures"]
    figures = {name: _figure(name, value, grounds, to) for name, value in told.items()}
    amount = None if step["amount"] is None else Decimal(step["amount"])
    if code == "tariff":
        figures["period"] = "" if line in PER_PIECE and told["period"] == "term" else figures["period"]
        amount = None if amount == Decimal(told["sum"]) else amount  # said in the text already
    if rule and code in OF_TARIFFS:
        rule = _in(DECIDED, to).format(rule)
    return Said(_in(TEXTS[code], to).format(**figures).strip(), rule, step["document"], amount)


def _spoken(said: Said, to: str) -> str:
    behind = "; ".join(filter(None, (said.rule, said.document)))
    after = "" if said.amount is None else f" = {money(said.amount, to)} TL"
    return said.text + (f" ({behind})" if behind else "") + after


def _figure(name: str, value: Any, grounds: Mapping[str, str], to: str) -> str:
    if name == "ground":
        return grounds.get(value, value)
    if name == "period":
        return _in(PERIODS[value], to)
    if name == "decision":
        return str(value)
    return money(value, to) if name in WITH_TWO_PLACES else _number(value, to)


def _number(value: Any, to: str) -> str:
    """A count, a ratio or ECTS as people write them: 4, or 2.5; in Turkish 2,5."""
    text = f"{Decimal(value):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",") if to == "tr" else text


def _in(both: tuple[str, str], language: str) -> str:
    return both[0] if language == "tr" else both[1]
