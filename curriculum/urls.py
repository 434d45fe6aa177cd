from django.urls import path

from . import views

urlpatterns = [
    path("catalog/", views.catalogue, name="catalogue"),
    path("catalog/<str:prefix>/", views.department, name="department"),
    path("help/contacts/", views.contacts, name="contacts"),
]
