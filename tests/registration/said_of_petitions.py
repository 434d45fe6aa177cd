"""What must be read of findings about petitions and departures: figures, words in Turkish, words in English."""

from __future__ import annotations

from typing import Any

OTHERS_SAY: dict[str, tuple[dict[str, Any], tuple[str, ...], tuple[str, ...]]] = {
    "PETITION_LATE": ({"closes": "2026-02-27T17:00:00+03:00"}, ("(27.02.2026 17:00)",), ("(27.02.2026 17:00)",)),
    "PETITION_NOT_OPEN": ({"opens": "2026-02-09T09:00:00+03:00"}, ("09.02.2026 09:00",), ("09.02.2026 09:00",)),
    "PETITION_NO_DEADLINE": ({}, ("tarihleri yok",), ("no dates",)),
    "PETITION_OPEN": ({}, ("sonuçlanmamış",), ("not decided yet",)),
    "PETITION_STATE": ({"event": "accept", "state": "submitted"}, ("bugünkü durumunda",), ("present state",)),
    "NOT_YOUR_PETITION": ({}, ("yetkiniz yok",), ("not yours to act on",)),
    "GROUNDS_REQUIRED": ({}, ("Gerekçenizi yazınız",), ("State your grounds",)),
    "DOCUMENT_REQUIRED": ({"document": "excuse_document"}, ("mazeretinizi gösteren",), ("what shows your excuse",)),
    "FILES_TOO_MANY": ({"max": 5}, ("En çok 5 dosya",), ("Up to 5 files",)),
    "RETURN_NOT_NEEDED": ({}, ("dilekçesi gerekmiyor",), ("No petition to return",)),
    "LEAVE_LENGTH": ({"asked": 3, "max": 2}, ("en çok 2 yarıyıl", "(3)"), ("1 to 2 terms", "(3)")),
    "FIRST_TERM_ONLY": ({"semester": 3}, ("yarıyılınız 3",), ("yours is 3",)),
    "INSTITUTION_REQUIRED": ({}, ("kurumu yazınız",), ("institution",)),
    "AVERAGE_REQUIRED": ({}, ("not ortalamasını",), ("state their average",)),
    "OPEN_ED_AVERAGE": ({"average": "79.9", "min": "80"}, ("en az 80", "(79,9)"), ("average of 80", "(79.9)")),
    "OPINION_REQUIRED": ({}, ("bölümün görüşü",), ("department's opinion",)),
    "DECISION_REQUIRED": ({}, ("karar numarası ve tarihi",), ("number and date",)),
    "DECISION_IN_FUTURE": ({"deadline": "2026-03-02"}, ("(02.03.2026)",), ("(02.03.2026)",)),
    "EXCUSE_WINDOW_OVER": ({"closes": "2017-10-13T17:00:00+03:00"}, ("13.10.2017 17:00",), ("13.10.2017 17:00",)),
    "NOT_A_CANDIDATE": ({}, ("aday değil",), ("no candidate",)),
    "ALREADY_LEFT": ({"case": "withdrawn"}, ("ilişiği zaten",), ("left already",)),
}
