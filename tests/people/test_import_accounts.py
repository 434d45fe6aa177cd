"""import_accounts: staff with their roles, students' accounts, and whose account no table touches."""

from __future__ import annotations

import pytest

from people.models import Role, Staff, Student, User
from tests.tables import counted, load, told
from tests.world import World

pytestmark = pytest.mark.django_db
HEAD = "username,first_name,last_name,email,number,title,department,role,role_department"


def roles(username: str) -> set[tuple[str, str | None]]:
    return set(Role.objects.filter(staff__user__username=username).values_list("kind", "department__code"))


def test_a_staff_member_with_two_roles_has_two_lines(world: World):
    table = (
        f"{HEAD}\nsek,Ayşe,Ak,sek@ornek.edu.tr,,Dr.,CENG,secretary,\nsek,,,,,,,bölüm başkanı,567\n"
        "harc,Can,Öz,,,,,fee_officer,\n"
    )

    assert counted(load("accounts", table)) == (2, 1, 0, 0)

    user = User.objects.get(username="sek")
    assert (user.get_full_name(), user.email, user.is_staff, user.has_usable_password()) == (
        "Ayşe Ak",
        "sek@ornek.edu.tr",
        True,
        False,
    )
    assert (str(user.staff), user.staff.department) == ("Dr. Ayşe Ak", world.ceng)
    assert roles("sek") == {("secretary", "571"), ("head", "567")}
    assert roles("harc") == {("fee_officer", None)}
    assert counted(load("accounts", table)) == (0, 0, 0, 3)


def test_an_advisor_without_a_role_stays_out_of_the_admin(world: World):
    load("accounts", f"{HEAD}\nhoca,Ece,Su,,,Prof.,571,,\n")
    assert (User.objects.get(username="hoca").is_staff, Staff.objects.get(user__username="hoca").title) == (
        False,
        "Prof.",
    )


def test_an_account_that_is_there_gets_what_the_table_states(world: World):
    load("accounts", f"{HEAD}\ndanisman,,,yeni@ornek.edu.tr,,,567,head,\n")

    staff = Staff.objects.get(user__username="danisman")
    assert (staff.user.email, staff.user.last_name, staff.user.is_staff) == ("yeni@ornek.edu.tr", "Danisman", True)
    assert (staff.department, staff.title, roles("danisman")) == (world.ee, "Dr.", {("head", "567")})


@pytest.mark.row("METU-06")
def test_a_candidate_gets_no_account_and_an_enrolled_student_gets_one(world: World):
    student = world.student()
    User.objects.filter(id=student.user_id).update(is_active=False)
    Student.objects.update(status="candidate")
    table = f"{HEAD}\ne250123,,,deniz@ornek.edu.tr,2501231,,,,\n"

    refused = load("accounts", table)
    assert told(refused) == ["line 2, student number: no account before the enrolment at the university is complete"]
    assert [problem.code for problem in refused.problems] == ["NOT_ENROLLED"]
    assert not User.objects.get(id=student.user_id).is_active

    Student.objects.update(status="enrolled")
    assert counted(load("accounts", table)) == (0, 1, 0, 0)
    user = User.objects.get(id=student.user_id)
    assert (user.is_active, user.email) == (True, "deniz@ornek.edu.tr")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("kok,,,,,,,registrar,", "line 2, user code: the account of a superuser is not changed here"),
        ("e250123,,,,9,,,,", "line 2, student number: no student has the number 9"),
        ("danisman,,,,2501231,,,,", "line 2, user code: the user code is not that of the student"),
        ("e250123,,,,2501231,,,registrar,", "line 2, role: a student has no role"),
        ("e250123,,,,,,,registrar,", "line 2, role: a student has no role"),
        ("yeni,A,B,,,,,secretary,", "line 2, role department: this role needs a department"),
        ("yeni,A,B,,,,999,,", "line 2, department: there is no department 999"),
        ("yeni,,B,,,,,,", "line 2, first name: a new account needs first name and surname"),
    ],
)
def test_what_is_refused(world: World, line, problem):
    world.student()
    User.objects.create_superuser("kok")
    before = User.objects.count()

    report = load("accounts", f"{HEAD}\n{line}\n")

    assert (told(report), User.objects.count(), Role.objects.count()) == ([problem], before, 0)
