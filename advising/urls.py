from django.urls import path

from . import my_advisor, petition_views, views

urlpatterns = [
    path("advising/", views.advisees, name="advising"),
    path("advising/approve/", views.approve_ticked, name="advising_approve"),
    path("advising/<int:student_id>/", views.student, name="advisee"),
    path("advising/<int:student_id>/degree/", views.degree, name="advisee_degree"),
    path("advising/<int:student_id>/degree/count/", views.degree_count, name="advisee_degree_count"),
    path("advising/<int:student_id>/<str:event>/", views.act, name="advising_act"),
    path("petitions/", petition_views.own, name="petitions"),
    path("petitions/new/<slug:kind>/", petition_views.submit, name="petition_submit"),
    path("petitions/desk/", petition_views.desk, name="petitions_desk"),
    path("petitions/desk/decide/", petition_views.decide, name="petitions_decide"),
    path("petitions/file/<int:file_id>/", petition_views.file, name="petition_file"),
    path("petitions/<int:petition_id>/", petition_views.petition, name="petition"),
    path("petitions/<int:petition_id>/<slug:event>/", petition_views.act, name="petition_act"),
    path("advisor/", my_advisor.page, name="my_advisor"),
    path("advisor/<str:event>/", my_advisor.act, name="my_advisor_act"),
]
