"""What is said of a plan itself; of its courses the rules speak."""

from __future__ import annotations

from .shape import Message

MESSAGES: dict[str, Message] = {
    "PLAN_EMPTY": Message(
        ("Sepetinizde kayda alınacak ders yok.", "Önce sepetinize ders ekleyiniz."),
        ("There is no course in your plan to register.", "Add courses to your plan first."),
    ),
    "PLAN_FULL": Message(
        ("Sepete en çok {most} ders eklenir.", "Önce almayacağınız bir dersi çıkarınız."),
        ("A plan holds at most {most} courses.", "Remove a course that you will not take first."),
    ),
    "PLAN_COURSE_FULL": Message(
        ("{course} için sepete en çok {most} grup eklenir.", "Önce bir grubunu çıkarınız."),
        ("A plan holds at most {most} sections of {course}.", "Remove one of its sections first."),
    ),
}

CASES: dict[tuple[str, str], Message] = {}
