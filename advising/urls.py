from django.urls import path

from . import my_advisor, views

urlpatterns = [
    path("advising/", views.advisees, name="advising"),
    path("advising/approve/", views.approve_ticked, name="advising_approve"),
    path("advising/<int:student_id>/", views.student, name="advisee"),
    path("advising/<int:student_id>/degree/", views.degree, name="advisee_degree"),
    path("advising/<int:student_id>/degree/count/", views.degree_count, name="advisee_degree_count"),
    path("advising/<int:student_id>/<str:event>/", views.act, name="advising_act"),
    path("advisor/", my_advisor.page, name="my_advisor"),
    path("advisor/<str:event>/", my_advisor.act, name="my_advisor_act"),
]
