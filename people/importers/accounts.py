"""Accounts of staff with their roles, and of students; none gets a password here (METU-06).

A line gives one role; somebody with two has two lines. Roles are added, never taken away: that is done by hand.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from curriculum.importers.running import Result
from curriculum.importers.tables import Column, Sheet, Table, code, email, one_of, text
from curriculum.importers.writing import create, progress, update
from curriculum.models import Department
from people.models import Role, Staff, Student, User

from .found import state

UNIT_ROLES = {Role.Kind.SECRETARY, Role.Kind.HEAD}
ROLES = {
    Role.Kind.REGISTRAR: ("öğrenci işleri",),
    Role.Kind.SECRETARY: ("sekreter", "bölüm sekreteri"),
    Role.Kind.HEAD: ("bölüm başkanı",),
    Role.Kind.FEE_OFFICER: ("harç görevlisi",),
}
SHEET = Sheet(
    _("Accounts"),
    (
        Column("username", "kullanıcı kodu", "user code", text(150), required=True),
        Column("first_name", "ad", "first name", text(150)),
        Column("last_name", "soyad", "surname", text(150)),
        Column("email", "e-posta", "e-mail", email),
        Column(
            "number",
            "öğrenci no",
            "student number",
            code(12),
            _("For a student's account, which opens with it; empty for staff."),
        ),
        Column("title", "unvan", "title", text(40)),
        Column("department", "bölüm", "department", code(10), _("Number or prefix of the staff member's department.")),
        Column("role", "rol", "role", one_of(ROLES), _("registrar, secretary, head or fee_officer.")),
        Column(
            "role_department",
            "rolün bölümü",
            "role department",
            code(10),
            _("For secretary and head. Empty: the staff member's own department."),
        ),
    ),
)


def write_accounts(table: Table) -> Result:
    work = _Accounts(table)
    for row in progress(table.rows(), "accounts"):
        work.compare(row)
    work.save()
    return work.result


class _Accounts:
    def __init__(self, table: Table) -> None:
        self.table, self.result = table, Result()
        self.users = {user.username: user for user in User.objects.all()}
        self.staff = {staff.user_id: staff for staff in Staff.objects.all()}
        self.students = {student.number: student for student in Student.objects.all()}
        self.of_user = {student.user_id: student for student in self.students.values()}
        self.roles = set(Role.objects.values_list("staff__user__username", "kind", "department_id"))
        self.departments: dict[str, list[Department]] = {}
        for department in Department.objects.all():
            for said in {department.code, department.prefix} - {""}:
                self.departments.setdefault(said.upper(), []).append(department)
        self.new: dict[str, tuple[User, Staff]] = {}
        self.new_staff: dict[str, Staff] = {}
        self.new_roles: list[Role] = []
        self.changed: dict[int, User] = {}
        self.changed_staff: dict[int, Staff] = {}

    def compare(self, row: Any) -> None:
        user = self.users.get(row.username)
        if user and user.is_superuser:
            self.table.refuse(row, "username", gettext("the account of a superuser is not changed here"))
        elif row.number or (user and user.id in self.of_user):
            self._student(row, user)
        else:
            self._staff(row, user)

    # students

    def _student(self, row: Any, user: User | None) -> None:
        student = self.students.get(row.number) if row.number else self.of_user[user.id]
        if student is None:
            self.table.refuse(row, "number", gettext("no student has the number %(number)s") % {"number": row.number})
        elif user is None or student.user_id != user.id:
            self.table.refuse(row, "username", gettext("the user code is not that of the student"))
        elif student.status == Student.Status.CANDIDATE:
            text = gettext("no account before the enrolment at the university is complete")
            self.table.refuse(row, "number", text, "NOT_ENROLLED")
        elif row.role:
            self.table.refuse(row, "role", gettext("a student has no role"))
        else:
            self._state(user, {"email": row.email, "is_active": True if row.number else None})

    def _state(self, user: User, stated: dict[str, Any], *more: bool) -> None:
        differs = state(user, stated)
        if differs and user.pk:
            self.changed[user.pk] = user
        self.result.tally["changed" if differs or any(more) else "same"] += 1

    # staff

    def _staff(self, row: Any, user: User | None) -> None:
        department = self._department(row, "department")
        unit = self._department(row, "role_department") or department
        if row.role in UNIT_ROLES and unit is None:
            self.table.refuse(row, "role_department", gettext("this role needs a department"))
        if user is None and not (row.first_name and row.last_name):
            self.table.refuse(row, "first_name", gettext("a new account needs first name and surname"))
        if row.line in self.table.problems.lines:
            return
        names = {"first_name": row.first_name, "last_name": row.last_name, "email": row.email}
        role = (row.username, row.role, unit.id if unit and row.role in UNIT_ROLES else None)
        stated = {"title": row.title, "department_id": department.id if department else None}
        if user is None:
            user = self._made(row.username)
            state(user, {**names, "is_staff": bool(row.role)})
            self.result.tally["new"] += 1
            self._role(self._as_staff(user, stated)[0], row, role)
            return
        staff, differs = self._as_staff(user, stated)
        added = self._role(staff, row, role)
        self._state(user, {**names, "is_staff": True if row.role else None}, differs, added)

    def _department(self, row: Any, column: str) -> Department | None:
        said = getattr(row, column)
        found = self.departments.get(said, []) if said else []
        if said and len(found) != 1:
            text = (
                gettext("there is no department %(code)s")
                if not found
                else gettext("%(code)s is more than one department")
            )
            self.table.refuse(row, column, text % {"code": said})
        return found[0] if len(found) == 1 else None

    def _made(self, username: str) -> User:
        user = User(username=username, password=make_password(None))
        self.users[username] = user
        return user

    def _as_staff(self, user: User, stated: dict[str, Any]) -> tuple[Staff, bool]:
        staff = self.staff.get(user.id) if user.pk else None
        staff = staff or self.new_staff.get(user.username)
        if staff is None:
            staff = self.new_staff[user.username] = Staff(user=user)
            state(staff, stated)
            return staff, True
        differs = state(staff, stated)
        if differs and staff.pk:
            self.changed_staff[staff.pk] = staff
        return staff, differs

    def _role(self, staff: Staff, row: Any, role: tuple[str, str | None, int | None]) -> bool:
        if not row.role or role in self.roles:
            return False
        self.roles.add(role)
        self.new_roles.append(Role(staff=staff, kind=row.role, department_id=role[2]))
        return True

    def save(self) -> None:
        create(User, [user for user in self.users.values() if not user.pk], "accounts")
        update(
            User, list(self.changed.values()), ("first_name", "last_name", "email", "is_active", "is_staff"), "accounts"
        )
        for staff in self.new_staff.values():
            staff.user = staff.user  # takes the id that it has got
        create(Staff, list(self.new_staff.values()), "staff")
        update(Staff, list(self.changed_staff.values()), ("title", "department"), "staff")
        for role in self.new_roles:
            role.staff = role.staff
        create(Role, self.new_roles, "roles")
