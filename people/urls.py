from django.contrib.auth.views import LogoutView
from django.urls import path

from . import desk_views, distance_views, notice_views, openid_views, viewing_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("i18n/setlang/", views.set_language, name="set_language"),
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-in/code/", views.SignInCode.as_view(), name="sign_in_code"),
    path("sign-in/code/app.svg", views.qr_code, name="sign_in_app"),
    path("find/", desk_views.find, name="find"),
    path("accounts/", desk_views.accounts, name="accounts"),
    path("accounts/<int:user_id>/", desk_views.account, name="account"),
    path("accounts/<int:user_id>/look/", desk_views.look, name="account_look"),
    path("accounts/<int:user_id>/reset/", desk_views.reset, name="account_reset"),
    path("viewing/", viewing_views.refused, name="viewing"),
    path("viewing/end/", viewing_views.end, name="viewing_end"),
    path("viewing/<int:student_id>/", viewing_views.begin, name="viewing_begin"),
    path("library/", desk_views.library, name="library_desk"),
    path("library/<int:student_id>/place/", desk_views.place_hold, name="library_place"),
    path("library/<int:student_id>/lift/", desk_views.lift_hold, name="library_lift"),
    path("e-ders/", distance_views.distance, name="distance"),
    path("e-ders/match/", distance_views.match, name="distance_match"),
    path("sign-in/openid/", openid_views.openid_begin, name="openid"),
    path("sign-in/openid/callback/", openid_views.openid_callback, name="openid_callback"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("notices/", notice_views.notices, name="notices"),
    path("notices/read/", notice_views.notices_read, name="notices_read"),
    path("notices/<int:notice_id>/", notice_views.notice, name="notice"),
]
