from __future__ import annotations

from django.urls import path

from poincon.dossiers.views import adopting

app_name = "adoption"

urlpatterns = [
    path("campagnes/<int:pk>/version/", adopting.choose, name="version"),
    path("campagnes/<int:pk>/version/<int:run>/", adopting.dry_run, name="dry_run"),
    path("campagnes/<int:pk>/version/<int:run>/adopter/", adopting.adopt, name="adopt"),
    path("dossiers/<uuid:pk>/mis-de-cote/", adopting.set_aside, name="set_aside"),
]
