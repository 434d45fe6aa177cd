"""Every page there is, in each of its states, for the tests of what holds for all of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.core.management import call_command
from django.test import override_settings
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from advising.models import Petition
from curriculum.models import Announcement, CourseCategory, GuidePage, Programme, SeatCounter, SupportContact
from fees.models import Claim, ClaimFile, ClaimStep, FeeStanding, Ground, Refund, SingleCourseExam
from fees.refunds import follow_balances
from people.models import Notice, Student, Teaching, User
from people.notice_rendering import word
from people.notices import tell
from registration.charging import charge
from registration.models import IssuedDocument, TermRegistration
from registration.transitions import move
from tests.fees import accounts
from tests.fees.bank_pages import bank_pages
from tests.fees.refunding import IBAN
from tests.fees.tariffs import costs
from tests.visitor import Shown, Visitor, attributes
from tests.world import PASSWORD, World, at, local


def pages(world: World, language: str) -> Iterator[tuple[str, Shown]]:
    """Every page there is, in each of its states."""
    u4 = world.student()
    student, advisor = Visitor(u4.user, language=language), Visitor(world.advisor.user, language=language)
    anyone = Visitor(language=language)
    world.must(world.x, 3)
    world.must(world.y, 8)
    CourseCategory.objects.create(course=world.x, category="TE")
    Announcement.objects.create(
        department=world.ceng, title="Duyuru", body="Ekle-bırak", link="https://example.edu.tr/"
    )
    SupportContact.objects.create(topic="Şifre", unit="Bilgi İşlem", email="yardim@example.edu.tr")
    full = world.section(world.course("5710111"), 1, capacity=0)
    asking = world.section(world.course("5710490"), 1)
    world.prerequisite(asking.course, world.x, min_grade="CC")
    world.prerequisite(asking.course, world.y)
    world.prerequisite(asking.course, full.course, set_no=2)
    world.criterion(asking, department=world.ceng, surname_from="A", surname_to="K", quota=5)
    world.section(full.course, 2)

    def page(name: str, shown: Shown) -> tuple[str, Shown]:
        return f"{name} ({shown.status})", shown

    yield page("sign-in", anyone.get("/sign-in/"))
    yield page("sign-in refused", anyone.post("/sign-in/", username="e1", password="x"))
    yield page("first password", anyone.get("/first-password/"))
    yield page("first password refused", anyone.post("/first-password/", number="1", identity="1", birth_date="x"))
    yield page("parts", anyone.get("/design/"))
    yield page("catalogue", anyone.get("/catalog/"))
    yield page("catalogue, found", anyone.get("/catalog/", q="ceng"))
    yield page("catalogue, none found", anyone.get("/catalog/", q="zzz"))
    yield page("department", anyone.get("/catalog/CENG/"))
    yield page("course of the catalogue", anyone.get("/catalog/CENG/5710490/"))
    yield page("help without a word", anyone.get("/help/"))
    call_command("load_help", "metu", verbosity=0)
    yield page("help", anyone.get("/help/"))
    yield page("help, found", anyone.get("/help/", q="ders"))
    yield page("help, none found", anyone.get("/help/", q="zzz"))
    yield page("page of the help", anyone.get("/help/registration/"))
    yield page("page of the help with a table", anyone.get("/help/words/"))
    yield page("rules", anyone.get("/rules/"))
    yield page("rules of a programme", anyone.get("/rules/CENG/"))
    yield page("contacts", anyone.get("/help/contacts/"))
    yield page("calendar", anyone.get("/calendar/"))
    yield page("guide without a word", anyone.get("/guide/"))
    GuidePage.objects.create(year=2026, section=1, title="Kayıt günleri", body="9 Şubat")
    GuidePage.objects.create(year=2025, section=1, title="Kayıt günleri", body="10 Şubat")
    yield page("guide", anyone.get("/guide/"))
    yield page("guide of a year", anyone.get("/guide/2025/"))
    yield page("details", student.get("/registration/courses/"))
    yield page("details of a department", student.get("/registration/courses/", q="571"))
    yield page("details of a course", student.get("/registration/courses/5710213/"))
    yield page("details of a course with prerequisites", student.get("/registration/courses/5710490/"))
    yield page("details of a course for staff", advisor.get("/registration/courses/5710111/"))
    yield page("categories", student.get("/registration/categories/", q="ceng"))
    yield page("path to graduation without a choice", student.get("/registration/degree/"))
    yield page("open courses", student.get("/registration/open/"))
    yield page("timetable", student.get("/registration/timetable/", year="2"))
    assistant = "/registration/assistant/"
    yield page("assistant without a course", student.get(assistant))
    yield page(
        "assistant", student.get(f"{assistant}?course={world.x.numeric_code}&course={world.y.numeric_code}&free=0")
    )
    yield page("assistant without a week", student.get(assistant, course="5710111", code="XYZ"))
    yield page("assistant refused", student.post(f"{assistant}take/"))
    student.post("/feed/new/")
    yield page("timetable with a calendar feed", student.get("/registration/timetable/"))
    yield page("no notice", student.get("/notices/"))
    tell([u4.user_id], "approved", {"term": world.term, "who": "Ada Işık"}, link="/registration/")
    for _ in range(20):
        tell([u4.user_id], "unregistered", {"term": world.term, "steps": [word("fee")]})
    yield page("notices", student.get("/notices/"))
    yield page("older notices", student.get("/notices/", before=str(Notice.objects.latest("id").id - 19)))
    yield page("not final", student.get("/registration/print/"))
    yield page("no calendar", student.get("/registration/week.ics"))
    yield page("documents", student.get("/documents/"))
    refused = student.post("/documents/ask/", kind="identity_card", delivery="cargo")
    yield page("documents refused", refused)
    yield page("verify", anyone.get("/verify/"))
    yield page("verify a wrong code", anyone.get("/verify/", code="0000"))
    yield page("first page", student.get("/term/"))
    yield page("sending nothing", student.post("/term/send/", version="0"))
    yield page("nothing happened", student.get("/registration/happened/"))
    yield page("signed out meanwhile", student.get("/registration/?lapsed"))
    yield page("empty list", student.get("/registration/"))
    yield page("empty plan", student.get("/registration/plan/"))
    yield page("wrong form of the plan", student.post("/registration/plan/add/", code="1"))
    yield page("wrong form", student.post("/registration/change/", action="add", code="1"))
    world.change(u4, add=[world.x1, world.y1])
    yield page("list", student.get("/registration/"))
    refused = student.post("/registration/change/", action="add", code="5710111", section="1")
    yield page("receipt", student.follow(refused))
    student.post("/registration/plan/add/", pick=[world.x2.id, full.id])
    yield page("plan", student.get("/registration/plan/"))
    refused = student.post("/registration/plan/commit/", manner="all", attempt=uuid.uuid4())
    yield page("receipt of a plan", student.follow(refused))
    u5 = world.student("2509990")
    world.change(u5, add=[world.x1, world.y1])
    dropping = Visitor(u5.user, language=language)
    SeatCounter.objects.filter(section=world.y1).update(open=False)
    yield page("asked before a drop", dropping.post("/registration/change/", action=f"drop-{world.y1.id}"))
    SeatCounter.objects.filter(section=world.y1).update(open=True)
    yield page("dropped", dropping.follow(dropping.post("/registration/change/", action=f"drop-{world.x1.id}")))
    yield page("what happened", dropping.get("/registration/happened/"))
    counted = {"programme": str(u4.programmes.get().id), "course": str(world.y.id)}
    student.post("/registration/degree/count/", **counted, to="nothing")
    yield page("path to graduation with a choice", student.get("/registration/degree/"))
    yield page("path to graduation refused", student.post("/registration/degree/count/", **counted, to="slot-7"))
    yield page("search", student.get("/registration/search/", q="ceng"))
    yield page("search without an answer", student.get("/registration/search/", q="zzz"))
    yield page("search that filters leave nothing of", student.get("/registration/search/", q="ceng", level="5"))
    yield page("search with every filter", student.get("/registration/search/", seats="1", can="1", day="0", to="13"))
    student.post("/registration/watch/", section=str(full.id), on="1")
    yield page("search with a watched section", student.get("/registration/search/", q="ceng111"))
    yield page("watching refused", student.post("/registration/watch/", section="0", on="1"))
    at("2026-02-08 12:00")
    yield page("before the opening", student.get("/registration/"))
    yield page("plan before the opening", student.get("/registration/plan/"))
    yield page("assistant before the opening", student.get(assistant, course="5710213"))
    yield page("first page before the opening", student.get("/term/"))
    at("2026-03-01 12:00")
    yield page("after the end", student.get("/registration/"))
    yield page("plan after the end", student.get("/registration/plan/"))
    yield page("assistant after the end", student.get(assistant, course="5710213"))
    yield page("first page after the end", student.get("/term/"))
    at("2026-02-10 12:00")
    yield page("my advisor", student.get("/advisor/"))
    yield page("my advisor refused", student.post("/advisor/message/", body=""))
    yield page("advisees", advisor.get("/advising/"))
    yield page("advisees in a state", advisor.get("/advising/", state="final"))
    yield page("advisees asked for in vain", advisor.get("/advising/", q="kimse", year="4", only="warned"))
    yield page("several lists", advisor.post("/advising/approve/", tick=str(u4.id), **{f"version_{u4.id}": "1"}))
    yield page("advisee", advisor.get(f"/advising/{u4.id}/"))
    yield page("path of an advisee", advisor.get(f"/advising/{u4.id}/degree/"))
    yield page("return without a note", advisor.post(f"/advising/{u4.id}/return/", version="1"))
    Teaching.objects.create(section=world.x1, staff=world.advisor)
    yield page("class lists", advisor.get("/grades/"))
    yield page("class list", advisor.get(f"/grades/{world.x1.id}/"))
    wrong = {f"seen_{u4.id}": "", f"letter_{u4.id}": "ZZ"}
    yield page("class list with a wrong row", advisor.post(f"/grades/{world.x1.id}/", **wrong))
    for event in ("return", "approve"):
        actor = world.advisor.user_id
        move(student_id=u4.id, term_id=world.term.id, event=event, version=1, actor_id=actor, note="Not")
        yield page(f"list after {event}", student.get("/registration/"))
        yield page(f"first page after {event}", student.get("/term/"))
        yield page(f"advisee after {event}", advisor.get(f"/advising/{u4.id}/"))
        yield page(f"my advisor after {event}", student.get("/advisor/"))
    yield page("print", student.get("/registration/print/"))
    student.client.post("/registration/print/timetable/")
    yield page("verified", anyone.get(f"/verify/{IssuedDocument.objects.get().code}/"))
    student.post("/documents/ask/", kind="certificate", delivery="desk")
    yield page("documents requested", student.get("/documents/"))
    yield page("class list to print", advisor.get(f"/classes/{world.x1.id}/"))
    yield page("change of password", student.get("/password/"))
    yield page("change of password refused", student.post("/password/", old_password="x"))
    yield from desks(world, language, u4)
    yield from viewing(world, language, u4)
    yield from petitions(world, language)
    yield from bank_pages(world, language)
    yield from claims(world, language)
    yield from fees(world, language)
    yield from refunds(world, language)
    yield page("forbidden", student.get("/advising/"))
    yield page("not found", student.get("/no/such/page/"))
    yield page("old page", Visitor(u4.user, language=language, enforce_csrf_checks=True).post("/sign-out/"))


def desks(world: World, language: str, u4: Student) -> Iterator[tuple[str, Shown]]:
    """The pages of accounts, of the library and of E-Ders, and the ways into an account."""
    world.staff("yeni")
    User.objects.filter(username="yeni").update(password="!")
    staff = world.role(world.role(world.staff("masa"), "help_desk").staff, "library").staff
    desk, new = Visitor(staff.user, language=language), User.objects.get(username="yeni")
    yield "accounts", desk.get("/accounts/", q="deniz")
    yield "accounts, none found", desk.get("/accounts/", q="zzz")
    yield "account", desk.get(f"/accounts/{u4.user_id}/")
    desk.post(f"/accounts/{u4.user_id}/look/")
    yield "account with its history", desk.get(f"/accounts/{u4.user_id}/")
    yield "account without a password", desk.get(f"/accounts/{new.pk}/")
    temporary = desk.post(f"/accounts/{new.pk}/temporary/")
    yield "temporary password", temporary
    owner = Visitor(language=language)
    owner.post("/sign-in/", username="yeni", password=attributes(temporary.one(id="temporary"))["value"])
    yield "choice of a password", owner.get("/password/choose/")
    yield "choice of a password refused", owner.post("/password/choose/", email="x")
    yield "library", desk.get("/library/", q="deniz")
    desk.post(f"/library/{u4.id}/place/")
    yield "library with a hold", desk.get("/library/", q="deniz")
    distance = Programme.objects.create(code="U", name="Uzaktan", department=world.ceng, education_type="distance")
    remote = Visitor(world.student("2601240", programme=distance).user, language=language)
    yield "E-Ders", remote.get("/e-ders/")
    yield "E-Ders matched", remote.post("/e-ders/match/")
    root = User.objects.create_superuser("root", password=PASSWORD)
    TOTPDevice.objects.create(user=root, name="root", confirmed=False)
    for name in ("second factor set up", "second factor asked"):
        halfway = Visitor(language=language)
        second_factor_asked(halfway, root)
        yield name, halfway.get("/sign-in/code/")
        if name == "second factor set up":
            device = TOTPDevice.objects.get(user=root)
            yield "backup codes", halfway.post("/sign-in/code/", code=f"{totp(device.bin_key):06}")


def viewing(world: World, language: str, u4: Student) -> Iterator[tuple[str, Shown]]:
    """What staff find, and a student's pages as the Registrar's Office views them."""
    registrar = Visitor(world.role(world.staff("oidb", is_staff=True), "registrar").staff.user, language=language)
    yield "find", registrar.get("/find/")
    yield "found", registrar.get("/find/", q="ceng")
    yield "nothing found", registrar.get("/find/", q="zzz")
    yield "view as a student", registrar.get(f"/viewing/{u4.id}/")
    yield "view without a reason", registrar.post(f"/viewing/{u4.id}/", reason="")
    registrar.post(f"/viewing/{u4.id}/", reason="Talep 2026/17")
    yield "first page as a student", registrar.get("/term/")
    yield "nothing sent as a student", registrar.post("/term/send/")


def fees(world: World, language: str) -> Iterator[tuple[str, Shown]]:
    """A student's fees from the first computation to too much, and the desk of the fee office."""
    distance = Programme.objects.create(code="UZ", name="Uzaktan", department=world.ceng, education_type="distance")
    remote = world.student("2608880", programme=distance)
    student, officer = Visitor(remote.user, language=language), Visitor(accounts.officer(world), language=language)
    account = f"/fees/desk/{remote.id}/"
    yield "fees before they are computed", student.get("/fees/")
    yield "fees without a tariff", computed(world, remote, student)
    yield "account without a tariff", officer.get(account)
    costs("tuition", "500.00", education_type="distance")
    costs("material", "100.00")
    accounts.bank()
    yield "fees that are due", computed(world, remote, student)
    by_hand = {"way": "credit", "line": "tuition", "amount": "50", "reason": "Kurul", "document": "2026/7"}
    yield "account that cannot be put right", officer.post(f"{account}correct/", **by_hand | {"amount": "x"})
    yield "account put right", officer.follow(officer.post(f"{account}correct/", **by_hand))
    accounts.paid(world, remote, "700.00")
    yield "fees with too much paid", student.get("/fees/")
    yield "fee office", officer.get("/fees/desk/")
    yield "fee office, found", officer.get("/fees/desk/", q="deniz")
    yield "fee office, none found", officer.get("/fees/desk/", q="zzz")
    yield "totals of fees", officer.get("/fees/desk/totals/")
    yield "accounts behind a total", officer.get("/fees/desk/accounts/", which="excess")
    yield "no account behind a total", officer.get("/fees/desk/accounts/", which="blocked")


def computed(world: World, student: Student, visitor: Visitor) -> Shown:
    charge(term_id=world.term.id, student_ids=[student.id])
    return visitor.get("/fees/")


def second_factor_asked(browser: Visitor, user: User) -> None:
    """The password is right, and the university asks for more."""
    with override_settings(SECOND_FACTOR_ROLES=frozenset({"all"})):
        assert browser.post("/sign-in/", username=user.username, password=PASSWORD).leads_to == "/sign-in/code/"


def claims(world: World, language: str) -> Iterator[tuple[str, Shown]]:
    """A student's claims in each state, and what the fee office does with them."""
    call_command("load_grounds", "omu", verbosity=0)
    one = world.student("2608866")
    officer = world.role(world.staff("harc"), "fee_officer").staff
    student, desk = Visitor(one.user, language=language), Visitor(officer.user, language=language)
    yield "claims, none", student.get("/fees/claims/")
    yield "claims at the desk, none", desk.get("/fees/desk/claims/")
    yield "new claim", student.get("/fees/claims/new/disability/")
    yield "claim refused", student.post("/fees/claims/new/disability/", issuer="Hastane")
    yield "claim that cannot be read", student.post("/fees/claims/new/martyr_child/", issuer="x")
    about = {"student": one, "valid_from": "2026-02-10", "issuer": "Hastane", "document_no": "12"}
    for n, state in enumerate(Claim.State.values):
        ground = Ground.objects.filter(claimable=True)[n]
        claim = Claim.objects.create(ground=ground, state=state, **about)
        file = {"name": "rapor.pdf", "kind": "pdf", "size": 10, "stored_as": uuid.uuid4()}
        ClaimFile.objects.create(claim=claim, **file)
        ClaimStep.objects.create(claim=claim, event="claim", actor=one.user, at=claim.claimed_at, note="Not")
        yield f"claim {state}", desk.get(f"/fees/desk/claims/{claim.pk}/")
    yield "claims", student.get("/fees/claims/")
    yield "claims at the desk", desk.get("/fees/desk/claims/", q=one.number)
    yield "move of a claim refused", desk.post(f"/fees/desk/claims/{claim.pk}/approve/")
    yield "end of a claim without a day", desk.post(f"/fees/desk/claims/{claim.pk}/end/")
    yield "record of a decision", desk.get("/fees/desk/claims/record/")
    about = {"number": one.number, "ground": "disability"}
    yield "record of whose decision", desk.get("/fees/desk/claims/record/", **about)
    refused = desk.post("/fees/desk/claims/record/?number=2608866&ground=disability", note="x")
    yield "record of a decision refused", refused
    yield "exams, none", desk.get("/fees/desk/exams/")
    yield "exam refused", desk.post("/fees/desk/exams/enter/", student="1", course="1")
    entered = {"student": one, "term": world.term, "course": world.x, "recorded_by": officer.user}
    SingleCourseExam.objects.create(taken_on="2026-02-10", **entered)
    yield "exams", desk.get("/fees/desk/exams/")


def petitions(world: World, language: str) -> Iterator[tuple[str, Shown]]:
    """A student who may hand in all but a return; the superuser is every part that sees to it."""
    new = world.student("2607770", class_year=1, semester=1)
    TermRegistration.objects.create(student=new, term=world.term, state="unregistered")
    student, staff = (
        Visitor(new.user, language=language),
        Visitor(User.objects.create_superuser("kurul"), language=language),
    )
    asked = Petition(student=new, term=world.term, text="Hastaydım", submitted_at=local("2026-02-10 09:00"), terms=1)
    for kind, state in (("leave", "board"), ("return", "submitted")):
        asked.pk, asked.kind, asked.state = None, kind, state
        asked.save()
        yield f"petition for {kind} of one's own", student.get(f"/petitions/{asked.pk}/")
        yield f"petition for {kind}", staff.get(f"/petitions/{asked.pk}/")
    at("2026-02-24 10:00")
    yield "petitions", student.get("/petitions/")
    yield "petition refused", student.post("/petitions/new/excuse/", text="Hastaydım")
    yield "petition that cannot be read", student.post("/petitions/new/leave/", text="Hastaydım", terms="x")
    asked.pk, asked.kind, asked.opinion, asked.favourable = None, "excuse", "Uygundur", True
    asked.save()
    yield "petition for excuse", staff.get(f"/petitions/{asked.pk}/")
    yield "petition forwarded too early", staff.post(f"/petitions/{asked.pk}/accept/")
    yield "petitions that wait", staff.get("/petitions/desk/")
    yield "decision without a tick", staff.post("/petitions/desk/decide/", event="accept")
    Student.objects.filter(pk=new.pk).update(status="expelled")
    yield "account for reading only", student.post("/petitions/new/leave/")
    at("2026-02-10 12:00")


def refunds(world: World, language: str) -> Iterator[tuple[str, Shown]]:
    """A refund from its proposal to the payment, on the desk and at its owner's."""
    new, officer = world.student("2607800"), world.role(world.staff("iade"), "fee_officer").staff.user
    student, desk = Visitor(new.user, language=language), Visitor(officer, language=language)
    yield "no refund of one's own", student.get("/fees/refunds/")
    yield "refund that is not due", student.post("/fees/refunds/ask/", term=world.term.code)
    account = FeeStanding.objects.create(student=new, term=world.term, paid=50, assessed_at=local("2026-02-10 09:00"))
    follow_balances([account.pk], at=local("2026-02-10 09:00"))
    refund = f"/fees/desk/refunds/{Refund.objects.get(standing=account).pk}/"
    yield "refunds", desk.get("/fees/desk/refunds/")
    yield "refunds that are offered", desk.get("/fees/desk/refunds/", state="offered")
    yield "refund", desk.get(refund)
    yield "refund rejected without a reason", desk.post(f"{refund}reject/", version="1")
    yield "IBAN refused", student.post("/fees/refunds/ask/", term=world.term.code, iban="TR1")
    student.post("/fees/refunds/ask/", term=world.term.code, iban=IBAN)
    yield "refund of one's own", student.get("/fees/refunds/")
    desk.post(f"{refund}approve/", version="2")
    yield "approved refunds", desk.get("/fees/desk/refunds/", state="approved")
    made = desk.post("/fees/desk/refunds/hand-over/")
    yield "payment list", desk.get(made.leads_to)
    yield "payment list without a day", desk.post(f"{made.leads_to}pay/", paid_on="x")
    desk.post(f"{made.leads_to}pay/", paid_on="2026-02-10", reference="EFT-1")
    yield "payment list that is paid", desk.get(made.leads_to)
    yield "paid refunds", desk.get("/fees/desk/refunds/", state="paid")
    yield "paid refund of one's own", student.get("/fees/refunds/")
