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
}

CASES: dict[tuple[str, str], Message] = {}
