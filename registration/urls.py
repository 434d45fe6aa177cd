from django.urls import path

from fees.desk_views import charge as charge_student
from fees.views import own_fees
from people.desk_views import TemporaryForAnother
from people.password_views import ChangePassword, ChoosePassword, FirstPassword

from . import calendar_pages, exam_views, feed_views, screens, step_views, views
from .accounts import shut_until, staff_minutes, temporary_minutes
from .assistant import views as assisting
from .charging import charge
from .charging.until import paying_until
from .classes import views as classes
from .documents import views as documents
from .grades import views as grades
from .papers import views as papers
from .planning import views as planning
from .searching import views as searching

urlpatterns = [
    # pages of `people` and `fees` that ask what stands further right than they do
    path("first-password/", FirstPassword.as_view(minutes_of=temporary_minutes), name="first_password"),
    path("password/", ChangePassword.as_view(shut_until=shut_until), name="password"),
    path("password/choose/", ChoosePassword.as_view(shut_until=shut_until), name="choose_password"),
    path(
        "accounts/<int:user_id>/temporary/",
        TemporaryForAnother.as_view(minutes=staff_minutes),
        name="account_temporary",
    ),
    path("fees/desk/exams/", exam_views.desk, name="fee_exams"),
    path("fees/desk/exams/enter/", exam_views.enter, name="fee_exam_enter"),
    path("fees/desk/exams/<int:exam_id>/cancel/", exam_views.cancel, name="fee_exam_cancel"),
    path("fees/", own_fees, {"until": paying_until}, name="fees"),
    path("fees/desk/<int:student_id>/charge/", charge_student, {"charge": charge}, name="fee_charge"),
    path("term/", step_views.term, name="term"),
    path("term/<str:event>/", step_views.step, name="step"),
    path("registration/", views.registration, name="registration"),
    path("registration/change/", views.change, name="registration_change"),
    path("registration/plan/", planning.plan, name="plan"),
    path("registration/plan/add/", planning.plan_add, name="plan_add"),
    path("registration/plan/remove/", planning.plan_remove, name="plan_remove"),
    path("registration/plan/move/", planning.plan_move, name="plan_move"),
    path("registration/plan/start/", planning.plan_start, name="plan_start"),
    path("registration/plan/commit/", planning.plan_commit, name="plan_commit"),
    path("registration/search/", searching.search_page, name="registration_search"),
    path("registration/watch/", searching.seat_watch, name="seat_watch"),
    path("registration/happened/", screens.what_happened, name="happened"),
    path("grades/", grades.sections, name="grades"),
    path("grades/<int:section_id>/", grades.section, name="grades_section"),
    path("grades/<int:section_id>/pass-grade/", grades.pass_grade, name="grades_pass_grade"),
    path("registration/courses/", screens.course_details, name="course_details"),
    path("registration/courses/<str:code>/", screens.course_detail, name="course_detail"),
    path("registration/categories/", screens.categories, name="categories"),
    path("registration/degree/", screens.degree, name="degree"),
    path("registration/degree/count/", screens.degree_count, name="degree_count"),
    path("registration/open/", screens.open_courses, name="open_courses"),
    path("registration/assistant/", assisting.assistant, name="assistant"),
    path("registration/assistant/take/", assisting.assistant_take, name="assistant_take"),
    path("registration/timetable/", screens.timetable, name="timetable"),
    path("registration/print/", papers.own_papers, name="registration_print"),
    path("registration/print/<slug:kind>/", papers.issue, name="issue_paper"),
    path("registration/week.ics", screens.own_week, name="week_calendar"),
    path("feed/new/", feed_views.renew, name="calendar_feed_new"),
    path("feed/<str:secret>.ics", feed_views.feed, name="calendar_feed"),
    path("verify/", papers.verified, name="verify"),
    path("verify/<str:code>/", papers.verified, name="verified"),
    path("classes/week.ics", screens.taught_week, name="taught_calendar"),
    path("classes/<int:section_id>/", classes.class_list, name="class_list"),
    path("classes/<int:section_id>/list.pdf", classes.class_pdf, name="class_pdf"),
    path("classes/<int:section_id>/list.xlsx", classes.class_xlsx, name="class_xlsx"),
    path("documents/", documents.own_requests, name="documents"),
    path("documents/ask/", documents.ask, name="document_ask"),
    path("calendar/", calendar_pages.calendar, name="calendar"),
    path("rules/", screens.programmes, name="rules"),
    path("rules/<str:code>/", screens.rules_of, name="rules_of"),
]
