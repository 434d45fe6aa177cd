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
    "PLAN_NOT_PLACED": Message(
        ("{course} sepete konmadı: {reason}.", "Açık bir grubu varsa kendiniz ekleyebilirsiniz."),
        ("{course} was not put into the plan: {reason}.", "You can add it yourself if a section is open to you."),
    ),
    "PLAN_NOTHING_TO_START": Message(
        (
            "Müfredatınızda bu dönem için alınmamış başka ders yok.",
            "Seçmeli derslerinizi aşağıdan ya da ders aramadan ekleyiniz.",
        ),
        (
            "Your curriculum names no other course to be taken this term.",
            "Add your electives below or from the course search.",
        ),
    ),
}

CASES: dict[tuple[str, str], Message] = {}
