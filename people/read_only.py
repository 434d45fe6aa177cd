"""Who was expelled signs in and reads, and changes nothing any more (KOU-95)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from .models import Student

READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
STILL = ("sign_out", "set_language")


def of_the_expelled(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Asked of every request that may write, wherever it goes: no view can forget it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in READING:
            student = getattr(request.user, "student", None)
            expelled = student is not None and student.status == Student.Status.EXPELLED
            if expelled and request.path_info not in {reverse(name) for name in STILL}:
                return render(request, "people/read_only.html", status=403)
        return get_response(request)

    return middleware
