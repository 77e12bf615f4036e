"""Every address. Each view declares who may open it (`people.access`); a test fails on one that does not."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from poincon.site import administration, health, pages

handler403 = pages.refused

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("accueil/", pages.home_of_person, name="home_of_person"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("administration/travaux/", administration.jobs, name="administration_jobs"),
    path("administration/travaux/<uuid:pk>/", administration.put_job_back, name="administration_put_job_back"),
    path("", include("poincon.people.urls")),
    path("", include("poincon.notifications.urls")),
    path("", include("poincon.campaigns.urls")),
    path("", include("poincon.dossiers.adoption.urls")),
    path("", include("poincon.dossiers.urls")),
    path("", include("poincon.correspondence.urls")),
    path("", include("poincon.casework.urls")),
    path("", include("poincon.admissibility.urls")),
]

handler500 = "poincon.site.outages.server_error"
