"""The addresses of a preview."""

from __future__ import annotations

from django.urls import path

from poincon.site.preview import views

urlpatterns = [
    path("", views.home, name="home"),
    path("etat", views.state, name="state"),
    path("rubrique/<str:identifier>/", views.section, name="section"),
]
handler404 = "poincon.site.preview.views.missing"
