from django.urls import path

from . import screens, step_views, views
from .grades import views as grades

urlpatterns = [
    path("term/", step_views.term, name="term"),
    path("term/<str:event>/", step_views.step, name="step"),
    path("registration/", views.registration, name="registration"),
    path("registration/change/", views.change, name="registration_change"),
    path("registration/search/", views.search, name="registration_search"),
    path("grades/", grades.sections, name="grades"),
    path("grades/<int:section_id>/", grades.section, name="grades_section"),
    path("grades/<int:section_id>/pass-grade/", grades.pass_grade, name="grades_pass_grade"),
    path("registration/courses/", screens.course_details, name="course_details"),
    path("registration/courses/<str:code>/", screens.course_detail, name="course_detail"),
    path("registration/categories/", screens.categories, name="categories"),
    path("registration/degree/", screens.degree, name="degree"),
    path("registration/degree/count/", screens.degree_count, name="degree_count"),
    path("registration/open/", screens.open_courses, name="open_courses"),
    path("registration/timetable/", screens.timetable, name="timetable"),
    path("registration/print/", screens.print_list, name="registration_print"),
    path("rules/", screens.programmes, name="rules"),
    path("rules/<str:code>/", screens.rules_of, name="rules_of"),
]
