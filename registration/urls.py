from django.urls import path

from . import screens, views

urlpatterns = [
    path("registration/", views.registration, name="registration"),
    path("registration/change/", views.change, name="registration_change"),
    path("registration/search/", views.search, name="registration_search"),
    path("rules/", screens.programmes, name="rules"),
    path("rules/<str:code>/", screens.rules_of, name="rules_of"),
]
