"""Addresses that `ui/base.html` asks for, without the rooms that answer them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


people = [
    path("connexion/", nothing, name="sign_in"),
    path("deconnexion/", nothing, name="sign_out"),
    path("langue/", nothing, name="language"),
]
urlpatterns = [path("", include((people, "people"))), path("accessibilite/", nothing, name="accessibility")]
