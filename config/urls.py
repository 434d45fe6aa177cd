from django.conf import settings
from django.contrib import admin
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.generic import RedirectView

from people.admin import sign_in as admin_sign_in
from registration.admin import checks, criteria

from . import design, inbox
from .icon import icon
from .themes import set_theme

handler500 = "config.maintenance.failed"


def healthz(request: HttpRequest) -> HttpResponse:
    """Answers once the database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz),
    path("icon", icon, name="icon"),
    path("favicon.ico", icon),
    path("theme/", set_theme, name="set_theme"),
    path("design/", design.parts, name="design"),
    path("admin/login/", admin_sign_in),
    path("admin/password_change/", RedirectView.as_view(pattern_name="password")),
    path("admin/", include("registration.admin.desk_urls")),
    path("admin/", include(checks.urlpatterns)),
    path("admin/", include(criteria.urlpatterns)),
    path("admin/", admin.site.urls),
    path("", include("people.urls")),
    path("", include("curriculum.urls")),
    path("", include("fees.urls")),
    path("", include("registration.urls")),
    path("", include("advising.urls")),
]
if not settings.PRODUCTION:
    urlpatterns += [
        path("inbox/", inbox.inbox, name="inbox"),
        path("inbox/<slug:name>/", inbox.mail, name="inbox_mail"),
    ]
