from django.http import HttpRequest, HttpResponse
from django.urls import path


def floor(request: HttpRequest) -> HttpResponse:
    """Who is signed in, as a page of any Django site asks."""
    return HttpResponse(request.user.username)


urlpatterns = [path("floor/", floor), path("healthz", lambda request: HttpResponse("ok"))]
