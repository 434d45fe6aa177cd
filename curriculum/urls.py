from django.urls import path

from . import help_views, views

urlpatterns = [
    path("catalog/", views.catalogue, name="catalogue"),
    path("catalog/<str:prefix>/", views.department, name="department"),
    path("catalog/<str:prefix>/<str:code>/", views.course, name="catalogue_course"),
    path("help/", help_views.index, name="help"),
    path("help/contacts/", views.contacts, name="contacts"),
    path("help/<slug:slug>/", help_views.page, name="help_page"),
    path("guide/", views.guide, name="guide"),
    path("guide/<int:year>/", views.guide, name="guide_of"),
]
