from django.urls import path

from . import views

urlpatterns = [
    path("registration/", views.registration, name="registration"),
    path("registration/change/", views.change, name="registration_change"),
    path("registration/search/", views.search, name="registration_search"),
]
