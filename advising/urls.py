from django.urls import path

from . import views

urlpatterns = [
    path("advising/", views.advisees, name="advising"),
    path("advising/<int:student_id>/", views.student, name="advisee"),
    path("advising/<int:student_id>/degree/", views.degree, name="advisee_degree"),
    path("advising/<int:student_id>/degree/count/", views.degree_count, name="advisee_degree_count"),
    path("advising/<int:student_id>/<str:event>/", views.act, name="advising_act"),
]
