"""What a distance-education student finds where, and the token that matches both accounts (KOU-11, KOU-71, KOU-72)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from .distance_accounts import is_distance, is_matched, match_token
from .models import Student


def _distance_student(request: HttpRequest) -> Student:
    student = getattr(request.user, "student", None)
    if student is None or not is_distance(student):
        raise PermissionDenied
    return student


@require_GET
@login_required
def distance(request: HttpRequest) -> HttpResponse:
    _distance_student(request)
    return render(request, "people/distance.html", {"matched": is_matched()})


@require_POST
@never_cache
@login_required
def match(request: HttpRequest) -> HttpResponse:
    _distance_student(request)
    if not is_matched():
        raise Http404
    return render(request, "people/distance.html", {"matched": True, "token": match_token(request.user.username)})
