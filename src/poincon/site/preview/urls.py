"""The addresses of a preview."""

from __future__ import annotations

from django.urls import path

from poincon.site.preview import pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("etat", pages.state, name="state"),
    path("rubrique/<str:identifier>/", pages.section, name="section"),
]
handler404 = "poincon.site.preview.pages.missing"
