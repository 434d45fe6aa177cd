from django.urls import path

from . import views
from .grades import views as grades

urlpatterns = [
    path("registration/", views.registration, name="registration"),
    path("registration/change/", views.change, name="registration_change"),
    path("registration/search/", views.search, name="registration_search"),
    path("grades/", grades.sections, name="grades"),
    path("grades/<int:section_id>/", grades.section, name="grades_section"),
    path("grades/<int:section_id>/pass-grade/", grades.pass_grade, name="grades_pass_grade"),
]
