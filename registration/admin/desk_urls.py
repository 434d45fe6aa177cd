"""The registrar's desk for tables, behind the admin's own door; mounted before the admin, which takes every address."""

from django.contrib import admin
from django.urls import path

from . import desk, overview

urlpatterns = [
    path("", admin.site.admin_view(overview.index)),
    path("import/", admin.site.admin_view(desk.import_desk), name="import_desk"),
    path("import/template/<slug:kind>/", admin.site.admin_view(desk.template), name="import_template"),
    path("import/<int:job>/", admin.site.admin_view(desk.import_job), name="import_job"),
    path("export/", admin.site.admin_view(desk.export_desk), name="export_desk"),
    path("export/<slug:kind>/", admin.site.admin_view(desk.export), name="export"),
]
