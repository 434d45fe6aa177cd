"""Students with the programmes they follow; a new one gets an account without a password (METU-07).

A line is one programme of one student, so a double major has two. The user code is what the ACCOUNTS setting makes of
the number; one that somebody has already is refused, since nothing of theirs may be overwritten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from curriculum.importers.running import Result, taken
from curriculum.importers.tables import (
    Column,
    Sheet,
    Table,
    Unreadable,
    code,
    day,
    email,
    one_of,
    term,
    text,
    whole,
    yes_no,
)
from curriculum.importers.writing import BATCH, create, progress, update
from curriculum.models import Curriculum, Programme
from people.distance_accounts import ask_for_accounts
from people.identity import digest_of, is_well_formed
from people.models import Student, StudentProgramme, User

from .found import NUMBER, state

Status, Kind = Student.Status, StudentProgramme.Kind
STATUSES = {
    Status.CANDIDATE: ("aday",),
    Status.ENROLLED: ("kayıtlı", "aktif"),
    Status.ON_LEAVE: ("izinli",),
    Status.WITHDRAWN: ("ayrıldı", "kaydı silindi"),
    Status.GRADUATED: ("mezun",),
}
KINDS = {
    Kind.MAJOR: ("anadal",),
    Kind.DOUBLE_MAJOR: ("çift anadal", "ÇAP", "double major"),
    Kind.MINOR: ("yandal",),
    Kind.EXCHANGE: ("değişim",),
}
PERSON = ("first_name", "last_name", "status", "birth_date", "identity_digest", "email", "language")
OF_STUDENT = PERSON[:5]
FOLLOWED = ("kind", "is_primary", "entry_year", "entry_term")


def identity(cell: str) -> str:
    """The digest alone goes on from here: neither the preview of a file nor the report of a job shows the number."""
    number = "".join(cell.split())
    if not is_well_formed(number):
        raise Unreadable(gettext("not a national identity number"))
    return digest_of(number)


SHEET = Sheet(
    _("Students"),
    (
        NUMBER,
        Column("first_name", "ad", "first name", text(100), required=True),
        Column("last_name", "soyad", "surname", text(100), required=True),
        Column(
            "programme",
            "program kodu",
            "programme code",
            code(20),
            _("A programme of the portal. Each programme of a student is a line of its own."),
            required=True,
        ),
        Column("entry_year", "giriş yılı", "entry year", whole(1956, 2200), _("Such as 2022."), required=True),
        Column(
            "status",
            "durum",
            "status",
            one_of(STATUSES),
            _("candidate, enrolled (if empty), on_leave, withdrawn or graduated. A candidate cannot sign in."),
        ),
        Column("kind", "tür", "kind", one_of(KINDS), _("major (if empty), double_major, minor or exchange.")),
        Column(
            "is_primary",
            "asıl program",
            "primary",
            yes_no,
            _("Yes for the one programme that decides opening hour and load. Empty: yes for a major and an exchange."),
        ),
        Column(
            "curriculum",
            "müfredat yılı",
            "curriculum year",
            whole(1956, 2200),
            _("The year from which the curriculum is. Empty: the one that covers the entry year."),
        ),
        Column(
            "entry_term",
            "giriş dönemi",
            "entry term",
            term,
            _("Such as 20221; semester and class follow from it. Empty: the autumn of the entry year."),
        ),
        Column("email", "e-posta", "e-mail", email),
        Column(
            "language",
            "dil",
            "language",
            one_of({"tr": ("türkçe", "turkish"), "en": ("ingilizce", "english")}),
            _("The language of the portal for the student, tr or en."),
        ),
        Column(
            "identity_digest",
            "TC kimlik no",
            "national identity number",
            identity,
            _("With the date of birth, for the first password. Not kept: only a digest of it is."),
            secret=True,
        ),
        Column("birth_date", "doğum tarihi", "date of birth", day, _("Such as 2004-05-31 or 31.05.2004.")),
    ),
    together="number",
)

NameOf = Callable[[str, Programme], str]


def write_students(table: Table, *, name_of: NameOf) -> Result:
    work = _Students(table, name_of)
    work.compare()
    work.save()
    return work.result


class _Students:
    """The rows against what is there, gathered by student, then written in bulk."""

    def __init__(self, table: Table, name_of: NameOf) -> None:
        self.table, self.name_of, self.result = table, name_of, Result()
        self.programmes = {
            programme.code.upper(): programme for programme in Programme.objects.select_related("department")
        }
        self.curricula: dict[int, list[Curriculum]] = defaultdict(list)
        for curriculum in Curriculum.objects.order_by("entry_year_from"):
            self.curricula[curriculum.programme_id].append(curriculum)
        self.new: list[Student] = []
        self.users: dict[int, User] = {}
        self.changed: list[Student] = []
        self.moved: list[Student] = []  # of another status
        self.opened: list[User] = []
        self.followed: list[StudentProgramme] = []
        self.refollowed: list[StudentProgramme] = []

    def compare(self) -> None:
        given: dict[str, list[Any]] = defaultdict(list)
        lines: dict[Any, int] = {}
        for row in self.table.rows():
            said = gettext("the programme stands in line %(line)d already")
            if not taken(self.table, lines, row, (row.number, row.programme), "programme", said):
                given[row.number].append(row)
        self._load(list(given))
        for number, rows in progress(given.items(), "students"):
            self._student(number, rows)

    def _load(self, numbers: list[str]) -> None:
        self.there: dict[str, Student] = {}
        for start in range(0, len(numbers), BATCH):
            found = Student.objects.filter(number__in=numbers[start : start + BATCH]).select_related("user")
            self.there |= {s.number: s for s in found.prefetch_related("programmes")}
        self.names = dict.fromkeys(User.objects.values_list("username", flat=True), "")  # user code: number, if new

    def _student(self, number: str, rows: list[Any]) -> None:
        student = self.there.get(number)
        theirs = {p.programme_id: p for p in student.programmes.all()} if student else {}
        placed = [(row, self._programme(row), self._curriculum(row)) for row in rows]
        self._one_person(rows)
        self._one_primary(rows, theirs)
        username = "" if student or not placed[0][1] else self._name(rows[0], placed[0][1])
        if number in self.table.failed:
            return
        student = self._known(student, rows) if student else self._made(username, rows[0])
        for row, programme, curriculum in placed:
            self._follow(student, theirs.get(programme.id), row, programme, curriculum)

    # what may not be

    def _programme(self, row: Any) -> Programme | None:
        programme = self.programmes.get(row.programme)
        if programme is None:
            self.table.refuse(row, "programme", gettext("there is no programme %(code)s") % {"code": row.programme})
        return programme

    def _curriculum(self, row: Any) -> Curriculum | None:
        programme = self.programmes.get(row.programme)
        curricula = self.curricula[programme.id] if programme else []
        if row.curriculum is None:
            covering = [c for c in curricula if c.entry_year_from <= row.entry_year <= (c.entry_year_to or 9999)]
            return covering[-1] if covering else None
        found = next((c for c in curricula if c.entry_year_from == row.curriculum), None)
        if found is None and programme:
            said = {"code": row.programme, "year": row.curriculum}
            self.table.refuse(row, "curriculum", gettext("%(code)s has no curriculum from %(year)d") % said)
        return found

    def _one_person(self, rows: list[Any]) -> None:
        for row in rows[1:]:
            for name in PERSON:
                if None not in (said := {getattr(row, name), getattr(rows[0], name)}) and len(said) > 1:
                    self.table.refuse(row, name, gettext("not the same as in line %(line)d") % {"line": rows[0].line})

    def _one_primary(self, rows: list[Any], theirs: dict[int, StudentProgramme]) -> None:
        stated = {p.id for row in rows if (p := self.programmes.get(row.programme))}
        marked = [row for row in rows if _is_primary(row)]
        others = [p for key, p in theirs.items() if p.is_primary and key not in stated]
        if len(marked) + len(others) > 1:
            self.table.refuse(marked[-1], "is_primary", gettext("only one programme can be the primary one"))
        elif not marked and not others:
            self.table.refuse(rows[0], "is_primary", gettext("the student has no primary programme"))

    def _name(self, row: Any, programme: Programme) -> str:
        username = self.name_of(row.number, programme)
        if username in self.names:
            said = {"code": username, "number": self.names[username]}
            text = gettext("the user code %(code)s is somebody's already")
            if said["number"]:
                text = gettext("the user code %(code)s would be that of %(number)s as well")
            self.table.refuse(row, "number", text % said, "USERNAME_TAKEN")
        self.names.setdefault(username, row.number)
        return username

    # what is new, and what differs

    def _made(self, username: str, row: Any) -> Student:
        user = User(username=username, password=make_password(None))
        student = Student(user=user, number=row.number)
        state(student, {name: getattr(row, name) for name in OF_STUDENT})
        self._account(student, row)
        user.is_active = student.status != Status.CANDIDATE
        student.set_keys()
        self.new.append(student)
        return student

    def _known(self, student: Student, rows: list[Any]) -> Student:
        was = student.status
        said = {name: next((v for r in rows if (v := getattr(r, name)) is not None), None) for name in OF_STUDENT}
        differs = state(student, said)
        account = [self._account(student, row) for row in rows]
        if was == Status.CANDIDATE != student.status:  # nobody else's account is opened: staff may have closed it
            account.append(state(student.user, {"is_active": True}))
            self.opened.append(student.user)
        if was != student.status:
            self.moved.append(student)
        if differs:
            student.set_keys()
            self.changed.append(student)
        if any(account):
            self.users[student.user_id] = student.user
        return student

    @staticmethod
    def _account(student: Student, row: Any) -> bool:
        names = {"first_name": student.first_name, "last_name": student.last_name}
        chosen = True if row.language else None
        return state(student.user, {**names, "email": row.email, "language": row.language, "language_chosen": chosen})

    def _follow(
        self, student: Student, there: StudentProgramme | None, row: Any, programme: Programme, found: Curriculum | None
    ) -> None:
        stated = {name: getattr(row, name) for name in FOLLOWED}
        if there is None:
            stated["is_primary"] = _is_primary(row)
            followed = StudentProgramme(student=student, programme=programme, curriculum=found, entry_year=1)
            state(followed, stated)
            self.followed.append(followed)
            self.result.tally["new"] += 1
            return
        if found and (row.curriculum or there.curriculum_id is None):
            stated["curriculum_id"] = found.id
        if state(there, stated):
            self.refollowed.append(there)
            self.result.tally["changed"] += 1
        elif self._is_changed(student):
            self.result.tally["changed"] += 1
        else:
            self.result.tally["same"] += 1
        self.result.touched.add(student.id)

    def _is_changed(self, student: Student) -> bool:
        return bool(self.changed and self.changed[-1] is student) or student.user_id in self.users

    def save(self) -> None:
        create(User, [student.user for student in self.new], "accounts")
        for student in self.new:
            student.user = student.user  # takes the id that it has got
        create(Student, self.new, "students")
        for followed in self.followed:
            followed.student = followed.student
        fields = ("first_name", "last_name", "email", "language", "language_chosen")
        update(User, list(self.users.values()), fields, "accounts")
        fields = ("first_name", "last_name", "birth_date", "identity_digest", "surname_key", "search_key")
        update(Student, self.changed, fields, "students")
        # who left or was shut out since the table was compared stays so where it says nothing of that
        update(User, self.opened, ("is_active",), "accounts")
        update(Student, self.moved, ("status",), "students")
        # all that are stated or follow from it, by id, as whoever enters grades
        locked = StudentProgramme.objects.filter(student_id__in=self.result.touched).order_by("id")
        list(locked.select_for_update(no_key=True).values_list("id"))
        # a primary programme goes before another takes its place: one statement would ask the index row by row
        for primary in (False, True):
            stated = [p for p in self.refollowed if p.is_primary is primary]
            update(StudentProgramme, stated, (*FOLLOWED, "curriculum"), "programmes")
        create(StudentProgramme, self.followed, "programmes")
        self.result.touched |= {student.id for student in self.new}
        ask_for_accounts(self.result.touched)  # on E-Ders (KOU-09)


def _is_primary(row: Any) -> bool:
    return row.kind in (None, Kind.MAJOR, Kind.EXCHANGE) if row.is_primary is None else row.is_primary
