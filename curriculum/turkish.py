"""The Turkish alphabet: sort keys for surname ranges, folding for search.

No database locale is relied on: keys are plain ASCII strings that compare rightly by code point, in Python and in
PostgreSQL's "C" collation alike.
"""

ALPHABET = "ABCÇDEFGĞHIİJKLMNOÖPQRSŞTUÜVWXYZ"  # Q, W and X stand where the Latin alphabet has them
_RANK = {
    letter: chr(ord("0") + rank) if rank < 10 else chr(ord("A") + rank - 10) for rank, letter in enumerate(ALPHABET)
}
_CIRCUMFLEX = str.maketrans("ÂÎÛ", "AİU")
_FOLD = str.maketrans("çğıöşüâîû\x00", "cgiosuaiu ")  # no column holds a NUL, nor may one be asked for


def upper(text: str) -> str:
    """Upper case the Turkish way: i → İ, ı → I."""
    return text.replace("i", "İ").replace("ı", "I").upper()


def lower(text: str) -> str:
    """Lower case the Turkish way: I → ı, İ → i."""
    return text.replace("İ", "i").replace("I", "ı").lower()


def sort_key(text: str) -> str:
    """A key whose code-point order is the order of the Turkish alphabet; blanks sort first, other signs are dropped."""
    letters = upper(text.strip()).translate(_CIRCUMFLEX)
    return "".join("!" if letter in " -" else _RANK.get(letter, "") for letter in letters)


def search_key(text: str) -> str:
    """A key under which ISPARTA, Isparta, İsparta, ısparta and isparta are one word; spaces are kept single."""
    return " ".join(lower(text).translate(_FOLD).split())
