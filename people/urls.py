from django.contrib.auth.views import LogoutView
from django.urls import path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-in/openid/", views.openid_begin, name="openid"),
    path("sign-in/openid/callback/", views.openid_callback, name="openid_callback"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.notices_read, name="notices_read"),
    path("notices/<int:notice_id>/", views.notice, name="notice"),
]
