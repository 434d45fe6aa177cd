from django.urls import path

from . import views

urlpatterns = [
    path("catalog/", views.catalogue, name="catalogue"),
    path("catalog/<str:prefix>/", views.department, name="department"),
    path("help/contacts/", views.contacts, name="contacts"),
    path("guide/", views.guide, name="guide"),
    path("guide/<int:year>/", views.guide, name="guide_of"),
]
