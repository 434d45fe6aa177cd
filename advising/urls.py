from django.urls import path

from . import views

urlpatterns = [
    path("advising/", views.advisees, name="advising"),
    path("advising/<int:student_id>/", views.student, name="advisee"),
    path("advising/<int:student_id>/<str:event>/", views.act, name="advising_act"),
]
